"""The purchase_stage fact: each stay of an order line at a station, so that what is stuck where is
known at any instant, and how long it usually takes."""

import polars as pl

from facts.days import with_day_numbers, with_lags
from facts.money import with_booked
from facts.purchase import RECIPE as PURCHASE_RECIPE
from facts.purchase_lines import purchase_rows
from facts.purchase_station import STATIONS
from facts.recipe import Recipe, Rows
from facts.references import References
from tables.definition import MONEY, UTC_TIME, Table

c = pl.col

PURCHASE_STAGE = Table(
    name="purchase_stage",
    key=("source", "po_id", "po_line_id", "station"),
    cursor=None,
    partition="created_on",  # of the order
    schema=pl.Schema(
        {
            **dict.fromkeys(("source", "po_id", "po_line_id"), pl.String),
            "station": pl.String,  # approve, order, receive, invoice, pay
            **dict.fromkeys(("po_no", "company_id", "calendar_id", "department_id"), pl.String),
            **dict.fromkeys(("supplier_id", "buyer_id", "applicant_id"), pl.String),
            **dict.fromkeys(("counterparty_company_id", "project_id", "contract_id"), pl.String),
            **dict.fromkeys(("sku_id", "warehouse_id"), pl.String),
            **dict.fromkeys(("currency", "booked_currency"), pl.String),
            "created_on": pl.Date,
            "opens_on": pl.Date,  # came to the station (inclusive)
            "closes_on": pl.Date,  # left it (exclusive); null: is there
            "aged_from_day": pl.Int64,  # came to it
            "wait_days": pl.Int64,  # working days, once it left
            "wait_calendar_days": pl.Int64,
            # what was waited for: ordered; at invoice what was kept, at pay what was charged;
            # where it still waits, what is missing of that
            "held_net": MONEY,
            "booked_held_net": MONEY,
            "is_current": pl.Boolean,
            "is_test": pl.Boolean,
            "is_intercompany": pl.Boolean,
            "is_cancelled": pl.Boolean,  # left at a day nobody knows
            "has_other_unit": pl.Boolean,  # how much came or was charged can't be told
            "has_other_currency": pl.Boolean,
            "has_booked_amounts": pl.Boolean,
            "updated_at": UTC_TIME,
        }
    ),
    units={
        "held_net": "currency",
        "booked_held_net": "booked currency",
        "wait_days": "working day",
        "wait_calendar_days": "day",
    },
)


def stage_rows(rows: Rows, references: References) -> pl.DataFrame:
    """The PURCHASE_STAGE fact: one row per order line and station it has come to."""
    lines = purchase_rows(rows, references).with_columns(is_current=pl.lit(value=False))
    stays = pl.concat([_past(lines), _current(lines)])
    lagged = with_lags(stays, references, wait=("opens_on", "closes_on"))
    numbered = with_day_numbers(lagged, aged_from_day="opens_on")
    return with_booked(numbered, booked_held_net="held_net").with_columns(
        has_booked_amounts=c("booked_held_net").is_not_null()
    )


def _current(lines: pl.DataFrame) -> pl.DataFrame:
    """Where lines that are still open are now."""
    return (
        lines.filter("is_open")
        .select(
            pl.all().exclude("opens_on", "closes_on"),
            opens_on="station_since_on",
            closes_on=pl.lit(None, pl.Date),
        )
        .with_columns(is_current=pl.lit(value=True))
    )


def _past(lines: pl.DataFrame) -> pl.DataFrame:
    """Stations that lines have left, of which both days are known and in order."""
    came = pl.coalesce("received_complete_on", "received_last_on")
    approved = pl.when("needs_approval").then("approved_on").otherwise("created_on")
    left = pl.when("needs_approval").then(pl.min_horizontal("approved_on", "ordered_on"))
    passed = {
        "approve": (c("created_on"), left, "ordered_net"),
        "order": (approved, c("ordered_on"), "ordered_net"),
        "receive": (c("ordered_on"), came, "ordered_net"),
        "invoice": (came, c("invoiced_complete_on"), "kept_net"),
        "pay": (c("invoiced_complete_on"), c("paid_complete_on"), "invoiced_net"),
    }
    at = {name: number for number, name in enumerate(STATIONS)}
    reached = c("station").replace_strict(at, return_dtype=pl.Int64)
    furthest = pl.when(c("station") == "cancelled").then(len(STATIONS)).otherwise(reached)
    stays = [
        lines.filter(furthest > at[name]).with_columns(
            station=pl.lit(name), opens_on=begin, closes_on=end, held_net=held
        )
        for name, (begin, end, held) in passed.items()
    ]
    return pl.concat(
        stay.select(pl.all().exclude("opens_on", "closes_on"), "opens_on", "closes_on").filter(
            c("closes_on") >= c("opens_on")
        )
        for stay in stays
    )


RECIPE = Recipe(
    fact=PURCHASE_STAGE,
    group=PURCHASE_RECIPE.group,
    root=PURCHASE_RECIPE.root,
    parts=PURCHASE_RECIPE.parts,
    build=stage_rows,
    days=("opens_on", "closes_on"),
    owners=PURCHASE_RECIPE.owners,
    document=PURCHASE_RECIPE.document,
)
