"""Changed purchasing rows until they are in a published pin, at one size of history and another.

`python -m benchmarks.chain_changes SMALL LARGE`: 5,000 rows of the current and previous month (new
receipts, invoices with their lines, payments with their allocations), 20 such rows, and one OA form
that is sent again. Sizes take turns; each round's rows are new.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from benchmarks.publishing import Rows, close, costs, settled, two_data_sets
from benchmarks.timing import Cost, ratio, table
from benchmarks.verdicts import Goal, judge
from tables.registry import TABLES
from worker.home import Home

c = pl.col
MANY, FEW, FORM = "5,000 rows", "20 rows", "one OA form"
SHARES = {"receipts": 0.28, "invoices": 0.18, "payments": 0.18}  # the latter two are two rows each
DAY = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
RECENT = ["2026-10", "2026-11"]


def changes(home: Home, rows: int, mark: str) -> Rows:
    """New rows, `rows` together; `mark` tells them from those of other rounds."""
    many = {what: round(rows * share) for what, share in SHARES.items()}
    lines = _some(home, "purchase_order_lines", many["receipts"] + many["invoices"], mark)
    owed = _some(home, "supplier_invoices", many["payments"], mark)
    return {
        "goods_receipts": _receipts(lines.head(many["receipts"]), mark),
        **_invoices(lines.tail(many["invoices"]), mark),
        **_payments(owed, mark),
    }


def form(home: Home, mark: str) -> Rows:
    """One form of the current or previous month, as its source would send it again."""
    return {"approvals": _some(home, "approvals", 1, mark).drop("source", "raw", "deleted_at")}


def _some(home: Home, table: str, rows: int, mark: str) -> pl.DataFrame:
    """Some rows of the current and previous month, others for another mark."""
    store = home.lake.store(TABLES[table])
    found = store.scan(months=RECENT).sort(TABLES[table].key).collect()
    if found.height < rows:
        raise SystemExit(f"{table} holds {found.height} rows of {RECENT}, {rows} are to change")
    return found.sample(rows, seed=sum(mark.encode()))


def _numbered(rows: pl.DataFrame, column: str, prefix: str) -> pl.DataFrame:
    ids = pl.format("{}{}", pl.lit(prefix), pl.int_range(pl.len()))
    return rows.with_columns(
        ids.alias(column), created_on=pl.lit(DAY.date()), currency=pl.lit("CNY")
    )


def _receipts(lines: pl.DataFrame, mark: str) -> pl.DataFrame:
    return _numbered(lines, "receipt_line_id", f"N{mark}R").select(
        *("receipt_line_id", "company_id", "po_line_id", "sku_id", "warehouse_id", "quantity"),
        *("unit", "created_on"),
        receipt_id="receipt_line_id",
        received_on="created_on",
        rejected_quantity=pl.lit(0),
    )


def _invoices(lines: pl.DataFrame, mark: str) -> Rows:
    made = _numbered(lines, "invoice_id", f"N{mark}I")
    shared = ("invoice_id", "company_id", "amount_net", "amount_gross", "currency", "created_on")
    heads = made.select(
        *shared,
        supplier_id=pl.format("S{}", c("line_no")),
        kind=pl.lit("invoice"),
        invoiced_on="created_on",
        status=pl.lit("open"),
    )
    below = made.select(*shared, "po_line_id", "quantity", "unit", invoice_line_id="invoice_id")
    return {"supplier_invoices": heads, "supplier_invoice_lines": below}


def _payments(owed: pl.DataFrame, mark: str) -> Rows:
    made = _numbered(owed, "payment_id", f"N{mark}P").with_columns(
        amount=c("amount_gross").abs() // 2 + 1
    )
    shared = ("payment_id", "company_id", "amount", "currency", "created_on")
    paid = made.select(*shared, "supplier_id", paid_on="created_on", status=pl.lit("paid"))
    rows = made.select(*shared, "invoice_id", allocation_id="payment_id", allocated_on="created_on")
    return {"supplier_payments": paid, "payment_allocations": rows}


def run(small: Path, large: Path, *, rounds: int = 5) -> None:
    """Measure both data sets, interleaved."""
    opened = settled(small, large)
    started = datetime.now(UTC).strftime("%H%M%S")
    made: dict[str, Callable[[Home, str], Rows]] = {
        MANY: lambda home, mark: changes(home, 5_000, f"{mark}m"),
        FEW: lambda home, mark: changes(home, 20, f"{mark}f"),
        FORM: lambda home, mark: form(home, f"{mark}o"),
    }
    bars = {MANY: Goal(at_most=2), FEW: Goal(), FORM: Goal()}
    spent: dict[str, dict[str, Cost]] = {}
    for title, make in made.items():
        found = costs(opened, lambda home, n, of=make: of(home, f"{started}{n}"), rounds)
        spent[title] = found
        pair = f"{large.name} / {small.name}"
        table(f"purchasing, {title} to a pin", found, {pair: bars[title]})
    for title in (FEW, FORM):
        part = ratio(spent[title][large.name], spent[MANY][large.name])
        judge(f"purchasing, {large.name}: {title} / {MANY}", part, Goal())
    close(opened)


def main() -> None:
    """Measure two data sets that `benchmarks.run` has loaded."""
    run(*two_data_sets(__doc__))


if __name__ == "__main__":
    main()
