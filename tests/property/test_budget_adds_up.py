"""Whatever happens to budgets, cells and entries say what the source rows add up to."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from facts.budget_cell import RECIPE as CELLS
from facts.budget_entry import RECIPE as ENTRIES
from tests.unit.facts.recipes import Row, built
from tests.unit.facts.test_budget import at

FIRST = date(2026, 1, 1)
DAYS = st.integers(0, 364).map(lambda n: FIRST + timedelta(days=n))
CENTS = st.integers(-10_000, 10_000).map(lambda n: Decimal(n) / 100)
PLACES = st.fixed_dictionaries(
    {
        "department_id": st.sampled_from(("d1", "d2")),
        "account_id": st.sampled_from(("6601", "6602")),
        "project_id": st.sampled_from((None, "P")),
        "period": st.sampled_from(("2026-03", "2026-12")),
        "currency": st.sampled_from(("CNY", "CNY", "USD")),
    }
)
LINES = st.tuples(PLACES, CENTS, st.sampled_from(("expense", "revenue")))
ENTRY = st.tuples(PLACES, CENTS, DAYS, st.sampled_from(("reserve", "commit", "actual", "paid")))
REVISION = st.tuples(st.integers(0, 5), CENTS, DAYS)


def numbered(rows: list[Any], of: str, *names: str) -> list[Row]:
    """Rows from tuples of a place and some values."""
    return [
        place | {of: f"{of}{number}"} | dict(zip(names, values, strict=True))
        for number, (place, *values) in enumerate(rows)
    ]


def world(lines: list[Any], entries: list[Any], revisions: list[Any]) -> dict[str, list[Row]]:
    planned = numbered(lines, "budget_line_id", "original", "kind")
    planned = [row | {"fiscal_year": "2026"} for row in planned]
    changed = [
        {
            "revision_id": f"R{number}",
            "budget_line_id": f"budget_line_id{line}",
            "amount": amount,
            "revised_on": on,
            "kind": "supplement" if amount >= 0 else "cut",
        }
        for number, (line, amount, on) in enumerate(revisions)
        if line < len(lines)
    ]
    parts = {"budget_lines": planned, "year_lines": planned, "budget_revisions": changed}
    used = numbered(entries, "entry_id", "amount", "booked_on", "kind")
    return parts | {"budget_entries": used, "accounts": [], "children": []}


@settings(max_examples=40, deadline=None)
@given(
    lines=st.lists(LINES, max_size=5),
    entries=st.lists(ENTRY, max_size=12),
    revisions=st.lists(REVISION, max_size=5),
    on=DAYS,
)
def test_at_any_instant_cells_are_the_sums_of_what_happened(
    lines: list[Any], entries: list[Any], revisions: list[Any], on: date
) -> None:
    parts = world(lines, entries, revisions)
    cells, moves = at(built(CELLS, parts), on), built(ENTRIES, parts)
    until = moves.filter(pl.col("booked_on") <= on)
    for currency in ("CNY", "USD"):
        held, moved = cells.filter(currency=currency), until.filter(currency=currency)
        spent = sum(r["amount"] for r in parts["budget_entries"] if _is(r, currency, "actual", on))
        planned = sum(r["original"] for r in parts["budget_lines"] if r["currency"] == currency)
        assert held["actual"].sum() == moved["actual"].sum() == spent
        assert held["original"].sum() == moved["original"].sum() == planned
        assert held["available"].sum() == moved["available"].sum()
        assert (held["revised"] - held["used"] == held["available"]).all()
    assert moves.height == sum(map(len, (parts[n] for n in _SOURCES)))
    assert cells["cell_id"].is_unique().all()


_SOURCES = ("budget_lines", "budget_revisions", "budget_entries")


def _is(row: Row, currency: str, kind: str, on: date) -> bool:
    return row["currency"] == currency and row["kind"] == kind and row["booked_on"] <= on
