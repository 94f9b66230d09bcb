"""What customers had to pay by a day, and what they paid."""

from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from facts.collection import RECIPE
from tests.unit.facts.recipes import Row, built, cny, day, only
from tests.unit.facts.test_receivable import INVOICE, PAID, RECEIPT


def collection(
    invoices: list[Row], receipts: list[Row] | None = None, paid: list[Row] | None = None
) -> pl.DataFrame:
    rows = {"customer_invoices": invoices, "customer_receipts": receipts or []}
    return built(RECIPE, rows | {"receipt_allocations": paid or []})


def april(frame: pl.DataFrame) -> tuple[Any, Any]:
    """Received and due in April: their ratio is the collection rate."""
    month = frame.filter("is_collection", pl.col("falls_on").dt.month() == 4)
    return month["booked_received_gross"].sum(), month["booked_due_gross"].sum()


def test_received_and_due_fall_on_their_own_days() -> None:
    receipts = [RECEIPT, RECEIPT | {"receipt_id": "S", "amount": "75.00", "received_on": "04-20"}]
    frame = collection([INVOICE], receipts, [PAID])
    assert april(frame) == (75, 100)
    due = only(frame, kind="due")
    assert (due["falls_on"], due["collected_gross"]) == (day("04-01"), cny("40.00"))
    assert due["collected_in_time_gross"] == cny("40.00")
    assert not due["is_settled"]


def test_how_late_an_invoice_was_settled() -> None:
    late = RECEIPT | {"amount": "100.00", "received_on": "04-13"}
    frame = collection([INVOICE], [late], [PAID | {"amount": "100.00"}])
    due = only(frame, kind="due")
    assert due["is_settled"]
    # due on Wednesday 1 April, there on Monday 13 April
    assert (due["settled_on"], due["late_calendar_days"], due["late_days"]) == (day("04-13"), 12, 8)
    assert (due["collected_gross"], due["collected_in_time_gross"]) == (100, 0)


def test_an_id_that_is_both_an_invoice_and_a_receipt_is_two_rows() -> None:
    frame = collection([INVOICE], [RECEIPT | {"receipt_id": "I"}])
    assert frame.select("document_id", "kind").rows() == [("I", "due"), ("I", "received")]


@pytest.mark.parametrize("status", ["draft", "cancelled"])
def test_what_is_not_owed_is_not_due(status: str) -> None:
    frame = collection([INVOICE | {"status": status}])
    assert frame["is_collection"].to_list() == [False]


def test_a_receipt_taken_back_was_not_received() -> None:
    frame = collection([INVOICE], [RECEIPT | {"is_cancelled": True}], [PAID])
    assert only(frame, kind="due")["collected_gross"] == 0
    assert not only(frame, kind="received")["is_collection"]


def test_an_invoice_without_a_due_day_falls_in_no_period() -> None:
    row = only(collection([INVOICE | {"due_on": None}]))
    assert row["falls_on"] is None
    assert not row["has_due"]


def test_paid_in_another_currency_how_much_is_unknown() -> None:
    due = only(collection([INVOICE], [RECEIPT], [PAID | {"currency": "USD"}]), kind="due")
    assert due["has_other_currency"]
    assert due["collected_gross"] is None


def test_foreign_amounts_without_a_rate_are_told() -> None:
    frame = collection([INVOICE | {"currency": "USD"}], [RECEIPT])
    assert frame["is_booked"].to_list() == [False, True]


def test_paid_by_nothing_we_know_is_not_settled_on_any_day() -> None:
    due = only(collection([INVOICE | {"status": "paid"}]))
    assert not due["is_settled"]
    assert due["settled_on"] is None


@settings(max_examples=50, deadline=None)
@given(
    due=st.lists(st.tuples(st.integers(-900, 900), st.integers(1, 28)), max_size=6),
    received=st.lists(st.tuples(st.integers(-900, 900), st.integers(1, 28)), max_size=6),
)
def test_sums_are_those_of_the_source(
    due: list[tuple[int, int]], received: list[tuple[int, int]]
) -> None:
    invoices = [
        INVOICE | {"invoice_id": f"I{n}", "amount_gross": a, "due_on": f"04-{d:02}"}
        for n, (a, d) in enumerate(due)
    ]
    receipts = [
        RECEIPT | {"receipt_id": f"R{n}", "amount": a, "received_on": f"04-{d:02}"}
        for n, (a, d) in enumerate(received)
    ]
    many = [
        PAID | {"allocation_id": f"A{i}{r}", "invoice_id": f"I{i}", "receipt_id": f"R{r}"}
        for i in range(len(due))
        for r in range(len(received))
    ]
    frame = collection(invoices, receipts, many)
    assert april(frame) == (sum(a for a, _ in received), sum(a for a, _ in due))
