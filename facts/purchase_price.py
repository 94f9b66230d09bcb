"""The purchase_price fact: what was paid for an item against its last price and the contract's."""

import polars as pl

from facts.days import with_lags
from facts.money import product, with_booked
from facts.party import with_intercompany
from facts.pricing import unit_price
from facts.recipe import Part, Recipe, Rows
from facts.references import References
from tables.definition import MONEY, UTC_TIME, Table
from tables.parts import PRICE, QUANTITY
from tables.purchasing import PURCHASE_ORDER_LINES, PURCHASE_ORDERS

c = pl.col
ITEM = ["source", "sku_id", "company_id", "currency", "unit"]
"""Prices are compared within a company, a currency and a unit."""

_AMOUNTS = (
    *("amount_net", "at_last_net", "at_contract_net"),
    *("variance_to_last_net", "variance_to_contract_net"),
)

PURCHASE_PRICE = Table(
    name="purchase_price",
    key=("source", "sku_id", "po_line_id"),
    cursor=None,
    partition="created_on",  # of the order
    schema=pl.Schema(
        {
            **dict.fromkeys(("source", "sku_id", "po_line_id", "po_id", "po_no"), pl.String),
            **dict.fromkeys(("company_id", "calendar_id", "department_id"), pl.String),
            **dict.fromkeys(("supplier_id", "buyer_id", "contract_id"), pl.String),
            **dict.fromkeys(("counterparty_company_id", "project_id"), pl.String),
            **dict.fromkeys(("unit", "currency", "booked_currency"), pl.String),
            "created_on": pl.Date,
            "ordered_on": pl.Date,
            "last_ordered_on": pl.Date,  # of the order before
            "last_po_id": pl.String,
            "since_last_days": pl.Int64,
            "since_last_calendar_days": pl.Int64,
            "quantity": QUANTITY,
            "price_net": PRICE,
            "last_price_net": PRICE,  # of the order before, whoever supplied it
            "contract_price_net": PRICE,
            # this quantity at each of the three prices, and the first less the others
            **dict.fromkeys(_AMOUNTS, MONEY),
            **{f"booked_{name}": MONEY for name in _AMOUNTS},
            "is_test": pl.Boolean,
            "is_intercompany": pl.Boolean,
            "has_last_price": pl.Boolean,
            "has_contract_price": pl.Boolean,
            "is_above_contract": pl.Boolean,
            "has_booked_amounts": pl.Boolean,
            "updated_at": UTC_TIME,
        }
    ),
    units={
        "quantity": "unit",
        **dict.fromkeys((*_AMOUNTS, "price_net", "last_price_net"), "currency"),
        "contract_price_net": "currency",
        **{f"booked_{name}": "booked currency" for name in _AMOUNTS},
        "since_last_days": "working day",
        "since_last_calendar_days": "day",
    },
)


def price_rows(rows: Rows, references: References) -> pl.DataFrame:
    """The PURCHASE_PRICE fact: one row per order line of some items that has a price.

    Drafts and cancelled lines set no price.
    """
    lines = _priced(rows["purchase_order_lines"], rows["purchase_orders"])
    compared = lines.join(_last(lines), on=[*ITEM, "po_id"], how="left", nulls_equal=True)
    at = compared.with_columns(
        amount_net=_at("price_net"),
        at_last_net=_at("last_price_net"),
        at_contract_net=_at("contract_price_net"),
    ).with_columns(
        variance_to_last_net=c("amount_net") - c("at_last_net"),
        variance_to_contract_net=c("amount_net") - c("at_contract_net"),
    )
    booked = with_booked(at, **{f"booked_{name}": name for name in _AMOUNTS})
    lagged = with_lags(booked, references, since_last=("last_ordered_on", "ordered_on"))
    above = c("has_contract_price") & (c("variance_to_contract_net") > 0)
    return (
        with_intercompany(lagged, references)
        .with_columns(
            has_last_price=c("last_price_net").is_not_null(),
            has_contract_price=c("contract_price_net").is_not_null(),
            has_booked_amounts=c("booked_amount_net").is_not_null(),
            updated_at=pl.max_horizontal("updated_at", "order_updated_at", "last_updated_at"),
        )
        .with_columns(is_above_contract=above.fill_null(value=False))
    )


def _priced(lines: pl.DataFrame, orders: pl.DataFrame) -> pl.DataFrame:
    live = orders.filter(
        ~c("status").is_in(["draft", "cancelled"]) & c("ordered_on").is_not_null()
    ).rename({"currency": "order_currency", "updated_at": "order_updated_at"})
    rated = pl.when(c("currency") == c("order_currency")).then("exchange_rate")
    return (
        lines.filter(c("sku_id").is_not_null() & ~c("is_cancelled").fill_null(value=False))
        .join(live, on=["source", "po_id"])
        .with_columns(
            currency=pl.coalesce("currency", "order_currency"),
            price_net=unit_price(),
        )
        .filter(c("price_net").is_not_null())
        .with_columns(exchange_rate=rated)
    )


def _last(lines: pl.DataFrame) -> pl.DataFrame:
    """For each order of an item what the order before it paid: an order is never its own last."""
    orders = (
        lines.sort("line_no", "po_line_id")
        .group_by(*ITEM, "po_id", maintain_order=True)
        .agg(
            c("ordered_on").first(),
            price=c("price_net").last(),
            stamp=pl.max_horizontal("updated_at", "order_updated_at").max(),
        )
        .sort(*ITEM, "ordered_on", "po_id")
    )
    return orders.select(
        *ITEM,
        "po_id",
        last_price_net=c("price").shift(1).over(ITEM),
        last_ordered_on=c("ordered_on").shift(1).over(ITEM),
        last_po_id=c("po_id").shift(1).over(ITEM),
        last_updated_at=c("stamp").shift(1).over(ITEM),
    )


def _at(price: str) -> pl.Expr:
    return product(c(price), c("quantity"))


RECIPE = Recipe(
    fact=PURCHASE_PRICE,
    group=("source", "sku_id"),
    root=Part(
        table=PURCHASE_ORDER_LINES,
        columns=(
            *("sku_id", "company_id", "po_id", "line_no", "quantity", "unit", "price_net"),
            *("contract_price_net", "amount_net", "currency", "created_on", "is_cancelled"),
            "updated_at",
        ),
        names={"sku_id": "sku_id"},  # a line of no item has no price to compare
    ),
    parts=(
        Part(
            table=PURCHASE_ORDERS,
            columns=(
                *("po_no", "supplier_id", "counterparty_company_id", "department_id", "buyer_id"),
                *("project_id", "contract_id", "currency", "exchange_rate", "ordered_on"),
                *("status", "updated_at"),
            ),
            joins={"po_id": "po_id"},
        ),
    ),
    build=price_rows,
    days=("ordered_on",),
    owners=("buyer_id",),
    document=("purchase_order", "po_id"),
)
