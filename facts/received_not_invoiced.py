"""The received_not_invoiced fact: goods that came and are not charged yet, in stretches of days."""

import polars as pl

from facts.days import with_day_numbers
from facts.money import with_booked
from facts.party import with_intercompany
from facts.pricing import worth
from facts.purchase_received import RECEIPT_COLUMNS, valid_receipts
from facts.recipe import Part, Recipe, Rows
from facts.references import References
from facts.stretches import with_stretches
from tables.definition import MONEY, UTC_TIME, Table
from tables.parts import QUANTITY
from tables.purchasing import (
    GOODS_RECEIPTS,
    PURCHASE_ORDER_LINES,
    PURCHASE_ORDERS,
    SUPPLIER_INVOICE_LINES,
    SUPPLIER_INVOICES,
)

c = pl.col
LINE = ["source", "po_line_id"]
POSTED = ("open", "paid")

RECEIVED_NOT_INVOICED = Table(
    name="received_not_invoiced",
    key=("source", "po_line_id", "seq"),
    cursor=None,
    partition="created_on",  # of the order
    schema=pl.Schema(
        {
            **dict.fromkeys(("source", "po_line_id"), pl.String),
            "seq": pl.Int64,  # of the stretch
            **dict.fromkeys(("po_id", "po_no", "company_id", "calendar_id"), pl.String),
            **dict.fromkeys(("department_id", "supplier_id", "buyer_id"), pl.String),
            **dict.fromkeys(("counterparty_company_id", "project_id", "contract_id"), pl.String),
            **dict.fromkeys(("sku_id", "warehouse_id"), pl.String),
            **dict.fromkeys(("unit", "currency", "booked_currency"), pl.String),
            "created_on": pl.Date,
            "opens_on": pl.Date,  # inclusive
            "closes_on": pl.Date,  # exclusive; null: to this day
            "aged_from_day": pl.Int64,  # the oldest receipt that is open, first come first charged
            "open_quantity": QUANTITY,  # null with has_other_unit
            "open_net": MONEY,  # at the price of the order
            "booked_open_net": MONEY,
            "is_test": pl.Boolean,
            "is_intercompany": pl.Boolean,
            "has_other_unit": pl.Boolean,  # a receipt or invoice in another unit, or in none
            "has_booked_amounts": pl.Boolean,
            "updated_at": UTC_TIME,
        }
    ),
    units={
        "open_quantity": "unit",
        "open_net": "currency",
        "booked_open_net": "booked currency",
    },
)


def open_goods(rows: Rows, references: References) -> pl.DataFrame:
    """The RECEIVED_NOT_INVOICED fact of some order lines: one row per stretch of a line in which
    more had been kept than charged."""
    lines = _lines(rows)
    entries = pl.concat([_came(lines, rows), _charged(lines, rows)])
    running = with_stretches(
        entries,
        key=LINE,
        on="on",
        delivered="delivered",
        rejected="rejected",
        returned="returned",
        charged="charged",
    )
    kept = c("delivered") - pl.max_horizontal("rejected", "returned")
    known = running.with_columns(kept=kept, open_quantity=kept - c("charged"))
    is_open = c("open_quantity").is_null() | (c("open_quantity") > 0)
    stretches = _with_oldest(known.filter(is_open), known)
    newest = entries.group_by(LINE).agg(entries_updated_at=c("updated_at").max())
    joined = stretches.join(lines, on=LINE).join(newest, on=LINE, how="left")
    return with_intercompany(_valued(joined), references)


def _lines(rows: Rows) -> pl.DataFrame:
    orders = rows["purchase_orders"].rename(
        {"currency": "order_currency", "updated_at": "order_updated_at"}
    )
    joined = rows["purchase_order_lines"].join(orders, on=["source", "po_id"])
    own = pl.coalesce("currency", "order_currency")
    return joined.with_columns(
        currency=own, exchange_rate=pl.when(own == c("order_currency")).then("exchange_rate")
    )


def _came(lines: pl.DataFrame, rows: Rows) -> pl.DataFrame:
    receipts = valid_receipts(lines, rows["goods_receipts"])
    parts = ("delivered", "rejected", "returned")
    return receipts.select(
        *LINE,
        c("received_on").alias("on"),
        *(pl.when("has_same_unit").then(c(part).cast(QUANTITY)).alias(part) for part in parts),
        pl.lit(0).cast(QUANTITY).alias("charged"),
        "updated_at",
    )


def _charged(lines: pl.DataFrame, rows: Rows) -> pl.DataFrame:
    posted = rows["supplier_invoices"].filter(c("status").is_in(POSTED))
    invoices = posted.select(
        "source", "invoice_id", "kind", "invoiced_on", invoice_updated_at="updated_at"
    )
    wanted = lines.select(*LINE, line_unit="unit")
    charged = rows["supplier_invoice_lines"].join(invoices, on=["source", "invoice_id"])
    price_only = (c("kind") == "credit_note") & c("quantity").is_null()
    own = c("unit") == c("line_unit")
    nothing = pl.lit(0).cast(QUANTITY)
    return charged.join(wanted, on=LINE).select(
        *LINE,
        c("invoiced_on").alias("on"),
        *(nothing.alias(part) for part in ("delivered", "rejected", "returned")),
        pl.when(price_only).then(nothing).otherwise(pl.when(own).then("quantity")).alias("charged"),
        pl.max_horizontal("updated_at", "invoice_updated_at").alias("updated_at"),
    )


def _with_oldest(stretches: pl.DataFrame, running: pl.DataFrame) -> pl.DataFrame:
    """The day since when more has been kept than was charged in the end: `oldest_on`."""
    whole = pl.lit(10_000, pl.Int64)  # quantities have four decimals
    reached = running.select(
        *LINE,
        oldest_on="opens_on",
        reached=(c("kept").cum_max().over(LINE) * whole).cast(pl.Int64),
    )
    asked = stretches.with_columns(charged_whole=(c("charged") * whole).cast(pl.Int64))
    known, unknown = asked.drop_nulls("charged_whole"), asked.filter(c("charged_whole").is_null())
    found = known.sort("charged_whole").join_asof(
        reached.drop_nulls("reached").sort("reached"),
        left_on="charged_whole",
        right_on="reached",
        by=LINE,
        strategy="forward",
        allow_exact_matches=False,
        check_sortedness=False,
    )
    first = unknown.with_columns(oldest_on="opens_on")
    return pl.concat([found.drop("reached"), first.select(found.drop("reached").columns)])


def _valued(rows: pl.DataFrame) -> pl.DataFrame:
    valued = with_booked(
        rows.with_columns(open_net=worth("open_quantity")), booked_open_net="open_net"
    )
    return with_day_numbers(valued, aged_from_day="oldest_on").with_columns(
        has_other_unit=c("open_quantity").is_null(),
        has_booked_amounts=c("booked_open_net").is_not_null(),
        updated_at=pl.max_horizontal("updated_at", "order_updated_at", "entries_updated_at"),
    )


RECIPE = Recipe(
    fact=RECEIVED_NOT_INVOICED,
    group=("source", "po_line_id"),
    root=Part(
        table=PURCHASE_ORDER_LINES,
        columns=(
            *("company_id", "po_id", "sku_id", "quantity", "unit", "price_net", "amount_net"),
            *("currency", "warehouse_id", "created_on", "updated_at"),
        ),
    ),
    parts=(
        Part(
            table=PURCHASE_ORDERS,
            columns=(
                *("po_no", "supplier_id", "counterparty_company_id", "department_id", "buyer_id"),
                *("project_id", "contract_id", "currency", "exchange_rate", "updated_at"),
            ),
            joins={"po_id": "po_id"},
        ),
        Part(table=GOODS_RECEIPTS, columns=RECEIPT_COLUMNS, joins={"po_line_id": "po_line_id"}),
        Part(
            table=SUPPLIER_INVOICE_LINES,
            columns=("invoice_id", "quantity", "unit", "updated_at"),
            joins={"po_line_id": "po_line_id"},
        ),
        Part(
            table=SUPPLIER_INVOICES,
            columns=("kind", "invoiced_on", "status", "updated_at"),
            joins={"invoice_id": "invoice_id"},
            of=SUPPLIER_INVOICE_LINES.name,
        ),
    ),
    build=open_goods,
    days=("opens_on", "closes_on"),
    owners=("buyer_id",),
    document=("purchase_order", "po_id"),
)
