"""Approved requests and their orders; by hand."""

from decimal import Decimal

from facts.purchase_request import RECIPE
from tests.unit.facts.erp import Row, day, one
from tests.unit.facts.purchasing import approval, line, order, request

ASKED = (request(approval_no="OA-1"), approval())


def said(row: Row, *names: str) -> tuple[object, ...]:
    return tuple(row[name] for name in names)


def test_an_approved_request_waits_until_it_is_ordered() -> None:
    row = one(RECIPE, *ASKED)
    assert said(row, "opens_on", "closes_on", "open_net") == (day("10-30"), None, Decimal(1000))
    assert said(row, "is_approved_not_ordered", "booked_open_net") == (True, Decimal(1000))
    foreign = one(RECIPE, request(approval_no="OA-1", currency="USD"), approval())
    assert said(foreign, "booked_open_net", "has_booked_amounts") == (None, False)
    assert row["aged_from_day"] == (day("10-30") - day("01-01")).days + 20454
    assert said(row, "request_to_approval_days", "approval_to_order_days") == (4, None)


def test_orders_in_parts_end_the_wait_with_the_last_of_them() -> None:
    first = (order(ordered_on="11-02"), line("L1", request_line_id="Q", quantity=4))
    row = one(RECIPE, *ASKED, *first)
    assert said(row, "is_approved_not_ordered", "held_net", "orders") == (True, Decimal(600), 1)
    assert said(row, "ordered_first_on", "closes_on") == (day("11-02"), None)
    second = (
        order("P2", ordered_on="11-05"),
        line("L2", po_id="P2", request_line_id="Q", quantity=6),
    )
    row = one(RECIPE, *ASKED, *first, *second)
    assert said(row, "closes_on", "open_net", "orders") == (day("11-05"), Decimal(0), 2)
    assert said(row, "is_approved_not_ordered", "was_approved_to_order") == (False, True)
    assert said(row, "held_net", "booked_held_net") == (Decimal(1000), Decimal(1000))
    assert row["approval_to_order_days"] == 1


def test_drafts_and_cancelled_orders_order_nothing() -> None:
    draft = (order(status="draft"), line("L1", request_line_id="Q"))
    gone = (order("P2", status="cancelled"), line("L2", po_id="P2", request_line_id="Q"))
    row = one(RECIPE, *ASKED, *draft, *gone, line("L3", po_id="P9", request_line_id="Q"))
    assert said(row, "orders", "ordered_quantity", "closes_on") == (0, Decimal(0), None)
    assert row["is_approved_not_ordered"] is True


def test_a_request_that_was_not_approved_does_not_wait() -> None:
    names = ("opens_on", "was_approved_to_order", "is_approved_not_ordered")
    assert said(one(RECIPE, request()), *names) == (None, False, False)
    running = approval(status="running", decided_at=None)
    assert said(one(RECIPE, request(approval_no="OA-1"), running), *names) == (None, False, False)
    cancelled = request(approval_no="OA-1", status="cancelled")
    row = one(RECIPE, cancelled, approval())
    assert said(row, *names, "open_net") == (None, False, False, Decimal(0))


def test_a_closed_request_waits_no_more() -> None:
    closed = (request(approval_no="OA-1", status="closed"), approval())
    assert said(one(RECIPE, *closed), "opens_on", "is_approved_not_ordered") == (None, False)
    part = (order(), line(request_line_id="Q", quantity=4))
    row = one(RECIPE, *closed, *part)
    assert said(row, "opens_on", "closes_on") == (day("10-30"), day("11-02"))


def test_another_unit_is_not_added_and_no_quantity_is_ordered_at_once() -> None:
    row = one(RECIPE, *ASKED, order(), line(request_line_id="Q", quantity=1, unit="BOX"))
    assert said(row, "ordered_quantity", "has_other_unit") == (None, True)
    assert row["closes_on"] == day("11-02")
    service = (request(approval_no="OA-1", quantity=None, unit=None), approval())
    row = one(RECIPE, *service, order(), line(request_line_id="Q"))
    assert said(row, "closes_on", "has_other_unit", "open_net") == (day("11-02"), False, Decimal(0))


def test_an_order_before_the_approval_leaves_no_wait() -> None:
    early = (order(ordered_on="10-28"), line(request_line_id="Q"))
    row = one(RECIPE, *ASKED, *early)
    assert said(row, "opens_on", "closes_on") == (day("10-30"), day("10-28"))
    assert row["approval_to_order_days"] == -2
