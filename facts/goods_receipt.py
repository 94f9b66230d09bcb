"""The goods_receipt fact: one row per line of a delivery, and what of it was refused."""

import polars as pl

from facts.days import with_lags
from facts.money import with_booked
from facts.party import with_intercompany
from facts.pricing import worth
from facts.purchase_received import RECEIPT_COLUMNS
from facts.recipe import Part, Recipe, Rows
from facts.references import References
from tables.definition import MONEY, UTC_TIME, Table
from tables.parts import QUANTITY
from tables.purchasing import GOODS_RECEIPTS, PURCHASE_ORDER_LINES, PURCHASE_ORDERS

c = pl.col
LINE = ["source", "po_line_id"]
_QUANTITIES = ("delivered_quantity", "rejected_quantity", "returned_quantity")
_AMOUNTS = ("delivered_net", "rejected_net", "returned_net")

GOODS_RECEIPT = Table(
    name="goods_receipt",
    key=("source", "receipt_line_id"),
    cursor=None,
    partition="created_on",
    schema=pl.Schema(
        {
            **dict.fromkeys(("source", "receipt_line_id", "receipt_id", "receipt_no"), pl.String),
            **dict.fromkeys(("po_line_id", "po_id", "company_id", "calendar_id"), pl.String),
            **dict.fromkeys(("department_id", "supplier_id", "buyer_id"), pl.String),
            **dict.fromkeys(("receiver_id", "counterparty_company_id"), pl.String),
            **dict.fromkeys(("project_id", "contract_id", "sku_id", "warehouse_id"), pl.String),
            **dict.fromkeys(("unit", "currency", "booked_currency"), pl.String),
            "created_on": pl.Date,
            "received_on": pl.Date,
            "promised_on": pl.Date,
            "promise_to_receipt_days": pl.Int64,  # negative: early
            "promise_to_receipt_calendar_days": pl.Int64,
            **dict.fromkeys(_QUANTITIES, QUANTITY),
            **dict.fromkeys(_AMOUNTS, MONEY),  # at the price of the order
            **{f"booked_{name}": MONEY for name in _AMOUNTS},
            "is_test": pl.Boolean,
            "is_intercompany": pl.Boolean,
            "is_cancelled": pl.Boolean,
            "is_delivery": pl.Boolean,  # goods came; false: they were sent back
            "has_rejection": pl.Boolean,
            "has_order": pl.Boolean,
            "has_other_unit": pl.Boolean,  # than the order: it has no value then
            "has_booked_amounts": pl.Boolean,
            "updated_at": UTC_TIME,
        }
    ),
    units={
        **dict.fromkeys(_QUANTITIES, "unit"),
        **dict.fromkeys(_AMOUNTS, "currency"),
        **{f"booked_{name}": "booked currency" for name in _AMOUNTS},
        "promise_to_receipt_days": "working day",
        "promise_to_receipt_calendar_days": "day",
    },
)


def receipt_rows(rows: Rows, references: References) -> pl.DataFrame:
    """The GOODS_RECEIPT fact of some receipt lines and the orders they fulfil."""
    receipts = rows["goods_receipts"]
    orders = rows["purchase_orders"].rename(
        {"currency": "order_currency", "updated_at": "order_updated_at"}
    )
    lines = rows["purchase_order_lines"].join(orders, on=["source", "po_id"], how="left")
    told = lines.select(
        *LINE,
        *("po_id", "price_net", "amount_net", "promised_on", "exchange_rate", "order_updated_at"),
        *("supplier_id", "counterparty_company_id", "department_id", "buyer_id", "project_id"),
        "contract_id",
        ordered_quantity="quantity",
        ordered_unit="unit",
        ordered_sku_id="sku_id",
        ordered_warehouse_id="warehouse_id",
        currency=pl.coalesce("currency", "order_currency"),
        order_currency="order_currency",
        line_updated_at="updated_at",
    )
    joined = _valued(receipts.join(told, on=LINE, how="left"))
    lagged = with_lags(joined, references, promise_to_receipt=("promised_on", "received_on"))
    return with_intercompany(lagged, references).with_columns(
        sku_id=pl.coalesce("sku_id", "ordered_sku_id"),
        warehouse_id=pl.coalesce("warehouse_id", "ordered_warehouse_id"),
        is_cancelled=c("is_cancelled").fill_null(value=False),
        is_delivery=c("quantity") > 0,
        has_rejection=c("rejected_quantity") > 0,
        has_booked_amounts=c("booked_delivered_net").is_not_null(),
        updated_at=pl.max_horizontal("updated_at", "line_updated_at", "order_updated_at"),
    )


def _valued(receipts: pl.DataFrame) -> pl.DataFrame:
    own = (c("unit") == c("ordered_unit")).fill_null(value=False)
    refused = c("rejected_quantity").fill_null(0)
    measured = receipts.with_columns(
        delivered_quantity=c("quantity").clip(lower_bound=0),
        rejected_quantity=pl.when(c("quantity") > 0).then(refused).otherwise(0),
        returned_quantity=(-c("quantity")).clip(lower_bound=0),
        exchange_rate=pl.when(c("currency") == c("order_currency")).then("exchange_rate"),
        has_order=c("ordered_unit").is_not_null(),
        has_other_unit=c("ordered_unit").is_not_null() & ~own,
    )
    valued = measured.with_columns(
        pl.when(own).then(worth(quantity, of="ordered_quantity")).alias(amount)
        for quantity, amount in zip(_QUANTITIES, _AMOUNTS, strict=True)
    )
    return with_booked(valued, **{f"booked_{name}": name for name in _AMOUNTS})


RECIPE = Recipe(
    fact=GOODS_RECEIPT,
    group=("source", "receipt_line_id"),
    root=Part(
        table=GOODS_RECEIPTS,
        columns=(
            *RECEIPT_COLUMNS,
            *("company_id", "receipt_id", "receipt_no", "sku_id", "warehouse_id", "receiver_id"),
            "created_on",
        ),
    ),
    parts=(
        Part(
            table=PURCHASE_ORDER_LINES,
            columns=(
                *("po_id", "sku_id", "warehouse_id", "quantity", "unit", "price_net"),
                *("amount_net", "currency", "promised_on", "updated_at"),
            ),
            joins={"po_line_id": "po_line_id"},
        ),
        Part(
            table=PURCHASE_ORDERS,
            columns=(
                *("supplier_id", "counterparty_company_id", "department_id", "buyer_id"),
                *("project_id", "contract_id", "currency", "exchange_rate", "updated_at"),
            ),
            joins={"po_id": "po_id"},
            of=PURCHASE_ORDER_LINES.name,
        ),
    ),
    build=receipt_rows,
    days=("received_on",),
    owners=("buyer_id", "receiver_id"),
    document=("goods_receipt", "receipt_id"),
)
