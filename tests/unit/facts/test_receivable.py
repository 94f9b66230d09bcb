"""What customers owe and what they paid that no invoice explains, at any instant."""

from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from facts import receivable, unapplied_receipt
from facts.recipe import Recipe
from tests.unit.facts.recipes import Row, at_day, built, cny, day, only

INVOICE: Row = {"invoice_id": "I", "invoice_no": "8001", "kind": "invoice", "status": "open"}
INVOICE |= {"customer_id": "K", "created_on": "03-02", "invoiced_on": "03-02", "due_on": "04-01"}
INVOICE |= {"amount_gross": "100.00", "owner_id": "p1"}
PAID: Row = {"allocation_id": "A", "receipt_id": "R", "invoice_id": "I", "amount": "40.00"}
PAID |= {"allocated_on": "03-20"}
RECEIPT: Row = {"receipt_id": "R", "receipt_no": "SK1", "customer_id": "K", "amount": "40.00"}
RECEIPT |= {"created_on": "03-18", "received_on": "03-18"}


def facts(
    invoices: list[Row], paid: list[Row] | None = None, receipts: list[Row] | None = None
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Receivables and unapplied receipts."""
    rows = {
        "customer_invoices": invoices,
        "receipt_allocations": paid or [],
        "customer_receipts": [RECEIPT] if receipts is None else receipts,
    }
    return built(receivable.RECIPE, rows), built(unapplied_receipt.RECIPE, rows)


def owed(frame: pl.DataFrame, text: str) -> tuple[Any, int]:
    """Booked amount and number of documents open at the end of a day."""
    rows = at_day(frame, text)
    return rows["booked_gross"].sum(), rows["is_first_entry"].sum()


def test_an_invoice_is_owed_until_it_is_paid() -> None:
    rest = PAID | {"allocation_id": "B", "receipt_id": "S", "amount": "60.00"}
    rest |= {"allocated_on": "04-09"}
    receipts = [RECEIPT, RECEIPT | {"receipt_id": "S", "amount": "60.00", "received_on": "04-10"}]
    frame, unapplied = facts([INVOICE], [PAID, rest], receipts)
    assert owed(frame, "03-01") == (0, 0)
    assert owed(frame, "03-02") == (100, 1)
    assert owed(frame, "03-20") == (60, 1)
    assert owed(frame, "04-09") == (60, 1)  # applied before the money was there
    assert owed(frame, "04-10") == (0, 0)
    assert set(frame["closes_on"]) == {day("04-10")}
    assert only(frame, entry_id="B")["receipt_id"] == "S"
    assert set(frame["due_day"] - frame["aged_from_day"]) == {30}
    assert owed(unapplied, "03-18") == (40, 1)
    assert owed(unapplied, "03-20") == (0, 0)


def test_one_payment_over_five_invoices() -> None:
    invoices = [INVOICE | {"invoice_id": f"I{n}"} for n in range(5)]
    paid = [
        PAID | {"allocation_id": f"A{n}", "invoice_id": f"I{n}", "amount": "100.00"}
        for n in range(5)
    ]
    frame, unapplied = facts(invoices, paid, [RECEIPT | {"amount": "512.00"}])
    assert frame.height == 10
    assert owed(frame, "03-19") == (500, 5)
    assert owed(frame, "03-20") == (0, 0)
    assert owed(unapplied, "03-20") == (12, 1)


def test_a_credit_note_is_owed_to_the_customer() -> None:
    note = INVOICE | {"invoice_id": "N", "kind": "credit_note", "amount_gross": "-30.00"}
    frame, _ = facts([INVOICE, note])
    assert owed(frame, "03-05") == (70, 2)
    used = [
        PAID | {"invoice_id": "N", "amount": "-30.00"},
        PAID | {"allocation_id": "B", "amount": "100.00"},
    ]
    frame, unapplied = facts([INVOICE, note], used, [RECEIPT | {"amount": "70.00"}])
    assert owed(frame, "03-20") == (0, 0)
    assert owed(unapplied, "03-20") == (0, 0)
    assert only(frame, invoice_id="N", kind="invoice")["is_credit_note"]


@pytest.mark.parametrize("status", ["draft", "cancelled"])
def test_drafts_and_cancelled_invoices_are_never_owed(status: str) -> None:
    frame, unapplied = facts([INVOICE | {"status": status}], [PAID])
    assert frame["opens_on"].to_list() == [None, None]
    assert not frame["is_owed"].any()
    assert owed(unapplied, "12-31") == (40, 1)  # money for nothing is still the customer's


def test_a_receipt_that_was_taken_back_settles_nothing() -> None:
    frame, unapplied = facts([INVOICE], [PAID], [RECEIPT | {"is_cancelled": True}])
    assert owed(frame, "12-31") == (100, 1)
    assert owed(unapplied, "12-31") == (0, 0)
    assert not unapplied["is_received"].any()


def test_paid_in_another_currency_the_rest_is_unknown() -> None:
    frame, _ = facts([INVOICE], [PAID | {"currency": "USD"}])
    entry = only(frame, entry_id="A")
    assert entry["has_other_currency"]
    assert (entry["amount_gross"], entry["closes_on"]) == (None, None)


def test_what_the_source_calls_paid_is_not_owed_for_ever() -> None:
    frame, _ = facts([INVOICE | {"status": "paid"}], [PAID])
    assert frame["is_paid_unseen"].all()
    assert owed(frame, "03-19") == (100, 1)
    assert owed(frame, "03-20") == (0, 0)
    settled, _ = facts([INVOICE | {"status": "paid"}], [PAID | {"amount": "100.00"}])
    assert not settled["is_paid_unseen"].any()


def test_overpaid_is_owed_to_the_customer() -> None:
    frame, _ = facts([INVOICE], [PAID | {"amount": "130.00"}])
    assert owed(frame, "03-20") == (-30, 1)


def test_all_entries_are_booked_at_the_rate_of_the_invoice() -> None:
    usd = {"currency": "USD", "exchange_rate": "7.1"}
    frame, _ = facts([INVOICE | usd], [PAID | {"currency": "USD"}], [RECEIPT | {"currency": "USD"}])
    assert frame["booked_gross"].to_list() == [cny("710.00"), cny("-284.00")]
    untold, unapplied = facts(
        [INVOICE | {"currency": "USD"}], None, [RECEIPT | {"currency": "USD"}]
    )
    assert untold["booked_gross"].to_list() == [None]
    assert not untold["is_booked"].any()
    assert not unapplied["is_booked"].any()


def test_an_invoice_without_a_due_day_is_never_overdue() -> None:
    frame, _ = facts([INVOICE | {"due_on": None}])
    assert frame["has_due"].to_list() == [False]
    assert frame["due_day"].to_list() == [None]


@settings(max_examples=60, deadline=None)
@given(
    invoices=st.lists(st.integers(-500, 500), min_size=1, max_size=5),
    receipts=st.lists(st.integers(1, 600), min_size=1, max_size=3),
    paid=st.lists(
        st.tuples(st.integers(0, 4), st.integers(0, 2), st.integers(-300, 300), st.integers(1, 28)),
        max_size=8,
    ),
)
def test_what_is_owed_less_what_is_unapplied_is_invoices_less_receipts(
    invoices: list[int], receipts: list[int], paid: list[tuple[int, int, int, int]]
) -> None:
    said = [INVOICE | {"invoice_id": f"I{n}", "amount_gross": a} for n, a in enumerate(invoices)]
    money = [RECEIPT | {"receipt_id": f"R{n}", "amount": a} for n, a in enumerate(receipts)]
    valid = [p for p in paid if p[0] < len(invoices) and p[1] < len(receipts)]
    allocations = [
        PAID
        | {"allocation_id": f"A{n}", "invoice_id": f"I{i}", "receipt_id": f"R{r}"}
        | {"amount": a, "allocated_on": f"05-{d:02}"}
        for n, (i, r, a, d) in enumerate(valid)
    ]
    frame, unapplied = facts(said, allocations, money)
    for instant in ("05-01", "05-14", "06-30"):
        done = [a for _, _, a, d in valid if day(instant) >= day(f"05-{d:02}")]
        assert owed(frame, instant)[0] == sum(invoices) - sum(done)
        assert owed(unapplied, instant)[0] == sum(receipts) - sum(done)
    assert frame["amount_gross"].sum() == Decimal(sum(invoices) - sum(p[2] for p in valid))


@pytest.mark.parametrize("recipe", [receivable.RECIPE, unapplied_receipt.RECIPE])
def test_nothing_comes_of_nothing(recipe: Recipe) -> None:
    assert built(recipe, {}).is_empty()
