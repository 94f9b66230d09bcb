"""The periods of a cut: label, first day and the day after the last, of all calendars together."""

from dataclasses import replace
from datetime import date, timedelta

import polars as pl

from metrics.definition import Cut
from metrics.labels import label
from metrics.ranges import bounds
from queries.errors import BadQuestion

Stretch = tuple[str, date, date]
ONE_DAY = timedelta(days=1)


def stretches(cut: Cut, days: pl.DataFrame) -> tuple[Stretch, ...]:
    """Every period of a cut, in order; open ends are those of the calendar."""
    start, end = bounds(cut)
    if cut.grain is None:
        return _whole(cut, start, end, days)
    found: dict[str, tuple[date, date]] = {}
    names = days["day"].cast(pl.String) if cut.grain == "day" else days[cut.grain]
    for name, day in zip(names.to_list(), days["day"].to_list(), strict=True):
        if (start is None or day >= start) and (end is None or day < end):
            first, last = found.get(name, (day, day))
            found[name] = (min(first, day), max(last, day))
    in_order = sorted(found.items(), key=lambda each: (each[1][0], each[0]))
    return tuple((name, first, last + ONE_DAY) for name, (first, last) in in_order)


def _whole(
    cut: Cut, start: date | None, end: date | None, days: pl.DataFrame
) -> tuple[Stretch, ...]:
    if start is None or end is None:
        within = days.lazy()
        if start is not None:
            within = within.filter(pl.col("day") >= start)
        if end is not None:
            within = within.filter(pl.col("day") < end)
        edge = within.select(first=pl.col("day").min(), last=pl.col("day").max()).collect()
        first, last = edge.row(0)
        if first is None or last is None:
            return ()
        return ((label(cut), start or first, end or last + ONE_DAY),)
    return ((label(cut), start, end),)


def narrowed(cut: Cut, period: str, days: pl.DataFrame) -> Cut:
    """The cut with only the days of one of its periods; raises `BadQuestion` for another label."""
    for name, first, after in stretches(cut, days):
        if name == period:
            if cut.grain is None or cut.spans:
                return cut
            return replace(cut, start=first.isoformat(), end=after.isoformat())
    raise BadQuestion(
        f"“{period[:40]}”不是这个问题里的期间。", f"{period[:40]!r} is no period of this question."
    )
