"""What a metric is evaluated on: native frames of one pin, on one engine."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
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
    has to be looked up. `excluded` are the rows of the fact that an exclusion of the metric leaves
    out in any period, where somebody keeps them apart. `members` are the departments that a value
    of a column of `LOOKED_UP` stands for, so that a scan can look for them.
    """

    fact: Native
    calendar_day: Native
    departments: Native
    clock: Native
    at: datetime
    held: bool = False
    resolved: bool = False
    excluded: Native | None = None
    members: Members | None = None
