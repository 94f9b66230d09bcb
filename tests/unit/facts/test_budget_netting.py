"""Releases that a source doesn't book: netted by the links between its documents, and said so."""

from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from facts.budget_cell import RECIPE as CELLS
from facts.budget_entry import RECIPE as ENTRIES
from tables.budget import BUDGET_ENTRIES, BUDGET_LINES
from tables.links import DOCUMENT_LINKS
from tests.unit.facts.recipes import Row
from tests.unit.facts.subject_lake import Subject
from tests.unit.facts.test_budget import LINE, entry

c = pl.col


def commit(amount: int, name: str = "o", order: str = "PO", **more: Any) -> Row:
    doc = {"document_type": "purchase_order", "document_id": order}
    return entry(name, "commit", amount, "03-03") | doc | more


def spend(amount: int, name: str = "a", on: str = "03-09", bill: str = "INV", **more: Any) -> Row:
    doc = {"document_type": "supplier_invoice", "document_id": bill}
    return entry(name, "actual", amount, on) | doc | more


def link(order: str = "PO", bill: str = "INV", **more: Any) -> Row:
    row = {"from_source": "erp", "from_type": "purchase_order", "from_id": order}
    row |= {"to_source": "erp", "to_type": "supplier_invoice", "to_id": bill}
    return row | {"kind": "invoiced", "confidence": "key"} | more


@pytest.fixture
def world(tmp_path_factory: pytest.TempPathFactory) -> Subject:
    made = Subject(tmp_path_factory.mktemp("lake"), ENTRIES, CELLS)
    made.write(BUDGET_LINES, LINE)
    return made


def put(world: Subject, *entries: Row, links: tuple[Row, ...] = ()) -> None:
    for row in entries:
        world.write(BUDGET_ENTRIES, row)
    for row in links:
        world.write(DOCUMENT_LINKS, row)


def last(world: Subject) -> Row:
    """The cell as it is in the end, and that entries add up to it."""
    entries, cells, _ = world.check()
    (row,) = cells.filter(period="2026-03").sort("opens_on").tail(1).to_dicts()
    own = entries.filter(period="2026-03")
    for name in ("revised", "reserve", "commit", "actual", "available"):
        assert own[name].sum() == row[name]
    return row


def test_what_an_invoice_spends_takes_back_what_its_order_committed(world: Subject) -> None:
    put(world, commit(30), spend(10), links=(link(),))
    row = last(world)
    assert (row["commit"], row["actual"], row["available"]) == (20, 10, 70)
    told = world.refreshed()[0].filter("is_netted").row(0, named=True)
    assert (told["commit"], told["releases_id"], told["document_id"]) == (-10, "o", "INV")
    assert told["is_release"]


def test_a_link_that_comes_later_takes_back_then_too(world: Subject) -> None:
    put(world, commit(30), spend(10))
    assert last(world)["commit"] == 30
    put(world, links=(link(),))
    assert last(world)["commit"] == 20


def test_never_more_is_taken_back_than_was_committed(world: Subject) -> None:
    put(world, commit(30), spend(25), spend(25, "b", "03-12", "INV2"))
    put(world, links=(link(), link(bill="INV2")))
    assert last(world)["commit"] == 0


def test_a_credit_note_commits_again(world: Subject) -> None:
    put(world, commit(30), spend(30), spend(-10, "b", "03-12", "INV2"))
    put(world, links=(link(), link(bill="INV2")))
    assert last(world)["commit"] == 10


def test_a_source_that_books_releases_is_left_alone(world: Subject) -> None:
    put(world, commit(30), spend(10), links=(link(),))
    put(world, entry("r", "commit", -7, "03-09", releases_id="o"))
    assert last(world)["commit"] == 23


def test_an_ambiguous_link_takes_nothing_back(world: Subject) -> None:
    put(world, commit(30), spend(10), links=(link(confidence="ambiguous"),))
    assert last(world)["commit"] == 30


def test_an_invoice_of_two_orders_takes_nothing_back(world: Subject) -> None:
    put(world, commit(30), commit(30, "o2", "PO2"), spend(10), links=(link(), link("PO2")))
    assert last(world)["commit"] == 60


def test_a_receipt_that_led_to_the_invoice_too_is_no_rival(world: Subject) -> None:
    receipt = link("GR", from_type="goods_receipt", kind="received")
    put(world, commit(30), spend(10), links=(link(), receipt))
    assert last(world)["commit"] == 20


def test_another_account_or_currency_takes_nothing_back(world: Subject) -> None:
    put(world, commit(30), spend(10, account_id="6601"), spend(5, "b", currency="USD"))
    put(world, links=(link(),))
    entries, _, _ = world.check()
    assert not entries["is_netted"].any()


def test_an_invoice_of_the_next_period_takes_back_in_the_period_committed(world: Subject) -> None:
    put(world, commit(30), spend(10, on="04-02", period="2026-04"), links=(link(),))
    row = last(world)
    assert (row["commit"], row["actual"]) == (20, 0)


def test_an_order_over_two_periods_is_taken_back_from_the_first(world: Subject) -> None:
    put(world, commit(30, "o2", period="2026-04"), commit(30), spend(40), links=(link(),))
    assert last(world)["commit"] == 0
    cells = world.refreshed()[1].filter(period="2026-04").sort("opens_on")
    assert cells["commit"].to_list()[-1] == 20


def test_what_was_reserved_is_taken_back_by_what_is_committed(world: Subject) -> None:
    asked = commit(50, "r", "REQ", document_type="purchase_request", kind="reserve")
    ordered = link("REQ", "PO", from_type="purchase_request", to_type="purchase_order")
    put(world, asked, commit(30), spend(10), links=(ordered, link()))
    row = last(world)
    assert (row["reserve"], row["commit"], row["actual"]) == (20, 20, 10)


ACTS = st.lists(
    st.tuples(st.sampled_from(("commit", "spend", "link", "release", "dead")), st.integers(0, 3)),
    min_size=1,
    max_size=8,
)


@settings(max_examples=6, deadline=None)
@given(rounds=st.lists(ACTS, min_size=1, max_size=2))
def test_a_refresh_equals_building_anew(
    tmp_path_factory: pytest.TempPathFactory, rounds: list[list[tuple[str, int]]]
) -> None:
    world = Subject(tmp_path_factory.mktemp("lake"), ENTRIES, CELLS)
    for acts in rounds:
        for act, number in acts:
            order, bill = f"PO{number % 2}", f"INV{number}"
            match act:
                case "commit":
                    months = ("2026-03", "2026-04")
                    row = commit(9, f"o{number}", order, period=months[number // 2])
                    world.write(BUDGET_ENTRIES, row)
                case "spend":
                    world.write(BUDGET_ENTRIES, spend(4, f"a{number}", bill=bill))
                case "link":
                    world.write(DOCUMENT_LINKS, link(order, bill))
                case "release":
                    row = entry(f"r{number}", "commit", -1, releases_id=f"o{number}")
                    world.write(BUDGET_ENTRIES, row)
                case _:
                    world.write(BUDGET_ENTRIES, spend(4, f"a{number}", bill=bill), dead=True)
        entries, cells, _ = world.check()
        assert (entries.group_by("cell_id").agg(c("commit").sum())["commit"] >= -8).all()
        assert cells["cell_id"].n_unique() == entries["cell_id"].n_unique()
