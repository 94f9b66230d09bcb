"""One row per order line: stages, amounts, where it is stuck; by hand."""

from decimal import Decimal

import pytest

from facts.purchase import RECIPE
from facts.purchase_station import STATIONS
from tests.unit.facts.erp import Row, built, day, one
from tests.unit.facts.purchasing import (
    Said,
    allocation,
    approval,
    charge,
    invoice,
    line,
    order,
    payment,
    receipt,
    request,
)

ASKED: tuple[Said, ...] = (order(), line(request_line_id="Q"), request(), approval())
CAME = (receipt(4, "11-09"), receipt(6, "11-16"))
CHARGED = (invoice("I1", "11-17"), charge("I1", 10, 1000))
PAID = (payment("Y", "11-20", 1130), allocation("Y", "I1", 1130, "11-20"))


def said(row: Row, *names: str) -> tuple[object, ...]:
    return tuple(row[name] for name in names)


def test_every_stage_has_its_days_and_lags() -> None:
    row = one(RECIPE, *ASKED, *CAME, *CHARGED, *PAID)
    assert said(row, "requested_on", "approved_on", "ordered_on", "promised_on") == (
        *(day("10-26"), day("10-30"), day("11-02"), day("11-13")),
    )
    assert said(row, "received_first_on", "received_complete_on") == (day("11-09"), day("11-16"))
    assert said(row, "request_to_order_days", "approval_to_order_days") == (5, 1)
    assert said(row, "order_to_first_receipt_days", "order_to_complete_receipt_days") == (5, 10)
    assert said(row, "receipt_to_complete_invoice_days", "invoice_to_complete_payment_days") == (
        *(1, 3),
    )
    assert row["request_to_complete_payment_calendar_days"] == 25
    assert said(row, "station", "held_net", "is_open") == ("done", Decimal(0), False)
    assert row["is_received_in_time"] is False
    assert row["approval_confidence"] == "key"


@pytest.mark.parametrize(
    ("rows", "station", "since", "held"),
    [
        ((order(status="draft", ordered_on=None), line()), "approve", "11-02", 1000),
        ((order(status="draft", ordered_on=None), line(), approval()), "order", "10-30", 1000),
        (
            (order(status="draft", ordered_on=None, needs_approval=False), line()),
            *("order", "11-02", 1000),
        ),
        (ASKED, "receive", "11-02", 1000),
        ((*ASKED, CAME[0]), "receive", "11-02", 600),
        ((*ASKED, *CAME), "invoice", "11-16", 1000),
        ((*ASKED, *CAME, invoice("I", "11-17", 565), charge("I", 5, 500)), "invoice", "11-16", 500),
        ((*ASKED, *CAME, *CHARGED), "pay", "11-17", 1000),
        ((*ASKED, *CAME, invoice("I1", "11-05"), charge("I1", 10, 1000)), "pay", "11-16", 1000),
        ((*ASKED, *CAME, *CHARGED, *PAID), "done", "11-20", 0),
        ((order(status="cancelled"), line()), "cancelled", None, 0),
        ((order(), line(is_cancelled=True)), "cancelled", None, 0),
        ((order(status="closed"), line(), CAME[0]), "invoice", "11-09", 400),
        ((order(status="closed"), line()), "done", "11-02", 0),
    ],
)
def test_a_line_is_stuck_at_the_first_station_it_has_not_passed(
    rows: tuple[Said, ...], station: str, since: str | None, held: int
) -> None:
    row = one(RECIPE, *rows)
    assert station in STATIONS
    assert said(row, "station", "station_since_on") == (station, since and day(since))
    assert row["held_net"] == row["booked_held_net"] == Decimal(held)
    assert (row["station_since_pos"] is None) == (since is None)


def test_a_payment_is_spread_over_all_lines_of_its_invoice() -> None:
    """Of 100 paid on an invoice over three equal lines, one of no order, two lines get a third."""
    rows = built(
        RECIPE,
        *(order(), line("L1"), line("L2", line_no=2)),
        invoice("I", "11-17", 3390),
        *(charge("I", 10, 1000, of="L1"), charge("I", 10, 1000, of="L2")),
        charge("I", None, 1000, of=None),
        *(payment("Y", "11-20", 100), allocation("Y", "I", 100, "11-20")),
    )
    assert rows["paid_gross"].to_list() == [Decimal("33.33"), Decimal("33.34")]
    assert rows["paid_net"].to_list() == [Decimal("29.50"), Decimal("29.50")]
    assert rows["is_first_line"].to_list() == [True, False]


def test_money_counts_once_it_is_paid_and_allocated() -> None:
    planned = (payment("Y", None, 1130), allocation("Y", "I1", 1130, "11-18"))
    row = one(RECIPE, *ASKED, *CAME, *CHARGED, *planned)
    assert said(row, "paid_gross", "paid_first_on") == (Decimal(0), None)
    ahead = (payment("Y", "10-05", 1130), allocation("Y", "I1", 1130, "11-19"))
    assert one(RECIPE, *ASKED, *CAME, *CHARGED, *ahead)["paid_first_on"] == day("11-19")


def test_a_credit_note_takes_off_what_was_invoiced() -> None:
    credit = (invoice("C", "11-18", -226), charge("C", None, -200))
    row = one(RECIPE, *ASKED, *CAME, *CHARGED, *credit)
    assert said(row, "invoiced_net", "invoiced_quantity", "invoiced_last_on") == (
        *(Decimal(800), Decimal(10), day("11-17")),
    )
    assert said(row, "station", "held_net") == ("pay", Decimal(800))
    paid = (payment("Y", "11-20", 904), allocation("Y", "I1", 904, "11-20"))
    row = one(RECIPE, *ASKED, *CAME, *CHARGED, *credit, *paid)
    assert said(row, "station", "paid_net", "paid_gross") == ("done", Decimal(800), Decimal(904))


def test_cancelled_documents_do_not_count() -> None:
    row = one(
        RECIPE,
        *ASKED,
        receipt(10, "11-09", is_cancelled=True),
        *(invoice("I", "11-10", status="cancelled"), charge("I", 10, 1000)),
    )
    assert said(row, "received_quantity", "invoiced_net", "station") == (
        *(Decimal(0), Decimal(0), "receive"),
    )


def test_rejected_goods_are_not_accepted_and_sending_them_back_takes_nothing_more() -> None:
    row = one(RECIPE, *ASKED, receipt(10, "11-09", rejected=2), receipt(-2, "11-10"))
    assert said(row, "received_quantity", "rejected_quantity", "kept_quantity") == (10, 2, 8)
    assert said(row, "received_complete_on", "station", "held_net") == (None, "receive", 200)
    row = one(
        RECIPE,
        *ASKED,
        *(receipt(10, "11-09", rejected=2), receipt(-2, "11-10"), receipt(2, "11-12")),
    )
    assert said(row, "received_complete_on", "is_received_in_time") == (day("11-12"), True)


def test_quantities_in_another_unit_are_not_added() -> None:
    row = one(RECIPE, *ASKED, receipt(1, "11-09", unit="BOX"))
    assert said(row, "received_quantity", "received_net", "has_other_unit") == (None, None, True)
    assert row["station"] == "receive"
    row = one(RECIPE, *ASKED, *CAME, invoice("I", "11-17"), charge("I", 1, 1000, unit="BOX"))
    assert said(row, "invoiced_quantity", "invoiced_net", "has_other_unit") == (None, 1000, True)
    assert row["station"] == "pay"


def test_amounts_in_another_currency_are_not_added() -> None:
    foreign = (invoice("I", "11-17", currency="USD", exchange_rate=7), charge("I", 10, 1000))
    row = one(RECIPE, *ASKED, *CAME, *foreign)
    assert said(row, "invoiced_net", "has_other_currency") == (None, True)
    assert row["booked_invoiced_net"] == Decimal(7000)
    other = (payment("Y", "11-20", 160, currency="USD", exchange_rate=7),)
    other += (allocation("Y", "I1", 160, "11-20", currency="USD"),)
    row = one(RECIPE, *ASKED, *CAME, *CHARGED, *other)
    assert said(row, "paid_gross", "has_other_currency", "station") == (None, True, "pay")


def test_amounts_are_booked_at_the_rate_of_their_document() -> None:
    row = one(
        RECIPE,
        *(order(currency="USD", exchange_rate="7.1"), line()),
        *(receipt(10, "11-09"), invoice("I", "11-10", currency="USD", exchange_rate="7.2")),
        charge("I", 10, 1000),
        payment("Y", "11-20", 1130, currency="USD", exchange_rate="7.3"),
        allocation("Y", "I", 1130, "11-20", currency="USD"),
    )
    assert said(row, "booked_ordered_net", "booked_received_net", "booked_invoiced_net") == (
        *(7100, 7100, 7200),
    )
    assert said(row, "booked_paid_gross", "booked_currency") == (Decimal(8249), "CNY")
    row = one(RECIPE, order(currency="USD"), line())
    assert said(row, "booked_ordered_net", "has_booked_amounts") == (None, False)


def test_ordered_before_its_approval_or_without_one() -> None:
    flags = ("is_ordered_unapproved", "was_ordered_unapproved")
    assert said(one(RECIPE, *ASKED), *flags) == (False, False)
    late = approval(decided_at=approval()[1]["decided_at"].replace(month=11, day=5))
    assert said(one(RECIPE, order(), line(), late), *flags) == (False, True)
    assert said(one(RECIPE, order(), line()), *flags) == (True, True)
    running = approval(status="running", decided_at=None)
    assert said(one(RECIPE, order(), line(), running), *flags) == (True, True)
    assert said(one(RECIPE, order(needs_approval=False), line()), *flags) == (False, False)
    assert said(one(RECIPE, order(status="cancelled"), line()), *flags) == (False, False)


def test_the_approval_of_the_request_allows_an_order_that_names_none() -> None:
    row = one(
        RECIPE,
        *(order(approval_no=None), line(request_line_id="Q")),
        *(request(approval_no="OA-1"), approval()),
    )
    assert said(row, "is_approved", "approval_no", "approval_id") == (True, "OA-1", "A")


def test_a_form_submitted_again_is_one_form() -> None:
    first = approval("A1", status="rejected")
    row = one(RECIPE, order(), line(), first, approval("A2", previous_id="A1"))
    assert said(row, "approval_id", "approval_confidence") == ("A2", "key")


def test_of_several_forms_the_only_approved_one_is_meant() -> None:
    row = one(RECIPE, order(), line(), approval("A1", status="rejected"), approval("A2"))
    assert said(row, "approval_id", "approval_confidence") == ("A2", "rule")
    row = one(RECIPE, order(), line(), approval("A1"), approval("A2"))
    assert said(row, "approval_id", "approval_confidence") == (None, "ambiguous")
    assert said(row, "is_approved", "is_ordered_unapproved") == (False, False)


def test_paid_over_what_was_approved() -> None:
    names = ("is_paid_over_approved", "paid_over_approved_gross")
    rows = (order(), line(), approval(amount=1000), *CAME, *CHARGED, *PAID)
    assert said(one(RECIPE, *rows), *names) == (True, Decimal(130))
    cents = (order(), line(), approval(amount="1129.95"), *CAME, *CHARGED, *PAID)
    assert said(one(RECIPE, *cents), *names) == (False, None)
    same = (order(), line(), approval(), *CAME, *CHARGED, *PAID)
    assert said(one(RECIPE, *same), *names) == (False, None)
    dollars = (order(), line(), approval(amount=1, currency="USD"), *CAME, *CHARGED, *PAID)
    row = one(RECIPE, *dollars)
    assert said(row, *names, "has_comparable_approval") == (False, None, False)


def test_a_form_over_two_orders_allows_each_its_part() -> None:
    """1,695 allowed for orders of 1,130 and 2,260: 565 and 1,130."""
    rows = built(
        RECIPE,
        *(order(), line(), *CHARGED, *PAID),
        *(order("P2", amount_gross=2260), line("L2", po_id="P2", amount_net=2000)),
        approval(amount=1695),
    )
    assert rows["paid_over_approved_gross"].to_list() == [Decimal(565), None]


def test_only_the_first_line_tells_of_the_order() -> None:
    rows = built(
        RECIPE,
        *(order(), line("L1", line_no=2), line("L2", line_no=1, is_cancelled=True)),
        *(approval(amount=1), invoice("I", "11-17"), charge("I", 10, 1000, of="L1")),
        *(payment("Y", "11-20", 1130), allocation("Y", "I", 1130, "11-20")),
    )
    assert rows["is_first_line"].to_list() == [True, False]
    assert rows["paid_over_approved_gross"].to_list() == [Decimal(1129), None]


def test_the_newest_of_everything_dates_the_row() -> None:
    newer = payment("Y", "11-20", 1130)[1]["updated_at"].replace(year=2027)
    late = (payment("Y", "11-20", 1130, updated_at=newer), PAID[1])
    assert one(RECIPE, *ASKED, *CAME, *CHARGED, *late)["updated_at"] == newer


def test_a_sale_within_the_group_and_a_test_company_are_flagged() -> None:
    row = one(RECIPE, order(counterparty_company_id="c2"), line())
    assert said(row, "is_intercompany", "counterparty_company_id") == (True, "c2")
    assert one(RECIPE, order(company_id="c9"), line())["is_test"] is True


def test_nothing_makes_nothing() -> None:
    assert built(RECIPE).is_empty()
    assert built(RECIPE, order()).is_empty()
