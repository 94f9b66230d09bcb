"""What went out to customers and came back; by hand."""

from decimal import Decimal

from facts.shipment import RECIPE
from tests.unit.facts.erp import built, day, one
from tests.unit.facts.selling import sale, shipment, sold

SOLD = (sale(owner_id="P1", department_id="D1", order_no="SO-1"), sold(warehouse_id="W1"))


def test_a_shipment_is_worth_its_part_of_the_order() -> None:
    row = one(RECIPE, *SOLD, shipment(4, "11-09", delivered_on="11-11", cost=90, currency="CNY"))
    assert (row["quantity"], row["amount_net"], row["booked_net"]) == (4, 400, 400)
    assert (row["order_id"], row["order_no"], row["customer_id"]) == ("SO", "SO-1", "K1")
    assert (row["owner_id"], row["department_id"], row["warehouse_id"]) == ("P1", "D1", "W1")
    assert (row["status"], row["is_delivered"], row["is_return"]) == ("delivered", True, False)
    assert (row["shipped_to_delivered_days"], row["cost"], row["cost_currency"]) == (2, 90, "CNY")
    under_way = one(RECIPE, *SOLD, shipment(4, "11-09", warehouse_id="W2"))
    assert (under_way["status"], under_way["delivered_on"]) == ("shipped", None)
    assert under_way["warehouse_id"] == "W2"


def test_goods_that_came_back_and_cancelled_shipments() -> None:
    back = one(RECIPE, *SOLD, shipment(-2, "11-12", delivered_on="11-12"))
    assert (back["amount_net"], back["status"], back["is_delivered"]) == (-200, "returned", False)
    void = one(RECIPE, *SOLD, shipment(4, "11-09", is_cancelled=True, delivered_on="11-10"))
    assert (void["status"], void["is_cancelled"], void["is_delivered"]) == (
        *("cancelled", True, False),
    )


def test_without_an_order_or_in_another_unit_it_has_no_value() -> None:
    lone = one(RECIPE, shipment(4, "11-09"))
    assert (lone["has_order"], lone["has_other_unit"], lone["amount_net"]) == (False, False, None)
    assert (lone["customer_id"], lone["has_booked_amounts"]) == (None, False)
    boxes = one(RECIPE, *SOLD, shipment(1, "11-09", unit="BOX"))
    assert (boxes["has_other_unit"], boxes["amount_net"], boxes["quantity"]) == (True, None, 1)


def test_values_are_booked_at_the_rate_of_the_order() -> None:
    abroad = (sale(currency="USD", exchange_rate=7), sold())
    row = one(RECIPE, *abroad, shipment(4, "11-09"))
    assert (row["currency"], row["amount_net"], row["booked_net"]) == ("USD", 400, 2800)
    other = one(RECIPE, abroad[0], sold(currency="EUR"), shipment(4, "11-09"))
    assert (other["amount_net"], other["booked_net"]) == (400, None)


def test_the_lines_of_a_shipment_belong_to_one_document() -> None:
    lines = (
        shipment(4, "11-09", shipment_line_id="H-1"),
        shipment(5, "11-09", shipment_line_id="H-2", order_line_id="SL2"),
    )
    rows = built(RECIPE, *SOLD, sold("SL2"), *lines)
    assert rows["shipment_id"].to_list() == ["H", "H"]
    assert rows["amount_net"].sum() == Decimal(900)
    assert rows["shipped_on"].to_list() == [day("11-09")] * 2
