"""Positions, dates and moments for frames that mix companies: one pass per calendar and zone."""

from collections.abc import Callable, Mapping

import polars as pl

from facts.clock import Clock
from facts.errors import UnknownDay
from tables.definition import UTC_TIME

c = pl.col

Measure = Callable[[pl.Series, str, str], pl.Series]


def with_positions(frame: pl.DataFrame, clock: Clock, **moments: str) -> pl.DataFrame:
    """The frame with a working-minute position for each `new_column="moment column"`.

    The frame carries calendar_id and zone; row order is not kept.
    """
    return _measured(frame, clock.position, pl.Int64(), moments)


def with_dates(frame: pl.DataFrame, clock: Clock, **moments: str) -> pl.DataFrame:
    """The frame with the company's local date for each `new_column="moment column"`."""
    return _measured(frame, clock.local_date, pl.Date(), moments)


def with_moments(frame: pl.DataFrame, clock: Clock, **positions: str) -> pl.DataFrame:
    """The frame with the moment at which each position is reached.

    Past the calendar's last day the moment isn't known yet: null, until a longer calendar
    rebuilds the facts.
    """

    def known(values: pl.Series, calendar_id: str, zone: str) -> pl.Series:
        return clock.moment_of(values, calendar_id, zone, beyond="null")

    return _measured(frame, known, UTC_TIME, positions)


def _measured(
    frame: pl.DataFrame, measure: Measure, dtype: pl.DataType, columns: Mapping[str, str]
) -> pl.DataFrame:
    if frame.is_empty():
        return frame.with_columns(pl.lit(None, dtype).alias(name) for name in columns)
    parts = frame.partition_by("calendar_id", "zone", as_dict=True)
    return pl.concat(
        part.with_columns(
            _named(part, measure, of, str(calendar_id), str(zone)).alias(name)
            for name, of in columns.items()
        )
        for (calendar_id, zone), part in parts.items()
    )


def _named(part: pl.DataFrame, measure: Measure, of: str, calendar_id: str, zone: str) -> pl.Series:
    """One measured column; an UnknownDay also names a document that needs the day."""
    try:
        return measure(part[of], calendar_id, zone)
    except UnknownDay as error:
        distance = (c(of).dt.date() - pl.lit(error.day)).abs()
        row = part.sort(distance, nulls_last=True).row(0, named=True)
        document = row.get("approval_id") or row["document_id"]
        raise UnknownDay(
            calendar_id, error.day, found_in=f"{of} of {row['source']} {document}"
        ) from error
