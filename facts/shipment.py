"""The shipment fact: one row per line of a shipment, worth what its order says."""

import polars as pl

from facts.days import with_lags
from facts.money import with_booked
from facts.party import with_intercompany
from facts.pricing import worth
from facts.recipe import Part, Recipe, Rows
from facts.references import References
from tables.definition import MONEY, UTC_TIME, Table
from tables.parts import QUANTITY
from tables.sales import SALES_ORDER_LINES, SALES_ORDERS, SHIPMENTS

c = pl.col
LINE, ORDER = ["source", "order_line_id"], ["source", "order_id"]

SHIPMENT = Table(
    name="shipment",
    key=("source", "shipment_line_id"),
    cursor=None,
    partition="created_on",
    schema=pl.Schema(
        {
            **dict.fromkeys(("source", "shipment_line_id", "shipment_id"), pl.String),
            **dict.fromkeys(("shipment_no", "order_line_id", "order_id", "order_no"), pl.String),
            **dict.fromkeys(("company_id", "calendar_id", "department_id"), pl.String),
            **dict.fromkeys(("customer_id", "counterparty_company_id", "owner_id"), pl.String),
            **dict.fromkeys(("shipper_id", "project_id", "contract_id"), pl.String),
            **dict.fromkeys(("sku_id", "warehouse_id"), pl.String),
            "status": pl.String,  # shipped, delivered, returned, cancelled
            **dict.fromkeys(("unit", "currency", "booked_currency"), pl.String),
            "cost_currency": pl.String,
            "created_on": pl.Date,
            "promised_on": pl.Date,  # of the order line
            "shipped_on": pl.Date,
            "delivered_on": pl.Date,  # when the customer had it
            "shipped_to_delivered_days": pl.Int64,
            "shipped_to_delivered_calendar_days": pl.Int64,
            "quantity": QUANTITY,  # goods that came back are negative
            "amount_net": MONEY,  # at the price of the order; goods that came back are negative
            "booked_net": MONEY,
            "cost": MONEY,
            "is_test": pl.Boolean,
            "is_intercompany": pl.Boolean,
            "is_cancelled": pl.Boolean,
            "is_return": pl.Boolean,
            "is_delivered": pl.Boolean,
            "has_order": pl.Boolean,
            "has_other_unit": pl.Boolean,  # than the order: it has no value then
            "has_booked_amounts": pl.Boolean,
            "updated_at": UTC_TIME,
        }
    ),
    units={
        "quantity": "unit",
        "amount_net": "currency",
        "booked_net": "booked currency",
        "cost": "cost_currency",
        "shipped_to_delivered_days": "working day",
        "shipped_to_delivered_calendar_days": "day",
    },
)


def shipment_rows(rows: Rows, references: References) -> pl.DataFrame:
    """The SHIPMENT fact of some shipment lines and the orders they fulfil."""
    told = rows["shipments"].rename({"currency": "cost_currency"})
    joined = _valued(told.join(_ordered(rows), on=LINE, how="left"))
    lagged = with_lags(joined, references, shipped_to_delivered=("shipped_on", "delivered_on"))
    booked = with_booked(lagged, booked_net="amount_net")
    return with_intercompany(booked, references).with_columns(
        has_booked_amounts=c("booked_net").is_not_null(),
        updated_at=pl.max_horizontal("updated_at", "line_updated_at", "order_updated_at"),
    )


def _ordered(rows: Rows) -> pl.DataFrame:
    """What order lines say of their shipments."""
    orders = rows["sales_orders"].rename(
        {"currency": "order_currency", "updated_at": "order_updated_at"}
    )
    currency = pl.coalesce("currency", "order_currency")
    lines = rows["sales_order_lines"].join(orders, on=ORDER, how="left")
    return lines.select(
        *LINE,
        *("order_id", "order_no", "customer_id", "counterparty_company_id", "department_id"),
        *("owner_id", "project_id", "contract_id", "promised_on", "price_net", "order_updated_at"),
        ordered_net="amount_net",
        ordered_quantity="quantity",
        ordered_unit="unit",
        ordered_sku_id="sku_id",
        ordered_warehouse_id="warehouse_id",
        currency=currency,
        exchange_rate=pl.when(currency == c("order_currency")).then("exchange_rate"),
        line_updated_at="updated_at",
    )


def _valued(lines: pl.DataFrame) -> pl.DataFrame:
    own = (c("unit") == c("ordered_unit")).fill_null(value=False)
    has_order = c("ordered_unit").is_not_null()
    flagged = lines.with_columns(
        amount_net=c("ordered_net"),
        sku_id=pl.coalesce("sku_id", "ordered_sku_id"),
        warehouse_id=pl.coalesce("warehouse_id", "ordered_warehouse_id"),
        is_cancelled=c("is_cancelled").fill_null(value=False),
        is_return=c("quantity") < 0,
        has_order=has_order,
        has_other_unit=has_order & ~own,
    ).with_columns(
        is_delivered=~c("is_cancelled") & ~c("is_return") & c("delivered_on").is_not_null()
    )
    return flagged.with_columns(
        amount_net=pl.when(own).then(worth("quantity", of="ordered_quantity")),
        status=_status(),
    )


def _status() -> pl.Expr:
    return (
        pl.when("is_cancelled")
        .then(pl.lit("cancelled"))
        .when("is_return")
        .then(pl.lit("returned"))
        .when("is_delivered")
        .then(pl.lit("delivered"))
        .otherwise(pl.lit("shipped"))
    )


RECIPE = Recipe(
    fact=SHIPMENT,
    group=("source", "shipment_line_id"),
    root=Part(
        table=SHIPMENTS,
        columns=(
            *("company_id", "shipment_id", "shipment_no", "order_line_id", "sku_id"),
            *("warehouse_id", "shipper_id", "quantity", "unit", "cost", "currency", "created_on"),
            *("shipped_on", "delivered_on", "is_cancelled", "updated_at"),
        ),
    ),
    parts=(
        Part(
            table=SALES_ORDER_LINES,
            columns=(
                *("order_id", "sku_id", "warehouse_id", "quantity", "unit", "price_net"),
                *("amount_net", "currency", "promised_on", "updated_at"),
            ),
            joins={"order_line_id": "order_line_id"},
        ),
        Part(
            table=SALES_ORDERS,
            columns=(
                *("order_no", "customer_id", "counterparty_company_id", "department_id"),
                *("owner_id", "project_id", "contract_id", "currency", "exchange_rate"),
                "updated_at",
            ),
            joins={"order_id": "order_id"},
            of=SALES_ORDER_LINES.name,
        ),
    ),
    build=shipment_rows,
    days=("shipped_on", "delivered_on"),
    owners=("owner_id",),
    document=("shipment", "shipment_id"),
)
