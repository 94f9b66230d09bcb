"""Where a sales order line is stuck: the first station it has not passed, since when, and how much.

Amounts are net of tax at every station, as in the backlog, in revenue and in purchasing.
"""

import polars as pl

from facts.shares import share
from tables.definition import MONEY

c = pl.col
NOTHING = pl.lit(0).cast(MONEY)
CLOSED = (c("status") == "closed").fill_null(value=False)

STATIONS = ("ship", "deliver", "invoice", "collect", "done")


def with_station(lines: pl.DataFrame) -> pl.DataFrame:
    """Lines with station, station_since_on, held_net and is_open; also the days they passed each
    station (left_on, arrived_on, charged_on, settled_on) and what moved in money: shipped_net,
    delivered_net, kept_net, collected_net.

    An order that was closed waits for no more goods: what was charged without any (a service)
    passed with its invoice. A line of which nothing was kept, or that costs nothing, waits for no
    invoice. Drafts and cancelled lines are at no station.
    """
    valued = _with_passed(_with_amounts(lines))
    placed = valued.with_columns(station=_station())
    return placed.with_columns(
        station_since_on=_since(),
        held_net=_held(),
        is_open=c("station").is_in(STATIONS[:-1]).fill_null(value=False),
    )


def _with_amounts(lines: pl.DataFrame) -> pl.DataFrame:
    """What was sent, arrived and was kept at the price of the order; what was paid, without tax."""

    def worth(quantity: pl.Expr) -> pl.Expr:
        return share(c("amount_net"), quantity, c("ordered_quantity"))

    paid = share(c("invoiced_net"), c("collected_gross"), c("invoiced_gross"))
    kept = c("delivered_quantity") - c("returned_quantity")
    return lines.with_columns(
        kept_quantity=kept,
        shipped_net=worth(c("shipped_quantity")),
        delivered_net=worth(c("delivered_quantity")),
        kept_net=worth(kept),
        collected_net=pl.when(c("collected_gross") == 0).then(NOTHING).otherwise(paid),
    )


def _with_passed(lines: pl.DataFrame) -> pl.DataFrame:
    """The days a line passed its stations, and whether it waits for an invoice or for money."""
    all_there = CLOSED & (c("delivered_quantity") >= c("shipped_quantity"))
    charged = c("invoiced_quantity") >= c("kept_quantity")
    by_amount = c("invoiced_net") >= c("kept_net")
    nothing_kept = (c("kept_quantity") == 0) | (c("kept_net") == 0)
    judged = lines.with_columns(
        left_on=pl.coalesce(
            "shipped_complete_on",
            pl.when(CLOSED).then(pl.coalesce("shipped_last_on", "charged_last_on")),
        ),
        _arrived_on=pl.coalesce(
            "delivered_complete_on",
            pl.when(all_there).then(pl.coalesce("delivered_last_on", "charged_last_on")),
        ),
        _owes_nothing=_known(nothing_kept & (c("invoiced_net") == 0)),
        _is_charged=_known(c("invoiced_first_on").is_not_null() & pl.coalesce(charged, by_amount)),
    ).with_columns(
        arrived_on=_not_before("_arrived_on", "left_on"),
        _is_settled=_known(c("_is_charged") & (c("collected_gross") >= c("invoiced_gross"))),
    )
    billed = judged.with_columns(
        charged_on=pl.when("_is_charged").then(_not_before("arrived_on", "charged_last_on"))
    )
    return billed.with_columns(
        settled_on=pl.when("_is_settled").then(_not_before("charged_on", "collected_last_on"))
    )


def _known(flag: pl.Expr) -> pl.Expr:
    return flag.fill_null(value=False)


def _not_before(day: str, other: str) -> pl.Expr:
    """The later of two days; null where the first is."""
    return pl.when(c(day).is_not_null()).then(pl.max_horizontal(day, other))


def _station() -> pl.Expr:
    at = pl.lit
    return (
        pl.when(~c("is_order"))
        .then(at(None, pl.String))
        .when(c("left_on").is_null())
        .then(pl.when(CLOSED).then(at("done")).otherwise(at("ship")))
        .when(c("arrived_on").is_null())
        .then(at("deliver"))
        .when("_owes_nothing")
        .then(at("done"))
        .when(~c("_is_charged"))
        .then(at("invoice"))
        .when(~c("_is_settled"))
        .then(at("collect"))
        .otherwise(at("done"))
    )


def _since() -> pl.Expr:
    station = c("station")
    return (
        pl.when(station == "ship")
        .then("ordered_on")
        .when(station == "deliver")
        .then("left_on")
        .when(station == "invoice")
        .then("arrived_on")
        .when(station == "collect")
        .then("charged_on")
        .when(station == "done")
        .then(pl.coalesce("settled_on", "arrived_on"))
    )


def _held() -> pl.Expr:
    """Of what a line is to pass its station with, the part that has not."""
    station = c("station")
    return (
        pl.when(station == "ship")
        .then((c("amount_net") - c("shipped_net")).clip(lower_bound=0))
        .when(station == "deliver")
        .then((c("shipped_net") - c("delivered_net")).clip(lower_bound=0))
        .when(station == "invoice")
        .then((c("kept_net") - c("invoiced_net")).clip(lower_bound=0))
        .when(station == "collect")
        .then(c("invoiced_net") - c("collected_net"))
        .when(station == "done")
        .then(NOTHING)
        .cast(MONEY)
    )
