"""Joins to many sides never inflate: order lines with partial deliveries, invoices over several
orders, credit notes and payments over several invoices add up to what the source has."""

from decimal import Decimal
from typing import Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from facts.sales_order import RECIPE
from tests.unit.facts.recipes import Row, built
from tests.unit.facts.test_sales_order import INVOICE, LINE, ORDER, RECEIPT, SENT

LINES = st.integers(0, 3)
CENTS = st.integers(-(10**5), 10**6)
Charges = list[tuple[int, int, int]]

WORLD = st.fixed_dictionaries(
    {
        "shipments": st.lists(st.tuples(LINES, st.integers(-4, 9)), max_size=8),
        "charges": st.lists(st.tuples(st.integers(0, 2), LINES, CENTS), max_size=9),
        "payments": st.lists(st.tuples(st.integers(0, 2), st.integers(0, 1), CENTS), max_size=6),
    }
)


def money(cents: int) -> Decimal:
    return Decimal(cents) / 100


def tables(world: dict[str, Any]) -> dict[str, list[Row]]:
    """Two orders of two lines each, three invoices over any of them, two receipts."""
    shipments = [
        SENT
        | {"shipment_line_id": f"S{n}", "order_line_id": f"L{line}", "quantity": quantity}
        | {"shipped_on": f"03-{10 + n}", "cost": money(quantity * 100)}
        for n, (line, quantity) in enumerate(world["shipments"])
        if quantity
    ]
    charges = [
        {"invoice_line_id": f"C{n}", "invoice_id": f"I{invoice}", "order_line_id": f"L{line}"}
        | {"quantity": 1, "unit": "EA", "amount_net": money(cents), "amount_gross": money(cents)}
        for n, (invoice, line, cents) in enumerate(world["charges"])
    ]
    payments = [
        {"allocation_id": f"A{n}", "invoice_id": f"I{invoice}", "receipt_id": f"R{receipt}"}
        | {"amount": money(cents), "allocated_on": "04-02"}
        for n, (invoice, receipt, cents) in enumerate(world["payments"])
    ]
    return {
        "sales_orders": [ORDER | {"order_id": name} for name in ("O0", "O1")],
        "sales_order_lines": [
            LINE | {"order_line_id": f"L{n}", "order_id": f"O{n % 2}"} for n in range(4)
        ],
        "shipments": shipments,
        "customer_invoices": [INVOICE | {"invoice_id": f"I{n}"} for n in range(3)],
        "customer_invoice_lines": charges,
        "receipt_allocations": payments,
        "customer_receipts": [RECEIPT | {"receipt_id": f"R{n}"} for n in range(2)],
    }


@settings(max_examples=80, deadline=None)
@given(WORLD)
def test_sums_over_order_lines_are_those_of_the_source(world: dict[str, Any]) -> None:
    frame = built(RECIPE, tables(world))
    assert frame.height == 4
    assert frame["ordered_quantity"].sum() == 40
    assert frame["amount_net"].sum() == 400
    moved = frame["shipped_quantity"].sum() - frame["returned_quantity"].sum()
    assert moved == sum(quantity for _, quantity in world["shipments"])
    assert frame["cost"].sum() == sum(quantity for _, quantity in world["shipments"])
    charged = sum(cents for _, _, cents in world["charges"])
    assert frame["invoiced_net"].sum() == money(charged)
    assert frame["collected_gross"].sum() == money(_payable(world))


def _payable(world: dict[str, Any]) -> int:
    """Payments of invoices that have an amount to spread them over."""
    whole: dict[int, int] = {}
    for invoice, _, cents in world["charges"]:
        whole[invoice] = whole.get(invoice, 0) + cents
    return sum(cents for invoice, _, cents in world["payments"] if whole.get(invoice))


@settings(max_examples=40, deadline=None)
@given(WORLD)
def test_orders_built_apart_are_as_built_together(world: dict[str, Any]) -> None:
    rows = tables(world)
    together = built(RECIPE, rows)
    apart = [built(RECIPE, rows | {"sales_orders": [order]}) for order in rows["sales_orders"]]
    assert pl.concat(apart).equals(together)
