"""What a chain says of one document; by hand."""

from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl
import pytest

from facts.registry import FACTS
from queries.nodes import Row, columns_of, furthest_behind, node
from queries.records import of_type
from queries.relations import ORDER
from queries.waiting import Standing, total
from tests.unit.facts.recipes import cny

TODAY = date(2026, 3, 31)
DUE = date(2026, 3, 30)
ORDERED: dict[str, Any] = {
    "po_no": "CG1",
    "ordered_on": date(2026, 3, 2),
    "created_on": DUE,
    "station": "pay",
}


def told(kind: str, row: Row) -> tuple[object, ...]:
    found = node(row, (kind, "erp", "1"), "key", "down", TODAY)
    return found.number, found.on, found.state


def test_a_document_is_called_by_its_own_number_and_day() -> None:
    assert told("purchase_order", ORDERED) == ("CG1", "2026-03-02", "pay")
    assert told("purchase_order", ORDERED | {"ordered_on": None})[1] == "2026-03-30"
    deal = {"opportunity_no": "OPP1", "order_no": "XS1", "status": "won"}
    assert told("opportunity", deal) == ("OPP1", None, "won")
    sent = {"shipment_no": "CK1", "order_no": "XS1", "shipped_on": DUE, "status": "shipped"}
    assert told("shipment", sent) == ("CK1", "2026-03-30", "shipped")


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ({"is_settled": True}, "settled"),
        ({"is_settled": True, "is_binding": False}, "settled"),
        ({"is_binding": False}, "void"),
        ({}, "overdue"),
        ({"due_on": TODAY}, "not_due"),
        ({"has_known_settled": False}, "unknown"),
        ({"has_known_settled": False, "is_binding": False}, "void"),
    ],
)
def test_where_a_term_stands(said: dict[str, Any], state: str) -> None:
    term: dict[str, Any] = {"name": "尾款", "is_settled": False, "is_binding": True, "due_on": DUE}
    term |= {"has_known_settled": True}
    assert told("contract_term", term | said)[::2] == ("尾款", state)


def test_a_masked_term_is_called_by_its_contract() -> None:
    term = {"name": "***", "contract_no": "HT1", "is_settled": True, "due_on": DUE}
    assert told("contract_term", term) == ("HT1", "2026-03-30", "settled")


def test_of_lines_at_several_stations_the_first_is_told() -> None:
    lines = pl.DataFrame(
        {
            "source": "erp",
            "po_id": ["1", "1", "1", "2"],
            "station": ["pay", "receive", "done", "done"],
        }
    )
    assert furthest_behind(lines, "po_id")["station"].to_list() == ["receive", "done"]


@pytest.mark.parametrize("kind", ORDER)
def test_every_type_of_a_chain_has_a_number_and_a_day(kind: str) -> None:
    fact = FACTS["approval"] if kind == "approval" else of_type(kind)[0]
    assert len(columns_of(kind, fact)) >= 2


def test_a_sum_of_which_a_part_is_unknown_is_unknown() -> None:
    assert total(pl.Series([cny("1.10"), cny("2.20")])) == cny("3.30")
    assert total(pl.Series([cny("1.10"), None])) is None


def test_slow_is_what_waited_longer_than_usual() -> None:
    at = Standing(type="purchase_order", station="pay", lines=1, waited=8)
    assert replace(at, usual=7.5).is_slow
    assert not replace(at, usual=8.0).is_slow
    assert not at.is_slow
