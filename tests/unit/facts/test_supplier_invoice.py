"""One row per invoice: matched with order and receipt, settled in time; by hand."""

from decimal import Decimal

import pytest

from facts.supplier_invoice import RECIPE
from tests.unit.facts.erp import Row, built, day, one
from tests.unit.facts.purchasing import (
    Said,
    allocation,
    charge,
    invoice,
    line,
    order,
    payment,
    receipt,
)

BOUGHT = (order(), line(), receipt(10, "11-09"))


def said(row: Row, *names: str) -> tuple[object, ...]:
    return tuple(row[name] for name in names)


@pytest.mark.parametrize(
    ("rows", "mismatch"),
    [
        ((*BOUGHT, charge("I", 10, 1000)), None),
        ((*BOUGHT, charge("I", 10, 1020)), None),  # 102 a piece: just within 2 %
        ((*BOUGHT, charge("I", 10, 1021)), "price"),
        ((*BOUGHT, charge("I", 10, 979)), "price"),
        ((order(), line(), charge("I", 10, 1000)), "quantity"),  # nothing came yet
        ((order(), line(), receipt(8, "11-09"), charge("I", 10, 1000)), "quantity"),
        ((order(), line(), receipt(10, "11-09", rejected=1), charge("I", 10, 1000)), "quantity"),
        ((*BOUGHT, charge("I", 10, 1000, unit="BOX")), "unit"),
        ((charge("I", 10, 1000),), "no_order"),
        ((*BOUGHT, charge("I", 10, 1000), charge("I", None, 50, of=None)), "no_order"),
        ((*BOUGHT, charge("I", 10, 1000, currency="USD")), "price"),
    ],
)
def test_three_way_match(rows: tuple[Said, ...], mismatch: str | None) -> None:
    row = one(RECIPE, invoice("I", "11-10"), *rows)
    assert said(row, "mismatch", "is_matched") == (mismatch, mismatch is None)


def test_what_was_charged_before_uses_up_what_was_received() -> None:
    rows = built(
        RECIPE,
        *BOUGHT,
        *(invoice("A", "11-10", 678), charge("A", 6, 600)),
        *(invoice("B", "11-12", 565), charge("B", 5, 500)),
    )
    assert rows["is_matched"].to_list() == [True, False]
    assert rows["quantity_difference_net"].to_list() == [Decimal(0), Decimal(100)]
    rows = built(
        RECIPE,
        *BOUGHT,
        *(invoice("A", "11-10", 678, status="cancelled"), charge("A", 6, 600)),
        *(invoice("B", "11-12", 565), charge("B", 5, 500)),
    )
    assert rows.filter(is_cancelled=False)["is_matched"].to_list() == [True]


def test_the_value_of_a_wrong_price() -> None:
    row = one(RECIPE, *BOUGHT, invoice("I", "11-10"), charge("I", 10, 1080))
    assert said(row, "price_difference_net", "has_price_difference") == (Decimal(80), True)
    row = one(
        RECIPE,
        *(order(currency="USD", exchange_rate=7), line(), receipt(10, "11-09")),
        *(invoice("I", "11-10", currency="USD", exchange_rate=7), charge("I", 10, 1080)),
    )
    assert said(row, "booked_price_difference_net", "booked_currency") == (Decimal(560), "CNY")


def test_an_invoice_without_lines_names_no_order() -> None:
    row = one(RECIPE, invoice("I", "11-10"))
    assert said(row, "has_order", "is_matched", "lines", "mismatch") == (False, False, 0, None)


def test_an_order_of_another_supplier() -> None:
    rows = (order(supplier_id="S2"), line(), invoice("I", "11-10"), charge("I", 10, 1000))
    assert one(RECIPE, *rows)["has_other_supplier"] is True
    assert one(RECIPE, *BOUGHT, *rows[2:])["has_other_supplier"] is False


def test_settled_when_all_of_it_is_paid_and_in_time_when_by_the_due_day() -> None:
    owed = invoice("I", "11-02", 1000, due_on="11-20")
    first = (payment("X", "11-10", 400), allocation("X", "I", 400, "11-10"))
    row = one(RECIPE, owed, *first)
    assert said(row, "is_settled", "settled_on", "settled_gross") == (False, None, Decimal(400))
    rest = (payment("Y", "11-20", 600), allocation("Y", "I", 600, "11-20"))
    row = one(RECIPE, owed, *first, *rest)
    assert said(row, "is_settled", "settled_on", "settled_first_on") == (
        *(True, day("11-20"), day("11-10")),
    )
    assert said(row, "is_settled_in_time", "due_to_payment_days") == (True, 0)
    late = (payment("Y", "11-24", 600), allocation("Y", "I", 600, "11-24"))
    row = one(RECIPE, owed, *first, *late)
    assert said(row, "is_settled_in_time", "due_to_payment_days") == (False, 2)
    assert row["due_to_payment_calendar_days"] == 4
    assert row["invoice_to_payment_days"] == 16


def test_a_credit_note_is_settled_below_zero() -> None:
    note = invoice("C", "11-05", -200)
    used = (payment("Y", "11-20", 0), allocation("Y", "C", -200, "11-20"))
    row = one(RECIPE, note, *used)
    assert said(row, "is_credit_note", "is_settled", "is_posted") == (True, True, True)
    assert one(RECIPE, note)["is_settled"] is False


def test_amounts_as_booked() -> None:
    row = one(RECIPE, invoice("I", "11-02", 113, amount_net=100, currency="USD", exchange_rate=7))
    assert said(row, "booked_amount_net", "booked_amount_gross") == (Decimal(700), Decimal(791))
    row = one(RECIPE, invoice("I", "11-02", currency="USD"))
    assert said(row, "booked_amount_gross", "has_booked_amounts") == (None, False)


def test_settled_in_another_currency_is_not_settled() -> None:
    other = payment("Y", "11-10", 140, currency="USD", exchange_rate=7)
    used = allocation("Y", "I", 140, "11-10", currency="USD")
    row = one(RECIPE, invoice("I", "11-02", 140), other, used)
    assert said(row, "is_settled", "is_settled_in_currency", "settled_gross") == (
        *(False, False, None),
    )
