"""Stays of sales order lines at stations; by hand. 2 March 2026 is a Monday."""

from typing import Any

import pytest

from facts import sales_order, sales_stage
from facts.sales_station import STATIONS
from tests.unit.facts.recipes import Row, built, cny, day, only
from tests.unit.facts.test_sales_order import (
    CHARGED,
    INVOICE,
    LINE,
    ORDER,
    PAID,
    RECEIPT,
    orders,
    sent,
)

WHOLE = [sent("a", 4, "03-09", "03-10"), sent("b", 6, "03-11", "03-13")]
BILLED = {"quantity": 10, "amount_net": "100.00", "amount_gross": "113.00"}
Told = dict[str, list[Row]]


def billed(net: str = "100.00", gross: str = "113.00", on: str = "03-17", **more: Any) -> Told:
    line = CHARGED | BILLED | {"amount_net": net, "amount_gross": gross}
    head = INVOICE | {"invoiced_on": on}
    return {"customer_invoices": [head], "customer_invoice_lines": [line | more]}


def paid(amount: str, **more: Any) -> Told:
    allocation = PAID | {"amount": amount, "allocated_on": "04-01"} | more
    return {"receipt_allocations": [allocation], "customer_receipts": [RECEIPT]}


def stays(told: Told) -> list[tuple[Any, ...]]:
    """station, came, left, working days, held."""
    made = built(sales_stage.RECIPE, told).sort("opens_on", "closes_on", nulls_last=True)
    return [
        (
            row["station"],
            f"{row['opens_on']:%m-%d}",
            row["closes_on"] and f"{row['closes_on']:%m-%d}",
            row["wait_days"],
            row["held_net"],
        )
        for row in made.to_dicts()
    ]


def line(told: Told) -> Row:
    return only(built(sales_order.RECIPE, told), order_line_id="L1")


def test_a_line_passes_every_station() -> None:
    assert stays(orders(shipments=WHOLE) | billed() | paid("113.00")) == [
        ("ship", "03-02", "03-11", 7, 100),
        ("deliver", "03-11", "03-13", 2, 100),
        ("invoice", "03-13", "03-17", 2, 100),
        ("collect", "03-17", "04-01", 11, 100),
    ]


@pytest.mark.parametrize(
    ("more", "station", "since", "held"),
    [
        ({}, "ship", "03-02", "100.00"),
        ({"shipments": WHOLE[:1]}, "ship", "03-02", "60.00"),
        ({"shipments": [sent("a", 12, "03-09")]}, "deliver", "03-09", "120.00"),
        ({"shipments": [sent("a", 4, "03-09"), WHOLE[1]]}, "deliver", "03-11", "40.00"),
        ({"shipments": WHOLE}, "invoice", "03-13", "100.00"),
        ({"shipments": WHOLE} | billed("30.00", "33.90", quantity=3), "invoice", "03-13", "70.00"),
        ({"shipments": WHOLE} | billed(), "collect", "03-17", "100.00"),
        ({"shipments": WHOLE} | billed() | paid("56.50"), "collect", "03-17", "50.00"),
        ({"shipments": WHOLE} | billed() | paid("113.00"), "done", "04-01", "0.00"),
    ],
)
def test_a_line_waits_at_the_first_station_it_has_not_passed(
    more: Told, station: str, since: str, held: str
) -> None:
    told = orders() | more
    assert station in STATIONS
    row = line(told)
    assert (row["station"], row["station_since_on"]) == (station, day(since))
    if station == "done":
        assert None not in [left for _, _, left, *_ in stays(told)]
    else:
        assert stays(told)[-1] == (station, since, None, None, cny(held))
        made = built(sales_stage.RECIPE, told)
        assert made.filter("is_current")["station"].to_list() == [station]


def test_what_was_invoiced_and_paid_ahead_still_waits_for_the_goods() -> None:
    ahead = orders() | billed(on="03-03") | paid("113.00", allocated_on="03-04")
    assert stays(ahead) == [("ship", "03-02", None, None, 100)]
    there = ahead | {"shipments": WHOLE}
    assert stays(there)[2:] == [
        ("invoice", "03-13", "03-13", 0, 100),
        ("collect", "03-13", "04-01", 13, 100),  # the money came on 1 April
    ]


def test_a_closed_order_waits_for_no_more_goods() -> None:
    closed = {"sales_orders": [ORDER | {"status": "closed"}]}
    assert stays(orders() | closed) == []
    assert line(orders() | closed)["station"] == "done"
    part = orders(shipments=WHOLE[:1]) | closed
    assert stays(part) == [
        ("ship", "03-02", "03-09", 5, 100),
        ("deliver", "03-09", "03-10", 1, 40),
        ("invoice", "03-10", None, None, 40),
    ]
    assert stays(part | billed("40.00", "45.20", quantity=4))[-1][0] == "collect"
    service = orders() | closed | billed()
    assert [stay[0] for stay in stays(service)] == ["ship", "collect"]
    assert stays(service)[-1] == ("collect", "03-17", None, None, 100)
    assert line(service | paid("113.00"))["station"] == "done"


def test_goods_that_came_back_are_neither_invoiced_nor_paid() -> None:
    back = orders(shipments=[*WHOLE, sent("c", -3, "03-20", "03-20")])
    assert stays(back)[-1] == ("invoice", "03-13", None, None, 70)
    assert stays(back | billed("70.00", "79.10", quantity=7))[-1][0] == "collect"
    note = INVOICE | {"invoice_id": "N", "kind": "credit_note", "invoiced_on": "03-25"}
    less = CHARGED | {"invoice_line_id": "NL", "invoice_id": "N", "quantity": -3}
    credited = back | billed()
    credited["customer_invoices"].append(note)
    credited["customer_invoice_lines"].append(
        less | {"amount_net": "-30.00", "amount_gross": "-33.90"}
    )
    assert stays(credited)[-1] == ("collect", "03-17", None, None, 70)  # since the invoice
    everything = orders(shipments=[*WHOLE, sent("c", -10, "03-20", "03-20")])
    assert [station for station, *_ in stays(everything)] == ["ship", "deliver"]


def test_what_costs_nothing_waits_for_no_invoice() -> None:
    free = {"sales_order_lines": [LINE | {"amount_net": 0, "amount_gross": 0}]}
    assert line(orders(shipments=WHOLE) | free)["station"] == "done"


def test_drafts_came_nowhere_and_a_cancelled_line_shows_what_it_passed() -> None:
    draft = {"sales_orders": [ORDER | {"status": "draft"}]}
    assert stays(orders(shipments=WHOLE) | draft) == []
    cancelled = {"sales_order_lines": [LINE | {"is_cancelled": True}]}
    made = built(sales_stage.RECIPE, orders(shipments=WHOLE) | cancelled)
    assert made["station"].to_list() == ["deliver", "ship"]
    assert made["is_cancelled"].all()
    assert made["closes_on"].null_count() == 0


@pytest.mark.parametrize(
    "money",
    [
        billed(currency="USD"),
        billed() | paid("113.00", currency="USD"),
    ],
)
def test_what_is_charged_or_paid_in_another_currency_is_told(money: Told) -> None:
    made = built(sales_stage.RECIPE, orders(shipments=WHOLE) | money)
    assert made["has_other_currency"].all()
    assert not built(sales_stage.RECIPE, orders(shipments=WHOLE) | billed())[
        "has_other_currency"
    ].any()


def test_amounts_are_booked_at_the_rate_of_the_order() -> None:
    foreign = {
        "sales_orders": [ORDER | {"currency": "USD", "exchange_rate": "7.1"}],
        "sales_order_lines": [
            LINE | {"currency": "USD"},
            LINE | {"order_line_id": "L2", "currency": "EUR"},
        ],
    }
    made = built(sales_stage.RECIPE, orders() | foreign)
    assert made["booked_held_net"].to_list() == [cny("710.00"), None]
    assert made["has_booked_amounts"].to_list() == [True, False]


def test_an_invoice_that_tells_its_tax_in_total_only_is_settled_all_the_same() -> None:
    told = billed() | {
        "customer_invoices": [INVOICE | {"invoiced_on": "03-17", "amount_gross": cny("113.00")}],
        "customer_invoice_lines": [CHARGED | BILLED | {"amount_gross": None}],
    }
    half = orders(shipments=WHOLE) | told | paid("56.50")
    assert (line(half)["invoiced_gross"], line(half)["collected_gross"]) == (113, cny("56.50"))
    assert stays(half)[-1] == ("collect", "03-17", None, None, 50)
    assert line(orders(shipments=WHOLE) | told | paid("113.00"))["station"] == "done"
