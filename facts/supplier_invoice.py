"""The supplier_invoice fact: one row per invoice or credit note, matched and settled."""

import polars as pl

from facts.purchase_billed import INVOICE_LINE_COLUMNS
from facts.purchase_received import RECEIPT_COLUMNS
from facts.recipe import Part, Recipe
from facts.settlement import payment_parts
from facts.supplier_invoice_rows import invoice_rows
from tables.definition import MONEY, UTC_TIME, Table
from tables.purchasing import (
    GOODS_RECEIPTS,
    PURCHASE_ORDER_LINES,
    PURCHASE_ORDERS,
    SUPPLIER_INVOICE_LINES,
    SUPPLIER_INVOICES,
)

_AMOUNTS = (
    *("amount_net", "amount_gross", "settled_gross", "price_difference_net"),
    "quantity_difference_net",
)
_BOOKED = ("booked_amount_net", "booked_amount_gross", "booked_price_difference_net")

SUPPLIER_INVOICE = Table(
    name="supplier_invoice",
    key=("source", "invoice_id"),
    cursor=None,
    partition="created_on",
    schema=pl.Schema(
        {
            **dict.fromkeys(("source", "invoice_id", "invoice_no", "kind", "status"), pl.String),
            **dict.fromkeys(("company_id", "calendar_id", "department_id"), pl.String),
            **dict.fromkeys(("supplier_id", "owner_id", "contract_id"), pl.String),
            "counterparty_company_id": pl.String,
            **dict.fromkeys(("currency", "booked_currency"), pl.String),
            "created_on": pl.Date,
            "invoiced_on": pl.Date,
            "booked_on": pl.Date,
            "due_on": pl.Date,
            "settled_first_on": pl.Date,
            "settled_on": pl.Date,  # paid whole; null until then
            "due_day": pl.Int64,
            # working days and calendar days; due to payment is negative when paid early
            **dict.fromkeys(
                ("invoice_to_booking_days", "invoice_to_booking_calendar_days"), pl.Int64
            ),
            **dict.fromkeys(
                ("invoice_to_payment_days", "invoice_to_payment_calendar_days"), pl.Int64
            ),
            **dict.fromkeys(("due_to_payment_days", "due_to_payment_calendar_days"), pl.Int64),
            **dict.fromkeys((*_AMOUNTS, *_BOOKED), MONEY),
            "lines": pl.Int64,
            "mismatch": pl.String,  # no_order, unit, price, quantity: what is against it first
            # flags, never null
            **dict.fromkeys(
                (
                    *("is_test", "is_intercompany", "is_credit_note", "is_posted", "is_cancelled"),
                    "has_order",  # some line names an order: the population of the match
                    "is_matched",  # every line, within tolerance
                    *("has_line_without_order", "has_other_unit", "has_price_difference"),
                    *("has_quantity_difference", "has_other_supplier", "has_due_date"),
                    *("is_settled", "is_settled_in_time", "is_settled_in_currency"),
                    "has_booked_amounts",
                ),
                pl.Boolean,
            ),
            "updated_at": UTC_TIME,
        }
    ),
    units={
        **dict.fromkeys(_AMOUNTS, "currency"),
        **dict.fromkeys(_BOOKED, "booked currency"),
        "invoice_to_payment_days": "working day",
        "due_to_payment_days": "working day",
        "invoice_to_booking_days": "working day",
    },
)


RECIPE = Recipe(
    fact=SUPPLIER_INVOICE,
    group=("source", "invoice_id"),
    root=Part(
        table=SUPPLIER_INVOICES,
        columns=(
            *("company_id", "invoice_no", "kind", "supplier_id", "counterparty_company_id"),
            *("department_id", "owner_id", "contract_id", "currency", "exchange_rate"),
            *("amount_net", "amount_gross", "created_on", "invoiced_on", "booked_on", "due_on"),
            *("status", "updated_at"),
        ),
    ),
    parts=(
        Part(
            table=SUPPLIER_INVOICE_LINES,
            columns=INVOICE_LINE_COLUMNS,
            joins={"invoice_id": "invoice_id"},
        ),
        Part(
            table=PURCHASE_ORDER_LINES,
            columns=(
                *("po_id", "quantity", "unit", "price_net", "amount_net", "currency"),
                "updated_at",
            ),
            joins={"po_line_id": "po_line_id"},
            of=SUPPLIER_INVOICE_LINES.name,
        ),
        Part(
            table=PURCHASE_ORDERS,
            columns=("supplier_id", "currency", "updated_at"),
            joins={"po_id": "po_id"},
            of=PURCHASE_ORDER_LINES.name,
        ),
        Part(
            table=GOODS_RECEIPTS,
            columns=RECEIPT_COLUMNS,
            joins={"po_line_id": "po_line_id"},
            of=PURCHASE_ORDER_LINES.name,
        ),
        Part(
            table=SUPPLIER_INVOICE_LINES,
            columns=("invoice_id", "quantity", "updated_at"),
            joins={"po_line_id": "po_line_id"},
            of=PURCHASE_ORDER_LINES.name,
            name="charges",
        ),
        Part(
            table=SUPPLIER_INVOICES,
            columns=("invoiced_on", "status", "updated_at"),
            joins={"invoice_id": "invoice_id"},
            of="charges",
            name="charging_invoices",
        ),
        *payment_parts(of=""),
    ),
    build=invoice_rows,
    days=("created_on", "invoiced_on", "booked_on", "settled_first_on", "settled_on"),
    owners=("owner_id",),
    document=("supplier_invoice", "invoice_id"),
)
