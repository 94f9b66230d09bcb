"""Stays of order lines at the stations of a chain: what purchasing and sales tell alike."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from facts.days import with_day_numbers, with_lags
from facts.money import with_booked
from facts.references import References
from tables.definition import MONEY, UTC_TIME

c = pl.col

COLUMNS = {
    "opens_on": pl.Date(),  # came to the station (inclusive)
    "closes_on": pl.Date(),  # left it (exclusive); null: is there
    "aged_from_day": pl.Int64(),  # came to it
    "wait_days": pl.Int64(),  # working days, once it left
    "wait_calendar_days": pl.Int64(),
    "held_net": MONEY,  # what was waited for; where it still waits, what is missing of that
    "booked_held_net": MONEY,
    "is_current": pl.Boolean(),
    "is_test": pl.Boolean(),
    "is_intercompany": pl.Boolean(),
    "is_cancelled": pl.Boolean(),  # left at a day nobody knows
    "has_other_unit": pl.Boolean(),  # how much came, left or was charged can't be told
    "has_other_currency": pl.Boolean(),
    "has_booked_amounts": pl.Boolean(),
    "updated_at": UTC_TIME,
}
"""What a fact of stays tells of each, after the line's own columns."""

UNITS = {
    "held_net": "currency",
    "booked_held_net": "booked currency",
    "wait_days": "working day",
    "wait_calendar_days": "day",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """How a line passes a station: the days it came and left, and the amount it waited for."""

    came: pl.Expr
    left: pl.Expr
    held: str


def stays(
    lines: pl.DataFrame, passages: Mapping[str, Passage], references: References
) -> pl.DataFrame:
    """One row per line and station it has come to, with the `COLUMNS` of a stay.

    `passages` are the stations in their order. `lines` tell the station each is at (any other word
    or none: it has passed them all), since when (station_since_on), what it holds (held_net),
    whether it still waits (is_open), and what `with_lags` and `with_booked` need.
    """
    both = pl.concat([*_past(lines, passages), _current(lines)])
    lagged = with_lags(both, references, wait=("opens_on", "closes_on"))
    numbered = with_day_numbers(lagged, aged_from_day="opens_on")
    return with_booked(numbered, booked_held_net="held_net").with_columns(
        has_booked_amounts=c("booked_held_net").is_not_null()
    )


def _current(lines: pl.DataFrame) -> pl.DataFrame:
    """Where lines that are still open are now."""
    return _stay(
        lines.filter("is_open"),
        opens_on=c("station_since_on"),
        closes_on=pl.lit(None, pl.Date),
        is_current=pl.lit(value=True),
    )


def _past(lines: pl.DataFrame, passages: Mapping[str, Passage]) -> list[pl.DataFrame]:
    """Stations that lines have left, of which both days are known and in order."""
    at = {name: number for number, name in enumerate(passages)}
    furthest = c("station").replace_strict(at, default=len(at), return_dtype=pl.Int64)
    return [
        _stay(
            lines.filter(furthest > at[name]),
            station=pl.lit(name),
            opens_on=passage.came,
            closes_on=passage.left,
            held_net=c(passage.held),
            is_current=pl.lit(value=False),
        ).filter(c("closes_on") >= c("opens_on"))
        for name, passage in passages.items()
    ]


def _stay(lines: pl.DataFrame, **told: pl.Expr) -> pl.DataFrame:
    """The lines with what is told of a stay, columns in the same order for every station."""
    days = ("opens_on", "closes_on", "is_current")
    return lines.with_columns(**told).select(pl.all().exclude(*days), *days)
