"""Where an order line is stuck: the first station it has not passed, since when, and how much."""

import polars as pl

from facts.days import with_day_numbers
from facts.money import with_booked
from facts.references import References
from tables.definition import MONEY

c = pl.col
NOTHING = pl.lit(0).cast(MONEY)

STATIONS = ("approve", "order", "receive", "invoice", "pay", "done", "cancelled")


def with_station(lines: pl.DataFrame, references: References) -> pl.DataFrame:
    """Lines with station, station_since_on / _day / _pos, held_net, booked_held_net and is_open.

    An order that was closed waits for no more goods; one of which nothing was kept waits for no
    invoice. Since when a cancelled line is one, nobody says: null.
    """
    placed = lines.with_columns(station=_station())
    since = placed.with_columns(station_since_on=_since(), held_net=_held())
    numbered = with_day_numbers(since, station_since_day="station_since_on")
    days = references.days.select(
        "calendar_id", station_since_on="day", station_since_pos="position"
    )
    timed = numbered.join(days, on=["calendar_id", "station_since_on"], how="left")
    return with_booked(timed, booked_held_net="held_net").with_columns(
        is_open=~c("station").is_in(["done", "cancelled"])
    )


def _station() -> pl.Expr:
    waiting = c("needs_approval") & ~c("is_approved")
    all_came = c("is_received") | c("is_closed_short")
    nothing_kept = (c("kept_quantity") == 0) & (c("invoiced_net") == 0)
    at = pl.lit
    return (
        pl.when("is_cancelled")
        .then(at("cancelled"))
        .when(~c("is_ordered"))
        .then(pl.when(waiting).then(at("approve")).otherwise(at("order")))
        .when(~all_came)
        .then(at("receive"))
        .when(nothing_kept)
        .then(at("done"))
        .when(~c("is_all_invoiced"))
        .then(at("invoice"))
        .when(~c("is_all_paid"))
        .then(at("pay"))
        .otherwise(at("done"))
    )


def _since() -> pl.Expr:
    came = pl.coalesce("received_complete_on", "received_last_on", "ordered_on")
    station = c("station")
    return (
        pl.when(station == "approve")
        .then("created_on")
        .when(station == "order")
        .then(pl.coalesce("approved_on", "created_on"))
        .when(station == "receive")
        .then("ordered_on")
        .when(station == "invoice")
        .then(came)
        .when(station == "pay")
        .then(pl.max_horizontal(came, "invoiced_last_on"))
        .when(station == "done")
        .then(pl.max_horizontal(came, "invoiced_last_on", "paid_last_on"))
    )


def _held() -> pl.Expr:
    station = c("station")
    return (
        pl.when(station.is_in(["approve", "order"]))
        .then("ordered_net")
        .when(station == "receive")
        .then((c("ordered_net") - c("kept_net")).clip(lower_bound=0))
        .when(station == "invoice")
        .then((c("kept_net") - c("invoiced_net")).clip(lower_bound=0))
        .when(station == "pay")
        .then(c("invoiced_net") - c("paid_net"))
        .otherwise(NOTHING)
        .cast(MONEY)
    )
