"""Builds the purchase fact: what is known of each line of an order, side by side."""

import polars as pl

from facts.approval_match import with_approval
from facts.days import with_day_numbers, with_lags
from facts.party import with_intercompany
from facts.purchase_amounts import with_amounts, with_complete_days
from facts.purchase_approved import with_paid_over_approved
from facts.purchase_billed import billed, posted_lines
from facts.purchase_received import received
from facts.purchase_station import with_station
from facts.recipe import Rows
from facts.references import References

c = pl.col
ORDER, LINE = ["source", "po_id"], ["source", "po_line_id"]


def purchase_rows(rows: Rows, references: References) -> pl.DataFrame:
    """The PURCHASE fact of some orders and everything that hangs under them."""
    lines = _lines(rows, references)
    came = received(lines, rows["goods_receipts"])
    charged = billed(lines, _invoice_lines(lines, rows))
    told = lines.join(came, on=LINE, how="left").join(charged, on=LINE, how="left")
    valued = with_amounts(told)
    stuck = with_station(_flags(with_complete_days(valued)), references)
    compared = with_paid_over_approved(stuck, rows["purchase_orders"], rows["same_approval"])
    return with_intercompany(_aged(compared, references), references).with_columns(
        updated_at=pl.max_horizontal(
            *("updated_at", "order_updated_at", "request_updated_at", "approval_updated_at"),
            *("receipts_updated_at", "invoices_updated_at", "same_approval_updated_at"),
        )
    )


def _lines(rows: Rows, references: References) -> pl.DataFrame:
    """Every line with its order, its request and the approval of either."""
    orders = rows["purchase_orders"].rename(
        {
            "updated_at": "order_updated_at",
            "status": "order_status",
            "currency": "order_currency",
            "approval_no": "order_approval_no",
        }
    )
    requests = rows["purchase_requests"].select(
        "source",
        "request_line_id",
        "requested_on",
        "applicant_id",
        request_approval_no="approval_no",
        request_updated_at="updated_at",
    )
    joined = (
        rows["purchase_order_lines"]
        .join(orders.drop("amount_net", "amount_gross"), on=ORDER)
        .join(requests, on=["source", "request_line_id"], how="left")
        .with_columns(
            currency=pl.coalesce("currency", "order_currency"),
            approval_no=pl.coalesce("order_approval_no", "request_approval_no"),
        )
    )
    own = c("currency") == c("order_currency")
    rated = joined.with_columns(exchange_rate=pl.when(own).then("exchange_rate"))
    forms = pl.concat([rows["approvals"], rows["request_approvals"]])
    return with_approval(rated, forms, references)


def _invoice_lines(lines: pl.DataFrame, rows: Rows) -> pl.DataFrame:
    """All lines of the invoices of some order lines."""
    invoices = rows["supplier_invoices"]
    currency = lines.select(*LINE, "company_currency").unique(LINE)
    of = rows["supplier_invoice_lines"].join(currency, on=LINE)
    known = of.select("source", "invoice_id", "company_currency").unique(["source", "invoice_id"])
    return posted_lines(
        invoices.join(known, on=["source", "invoice_id"]),
        rows["all_invoice_lines"].unique(["source", "invoice_line_id"]),
        rows["payment_allocations"],
        rows["supplier_payments"],
    )


def _flags(lines: pl.DataFrame) -> pl.DataFrame:
    line_cancelled = c("is_cancelled").fill_null(value=False)
    placed = lines.with_columns(
        is_cancelled=line_cancelled | (c("order_status") == "cancelled"),
        is_draft=c("order_status") == "draft",
        needs_approval=c("needs_approval").fill_null(value=True),
        has_promise=c("promised_on").is_not_null(),
        has_request=c("requested_on").is_not_null(),
        is_received=c("received_complete_on").is_not_null(),
        is_received_in_time=c("received_complete_on") <= c("promised_on"),
        is_invoiced=c("invoiced_complete_on").is_not_null(),
        is_paid=c("paid_complete_on").is_not_null(),
        has_other_unit=c("has_other_unit").fill_null(value=False)
        | c("has_unmeasured_invoice").fill_null(value=False),
        has_other_currency=c("has_other_currency").fill_null(value=False),
    ).with_columns(
        c("is_received_in_time").fill_null(value=False),
        is_ordered=~c("is_cancelled") & ~c("is_draft") & c("ordered_on").is_not_null(),
    )
    before = c("is_ordered") & c("needs_approval") & ~c("is_approval_ambiguous")
    late = c("approved_on") > c("ordered_on")
    return placed.with_columns(
        is_ordered_unapproved=before & ~c("is_approved"),
        was_ordered_unapproved=before & (~c("is_approved") | late.fill_null(value=False)),
        is_closed_short=c("is_ordered") & (c("order_status") == "closed") & ~c("is_received"),
        is_first_line=_is_first_line(),
    )


def _is_first_line() -> pl.Expr:
    order = pl.struct("is_cancelled", c("line_no").fill_null(10**9), "po_line_id")
    return c("po_line_id") == c("po_line_id").sort_by(order).first().over(ORDER)


def _aged(lines: pl.DataFrame, references: References) -> pl.DataFrame:
    lagged = with_lags(
        lines,
        references,
        request_to_order=("requested_on", "ordered_on"),
        approval_to_order=("approved_on", "ordered_on"),
        order_to_first_receipt=("ordered_on", "received_first_on"),
        order_to_complete_receipt=("ordered_on", "received_complete_on"),
        receipt_to_first_invoice=("received_first_on", "invoiced_first_on"),
        receipt_to_complete_invoice=("received_complete_on", "invoiced_complete_on"),
        invoice_to_first_payment=("invoiced_first_on", "paid_first_on"),
        invoice_to_complete_payment=("invoiced_complete_on", "paid_complete_on"),
        request_to_complete_payment=("requested_on", "paid_complete_on"),
    )
    return with_day_numbers(lagged, aged_from_day="ordered_on", due_day="promised_on")
