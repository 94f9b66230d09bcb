"""What a metric is evaluated on: native frames of one pin, on one engine."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import polars as pl

Native = (
    Any  # pl.LazyFrame, or duckdb.DuckDBPyRelation; all frames of one `Frames` are of one engine
)

Members = Mapping[str, Mapping[str, tuple[str, ...]]]

DEPARTMENTS = pl.Schema(
    {
        "department_id": pl.String,  # unique: as on documents, dissolved departments included
        "today_id": pl.String,  # what it is today, by successor; itself if it still exists
        "today_division_id": pl.String,  # top-level ancestor of today_id in today's tree
        "then_division_id": pl.String,  # top-level ancestor of department_id as it was
    }
)

RATES = pl.Schema(
    {
        "currency": pl.String,
        "period": pl.String,  # accounting period
        "average": pl.Float64,  # of the group's currency, over the period
        "closing": pl.Float64,  # at its end
    }
)

CLOCK = pl.Schema(
    {
        "calendar_id": pl.String,  # unique
        "on": pl.Date,  # local date of the pin's moment
        "position": pl.Int64,  # W(pin's moment) in working minutes
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Frames:
    """One fact, scoped already, and the dimensions and clock of its pin.

    `fact` has the columns of the metric's fact, `calendar_day` those of `facts` `CALENDAR_DAY`,
    `departments` those of `DEPARTMENTS`, `clock` those of `CLOCK`. `at` is the pin's moment, UTC.
    `held` says that the fact lies in memory, so that Polars needs no streaming to read it;
    `resolved` that it carries the columns of `metrics.dimensions.LOOKED_UP`, so that no department
    has to be looked up. `apart` are frames whose fact is the rows that an exclusion of the metric
    leaves out in any period, where somebody keeps them; they may be of another engine. `members`
    are the departments that a value of a column of `LOOKED_UP` stands for, so that a scan can look
    for them. `masters` are what documents refer to, by the name of their table, one row per id.
    `rates` has the columns of `RATES` and brings booked amounts to `group_currency`; without one,
    only amounts of one currency can be added up. `over` are the frames of the metric that a ratio
    divides by. `recorded_since` is the day the cockpit began to write down what `recorded` metrics
    tell of; None where it hasn't begun.
    """

    fact: Native
    calendar_day: Native
    departments: Native
    clock: Native
    at: datetime
    held: bool = False
    resolved: bool = False
    apart: "Frames | None" = None
    members: Members | None = None
    masters: Mapping[str, Native] = field(default_factory=dict[str, Native])
    rates: Native | None = None
    group_currency: str = ""
    over: "Frames | None" = None
    recorded_since: date | None = None
