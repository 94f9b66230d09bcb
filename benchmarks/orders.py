"""Seeded purchasing at any size: three years of a group, from OA form and request to payment.

`python -m benchmarks.orders FOLDER --lines 1000000` writes `purchase_orders/2025-03.parquet` and so
on for the tables of `DOCUMENTS`: everything that the orders of a month led to is in that month's
files. Columns are the canonical ones without `source` and `raw`; what is not told is null.
"""

import argparse
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

import polars as pl

from benchmarks.deliveries import charges, entered, money, receipts, settlements, with_tax
from benchmarks.events import COMPANIES, DEPARTMENTS, NOW, masters, months
from benchmarks.noise import chance, days, whole

c = pl.col
LINES_PER_ORDER = 3
SUPPLIERS, SKUS, BUYERS, PEOPLE = 2_000, 20_000, 200, 5_000
TODAY = NOW.date()
SOURCE = "bench"


def month_frames(month: date, first: int, orders: int, seed: int) -> dict[str, pl.DataFrame]:
    """All tables of the orders `first`, `first` + 1 … of a month; lines are three times as many."""
    made = _orders(month, first, orders, seed)
    lines = _lines(made, seed)
    came = receipts(lines, TODAY, seed)
    charged = charges(came, TODAY, seed)
    paid = settlements(charged, TODAY, f"{month:%y%m}", seed)
    return {
        **_forms(made),
        "purchase_requests": _requests(lines, seed),
        "purchase_orders": _headers(made, lines),
        "purchase_order_lines": _line_rows(lines),
        "goods_receipts": came.rows,
        "supplier_invoices": charged.invoices,
        "supplier_invoice_lines": charged.rows,
        "supplier_payments": paid.payments,
        "payment_allocations": paid.rows,
    }


def _orders(month: date, first: int, rows: int, seed: int) -> pl.DataFrame:
    after = (month + timedelta(days=31)).replace(day=1)
    span = (min(after, TODAY + timedelta(days=1)) - month).days
    uid, fate = c("uid"), c("fate")
    frame = pl.select(uid=pl.int_range(first, first + rows)).with_columns(
        created_on=month + days(uid, seed, 0, span - 1),
        department=(chance(uid, seed + 1) ** 1.5 * DEPARTMENTS).cast(pl.Int64),
        supplier_id=pl.format("S{}", (chance(uid, seed + 2) ** 2 * SUPPLIERS).cast(pl.Int64)),
        buyer_id=pl.format("P{}", whole(uid, seed + 3, 0, BUYERS - 1)),
        applicant_id=pl.format("P{}", whole(uid, seed + 4, 0, PEOPLE - 1)),
        fate=chance(uid, seed + 5),
        needs_approval=chance(uid, seed + 6) >= 0.05,
        lines=whole(uid, seed + 7, 1, 2 * LINES_PER_ORDER - 1),
        has_request=chance(uid, seed + 8) < 0.8,
        number=uid.cast(pl.String).str.zfill(9),
    )
    decided = frame.with_columns(decided_on=c("created_on") + days(uid, seed + 9, 1, 5))
    running = (c("decided_on") > TODAY) | fate.is_between(0.03, 0.04)
    allowed = ~c("needs_approval") | ~running | (fate > 0.99)  # one in a hundred doesn't wait
    ordered = pl.when(c("needs_approval")).then("decided_on").otherwise("created_on")
    placed = decided.with_columns(
        po_id=pl.lit("PO") + c("number"),
        company_id=pl.format("C{}", c("department") % COMPANIES),
        department_id=pl.format("D{}", "department"),
        is_running=running,
        ordered_on=ordered + days(uid, seed + 10, 0, 2),
    )
    waits = ~allowed | (c("ordered_on") > TODAY) | fate.is_between(0.02, 0.03)
    status = pl.when(fate < 0.02).then(pl.lit("cancelled")).when(waits).then(pl.lit("draft"))
    return placed.with_columns(status=status.otherwise(pl.lit("open"))).with_columns(
        ordered_on=pl.when((c("status") != "draft") & (c("ordered_on") <= TODAY)).then("ordered_on")
    )


def _lines(orders: pl.DataFrame, seed: int) -> pl.DataFrame:
    """One row per line, with its order's columns; `net` and `price` are whole cents."""
    key = c("key")
    every = orders.with_columns(line_no=pl.int_ranges(1, c("lines") + 1)).explode("line_no")
    return (
        every.with_columns(key=c("uid") * 16 + c("line_no"))
        .with_columns(
            po_line_id=pl.format("{}-{}", "po_id", "line_no"),
            sku_id=pl.format("K{}", (chance(key, seed + 11) ** 1.5 * SKUS).cast(pl.Int64)),
            quantity=whole(key, seed + 12, 1, 100),
            price=whole(key, seed + 13, 500, 200_000),
            warehouse_id=pl.format("W{}", whole(key, seed + 14, 1, 6)),
            promised_on=c("ordered_on") + days(key, seed + 15, 7, 60),
            request_line_id=pl.when("has_request").then(pl.format("PR{}-{}", "number", "line_no")),
        )
        .with_columns(net=c("quantity") * c("price"))
        .with_columns(gross=with_tax(c("net")))
    )


def _headers(orders: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    totals = lines.group_by("po_id").agg(c("net", "gross").sum())
    return orders.join(totals, on="po_id", maintain_order="left").select(
        *("po_id", "company_id", "supplier_id", "department_id", "buyer_id", "created_on"),
        *("ordered_on", "status", "needs_approval"),
        po_no="po_id",
        currency=pl.lit("CNY"),
        amount_net=money(c("net")),
        amount_gross=money(c("gross")),
        approval_no=pl.when("needs_approval").then(pl.lit("OA") + c("number")),
        updated_at=entered(pl.max_horizontal("created_on", "ordered_on")),
    )


def _line_rows(lines: pl.DataFrame) -> pl.DataFrame:
    return lines.select(
        *("po_line_id", "po_id", "company_id", "line_no", "request_line_id", "sku_id"),
        *("warehouse_id", "created_on", "promised_on"),
        quantity=c("quantity").cast(pl.Decimal(18, 4)),
        unit=pl.lit("PCS"),
        price_net=money(c("price")),
        amount_net=money(c("net")),
        amount_gross=money(c("gross")),
        currency=pl.lit("CNY"),
        is_cancelled=pl.lit(value=False),
        updated_at=entered(c("created_on")),
    )


def _requests(lines: pl.DataFrame, seed: int) -> pl.DataFrame:
    asked = c("created_on") - days(c("uid"), seed + 16, 1, 10)
    return lines.filter("has_request").select(
        *("request_line_id", "company_id", "department_id", "applicant_id", "sku_id"),
        request_id=pl.lit("PR") + c("number"),
        request_no=pl.lit("PR") + c("number"),
        quantity=c("quantity").cast(pl.Decimal(18, 4)),
        unit=pl.lit("PCS"),
        amount_net=money(c("net")),
        currency=pl.lit("CNY"),
        created_on=asked,
        requested_on=asked,
        needed_on=c("promised_on"),
        status=pl.lit("open"),
        updated_at=entered(asked),
    )


def _forms(orders: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """The OA's forms, their steps, and the links from them to the orders."""
    begun = entered(c("created_on"))
    forms = orders.filter("needs_approval").select(
        *("company_id", "department_id", "applicant_id", "is_running", "po_id"),
        approval_id=c("number"),
        business_no=pl.lit("OA") + c("number"),
        created_at=begun,
        decided_at=pl.when(~c("is_running")).then(entered(c("decided_on"))),
    )
    approvals = forms.select(
        *("approval_id", "company_id", "department_id", "applicant_id", "business_no"),
        *("created_at", "decided_at"),
        process=pl.lit("采购"),
        title=pl.lit("采购-") + c("business_no"),
        currency=pl.lit("CNY"),
        status=pl.when("is_running").then(pl.lit("running")).otherwise(pl.lit("approved")),
        submitted_at=c("created_at"),
        updated_at=pl.coalesce("decided_at", "created_at"),
    )
    links = forms.select(
        from_source=pl.lit(SOURCE),
        from_type=pl.lit("approval"),
        from_id="approval_id",
        to_source=pl.lit(SOURCE),
        to_type=pl.lit("purchase_order"),
        to_id="po_id",
        kind=pl.lit("allows"),
        confidence=pl.lit("key"),
        updated_at="created_at",
    )
    return {"approvals": approvals, "approval_steps": _steps(forms), "document_links": links}


def _steps(forms: pl.DataFrame) -> pl.DataFrame:
    acts = (
        (1, "申请", "applicant", pl.lit("submit"), c("created_at")),
        (2, "审批", "approver", pl.when(~c("is_running")).then(pl.lit("approve")), c("decided_at")),
    )
    return pl.concat(
        forms.select(
            *("approval_id", "company_id", "created_at"),
            seq=pl.lit(seq, pl.Int64),
            round=pl.lit(1, pl.Int64),
            node=pl.lit(node),
            role=pl.lit(role),
            actor_id="applicant_id" if seq == 1 else pl.format("P{}", whole(c("po_id"), 1, 0, 99)),
            action=action,
            entered_at="created_at",
            acted_at=acted,
            updated_at=pl.coalesce(acted, "created_at"),
        )
        for seq, node, role, action, acted in acts
    )


def write(folder: Path, lines: int, seed: int = 1) -> dict[str, int]:
    """Write everything below `folder`; the rows of each table."""
    per_month = round(lines / LINES_PER_ORDER / len(months()))
    written: dict[str, int] = {}
    _write(folder, "all", masters(), written)
    for number, month in enumerate(months()):
        frames = month_frames(month, number * per_month, per_month, seed)
        _write(folder, f"{month:%Y-%m}", frames, written)
    return written


def _write(
    folder: Path, name: str, frames: Mapping[str, pl.DataFrame], written: dict[str, int]
) -> None:
    for table, frame in frames.items():
        if frame.is_empty():
            continue
        (folder / table).mkdir(parents=True, exist_ok=True)
        frame.write_parquet(folder / table / f"{name}.parquet")
        written[table] = written.get(table, 0) + frame.height


def main() -> None:
    """Write a data set."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--lines", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    print(", ".join(f"{n:,} {t}" for t, n in write(asked.folder, asked.lines, asked.seed).items()))


if __name__ == "__main__":
    main()
