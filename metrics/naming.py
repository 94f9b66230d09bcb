"""The periods that days lie in: cheap keys to group by, their names, the accounting calendar."""

from typing import Any

import narwhals.stable.v2 as nw

from metrics.definition import Cut, Grain
from metrics.frames import Frames
from metrics.ranges import inside

Rows = nw.LazyFrame[Any]

_EVERY: dict[str, str] = {"month": "1mo", "quarter": "1q", "year": "1y"}
_FORMAT: dict[str, str] = {"day": "%Y-%m-%d", "month": "%Y-%m", "year": "%Y"}
_ISO_WEEK = "%G-W%V"


def placing(column: str, grain: Grain) -> nw.Expr:
    """What tells natural periods apart, `spelled` later: dates group faster than names."""
    day = nw.col(column)
    if grain in _EVERY:
        return day.dt.truncate(_EVERY[grain])
    return day if grain == "day" else day.dt.to_string(_ISO_WEEK)


def spelled(period: nw.Expr, grain: Grain) -> nw.Expr:
    """The name of a period from its `placing`: 2026-11-21, 2026-W47, 2026-11, 2026-Q4, 2026."""
    if grain in _FORMAT:
        return period.dt.to_string(_FORMAT[grain])
    if grain == "quarter":
        number = (period.dt.month() + 2) // 3
        return nw.concat_str(
            [period.dt.to_string("%Y"), number.cast(nw.Int64).cast(nw.String)], separator="-Q"
        )
    return period


def with_accounting(
    rows: Rows, column: str, frames: Frames, *, name: str, within: Cut | None = None
) -> Rows:
    """The rows with the accounting period of a date in the row's calendar.

    Null where the calendar doesn't know the day; `within` are the only days looked up.
    """
    days: Rows = nw.from_native(frames.calendar_day)
    if within is not None:
        days = days.filter(inside("day", within))
    days = days.select("calendar_id", **{column: nw.col("day"), name: nw.col("accounting")})
    return rows.join(days, on=["calendar_id", column], how="left")
