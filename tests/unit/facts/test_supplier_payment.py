"""Payments and what is wrong with them; by hand."""

from decimal import Decimal
from typing import Any

from facts.supplier_payment import RECIPE
from tests.unit.facts.erp import built, one
from tests.unit.facts.purchasing import Said, allocation, invoice, payment


def errors(*rows: Said) -> dict[str, Any]:
    made = built(RECIPE, *rows)
    return dict(made.select("payment_id", "error").rows())


def test_one_payment_over_five_invoices_is_right() -> None:
    invoices = [invoice(f"I{n}", "11-02", 100 * n) for n in range(1, 6)]
    parts = [allocation("Y", f"I{n}", 100 * n, "11-10") for n in range(1, 6)]
    row = one(RECIPE, *invoices, payment("Y", "11-10", 1500, planned_on="11-06"), *parts)
    assert (row["error"], row["has_error"], row["invoices"]) == (None, False, 5)
    assert (row["allocated_gross"], row["unallocated_gross"]) == (Decimal(1500), Decimal(0))
    assert (row["planned_to_paid_days"], row["planned_to_paid_calendar_days"]) == (2, 4)


def test_parts_of_an_invoice_are_right() -> None:
    rows = (invoice("I", "11-02", 1000), payment("X", "11-09", 400), payment("Y", "11-10", 600))
    parts = (allocation("X", "I", 400, "11-09"), allocation("Y", "I", 600, "11-10"))
    assert errors(*rows, *parts) == {"X": None, "Y": None}


def test_an_invoice_paid_twice_is_the_second_payments_error() -> None:
    rows = (invoice("I", "11-02", 1000), payment("X", "11-09", 1000), payment("Y", "11-12", 1000))
    parts = (allocation("X", "I", 1000, "11-09"), allocation("Y", "I", 1000, "11-12"))
    assert errors(*rows, *parts) == {"X": None, "Y": "paid_twice"}
    made = built(RECIPE, *rows, *parts)
    assert made["overpaid_gross"].to_list() == [Decimal(0), Decimal(1000)]


def test_an_invoice_paid_too_much() -> None:
    rows = (invoice("I", "11-02", 1000), payment("X", "11-09", 400), payment("Y", "11-12", 700))
    parts = (allocation("X", "I", 400, "11-09"), allocation("Y", "I", 700, "11-12"))
    assert errors(*rows, *parts) == {"X": None, "Y": "wrong_amount"}
    assert built(RECIPE, *rows, *parts)["overpaid_gross"].to_list() == [Decimal(0), Decimal(100)]


def test_more_allocated_than_paid() -> None:
    rows = (invoice("I", "11-02", 1000), payment("Y", "11-12", 900))
    assert errors(*rows, allocation("Y", "I", 1000, "11-12")) == {"Y": "wrong_amount"}


def test_the_invoice_of_another_supplier() -> None:
    rows = (invoice("I", "11-02", 1000, supplier_id="S2"), payment("Y", "11-12", 1000))
    assert errors(*rows, allocation("Y", "I", 1000, "11-12")) == {"Y": "wrong_supplier"}


def test_credit_notes_lower_what_is_paid() -> None:
    rows = (invoice("I", "11-02", 1000), invoice("C", "11-03", -200), payment("Y", "11-12", 800))
    parts = (allocation("Y", "I", 1000, "11-12"), allocation("Y", "C", -200, "11-12"))
    row = one(RECIPE, *rows, *parts)
    assert (row["error"], row["unallocated_gross"], row["overpaid_gross"]) == (None, 0, 0)


def test_paid_ahead_is_no_error() -> None:
    row = one(RECIPE, payment("Y", "11-12", 800))
    assert (row["is_prepayment"], row["has_error"], row["unallocated_gross"]) == (True, False, 800)


def test_a_plan_has_made_no_error_yet() -> None:
    rows = (invoice("I", "11-02", 1000, supplier_id="S2"), payment("Y", None, 5000))
    row = one(RECIPE, *rows, allocation("Y", "I", 5000, "11-12"))
    assert (row["is_paid"], row["error"], row["is_prepayment"]) == (False, None, False)


def test_another_currency_is_not_compared() -> None:
    rows = (invoice("I", "11-02", 100, currency="USD"), payment("Y", "11-12", 700))
    row = one(RECIPE, *rows, allocation("Y", "I", 700, "11-12"))
    assert (row["has_other_currency"], row["error"], row["overpaid_gross"]) == (True, None, 0)


def test_money_that_comes_back() -> None:
    row = one(RECIPE, payment("Y", "11-12", -100, currency="USD", exchange_rate=7))
    assert (row["is_refund"], row["booked_amount"], row["has_error"]) == (True, -700, False)
