"""Builds the supplier_invoice fact: an invoice beside its orders, goods and payments."""

import polars as pl

from facts.days import with_day_numbers, with_lags
from facts.money import with_booked
from facts.party import with_intercompany
from facts.recipe import Rows
from facts.references import References
from facts.settlement import settled_invoices, settlements
from facts.three_way_match import matched_invoices, matched_lines

c = pl.col
INVOICE = ["source", "invoice_id"]


def invoice_rows(rows: Rows, references: References) -> pl.DataFrame:
    """The SUPPLIER_INVOICE fact of some invoices, the orders they charge and what was paid."""
    invoices = rows["supplier_invoices"]
    settled = settlements(rows["payment_allocations"], rows["supplier_payments"], invoices)
    paid = settled_invoices(invoices, settled)
    matched = matched_invoices(_matched(rows))
    known = paid.join(matched, on=INVOICE, how="left").join(_sellers(rows), on=INVOICE, how="left")
    booked = with_booked(
        known,
        booked_amount_net="amount_net",
        booked_amount_gross="amount_gross",
        booked_price_difference_net="price_difference_net",
    )
    return with_intercompany(_timed(_flags(booked), references), references).with_columns(
        updated_at=pl.max_horizontal(
            "updated_at", "settled_updated_at", "lines_updated_at", "orders_updated_at"
        )
    )


def _matched(rows: Rows) -> pl.DataFrame:
    heads = rows["supplier_invoices"].select(*INVOICE, head_currency="currency")
    charged = rows["supplier_invoice_lines"].join(heads, on=INVOICE)
    orders = rows["purchase_orders"].select("source", "po_id", order_currency="currency")
    ordered = rows["purchase_order_lines"].join(orders, on=["source", "po_id"], how="left")
    return matched_lines(
        charged.with_columns(currency=pl.coalesce("currency", "head_currency")),
        ordered.with_columns(currency=pl.coalesce("currency", "order_currency")),
        rows["goods_receipts"],
        rows["charges"],
        rows["charging_invoices"],
    )


def _sellers(rows: Rows) -> pl.DataFrame:
    """Whether an order that an invoice charges is another supplier's."""
    orders = rows["purchase_orders"].select(
        "source", "po_id", seller_id="supplier_id", order_updated_at="updated_at"
    )
    lines = rows["purchase_order_lines"].select(
        "source", "po_line_id", "po_id", line_updated_at="updated_at"
    )
    own = rows["supplier_invoices"].select(*INVOICE, "supplier_id")
    joined = (
        rows["supplier_invoice_lines"]
        .select(*INVOICE, "po_line_id")
        .join(lines, on=["source", "po_line_id"])
        .join(orders, on=["source", "po_id"], how="left")
        .join(own, on=INVOICE)
    )
    return joined.group_by(INVOICE).agg(
        has_other_supplier=(c("seller_id") != c("supplier_id")).any(),
        orders_updated_at=pl.max_horizontal("line_updated_at", "order_updated_at").max(),
    )


def _flags(invoices: pl.DataFrame) -> pl.DataFrame:
    whole = (c("settled_gross") * c("amount_gross").sign()) >= c("amount_gross").abs()
    touched = c("last_settled_on").is_not_null()
    flagged = invoices.with_columns(
        is_credit_note=c("kind") == "credit_note",
        is_posted=c("status").is_in(["open", "paid"]),
        is_cancelled=c("status") == "cancelled",
        has_due_date=c("due_on").is_not_null(),
        has_booked_amounts=c("booked_amount_gross").is_not_null(),
        is_settled=(whole & touched).fill_null(value=False),
        lines=c("lines").fill_null(0),
    )
    names = (
        *("has_order", "is_matched", "has_line_without_order", "has_other_unit"),
        *("has_price_difference", "has_quantity_difference", "has_other_supplier"),
    )
    return flagged.with_columns(c(*names).fill_null(value=False)).with_columns(
        settled_first_on="first_settled_on",
        settled_on=pl.when("is_settled").then("whole_on"),
        is_settled_in_time=(c("is_settled") & (c("whole_on") <= c("due_on"))).fill_null(
            value=False
        ),
    )


def _timed(invoices: pl.DataFrame, references: References) -> pl.DataFrame:
    lagged = with_lags(
        invoices,
        references,
        invoice_to_booking=("invoiced_on", "booked_on"),
        invoice_to_payment=("invoiced_on", "settled_on"),
        due_to_payment=("due_on", "settled_on"),
    )
    return with_day_numbers(lagged, due_day="due_on")
