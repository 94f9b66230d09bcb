"""The names of the periods that days lie in, looked up in the calendar dimension."""

from typing import Any

import narwhals.stable.v2 as nw

from metrics.definition import Cut, Grain
from metrics.frames import Frames
from metrics.ranges import inside

Rows = nw.LazyFrame[Any]


def with_period(
    rows: Rows, column: str, grain: Grain, frames: Frames, *, name: str, within: Cut | None = None
) -> Rows:
    """The rows with the period of a date column; null where the calendar doesn't know the day.

    `within` are the only days looked up. Natural periods are named alike in every calendar, so
    that the day alone finds them; an accounting period is that of the row's calendar.
    """
    days: Rows = nw.from_native(frames.calendar_day)
    if within is not None:
        days = days.filter(inside("day", within))
    found = {column: nw.col("day"), name: nw.col(grain)}
    if grain == "accounting":
        days = days.select("calendar_id", **found)
        return rows.join(days, on=["calendar_id", column], how="left")
    days = days.select(**found).group_by(column).agg(nw.col(name).max())
    return rows.join(days, on=column, how="left")
