"""The backlog fact: what is ordered and not yet shipped, as entries that add up at any instant."""

import polars as pl

from facts.days import with_day_numbers
from facts.money import with_booked
from facts.party import with_intercompany
from facts.recipe import Recipe, Rows
from facts.references import References
from facts.running import running
from facts.sales_lines import LINE, LINES, ORDER, ORDERS, SENT, order_lines
from facts.shares import share
from tables.definition import MONEY, UTC_TIME, Table
from tables.parts import QUANTITY, money

c = pl.col

BACKLOG = Table(
    name="backlog",
    key=("source", "order_id", "order_line_id", "entry_id"),
    cursor=None,
    partition="created_on",  # of the order line
    schema=pl.Schema(
        {
            "source": pl.String,
            "order_id": pl.String,
            "order_line_id": pl.String,
            "entry_id": pl.String,  # the shipment line; empty: what was ordered
            "order_no": pl.String,
            "company_id": pl.String,
            "calendar_id": pl.String,
            "department_id": pl.String,
            "customer_id": pl.String,
            "counterparty_company_id": pl.String,
            "owner_id": pl.String,
            "project_id": pl.String,
            "contract_id": pl.String,
            "sku_id": pl.String,
            "warehouse_id": pl.String,
            "created_on": pl.Date,
            "promised_on": pl.Date,  # of the line
            "opens_on": pl.Date,  # ordered, shipped; null: never in the backlog
            "closes_on": pl.Date,  # the line was shipped whole, or closed
            "aged_from_day": pl.Int64,  # of the order
            "due_day": pl.Int64,  # promised
            "unit": pl.String,
            "quantity": QUANTITY,  # shipments are negative, up to what was ordered
            "currency": pl.String,
            "amount_net": MONEY,
            "amount_gross": MONEY,
            "booked_currency": pl.String,
            "booked_net": MONEY,
            "booked_gross": MONEY,
            "is_test": pl.Boolean,
            "is_intercompany": pl.Boolean,
            "is_order": pl.Boolean,  # neither cancelled nor a draft
            "is_first_entry": pl.Boolean,  # counts lines
            "has_other_unit": pl.Boolean,  # shipped in another unit: no part of it can be told
            "is_booked": pl.Boolean,  # its amount in the company's currency is known
            "updated_at": UTC_TIME,
        }
    ),
    units=money("amount_net", "amount_gross")
    | {"booked_net": "booked currency", "booked_gross": "booked currency", "quantity": "unit"},
)


def build(rows: Rows, references: References) -> pl.DataFrame:
    """The BACKLOG fact of some orders.

    A line closed before it was shipped whole leaves the backlog with its last shipment: nobody
    keeps the day it was closed.
    """
    lines = order_lines(rows)
    entries = pl.concat([_ordered(lines), _shipped(lines, rows["shipments"])])
    said = [name for name in lines.columns if name in LINE or name not in entries.columns]
    both = entries.join(lines.select(said), on=LINE)
    placed = both.join(_ends(entries, lines), on=LINE, how="left").with_columns(
        opens_on=pl.when("is_order").then("entered_on"),
        is_first_entry=c("entry_id") == "",
    )
    aged = with_day_numbers(placed, aged_from_day="ordered_on", due_day="promised_on")
    booked = with_booked(aged, booked_net="amount_net", booked_gross="amount_gross")
    known = booked.with_columns(is_booked=c("booked_net").is_not_null())
    return with_intercompany(known, references)


def _ordered(lines: pl.DataFrame) -> pl.DataFrame:
    return lines.select(
        *LINE,
        "quantity",
        "amount_net",
        "amount_gross",
        "updated_at",
        entry_id=pl.lit(""),
        entered_on=c("ordered_on"),
        has_other_unit=pl.lit(False),
    )


def _shipped(lines: pl.DataFrame, shipments: pl.DataFrame) -> pl.DataFrame:
    """What each shipment takes off, up to what was ordered; goods that come back add nothing."""
    wanted = lines.select(
        *LINE, "amount_net", "amount_gross", "ordered_on", ordered="quantity", ordered_unit="unit"
    )
    sent = (
        shipments.filter(~c("is_cancelled").fill_null(value=False) & (c("quantity") > 0))
        .join(wanted, on=LINE, how="inner")
        .with_columns(other=(c("unit") != c("ordered_unit")).any().over(LINE))
        .sort(*LINE, "shipped_on", "shipment_line_id")
    )
    so_far = running(c("quantity"), LINE)
    counted = sent.with_columns(
        until=pl.min_horizontal(so_far, "ordered"),
        before=pl.min_horizontal(so_far - c("quantity"), "ordered"),
    )
    return counted.select(
        *LINE,
        quantity=_known(c("before") - c("until")),
        amount_net=_known(_taken("amount_net")),
        amount_gross=_known(_taken("amount_gross")),
        updated_at="updated_at",
        entry_id="shipment_line_id",
        entered_on=pl.max_horizontal("shipped_on", "ordered_on"),
        has_other_unit="other",
    )


def _known(amount: pl.Expr) -> pl.Expr:
    return pl.when(~c("other")).then(amount)


def _taken(amount: str) -> pl.Expr:
    """To the cent, so that the last shipment leaves nothing."""
    before = share(c(amount), c("before"), c("ordered"))
    return before - share(c(amount), c("until"), c("ordered"))


def _ends(entries: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    """When each line left the backlog, if it did."""
    sums = entries.group_by(LINE).agg(
        left=c("quantity").sum(),
        last=c("entered_on").filter((c("quantity") != 0).fill_null(value=True)).max(),
        unknown=c("has_other_unit").any(),
    )
    gone = (c("left") == 0) & ~c("unknown")
    return lines.join(sums, on=LINE).select(
        *LINE, closes_on=pl.when(gone | (c("status") == "closed")).then("last")
    )


RECIPE = Recipe(
    fact=BACKLOG,
    group=ORDER,
    root=ORDERS,
    parts=(LINES, SENT),
    build=build,
    days=("opens_on", "closes_on"),
    owners=("owner_id",),
    document=("sales_order", "order_id"),
)
