"""Budget cells and entries: what is planned, used, left, and what nobody planned."""

from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from facts.budget_cell import RECIPE as CELLS
from facts.budget_entry import RECIPE as ENTRIES
from tests.unit.facts.recipes import Row, built, cny, day, only

c = pl.col
PLACE: Row = {"department_id": "d1", "account_id": "6602", "period": "2026-03"}
LINE: Row = PLACE | {"budget_line_id": "B", "fiscal_year": "2026", "kind": "expense"}
LINE |= {"original": 100}
ACCOUNT: Row = {"account_id": "6602", "kind": "expense", "is_leaf": True}


def entry(name: str, kind: str, amount: int, on: str = "03-10", **more: Any) -> Row:
    row = {"entry_id": name, "kind": kind, "amount": amount, "booked_on": on}
    return PLACE | row | more


def revision(name: str, kind: str, amount: int, on: str = "03-05", **more: Any) -> Row:
    row = {"revision_id": name, "budget_line_id": "B", "kind": kind, "amount": amount}
    return row | {"revised_on": on} | more


def rows(*entries: Row, lines: list[Row] | None = None, **more: list[Row]) -> dict[str, list[Row]]:
    told = [LINE] if lines is None else lines
    parts = {"budget_lines": told, "year_lines": told, "budget_entries": list(entries)}
    return parts | {"accounts": [ACCOUNT], "children": [], "budget_revisions": []} | more


def at(cells: pl.DataFrame, on: date) -> pl.DataFrame:
    """The rows open at the end of a day."""
    return cells.filter((c("opens_on") <= on) & (c("closes_on").is_null() | (c("closes_on") > on)))


WORKED = rows(
    entry("r", "reserve", 10, "03-02"),
    entry("o", "commit", 30, "03-03"),
    entry("i", "commit", -10, "03-09", releases_id="o"),
    entry("a", "actual", 45, "03-09"),
)


def test_a_cell_holds_its_running_totals_from_change_to_change() -> None:
    cells = built(CELLS, WORKED)
    assert cells.select("opens_on", "closes_on", "available").rows() == [
        (date(2026, 1, 1), day("03-02"), cny("100")),
        (day("03-02"), day("03-03"), cny("90")),
        (day("03-03"), day("03-09"), cny("60")),
        (day("03-09"), date(2027, 1, 1), cny("25")),
    ]
    assert cells["is_overspent"].sum() == 0


def test_entries_add_up_to_the_cell() -> None:
    total = built(ENTRIES, WORKED).select(c("revised", "used", "available", "actual").sum())
    assert total.row(0) == (cny("100"), cny("75"), cny("25"), cny("45"))


def test_a_revision_counts_from_its_day() -> None:
    cells = built(CELLS, rows(budget_revisions=[revision("v", "cut", -40)]))
    assert only(at(cells, day("03-04")))["revised"] == cny("100")
    later = only(at(cells, day("03-05")))
    assert (later["original"], later["revision"], later["revised"]) == (100, -40, 60)


def test_a_revision_before_the_year_counts_from_its_beginning() -> None:
    early = revision("v", "carry_forward_in", 20) | {"revised_on": date(2025, 12, 20)}
    first = built(CELLS, rows(budget_revisions=[early])).row(0, named=True)
    assert (first["opens_on"], first["revised"]) == (date(2026, 1, 1), cny("120"))


def test_transfers_and_carried_amounts_are_told_apart() -> None:
    kinds = ("transfer_in", "transfer_out", "carry_forward_in", "carry_forward_out", "supplement")
    signs = (1, -1, 1, -1, 1)
    revisions = [revision(kind, kind, sign) for kind, sign in zip(kinds, signs, strict=True)]
    found = built(ENTRIES, rows(budget_revisions=revisions)).filter(entry_of="revision")
    flags = found.select(
        "entry_kind", "is_transfer_in", "is_transfer_out", "is_carried_in", "is_carried_out"
    )
    assert sorted(flags.rows()) == [
        ("carry_forward_in", False, False, True, False),
        ("carry_forward_out", False, False, False, True),
        ("supplement", False, False, False, False),
        ("transfer_in", True, False, False, False),
        ("transfer_out", False, True, False, False),
    ]


def test_an_overspent_line_says_by_how_much_from_the_day_on() -> None:
    cells = built(CELLS, rows(entry("a", "actual", 130), entry("b", "actual", -40, "03-20")))
    assert only(at(cells, day("03-10")))["overspend"] == cny("30")
    mended = only(at(cells, day("03-20")))
    assert (mended["is_overspent"], mended["overspend"]) == (False, cny("0"))


def test_spending_without_a_line_is_a_row_of_its_own() -> None:
    unplanned = entry("u", "actual", 7) | {"account_id": "6601"}
    cells = at(built(CELLS, rows(unplanned)), day("03-31"))
    lone = only(cells, account_id="6601")
    assert not lone["is_budgeted"]
    assert not lone["is_overspent"]
    assert (lone["revised"], lone["actual"], lone["available"]) == (0, 7, -7)
    told = only(built(ENTRIES, rows(unplanned)), entry_id="u")
    assert told["is_unbudgeted_actual"]
    assert told["is_spending"]


def test_another_project_is_another_cell() -> None:
    spent = entry("u", "actual", 7, project_id="P")
    planned = LINE | {"budget_line_id": "BQ", "project_id": "Q"}
    cells = at(built(CELLS, rows(spent, lines=[LINE, planned])), day("03-31"))
    told = cells.sort("project_id").select("project_id", "is_budgeted", "available").rows()
    assert told == [(None, True, 100), ("P", False, -7), ("Q", True, 100)]


def test_another_currency_is_never_added() -> None:
    spent = entry("u", "actual", 7, currency="USD")
    cells = at(built(CELLS, rows(spent)), day("03-31"))
    home, other = only(cells, currency="CNY"), only(cells, currency="USD")
    assert (home["actual"], home["is_other_currency"]) == (0, False)
    assert (other["actual"], other["is_other_currency"], other["is_budgeted"]) == (7, True, False)
    assert (home["booked_available"], home["booked_currency"]) == (100, "CNY")
    assert other["booked_actual"] is None


@pytest.mark.parametrize(
    ("account", "children", "leaf"),
    [
        ({"is_leaf": True}, [], True),
        ({"is_leaf": False}, [], False),
        ({"is_leaf": None}, [], True),
        ({"is_leaf": None}, [{"account_id": "660201", "parent_id": "6602"}], False),
    ],
)
def test_parents_are_told_from_leaves(account: Row, children: list[Row], leaf: bool) -> None:
    parts = rows() | {"accounts": [ACCOUNT | account], "children": children}
    assert only(built(ENTRIES, parts))["is_leaf"] == leaf


def test_an_unknown_account_is_a_leaf_of_expenses() -> None:
    found = only(built(ENTRIES, rows(entry("u", "actual", 7), lines=[]) | {"accounts": []}))
    assert (found["is_leaf"], found["kind"]) == (True, "expense")


def test_a_revenue_line_is_never_overspent() -> None:
    parts = rows(entry("a", "actual", 130), lines=[LINE | {"kind": "revenue"}])
    last = at(built(CELLS, parts), day("03-31"))
    assert last.select("is_revenue", "is_spending", "is_overspent").row(0) == (True, False, False)


def test_two_lines_of_one_place_add_up_unless_they_contradict_each_other() -> None:
    second = LINE | {"budget_line_id": "B2", "original": 20}
    both = only(built(CELLS, rows(lines=[LINE, second])))
    assert (both["original"], both["is_spending"]) == (120, True)
    torn = only(built(CELLS, rows(lines=[LINE, second | {"kind": "revenue"}])))
    assert (torn["kind"], torn["is_spending"], torn["is_revenue"]) == (None, False, False)


def test_the_plan_falls_due_over_its_period_or_over_the_year() -> None:
    alone = only(built(CELLS, rows()))
    assert (alone["is_phased"], alone["plan_pos"], alone["plan_minutes"]) == (False, 0, 261 * 480)
    april = LINE | {"budget_line_id": "B4", "period": "2026-04"}
    phased = only(built(CELLS, rows() | {"year_lines": [LINE, april]}))
    before = (22 + 20) * 480  # working days of January and February
    assert (phased["is_phased"], phased["plan_pos"], phased["plan_minutes"]) == (
        True,
        before,
        22 * 480,
    )


def test_a_cell_is_closed_when_its_fiscal_year_is_over() -> None:
    late = entry("x", "actual", 9) | {"booked_on": date(2027, 1, 8)}
    cells = built(CELLS, rows(late))
    assert only(cells)["closes_on"] == date(2027, 1, 1)
    assert only(built(ENTRIES, rows(late)), entry_id="x")["actual"] == Decimal(9)
