"""Stock moves: issues at cost, receipts, and all the rest."""

from typing import Any

import pytest

from facts.stock_move import RECIPE
from tests.unit.facts.recipes import Row, built, cny, day, only

MOVE: Row = {"move_id": "M", "sku_id": "S", "warehouse_id": "W", "unit": "EA"}
MOVE |= {"created_on": "03-02", "moved_on": "03-03", "document_type": "shipment"}


def one(kind: str, quantity: int, amount: str | None, **more: Any) -> Row:
    row = MOVE | {"kind": kind, "quantity": quantity, "amount": amount} | more
    return only(built(RECIPE, {"stock_moves": [row]}))


def test_an_issue_is_told_as_a_positive_cost() -> None:
    row = one("issue", -4, "-10.00")
    assert (row["issue_quantity"], row["issue_amount"]) == (4, cny("10.00"))
    assert (row["receipt_quantity"], row["receipt_amount"]) == (0, 0)
    assert (row["quantity"], row["amount"], row["booked_issue_amount"]) == (-4, -10, 10)
    assert (row["is_issue"], row["is_receipt"], row["moved_on"]) == (True, False, day("03-03"))


def test_a_receipt_is_no_issue() -> None:
    row = one("receipt", 4, "10.00")
    assert (row["receipt_quantity"], row["receipt_amount"], row["issue_amount"]) == (4, 10, 0)


@pytest.mark.parametrize("kind", ["transfer_in", "return_in", "adjustment"])
def test_all_else_is_neither(kind: str) -> None:
    row = one(kind, 4, "10.00")
    assert (row["issue_amount"], row["receipt_amount"]) == (0, 0)
    assert row["is_adjustment"] == (kind == "adjustment")


def test_an_unknown_cost_stays_unknown() -> None:
    row = one("issue", -4, None)
    assert (row["has_amount"], row["issue_amount"], row["booked_issue_amount"]) == (
        False,
        None,
        None,
    )


def test_a_cost_in_another_currency_is_not_booked() -> None:
    row = one("issue", -4, "-10.00", currency="USD")
    assert (row["issue_amount"], row["booked_issue_amount"]) == (10, None)
