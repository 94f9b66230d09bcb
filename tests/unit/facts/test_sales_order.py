"""Sales order lines from the order to the money."""

from typing import Any

import pytest

from facts.sales_order import RECIPE
from tests.unit.facts.recipes import Row, built, cny, day, known, only

ORDER: Row = {"order_id": "O", "order_no": "XS1", "customer_id": "K1", "status": "open"}
ORDER |= {"created_on": "03-02", "ordered_on": "03-02", "department_id": "d1", "owner_id": "p1"}
LINE: Row = {"order_line_id": "L1", "order_id": "O", "line_no": 1, "sku_id": "S", "unit": "EA"}
LINE |= {"quantity": 10, "amount_net": "100.00", "amount_gross": "113.00", "created_on": "03-02"}
LINE |= {"promised_on": "03-13"}
SENT: Row = {"order_line_id": "L1", "shipment_id": "S1", "unit": "EA", "created_on": "03-09"}
INVOICE: Row = {"invoice_id": "I1", "status": "open", "invoiced_on": "03-12", "kind": "invoice"}
CHARGED: Row = {"invoice_line_id": "IL1", "invoice_id": "I1", "order_line_id": "L1", "unit": "EA"}
PAID: Row = {"allocation_id": "A1", "receipt_id": "R1", "invoice_id": "I1"}
RECEIPT: Row = {"receipt_id": "R1", "received_on": "04-01"}


def sent(name: str, quantity: int, shipped: str, delivered: str | None = None, **more: Any) -> Row:
    row = {"shipment_line_id": name, "quantity": quantity, "shipped_on": shipped}
    return SENT | row | {"delivered_on": delivered} | more


def orders(**more: list[Row]) -> dict[str, list[Row]]:
    return {"sales_orders": [ORDER], "sales_order_lines": [LINE]} | more


def row(**more: list[Row]) -> Row:
    return only(built(RECIPE, orders(**more)), order_line_id="L1")


def test_an_order_nothing_happened_to_waits_to_be_shipped() -> None:
    line = row()
    assert (line["station"], line["station_since_on"]) == ("ship", day("03-02"))
    assert (line["shipped_quantity"], line["invoiced_net"], line["collected_gross"]) == (0, 0, 0)
    assert line["is_order"]
    assert line["is_first_line"]
    assert not line["is_on_time"]
    assert line["held_gross"] == cny("113.00")
    assert line["booked_net"] == cny("100.00")


def test_partial_deliveries_are_complete_when_the_last_piece_is_there() -> None:
    line = row(
        shipments=[sent("a", 4, "03-09", "03-10"), sent("b", 6, "03-11", "03-13")],
    )
    assert line["shipped_first_on"] == day("03-09")
    assert line["shipped_complete_on"] == day("03-11")
    assert line["delivered_first_on"] == day("03-10")
    assert line["delivered_complete_on"] == day("03-13")
    assert line["is_on_time"]
    assert line["station"] == "invoice"
    # Monday 2 March to Wednesday 11 March: 7 working days, 9 days
    assert line["order_to_shipped_days"] == 7
    assert line["order_to_shipped_calendar_days"] == 9
    assert line["order_to_first_shipped_days"] == 5
    assert line["shipped_to_delivered_days"] == 2


def test_a_part_on_time_and_the_rest_late_is_late() -> None:
    line = row(shipments=[sent("a", 9, "03-09", "03-10"), sent("b", 1, "03-12", "03-16")])
    assert line["is_shipped_on_time"]
    assert not line["is_on_time"]


def test_on_the_way_is_not_yet_on_time() -> None:
    line = row(shipments=[sent("a", 10, "03-09")])
    assert line["is_shipped"]
    assert not line["is_delivered"]
    assert not line["is_on_time"]
    assert (line["station"], line["station_since_on"]) == ("deliver", day("03-09"))


def test_a_cancelled_shipment_never_happened() -> None:
    line = row(shipments=[sent("a", 10, "03-09", "03-10", is_cancelled=True)])
    assert line["shipped_quantity"] == 0
    assert line["shipped_first_on"] is None


def test_goods_that_come_back_do_not_undo_the_delivery() -> None:
    shipments = [
        sent("a", 10, "03-09", "03-10", cost="60.00"),
        sent("b", -3, "03-20", "03-20", cost="-18.00"),
    ]
    line = row(shipments=shipments)
    assert (line["shipped_quantity"], line["returned_quantity"]) == (10, 3)
    assert line["shipped_last_on"] == day("03-09")
    assert line["is_delivered"]
    assert (line["cost"], line["cost_currency"]) == (cny("42.00"), "CNY")


def test_a_shipment_in_another_unit_is_not_added() -> None:
    line = row(shipments=[sent("a", 4, "03-09"), sent("b", 1, "03-10", unit="BOX")])
    assert line["has_other_unit"]
    assert line["shipped_quantity"] is None
    assert line["shipped_first_on"] == day("03-09")
    assert not line["is_shipped"]


def test_costs_in_two_currencies_are_not_added() -> None:
    shipments = [
        sent("a", 5, "03-09", cost="10.00"),
        sent("b", 5, "03-10", cost="2.00", currency="USD"),
    ]
    line = row(shipments=shipments)
    assert (line["cost"], line["cost_currency"]) == (None, None)


def test_invoices_and_credit_notes_of_a_line_add_up() -> None:
    shipments = [sent("a", 10, "03-09", "03-10")]
    invoices = [
        INVOICE,
        INVOICE | {"invoice_id": "I2", "kind": "credit_note", "invoiced_on": "03-20"},
        INVOICE | {"invoice_id": "I3", "status": "cancelled"},
        INVOICE | {"invoice_id": "I4", "status": "draft"},
    ]
    lines = [
        CHARGED | {"quantity": 10, "amount_net": "100.00", "amount_gross": "113.00"},
        CHARGED
        | {"invoice_line_id": "IL2", "invoice_id": "I2", "quantity": -2}
        | {"amount_net": "-20.00", "amount_gross": "-22.60"},
        CHARGED | {"invoice_line_id": "IL3", "invoice_id": "I3", "amount_net": "7.00"},
        CHARGED | {"invoice_line_id": "IL4", "invoice_id": "I4", "amount_net": "7.00"},
    ]
    line = row(shipments=shipments, customer_invoices=invoices, customer_invoice_lines=lines)
    assert (line["invoiced_quantity"], line["invoiced_net"]) == (8, cny("80.00"))
    assert line["invoiced_gross"] == cny("90.40")
    assert (line["invoiced_first_on"], line["invoiced_last_on"]) == (day("03-12"), day("03-20"))


def test_a_payment_of_an_invoice_over_two_orders_is_spread_by_amount() -> None:
    lines = [
        CHARGED | {"quantity": 10, "amount_net": "100.00", "amount_gross": "100.00"},
        CHARGED
        | {"invoice_line_id": "IL2", "order_line_id": "elsewhere", "quantity": 1}
        | {"amount_net": "50.00", "amount_gross": "50.00"},
    ]
    line = row(
        shipments=[sent("a", 10, "03-09", "03-10")],
        customer_invoices=[INVOICE],
        customer_invoice_lines=lines,
        receipt_allocations=[PAID | {"amount": "100.00", "allocated_on": "03-30"}],
        customer_receipts=[RECEIPT],
    )
    assert line["collected_gross"] == cny("66.67")
    assert line["collected_first_on"] == day("04-01")  # not before the money was there
    assert line["station"] == "collect"
    assert line["held_gross"] == cny("46.33")


def test_an_order_line_paid_in_full_is_done() -> None:
    charged = CHARGED | {"quantity": 10, "amount_net": "100.00", "amount_gross": "113.00"}
    line = row(
        shipments=[sent("a", 10, "03-09", "03-10")],
        customer_invoices=[INVOICE],
        customer_invoice_lines=[charged],
        receipt_allocations=[PAID | {"amount": "113.00", "allocated_on": "04-01"}],
        customer_receipts=[RECEIPT],
    )
    assert (line["station"], line["station_since_on"]) == ("done", day("04-01"))
    assert line["shipped_to_invoiced_days"] == 3
    assert line["invoiced_to_collected_days"] == 14
    assert line["invoiced_to_collected_calendar_days"] == 20
    assert line["held_gross"] == 0


@pytest.mark.parametrize("receipts", [[RECEIPT | {"is_cancelled": True}], []])
def test_money_that_was_not_received_settles_nothing(receipts: list[Row]) -> None:
    charged = CHARGED | {"quantity": 10, "amount_net": "100.00", "amount_gross": "113.00"}
    line = row(
        customer_invoices=[INVOICE],
        customer_invoice_lines=[charged],
        receipt_allocations=[PAID | {"amount": "113.00", "allocated_on": "04-01"}],
        customer_receipts=receipts,
    )
    assert line["collected_gross"] == 0
    assert line["collected_first_on"] is None


def test_an_invoice_in_another_currency_is_not_added() -> None:
    charged = CHARGED | {"quantity": 10, "amount_net": "14.00", "currency": "USD"}
    line = row(customer_invoices=[INVOICE | {"currency": "USD"}], customer_invoice_lines=[charged])
    assert line["invoiced_net"] is None
    assert line["invoiced_first_on"] == day("03-12")
    assert line["held_gross"] is None


def test_an_order_counts_once_whatever_its_lines() -> None:
    lines = [
        LINE | {"is_cancelled": True},
        LINE | {"order_line_id": "L2", "line_no": 2},
        LINE | {"order_line_id": "L3", "line_no": 3},
    ]
    shipments = [sent("a", 1, "03-10"), sent("b", 1, "03-09", order_line_id="L3")]
    frame = built(RECIPE, orders(shipments=shipments) | {"sales_order_lines": lines})
    assert frame["is_first_line"].to_list() == [False, True, False]
    assert frame["is_first_shipped"].to_list() == [False, False, True]
    assert frame["is_cancelled"].to_list() == [True, False, False]
    assert frame["station"].to_list() == [None, "ship", "ship"]


def test_every_order_has_its_own_first_line_and_its_own_shipments() -> None:
    names = ("O", "P", "Q")
    pieces = [
        sent(f"{name}{n}-{p}", 5, f"03-{9 + p:02}", f"03-{10 + p}", order_line_id=f"{name}{n}")
        for name in names
        for n in (1, 2)
        for p in (0, 1)
    ]
    told = {
        "sales_orders": [ORDER | {"order_id": name} for name in names],
        "sales_order_lines": [
            LINE | {"order_line_id": f"{name}{n}", "order_id": name, "line_no": n}
            for name in names
            for n in (1, 2)
        ],
    }
    frame = built(RECIPE, told | {"shipments": pieces})
    assert frame["is_first_line"].to_list() == [True, False] * 3
    assert frame["is_first_shipped"].to_list() == [True, False] * 3
    assert frame["shipped_complete_on"].to_list() == [day("03-10")] * 6
    assert frame["delivered_complete_on"].to_list() == [day("03-11")] * 6
    half = built(RECIPE, told | {"shipments": pieces[::2]})
    assert half["shipped_complete_on"].null_count() == 6


@pytest.mark.parametrize(("status", "flag"), [("draft", "is_draft"), ("cancelled", "is_cancelled")])
def test_drafts_and_cancelled_orders_are_no_orders(status: str, flag: str) -> None:
    frame = built(RECIPE, orders() | {"sales_orders": [ORDER | {"status": status}]})
    line = only(frame, order_line_id="L1")
    assert line[flag]
    assert not line["is_order"]
    assert not line["is_first_line"]
    assert line["station"] is None
    assert line["held_gross"] is None


def test_an_order_closed_before_all_was_shipped_is_short() -> None:
    frame = built(
        RECIPE,
        orders(shipments=[sent("a", 4, "03-09", "03-10")])
        | {"sales_orders": [ORDER | {"status": "closed"}]},
    )
    line = only(frame, order_line_id="L1")
    assert line["is_short_closed"]
    assert not line["is_on_time"]


def test_amounts_are_booked_at_the_rate_of_the_order_only() -> None:
    order = ORDER | {"currency": "USD", "exchange_rate": "7.1"}
    lines = [
        LINE | {"currency": "USD"},
        LINE | {"order_line_id": "L2", "currency": "EUR"},
        LINE | {"order_line_id": "L3", "currency": None},
    ]
    frame = built(RECIPE, {"sales_orders": [order], "sales_order_lines": lines})
    assert frame["booked_net"].to_list() == [cny("710.00"), None, cny("710.00")]
    assert frame["booked_currency"].to_list() == ["CNY"] * 3
    assert frame["is_booked"].to_list() == [True, False, True]


def test_a_sale_to_a_company_of_the_group_is_told() -> None:
    frame = built(
        RECIPE,
        {
            "sales_orders": [
                ORDER | {"counterparty_company_id": "c2"},
                ORDER | {"order_id": "P", "counterparty_company_id": "nobody"},
                ORDER | {"order_id": "Q", "company_id": "c0"},
            ],
            "sales_order_lines": [
                LINE,
                LINE | {"order_line_id": "L2", "order_id": "P"},
                LINE | {"order_line_id": "L3", "order_id": "Q"},
            ],
        },
        known(),
    )
    assert frame["is_intercompany"].to_list() == [True, False, False]
    assert frame["is_test"].to_list() == [False, False, True]
