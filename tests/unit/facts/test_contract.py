"""Contracts: what was delivered, invoiced and paid under them; by hand."""

from decimal import Decimal
from typing import Any

import pytest

from facts.contract import RECIPE
from tables.conform import conform
from tables.contracts import CONTRACTS
from tests.unit.facts.erp import Row, day, frame, one
from tests.unit.facts.purchasing import (
    allocation,
    approval,
    charge,
    invoice,
    line,
    order,
    payment,
    receipt,
)
from tests.unit.facts.selling import (
    applied,
    bill,
    billed_line,
    contract,
    money,
    sale,
    shipment,
    sold,
    term,
)
from tests.unit.facts.world import at

SALES = contract(kind="sales", supplier_id=None, customer_id="K1")
MONEY = ("delivered_net", "invoiced_gross", "settled_gross")


def said(row: Row, *names: str) -> tuple[object, ...]:
    return tuple(row[name] for name in names)


def test_a_bare_contract_has_nothing_under_it() -> None:
    row = one(RECIPE, contract())
    assert said(row, *MONEY) == (0, 0, 0)
    assert said(row, "has_orders", "has_terms", "planned_gross") == (False, False, None)
    assert said(row, "is_signed", "is_running", "is_purchase") == (True, True, True)
    assert said(row, "opens_on", "closes_on") == (day("11-03"), day("12-01"))
    assert row["ends_day"] - row["aged_from_day"] == 28


def test_goods_are_delivered_at_the_price_of_their_orders() -> None:
    bought = (order(contract_id="C"), line(), receipt(4, "11-09", rejected=1))
    row = one(RECIPE, contract(), *bought)
    assert said(row, "delivered_net", "has_orders") == (Decimal(300), True)
    cancelled = (order(contract_id="C", status="cancelled"), *bought[1:])
    assert one(RECIPE, contract(), *cancelled)["delivered_net"] == 0
    shipped = (sale(), sold(), shipment(7, "11-09"), shipment(-2, "11-12"))
    row = one(RECIPE, SALES, *shipped, shipment(3, "11-13", is_cancelled=True))
    assert said(row, "delivered_net", "is_sales") == (Decimal(500), True)


def test_an_invoice_counts_once_whether_it_names_the_contract_or_its_order() -> None:
    orders = (order(contract_id="C"), line(), line("L2", po_id="P2"))
    by_order = (invoice("I", "11-10", 2260), charge("I", 10, 1000), charge("I", 1, 1000, of="L2"))
    assert one(RECIPE, contract(), *orders, *by_order)["invoiced_gross"] == 1130
    named = (invoice("I", "11-10", 2260, contract_id="C"), *by_order[1:])
    assert one(RECIPE, contract(), *orders, *named)["invoiced_gross"] == 2260
    other = (invoice("I", "11-10", 2260, contract_id="D"), *by_order[1:])
    assert one(RECIPE, contract(), *orders, *other)["invoiced_gross"] == 0
    bills = (sale(), sold(), bill("B", "11-10", 500), billed_line("B", 400, 452))
    assert one(RECIPE, SALES, *bills)["invoiced_gross"] == 452
    assert one(RECIPE, SALES, bill("B", "11-10", 500, contract_id="C"))["invoiced_gross"] == 500


def test_a_payment_counts_once_whether_it_names_the_contract_or_its_invoice() -> None:
    owed = invoice("I", "11-10", 1000, contract_id="C")
    free = (payment("Y", "11-12", 900), allocation("Y", "I", 600, "11-12"))
    assert one(RECIPE, contract(), owed, *free)["settled_gross"] == 600
    named = (payment("Y", "11-12", 900, contract_id="C"), free[1])
    assert one(RECIPE, contract(), owed, *named)["settled_gross"] == 900
    other = (payment("Y", "11-12", 900, contract_id="D"), free[1])
    assert one(RECIPE, contract(), owed, *other)["settled_gross"] == 0
    planned = payment("Y", None, 900, contract_id="C")
    assert one(RECIPE, contract(), planned)["settled_gross"] == 0
    received = (bill("B", "11-10", 500, contract_id="C"), money("R", "11-12", 700))
    row = one(RECIPE, SALES, *received, applied("R", "B", 500, "11-12"))
    assert row["settled_gross"] == 500
    back = money("R", "11-12", 700, contract_id="C", is_cancelled=True)
    assert one(RECIPE, SALES, back)["settled_gross"] == 0


def test_amounts_in_another_currency_are_not_added() -> None:
    foreign = invoice("I", "11-10", 100, contract_id="C", currency="USD")
    row = one(RECIPE, contract(), foreign, invoice("J", "11-10", 100, contract_id="C"))
    assert said(row, "invoiced_gross", "has_known_invoiced") == (None, False)
    paid = payment("Y", "11-12", 900, contract_id="C", currency="USD")
    row = one(RECIPE, contract(), paid)
    assert said(row, "settled_gross", "has_known_settled") == (None, False)
    boxes = (order(contract_id="C"), line(), receipt(1, "11-09", unit="BOX"))
    row = one(RECIPE, contract(), *boxes)
    assert said(row, "delivered_net", "has_known_delivered") == (None, False)


def test_amounts_as_booked() -> None:
    row = one(RECIPE, contract(currency="USD", exchange_rate=7))
    assert said(row, "booked_amount_net", "booked_amount_gross") == (7000, 7910)
    row = one(RECIPE, contract(currency="USD"))
    assert said(row, "booked_amount_net", "has_booked_amounts") == (None, False)


def test_the_amount_in_the_oa_and_in_the_erp() -> None:
    names = ("has_comparable_approval", "is_amount_different", "oa_difference_gross")
    assert said(one(RECIPE, contract(), approval()), *names) == (True, False, 0)
    assert said(one(RECIPE, contract(), approval(amount=1000)), *names) == (True, True, 130)
    assert said(one(RECIPE, contract()), *names) == (False, False, None)
    dollars = approval(amount=1000, currency="USD")
    assert said(one(RECIPE, contract(), dollars), *names) == (False, False, None)


def test_terms_that_come_to_another_sum_than_the_contract() -> None:
    row = one(RECIPE, contract(), term(1, "11-10", 500), term(2, "11-20", 630))
    assert said(row, "planned_gross", "has_other_plan", "has_terms") == (1130, False, True)
    row = one(RECIPE, contract(), term(1, "11-10", 500))
    assert said(row, "planned_gross", "has_other_plan") == (500, True)


def test_states() -> None:
    names = ("is_signed", "is_running", "opens_on")
    assert said(one(RECIPE, contract(status="draft", signed_on=None)), *names) == (
        *(False, False, None),
    )
    assert said(one(RECIPE, contract(status="cancelled")), *names) == (False, False, None)
    assert said(one(RECIPE, contract(status="terminated")), *names) == (True, False, day("11-03"))
    endless = one(RECIPE, contract(ends_on=None, starts_on=None))
    assert said(endless, "opens_on", "closes_on", "has_end") == (day("11-02"), None, False)


CHANGED = at("2026-08-10 09:00")


@pytest.mark.parametrize(
    ("told", "closes_on", "is_known"),
    [
        ({"status": "completed", "closed_on": "06-15"}, "06-15", True),
        ({"status": "terminated", "closed_on": "06-15"}, "06-15", True),
        # filed only after it had run out
        ({"status": "completed", "closed_on": "12-20"}, "12-01", True),
        ({"status": "completed", "ends_on": None, "closed_on": "06-15"}, "06-15", True),
        # without a day: its last one, if it had passed when the contract was last changed
        ({"status": "terminated", "ends_on": "06-30"}, "07-01", True),
        ({"status": "completed", "ends_on": "06-30"}, "07-01", True),
        ({"status": "terminated"}, "08-10", False),
        ({"status": "completed", "ends_on": "08-10"}, "08-10", False),
        ({"status": "completed", "ends_on": None}, "08-10", False),
        # its state says that it runs, whatever day was noted before
        ({"status": "signed", "closed_on": "06-15"}, "12-01", True),
    ],
)
def test_until_when_a_contract_was_in_force(
    told: dict[str, Any], closes_on: str, *, is_known: bool
) -> None:
    base: Row = {"signed_on": "01-05", "starts_on": "01-05", "updated_at": CHANGED}
    row = one(RECIPE, contract(**(base | told)))
    assert said(row, "opens_on", "closes_on", "has_known_close") == (
        *(day("01-05"), day(closes_on), is_known),
    )


def test_the_day_of_a_change_is_that_of_the_companys_zone() -> None:
    told: Row = {"status": "terminated", "ends_on": "06-30", "starts_on": "01-05"}
    late = one(RECIPE, contract(**told, updated_at=at("2026-06-30 23:59")))
    assert said(late, "closes_on", "has_known_close") == (day("06-30"), False)
    after = one(RECIPE, contract(**told, updated_at=at("2026-07-01 00:00")))
    assert said(after, "closes_on", "has_known_close") == (day("07-01"), True)


def test_a_contract_closed_before_it_was_signed_stands_aside() -> None:
    _, wrong = contract(status="completed", closed_on="11-01")
    _, right = contract("C2", status="completed", closed_on="11-02")
    told = conform(CONTRACTS, frame(CONTRACTS, [wrong, right]), source="erp")
    assert told.rejected["reasons"].to_list() == ["closed_on_before_signed_on"]
    assert told.rows["contract_id"].to_list() == ["C2"]
