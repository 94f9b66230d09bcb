"""Deliveries and what of them was refused; by hand."""

from decimal import Decimal

from facts.goods_receipt import RECIPE
from tests.unit.facts.erp import one
from tests.unit.facts.purchasing import line, order, receipt


def test_a_delivery_is_worth_the_price_of_its_order() -> None:
    row = one(RECIPE, order(), line(warehouse_id="W1"), receipt(4, "11-16", rejected=1))
    assert (row["delivered_quantity"], row["rejected_quantity"]) == (4, 1)
    assert (row["delivered_net"], row["booked_rejected_net"]) == (Decimal(400), Decimal(100))
    assert (row["is_delivery"], row["has_rejection"], row["has_order"]) == (True, True, True)
    assert (row["warehouse_id"], row["sku_id"], row["supplier_id"]) == ("W1", "K1", "S1")
    assert (row["promise_to_receipt_days"], row["promise_to_receipt_calendar_days"]) == (1, 3)


def test_goods_sent_back_are_no_delivery() -> None:
    row = one(RECIPE, order(), line(), receipt(-2, "11-16", rejected=2))
    assert (row["delivered_quantity"], row["rejected_quantity"], row["returned_net"]) == (0, 0, 200)
    assert (row["is_delivery"], row["has_rejection"]) == (False, False)


def test_goods_of_no_order_and_in_another_unit_have_no_value() -> None:
    row = one(RECIPE, receipt(4, "11-16"))
    assert (row["has_order"], row["delivered_net"], row["delivered_quantity"]) == (False, None, 4)
    row = one(RECIPE, order(), line(), receipt(1, "11-16", unit="BOX"))
    assert (row["has_other_unit"], row["delivered_net"]) == (True, None)


def test_values_are_booked_at_the_rate_of_the_order() -> None:
    row = one(RECIPE, order(currency="USD", exchange_rate=7), line(), receipt(4, "11-16"))
    assert (row["delivered_net"], row["booked_delivered_net"]) == (Decimal(400), Decimal(2800))
    cancelled = one(RECIPE, order(), line(), receipt(4, "11-16", is_cancelled=True))
    assert cancelled["is_cancelled"] is True
