"""The sales order fact: order lines with their shipments, deliveries, invoices and payments."""

import polars as pl

from facts.days import with_day_numbers, with_lags
from facts.money import with_booked
from facts.party import with_intercompany
from facts.recent import newest
from facts.recipe import Part, Recipe, Rows
from facts.references import References
from facts.running import first_where
from facts.sales_billed import billed, valid_settlements
from facts.sales_lines import LINE, LINES, ORDER, ORDERS, SENT, order_lines
from facts.sales_order_table import SALES_ORDER
from facts.sales_shipped import shipped
from facts.sales_station import with_station
from tables.sales import (
    CUSTOMER_INVOICE_LINES,
    CUSTOMER_INVOICES,
    CUSTOMER_RECEIPTS,
    RECEIPT_ALLOCATIONS,
)

c = pl.col
INVOICE_LINE = ("order_line_id", "quantity", "unit", "amount_net", "amount_gross", "currency")


def sales_rows(rows: Rows, references: References) -> pl.DataFrame:
    """The SALES_ORDER fact of some orders and everything that hangs under them."""
    lines = order_lines(rows)
    sent = shipped(lines, rows["shipments"])
    paid = valid_settlements(rows["receipt_allocations"], rows["customer_receipts"])
    charged = billed(lines, rows["customer_invoices"], rows["whole_invoices"], paid)
    told = (
        lines.drop("updated_at")
        .join(sent.drop("updated_at"), on=LINE, how="left")
        .join(charged.drop("updated_at"), on=LINE, how="left")
        .join(newest(LINE, lines, sent, charged), on=LINE, how="left")
    )
    judged = with_station(_flags(_nothing_is_zero(told))).with_columns(
        _invoiced_on=pl.when("is_invoiced").then("invoiced_last_on"),
        _collected_on=pl.when("is_collected").then("collected_last_on"),
    )
    timed = with_lags(
        judged,
        references,
        order_to_first_shipped=("ordered_on", "shipped_first_on"),
        order_to_shipped=("ordered_on", "shipped_complete_on"),
        shipped_to_delivered=("shipped_complete_on", "delivered_complete_on"),
        order_to_delivered=("ordered_on", "delivered_complete_on"),
        shipped_to_invoiced=("shipped_complete_on", "_invoiced_on"),
        invoiced_to_collected=("_invoiced_on", "_collected_on"),
    )
    aged = with_day_numbers(timed, promised_day="promised_on", station_since_day="station_since_on")
    return with_booked(
        with_intercompany(aged, references),
        booked_net="amount_net",
        booked_gross="amount_gross",
        booked_held_gross="held_gross",
    ).with_columns(is_booked=c("booked_net").is_not_null())


def _nothing_is_zero(lines: pl.DataFrame) -> pl.DataFrame:
    """No shipment or invoice at all is zero, unlike one whose quantity can't be compared."""
    sent = ("shipped_quantity", "delivered_quantity", "returned_quantity")
    charged = ("invoiced_quantity", "invoiced_net", "invoiced_gross", "collected_gross")
    none = {name: c("shipped_first_on").is_null() & c("shipments").is_null() for name in sent}
    none |= {name: c("invoiced_first_on").is_null() for name in charged}
    return lines.with_columns(
        pl.when(nothing).then(pl.lit(0, pl.Decimal(18, 4))).otherwise(c(name)).alias(name)
        for name, nothing in none.items()
    ).with_columns(
        ordered_quantity="quantity",
        has_other_unit=c("has_other_unit").fill_null(value=False),
        has_other_currency=c("has_other_currency").fill_null(value=False),
    )


def _flags(lines: pl.DataFrame) -> pl.DataFrame:
    order, promised = c("is_order"), c("promised_on")
    complete, arrived = c("shipped_complete_on"), c("delivered_complete_on")
    charged = c("invoiced_quantity") >= c("ordered_quantity")
    by_amount = c("invoiced_net") >= c("amount_net")
    invoiced = order & c("invoiced_first_on").is_not_null() & pl.coalesce(charged, by_amount)
    flags = {
        "is_shipped": order & complete.is_not_null(),
        "is_delivered": order & arrived.is_not_null(),
        "is_partly_shipped": order & complete.is_null() & c("shipped_first_on").is_not_null(),
        "is_short_closed": order & (c("status") == "closed") & complete.is_null(),
        "is_invoiced": invoiced,
        "is_collected": invoiced & (c("collected_gross") >= c("invoiced_gross")),
        "has_promise": order & promised.is_not_null(),
        "is_on_time": order & (arrived <= promised),
        "is_shipped_on_time": order & (complete <= promised),
    }
    held = pl.when(order).then(c("amount_gross") - c("collected_gross"))
    flagged = lines.with_columns(
        **{name: flag.fill_null(value=False) for name, flag in flags.items()}, held_gross=held
    )
    left = order & c("shipped_first_on").is_not_null()
    return (
        flagged.sort(*ORDER, "line_no", "order_line_id")
        .with_columns(is_first_line=first_where(order, ORDER))
        .sort(*ORDER, "shipped_first_on", "order_line_id")
        .with_columns(is_first_shipped=first_where(left, ORDER))
    )


RECIPE = Recipe(
    fact=SALES_ORDER,
    group=ORDER,
    root=ORDERS,
    parts=(
        LINES,
        SENT,
        Part(
            table=CUSTOMER_INVOICE_LINES,
            columns=("invoice_id",),
            joins={"order_line_id": "order_line_id"},
            of="sales_order_lines",
        ),
        Part(
            table=CUSTOMER_INVOICES,
            columns=("status", "currency", "amount_gross", "invoiced_on", "updated_at"),
            joins={"invoice_id": "invoice_id"},
            of="customer_invoice_lines",
        ),
        Part(
            name="whole_invoices",
            table=CUSTOMER_INVOICE_LINES,
            columns=(*INVOICE_LINE, "updated_at"),
            joins={"invoice_id": "invoice_id"},
            of="customer_invoices",
        ),
        Part(
            table=RECEIPT_ALLOCATIONS,
            columns=("receipt_id", "amount", "currency", "allocated_on", "updated_at"),
            joins={"invoice_id": "invoice_id"},
            of="customer_invoices",
        ),
        Part(
            table=CUSTOMER_RECEIPTS,
            columns=("received_on", "is_cancelled", "updated_at"),
            joins={"receipt_id": "receipt_id"},
            of="receipt_allocations",
        ),
    ),
    build=sales_rows,
    days=(
        *("ordered_on", "shipped_first_on", "shipped_last_on", "shipped_complete_on"),
        *("delivered_first_on", "delivered_last_on", "delivered_complete_on"),
        *("invoiced_first_on", "invoiced_last_on", "collected_first_on", "collected_last_on"),
    ),
    owners=("owner_id",),
    document=("sales_order", "order_id"),
    version=3,
)
