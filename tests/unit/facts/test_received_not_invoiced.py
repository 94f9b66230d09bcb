"""Goods that came and were not charged yet, at any instant; by hand."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from facts.received_not_invoiced import RECIPE
from tests.unit.facts.erp import built
from tests.unit.facts.purchasing import Said, charge, invoice, line, order, receipt

ORDERED = (order(), line())
EPOCH = date(1970, 1, 1)


def stretches(*rows: Said) -> list[tuple[Any, ...]]:
    """opens, closes, open quantity, oldest receipt."""
    return [
        (
            f"{row['opens_on']:%m-%d}",
            row["closes_on"] and f"{row['closes_on']:%m-%d}",
            row["open_quantity"],
            f"{EPOCH + timedelta(days=row['aged_from_day']):%m-%d}",
        )
        for row in built(RECIPE, *rows).to_dicts()
    ]


def test_what_came_is_open_until_it_is_charged() -> None:
    came = (receipt(4, "11-09"), receipt(6, "11-16"))
    assert stretches(*ORDERED, *came) == [
        ("11-09", "11-16", 4, "11-09"),
        ("11-16", None, 10, "11-09"),
    ]
    part = (invoice("I", "11-18", 565), charge("I", 5, 500))
    assert stretches(*ORDERED, *came, *part) == [
        ("11-09", "11-16", 4, "11-09"),
        ("11-16", "11-18", 10, "11-09"),
        ("11-18", None, 5, "11-16"),
    ]
    rest = (invoice("J", "11-20", 565), charge("J", 5, 500))
    assert stretches(*ORDERED, *came, *part, *rest)[-1] == ("11-18", "11-20", 5, "11-16")


def test_charged_before_it_came_is_never_open() -> None:
    ahead = (invoice("I", "11-05"), charge("I", 10, 1000))
    assert stretches(*ORDERED, *ahead, receipt(10, "11-09")) == []
    assert stretches(*ORDERED, *ahead, receipt(12, "11-09")) == [("11-09", None, 2, "11-09")]


def test_rejected_and_returned_goods_are_not_owed() -> None:
    came = (receipt(10, "11-09", rejected=2), receipt(-3, "11-12"))
    assert stretches(*ORDERED, *came) == [
        ("11-09", "11-12", 8, "11-09"),
        ("11-12", None, 7, "11-09"),
    ]


def test_a_credit_note_over_quantity_opens_and_one_over_price_does_not() -> None:
    whole = (receipt(10, "11-09"), invoice("I", "11-09"), charge("I", 10, 1000))
    price = (invoice("C", "11-12", -113), charge("C", None, -100))
    assert stretches(*ORDERED, *whole, *price) == []
    back = (invoice("C", "11-12", -113), charge("C", -1, -100))
    assert stretches(*ORDERED, *whole, *back) == [("11-12", None, 1, "11-09")]


def test_drafts_and_cancelled_invoices_charge_nothing() -> None:
    for status in ("draft", "cancelled"):
        rows = (receipt(10, "11-09"), invoice("I", "11-10", status=status), charge("I", 10, 1000))
        assert stretches(*ORDERED, *rows) == [("11-09", None, 10, "11-09")]


def test_value_is_at_the_price_of_the_order_and_booked_at_its_rate() -> None:
    dollars = (order(currency="USD", exchange_rate=7), line(amount_net=1000, price_net=100))
    (row,) = built(RECIPE, *dollars, receipt(3, "11-09")).to_dicts()
    assert (row["open_net"], row["booked_open_net"]) == (Decimal(300), Decimal(2100))
    assert (row["booked_currency"], row["has_booked_amounts"]) == ("CNY", True)


def test_another_unit_is_unknown_from_then_on_and_says_so() -> None:
    rows = (receipt(4, "11-09"), receipt(1, "11-16", unit="BOX"))
    found = built(RECIPE, *ORDERED, *rows)
    assert found["open_quantity"].to_list() == [4, None]
    assert found["has_other_unit"].to_list() == [False, True]
    unmeasured = (receipt(4, "11-09"), invoice("I", "11-10"), charge("I", None, 1000))
    assert built(RECIPE, *ORDERED, *unmeasured)["open_quantity"].to_list() == [4, None]
