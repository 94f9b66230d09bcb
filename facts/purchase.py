"""The purchase fact: one row per line of a purchase order, from request to payment."""

import polars as pl

from facts.approval_match import APPROVAL_PART, approval_part
from facts.approval_match import COLUMNS as APPROVAL_COLUMNS
from facts.purchase_billed import billing_parts
from facts.purchase_lines import purchase_rows
from facts.purchase_received import RECEIPT_COLUMNS
from facts.recipe import Part, Recipe
from tables.definition import MONEY, UTC_TIME, Table
from tables.parts import PRICE, QUANTITY
from tables.purchasing import (
    GOODS_RECEIPTS,
    PURCHASE_ORDER_LINES,
    PURCHASE_ORDERS,
    PURCHASE_REQUESTS,
)

_AMOUNTS = (
    *("ordered_net", "ordered_gross", "received_net", "rejected_net", "invoiced_net", "paid_net"),
    *("paid_gross", "held_net", "paid_over_approved_gross"),
)
_QUANTITIES = (
    *("ordered_quantity", "received_quantity", "rejected_quantity", "returned_quantity"),
    *("kept_quantity", "invoiced_quantity"),
)
_BOOKED = (
    *("booked_ordered_net", "booked_received_net", "booked_rejected_net", "booked_invoiced_net"),
    *("booked_paid_gross", "booked_held_net", "booked_paid_over_approved_gross"),
)
_LAGS = (
    *("request_to_order", "approval_to_order", "order_to_first_receipt"),
    *("order_to_complete_receipt", "receipt_to_first_invoice", "receipt_to_complete_invoice"),
    *("invoice_to_first_payment", "invoice_to_complete_payment", "request_to_complete_payment"),
)

PURCHASE = Table(
    name="purchase",
    key=("source", "po_id", "po_line_id"),
    cursor=None,
    partition="created_on",  # of the order
    schema=pl.Schema(
        {
            **dict.fromkeys(("source", "po_id", "po_line_id", "po_no"), pl.String),
            "line_no": pl.Int64,
            **dict.fromkeys(("company_id", "calendar_id", "department_id"), pl.String),
            "counterparty_company_id": pl.String,
            **dict.fromkeys(("supplier_id", "buyer_id", "applicant_id"), pl.String),
            **dict.fromkeys(("project_id", "contract_id", "request_line_id"), pl.String),
            **dict.fromkeys(("sku_id", "account_id", "warehouse_id", "description"), pl.String),
            **dict.fromkeys(("unit", "currency", "booked_currency", "order_status"), pl.String),
            **APPROVAL_COLUMNS,
            # days
            "created_on": pl.Date,
            "requested_on": pl.Date,
            "ordered_on": pl.Date,
            "promised_on": pl.Date,
            "received_first_on": pl.Date,
            "received_last_on": pl.Date,
            "received_complete_on": pl.Date,  # all that was ordered had been accepted
            "invoiced_first_on": pl.Date,
            "invoiced_last_on": pl.Date,
            "invoiced_complete_on": pl.Date,  # all that was kept had been invoiced
            "paid_first_on": pl.Date,
            "paid_last_on": pl.Date,
            "paid_complete_on": pl.Date,  # all that was invoiced had been paid
            "aged_from_day": pl.Int64,  # ordered
            "due_day": pl.Int64,  # promised
            # working days (<lag>_days) and calendar days; negative where the order was reversed
            **{f"{lag}_days": pl.Int64() for lag in _LAGS},
            **{f"{lag}_calendar_days": pl.Int64() for lag in _LAGS},
            # quantities in `unit`: null with has_other_unit where they can't be added
            **dict.fromkeys(_QUANTITIES, QUANTITY),
            "price_net": PRICE,
            # amounts: received and rejected ones at the price of the order
            **dict.fromkeys((*_AMOUNTS, *_BOOKED), MONEY),
            # where it is stuck: approve, order, receive, invoice, pay, done, cancelled
            "station": pl.String,
            "station_since_on": pl.Date,
            "station_since_day": pl.Int64,
            "station_since_pos": pl.Int64,  # at the beginning of that day
            # flags, never null
            **dict.fromkeys(
                (
                    *("is_test", "is_intercompany", "is_cancelled", "is_draft", "is_ordered"),
                    "is_open",  # still has a station to pass
                    "is_first_line",  # of its order: counts orders
                    *("needs_approval", "is_ordered_unapproved"),
                    "was_ordered_unapproved",  # ordered before (or without) an approval
                    *("has_promise", "has_request", "is_received", "is_invoiced", "is_paid"),
                    "is_received_in_time",  # complete by the promised day
                    "is_closed_short",  # closed before all had come
                    *("has_other_unit", "has_other_currency", "has_booked_amounts"),
                    "is_paid_over_approved",  # told on the first line, for the whole order
                    "has_comparable_approval",  # the approved amount is in the order's currency
                ),
                pl.Boolean,
            ),
            "updated_at": UTC_TIME,
        }
    ),
    units={
        **dict.fromkeys(_AMOUNTS, "currency"),
        **dict.fromkeys(_BOOKED, "booked currency"),
        **dict.fromkeys(_QUANTITIES, "unit"),
        "approved_gross": "approved_currency",
        "price_net": "currency",
        **{f"{lag}_days": "working day" for lag in _LAGS},
        **{f"{lag}_calendar_days": "day" for lag in _LAGS},
    },
)

_ORDER = (
    *("company_id", "po_no", "supplier_id", "counterparty_company_id", "department_id", "buyer_id"),
    *("project_id", "contract_id", "currency", "exchange_rate", "amount_net", "amount_gross"),
    *("created_on", "ordered_on", "status", "approval_no", "needs_approval", "updated_at"),
)
_LINE = (
    *("po_id", "line_no", "request_line_id", "sku_id", "description", "quantity", "unit"),
    *("price_net", "amount_net", "amount_gross", "currency", "account_id", "warehouse_id"),
    *("promised_on", "is_cancelled", "updated_at"),
)

RECIPE = Recipe(
    fact=PURCHASE,
    group=("source", "po_id"),
    root=Part(table=PURCHASE_ORDERS, columns=_ORDER),
    parts=(
        Part(table=PURCHASE_ORDER_LINES, columns=_LINE, joins={"po_id": "po_id"}),
        Part(
            table=PURCHASE_REQUESTS,
            columns=("requested_on", "applicant_id", "approval_no", "updated_at"),
            joins={"request_line_id": "request_line_id"},
            of=PURCHASE_ORDER_LINES.name,
        ),
        APPROVAL_PART,
        approval_part(of=PURCHASE_REQUESTS.name, name="request_approvals"),
        Part(
            table=PURCHASE_ORDERS,
            columns=("currency", "amount_net", "amount_gross", "status", "updated_at"),
            joins={"approval_no": "approval_no"},
            name="same_approval",
        ),
        Part(
            table=GOODS_RECEIPTS,
            columns=RECEIPT_COLUMNS,
            joins={"po_line_id": "po_line_id"},
            of=PURCHASE_ORDER_LINES.name,
        ),
        *billing_parts(PURCHASE_ORDER_LINES.name),
    ),
    build=purchase_rows,
    days=(
        *("created_on", "requested_on", "approved_on", "ordered_on", "received_first_on"),
        *("received_last_on", "invoiced_first_on", "invoiced_last_on", "paid_first_on"),
        "paid_last_on",
    ),
    owners=("buyer_id", "applicant_id"),
    document=("purchase_order", "po_id"),
)
