"""ERP, source to pay: requests, orders, receipts, supplier invoices, payments.

Amounts are in the currency of their document; `_net` excludes tax, `_gross` includes it.
`created_on` is the day a document was entered: it never changes, so it places the row.
"""

import polars as pl

from tables.definition import MONEY, Check, Table, columns
from tables.parts import (
    PRICE,
    QUANTITY,
    RATE,
    in_order,
    money,
    named_currency,
    named_unit,
    needs,
    not_negative,
    tax_on_top,
)

c = pl.col

ORDER_STATES = frozenset({"draft", "open", "closed", "cancelled"})
INVOICE_STATES = frozenset({"draft", "open", "paid", "cancelled"})
PAYMENT_STATES = frozenset({"planned", "paid", "cancelled"})

PURCHASE_REQUESTS = Table(  # one row per line
    name="purchase_requests",
    key=("source", "request_line_id"),
    partition="created_on",
    schema=columns(
        request_line_id=pl.String,
        request_id=pl.String,
        request_no=pl.String,
        department_id=pl.String,
        applicant_id=pl.String,
        project_id=pl.String,
        sku_id=pl.String,
        description=pl.String,
        quantity=QUANTITY,
        unit=pl.String,
        amount_net=MONEY,
        currency=pl.String,
        created_on=pl.Date,
        requested_on=pl.Date,
        needed_on=pl.Date,
        status=pl.String,
        approval_no=pl.String,  # the business number of the OA form that allowed it
    ),
    required=needs("request_line_id", "company_id", "created_on", "requested_on", "status"),
    enums={"status": ORDER_STATES},
    units=money("amount_net"),
    checks=(named_currency("amount_net"), named_unit("quantity"), not_negative("quantity")),
)

PURCHASE_ORDERS = Table(
    name="purchase_orders",
    key=("source", "po_id"),
    partition="created_on",
    schema=columns(
        po_id=pl.String,
        po_no=pl.String,
        supplier_id=pl.String,
        counterparty_company_id=pl.String,
        department_id=pl.String,
        buyer_id=pl.String,
        project_id=pl.String,
        contract_id=pl.String,
        currency=pl.String,
        exchange_rate=RATE,  # to the company's currency, as booked
        amount_net=MONEY,
        amount_gross=MONEY,
        created_on=pl.Date,
        ordered_on=pl.Date,
        status=pl.String,
        approval_no=pl.String,
        needs_approval=pl.Boolean,  # false for call-offs of a frame order; null means yes
    ),
    required=needs("po_id", "company_id", "supplier_id", "created_on", "status", "currency"),
    enums={"status": ORDER_STATES},
    units=money("amount_net", "amount_gross"),
    checks=(
        tax_on_top(),
        Check(
            reason="ordered_without_day",
            ok=c("status").is_in(["draft", "cancelled"]) | c("ordered_on").is_not_null(),
        ),
        Check(reason="rate_not_positive", ok=c("exchange_rate") > 0),
    ),
)

PURCHASE_ORDER_LINES = Table(
    name="purchase_order_lines",
    key=("source", "po_line_id"),
    partition="created_on",
    schema=columns(
        po_line_id=pl.String,
        po_id=pl.String,
        line_no=pl.Int64,
        request_line_id=pl.String,
        sku_id=pl.String,
        description=pl.String,
        quantity=QUANTITY,
        unit=pl.String,
        price_net=PRICE,
        contract_price_net=PRICE,
        amount_net=MONEY,
        amount_gross=MONEY,
        currency=pl.String,
        account_id=pl.String,
        warehouse_id=pl.String,
        created_on=pl.Date,  # of the order
        promised_on=pl.Date,
        is_cancelled=pl.Boolean,
    ),
    required=needs("po_line_id", "po_id", "company_id", "created_on", "quantity", "unit"),
    units=money("amount_net", "amount_gross"),
    checks=(
        named_currency("amount_net", "amount_gross"),
        tax_on_top(),
        Check(reason="quantity_not_positive", ok=c("quantity") > 0),
    ),
)

GOODS_RECEIPTS = Table(  # one row per line
    name="goods_receipts",
    key=("source", "receipt_line_id"),
    partition="created_on",
    schema=columns(
        receipt_line_id=pl.String,
        receipt_id=pl.String,
        receipt_no=pl.String,
        po_line_id=pl.String,
        sku_id=pl.String,
        warehouse_id=pl.String,
        receiver_id=pl.String,
        quantity=QUANTITY,  # delivered; a return to the supplier is negative
        rejected_quantity=QUANTITY,
        unit=pl.String,
        created_on=pl.Date,
        received_on=pl.Date,
        is_cancelled=pl.Boolean,
    ),
    required=needs(
        "receipt_line_id",
        "receipt_id",
        "company_id",
        "created_on",
        "received_on",
        "quantity",
        "unit",
    ),
    checks=(
        not_negative("rejected_quantity"),
        Check(
            reason="more_rejected_than_delivered",
            ok=(c("quantity") < 0) | (c("rejected_quantity") <= c("quantity")),
        ),
    ),
)

SUPPLIER_INVOICES = Table(
    name="supplier_invoices",
    key=("source", "invoice_id"),
    partition="created_on",
    schema=columns(
        invoice_id=pl.String,
        invoice_no=pl.String,  # the supplier's
        kind=pl.String,
        supplier_id=pl.String,
        counterparty_company_id=pl.String,
        department_id=pl.String,
        owner_id=pl.String,
        contract_id=pl.String,
        contract_term_id=pl.String,
        currency=pl.String,
        exchange_rate=RATE,
        amount_net=MONEY,  # a credit note is negative
        amount_gross=MONEY,
        created_on=pl.Date,
        invoiced_on=pl.Date,
        booked_on=pl.Date,
        due_on=pl.Date,
        status=pl.String,
        approval_no=pl.String,
    ),
    required=needs(
        *("invoice_id", "company_id", "supplier_id", "kind", "status", "currency"),
        *("created_on", "invoiced_on", "amount_gross"),
    ),
    enums={"kind": frozenset({"invoice", "credit_note"}), "status": INVOICE_STATES},
    units=money("amount_net", "amount_gross"),
    checks=(
        tax_on_top(),
        in_order("invoiced_on", "due_on"),
        Check(
            reason="sign_of_kind",
            ok=pl.when(c("kind") == "credit_note")
            .then(c("amount_gross") <= 0)
            .otherwise(c("amount_gross") >= 0),
        ),
    ),
)

SUPPLIER_INVOICE_LINES = Table(
    name="supplier_invoice_lines",
    key=("source", "invoice_line_id"),
    partition="created_on",
    schema=columns(
        invoice_line_id=pl.String,
        invoice_id=pl.String,
        po_line_id=pl.String,
        receipt_line_id=pl.String,
        account_id=pl.String,
        quantity=QUANTITY,
        unit=pl.String,
        price_net=PRICE,
        amount_net=MONEY,
        amount_gross=MONEY,
        currency=pl.String,
        created_on=pl.Date,  # of the invoice
    ),
    required=needs("invoice_line_id", "invoice_id", "company_id", "created_on", "amount_net"),
    units=money("amount_net", "amount_gross"),
    checks=(named_currency("amount_net", "amount_gross"), named_unit("quantity"), tax_on_top()),
)

SUPPLIER_PAYMENTS = Table(
    name="supplier_payments",
    key=("source", "payment_id"),
    partition="created_on",
    schema=columns(
        payment_id=pl.String,
        payment_no=pl.String,
        supplier_id=pl.String,
        counterparty_company_id=pl.String,
        department_id=pl.String,
        owner_id=pl.String,
        contract_id=pl.String,
        bank_account_id=pl.String,
        currency=pl.String,
        exchange_rate=RATE,
        amount=MONEY,  # gross by nature; money that comes back is negative
        created_on=pl.Date,
        planned_on=pl.Date,
        paid_on=pl.Date,
        status=pl.String,
        approval_no=pl.String,
    ),
    required=needs(
        "payment_id", "company_id", "supplier_id", "created_on", "amount", "currency", "status"
    ),
    enums={"status": PAYMENT_STATES},
    units=money("amount"),
    checks=(
        Check(reason="paid_without_day", ok=(c("status") != "paid") | c("paid_on").is_not_null()),
    ),
)

PAYMENT_ALLOCATIONS = Table(
    name="payment_allocations",
    key=("source", "allocation_id"),
    partition="created_on",
    schema=columns(
        allocation_id=pl.String,
        payment_id=pl.String,
        invoice_id=pl.String,
        amount=MONEY,
        currency=pl.String,
        created_on=pl.Date,
        allocated_on=pl.Date,
    ),
    required=needs(
        *("allocation_id", "payment_id", "invoice_id", "company_id"),
        *("created_on", "allocated_on", "amount", "currency"),
    ),
    units=money("amount"),
)

TABLES = (
    PURCHASE_REQUESTS,
    PURCHASE_ORDERS,
    PURCHASE_ORDER_LINES,
    GOODS_RECEIPTS,
    SUPPLIER_INVOICES,
    SUPPLIER_INVOICE_LINES,
    SUPPLIER_PAYMENTS,
    PAYMENT_ALLOCATIONS,
)
