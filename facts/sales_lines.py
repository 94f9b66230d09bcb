"""Lines of sales orders with what their order says, and the tables they are read from."""

import polars as pl

from facts.recipe import Part, Rows
from tables.sales import SALES_ORDER_LINES, SALES_ORDERS, SHIPMENTS

c = pl.col
ORDER, LINE = ("source", "order_id"), ("source", "order_line_id")

ORDERS = Part(
    table=SALES_ORDERS,
    columns=(
        *("company_id", "department_id", "order_no", "customer_id", "owner_id", "project_id"),
        *("counterparty_company_id", "contract_id", "opportunity_no", "approval_no", "status"),
        *("ordered_on", "currency", "exchange_rate", "updated_at"),
    ),
)
LINES = Part(
    table=SALES_ORDER_LINES,
    columns=(
        *("line_no", "sku_id", "warehouse_id", "quantity", "unit", "amount_net"),
        *("amount_gross", "currency", "created_on", "promised_on", "is_cancelled"),
        "updated_at",
    ),
    joins={"order_id": "order_id"},
)
SENT = Part(
    table=SHIPMENTS,
    columns=(
        *("quantity", "unit", "cost", "currency", "shipped_on", "delivered_on"),
        *("is_cancelled", "updated_at"),
    ),
    joins={"order_line_id": "order_line_id"},
    of="sales_order_lines",
)


def order_lines(rows: Rows) -> pl.DataFrame:
    """Order lines with what their order says, and their flags is_cancelled, is_draft, is_order."""
    orders = rows["sales_orders"].select(
        *(*ORDER, "company_id", "calendar_id", "company_currency", "is_test", "department_id"),
        *("order_no", "customer_id", "counterparty_company_id", "owner_id", "project_id"),
        *("contract_id", "opportunity_no", "approval_no", "status", "ordered_on"),
        order_currency="currency",
        order_rate="exchange_rate",
        order_at="updated_at",
    )
    lines = rows["sales_order_lines"].drop("company_id", strict=False)
    cancelled = (c("status") == "cancelled") | c("is_cancelled").fill_null(value=False)
    draft = c("status") == "draft"
    currency = pl.coalesce("currency", "order_currency")
    return (
        lines.join(orders, on=ORDER, how="inner")
        .with_columns(
            currency=currency,
            exchange_rate=pl.when(currency == c("order_currency")).then("order_rate"),
            is_cancelled=cancelled,
            is_draft=draft & ~cancelled,
            is_order=~cancelled & ~draft & c("ordered_on").is_not_null(),
            updated_at=pl.max_horizontal("updated_at", "order_at"),
        )
        .drop("order_currency", "order_rate", "order_at")
    )
