"""Working calendars: one row per day, with the working minutes before it and its periods."""

from datetime import date, timedelta
from typing import cast

import polars as pl

from facts.definition import CALENDAR_DAY
from facts.errors import CalendarConflict, CalendarGap

c = pl.col

KEY = ("calendar_id", "day")
HOURS = ("open_1", "close_1", "open_2", "close_2")
STATED = ("is_working", *HOURS, "accounting_period", "fiscal_year")


def calendar_days(calendar: pl.DataFrame) -> pl.DataFrame:
    """The CALENDAR_DAY fact of all rows of the calendar table (any order).

    `position` and `minutes` are working minutes, `working_days` counts days. Raises CalendarGap
    for a day missing inside a calendar, CalendarConflict where two sources disagree about a day.
    """
    days = _one_row_a_day(calendar)
    _no_gaps(days)
    span_1 = c("close_1") - c("open_1")
    span_2 = (c("close_2") - c("open_2")).fill_null(0)
    worked = pl.when("is_working").then(span_1 + span_2).otherwise(0)
    minutes, working = c("minutes"), c("is_working").cast(pl.Int64)
    return (
        days.with_columns(minutes=worked)
        .with_columns(
            position=(minutes.cum_sum() - minutes).over("calendar_id"),
            working_days=(working.cum_sum() - working).over("calendar_id"),
            day_number=c("day").dt.epoch("d"),
            week=c("day").dt.strftime("%G-W%V"),
            month=c("day").dt.strftime("%Y-%m"),
            quarter=c("day").dt.strftime("%Y-Q") + c("day").dt.quarter().cast(pl.String),
            year=c("day").dt.strftime("%Y"),
            accounting=c("accounting_period"),
        )
        .select(c(name).cast(dtype) for name, dtype in CALENDAR_DAY.schema.items())
    )


def _one_row_a_day(calendar: pl.DataFrame) -> pl.DataFrame:
    """One row per calendar and day in order, hours of days off removed; sources must agree."""
    hours = [pl.when("is_working").then(c(name)).alias(name) for name in HOURS]
    stated = calendar.select(*KEY, "source", *STATED, "updated_at").with_columns(hours)
    versions = stated.unique(["calendar_id", "day", *STATED])
    twice = versions.filter(pl.len().over(KEY) > 1).sort(*KEY)
    if twice.height:
        calendar_id, day = twice.select(KEY).row(0)
        sources = twice.filter(calendar_id=calendar_id, day=day)["source"].unique().sort()
        raise CalendarConflict(
            f"sources {', '.join(sources)} disagree about calendar {calendar_id!r} on {day}: "
            "deliver a calendar from one source, or give each its own calendar_id"
        )
    return stated.sort(*KEY, "updated_at").unique(KEY, keep="last").sort(KEY)


def _no_gaps(days: pl.DataFrame) -> None:
    before = c("day").shift(1).over("calendar_id")
    gaps = days.select(*KEY, before=before).filter(c("day") - c("before") > timedelta(days=1))
    if gaps.height:
        calendar_id, _, last = gaps.row(0)
        raise CalendarGap(calendar_id, cast(date, last) + timedelta(days=1))
