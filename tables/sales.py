"""ERP, order to cash: sales orders, shipments, customer invoices, money received.

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
    needs,
    tax_on_top,
)
from tables.purchasing import INVOICE_STATES, ORDER_STATES

c = pl.col

SALES_ORDERS = Table(
    name="sales_orders",
    key=("source", "order_id"),
    partition="created_on",
    schema=columns(
        order_id=pl.String,
        order_no=pl.String,
        customer_id=pl.String,
        counterparty_company_id=pl.String,
        department_id=pl.String,
        owner_id=pl.String,
        project_id=pl.String,
        contract_id=pl.String,
        opportunity_no=pl.String,  # the CRM's, as the order names it
        currency=pl.String,
        exchange_rate=RATE,
        amount_net=MONEY,
        amount_gross=MONEY,
        created_on=pl.Date,
        ordered_on=pl.Date,
        status=pl.String,
        approval_no=pl.String,
    ),
    required=needs("order_id", "company_id", "customer_id", "created_on", "status", "currency"),
    enums={"status": ORDER_STATES},
    units=money("amount_net", "amount_gross"),
    checks=(
        tax_on_top(),
        Check(
            reason="ordered_without_day",
            ok=c("status").is_in(["draft", "cancelled"]) | c("ordered_on").is_not_null(),
        ),
    ),
)

SALES_ORDER_LINES = Table(
    name="sales_order_lines",
    key=("source", "order_line_id"),
    partition="created_on",
    schema=columns(
        order_line_id=pl.String,
        order_id=pl.String,
        line_no=pl.Int64,
        sku_id=pl.String,
        description=pl.String,
        quantity=QUANTITY,
        unit=pl.String,
        price_net=PRICE,
        amount_net=MONEY,
        amount_gross=MONEY,
        currency=pl.String,
        warehouse_id=pl.String,
        created_on=pl.Date,  # of the order
        promised_on=pl.Date,
        is_cancelled=pl.Boolean,
    ),
    required=needs("order_line_id", "order_id", "company_id", "created_on", "quantity", "unit"),
    units=money("amount_net", "amount_gross"),
    checks=(
        named_currency("amount_net", "amount_gross"),
        tax_on_top(),
        Check(reason="quantity_not_positive", ok=c("quantity") > 0),
    ),
)

SHIPMENTS = Table(  # one row per line
    name="shipments",
    key=("source", "shipment_line_id"),
    partition="created_on",
    schema=columns(
        shipment_line_id=pl.String,
        shipment_id=pl.String,
        shipment_no=pl.String,
        order_line_id=pl.String,
        sku_id=pl.String,
        warehouse_id=pl.String,
        shipper_id=pl.String,
        quantity=QUANTITY,  # goods that come back are negative
        unit=pl.String,
        cost=MONEY,
        currency=pl.String,
        created_on=pl.Date,
        shipped_on=pl.Date,
        delivered_on=pl.Date,  # when the customer had it
        is_cancelled=pl.Boolean,
    ),
    required=needs(
        *("shipment_line_id", "shipment_id", "company_id", "created_on", "shipped_on"),
        *("quantity", "unit"),
    ),
    units=money("cost"),
    checks=(named_currency("cost"), in_order("shipped_on", "delivered_on")),
)

CUSTOMER_INVOICES = Table(
    name="customer_invoices",
    key=("source", "invoice_id"),
    partition="created_on",
    schema=columns(
        invoice_id=pl.String,
        invoice_no=pl.String,
        kind=pl.String,
        customer_id=pl.String,
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
        due_on=pl.Date,
        status=pl.String,
    ),
    required=needs(
        *("invoice_id", "company_id", "customer_id", "kind", "status", "currency"),
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

CUSTOMER_INVOICE_LINES = Table(
    name="customer_invoice_lines",
    key=("source", "invoice_line_id"),
    partition="created_on",
    schema=columns(
        invoice_line_id=pl.String,
        invoice_id=pl.String,
        order_line_id=pl.String,
        shipment_line_id=pl.String,
        sku_id=pl.String,
        quantity=QUANTITY,
        unit=pl.String,
        price_net=PRICE,
        amount_net=MONEY,
        amount_gross=MONEY,
        cost=MONEY,  # of the goods, tax excluded
        currency=pl.String,
        created_on=pl.Date,  # of the invoice
    ),
    required=needs("invoice_line_id", "invoice_id", "company_id", "created_on", "amount_net"),
    units=money("amount_net", "amount_gross", "cost"),
    checks=(named_currency("amount_net", "amount_gross", "cost"), tax_on_top()),
)

CUSTOMER_RECEIPTS = Table(  # of money
    name="customer_receipts",
    key=("source", "receipt_id"),
    partition="created_on",
    schema=columns(
        receipt_id=pl.String,
        receipt_no=pl.String,
        customer_id=pl.String,
        counterparty_company_id=pl.String,
        department_id=pl.String,
        owner_id=pl.String,
        contract_id=pl.String,
        bank_account_id=pl.String,
        currency=pl.String,
        exchange_rate=RATE,
        amount=MONEY,  # gross by nature; money given back is negative
        created_on=pl.Date,
        received_on=pl.Date,
        is_cancelled=pl.Boolean,
    ),
    required=needs(
        *("receipt_id", "company_id", "customer_id", "created_on", "received_on"),
        *("amount", "currency"),
    ),
    units=money("amount"),
)

RECEIPT_ALLOCATIONS = Table(
    name="receipt_allocations",
    key=("source", "allocation_id"),
    partition="created_on",
    schema=columns(
        allocation_id=pl.String,
        receipt_id=pl.String,
        invoice_id=pl.String,
        amount=MONEY,
        currency=pl.String,
        created_on=pl.Date,
        allocated_on=pl.Date,
    ),
    required=needs(
        *("allocation_id", "receipt_id", "invoice_id", "company_id"),
        *("created_on", "allocated_on", "amount", "currency"),
    ),
    units=money("amount"),
)

TABLES = (
    SALES_ORDERS,
    SALES_ORDER_LINES,
    SHIPMENTS,
    CUSTOMER_INVOICES,
    CUSTOMER_INVOICE_LINES,
    CUSTOMER_RECEIPTS,
    RECEIPT_ALLOCATIONS,
)
