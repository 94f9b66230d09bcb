"""The periods of a cut: label, first day and the day after the last, of all calendars together."""

from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import polars as pl

from metrics.definition import Cut, Grain
from metrics.labels import label
from metrics.ranges import bounds
from queries.errors import BadQuestion

Stretch = tuple[str, date, date]
Days = list[date]
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretches:
    """The days of one pin's calendars by the periods they lie in, sorted once per grain."""

    calendar: pl.DataFrame
    _sorted: dict[Grain, list[tuple[str, Days]]] = field(default_factory=dict, init=False)

    def of(self, cut: Cut) -> tuple[Stretch, ...]:
        """Every period of a cut, in order; open ends are those of the calendar."""
        start, end = bounds(cut)
        if cut.grain is None:
            return self._whole(cut, start, end)
        found: list[Stretch] = []
        for name, days in self._by_period(cut.grain):
            first = 0 if start is None else bisect_left(days, start)
            last = len(days) if end is None else bisect_left(days, end)
            if first < last:
                found.append((name, days[first], days[last - 1] + ONE_DAY))
        return tuple(found)

    def narrowed(self, cut: Cut, period: str) -> Cut:
        """The cut with the days of one of its periods; raises `BadQuestion` for another label."""
        for name, first, after in self.of(cut):
            if name == period:
                if cut.grain is None or cut.spans:
                    return cut
                return replace(cut, start=first.isoformat(), end=after.isoformat())
        raise BadQuestion(
            f"“{period[:40]}”不是这个问题里的期间。",
            f"{period[:40]!r} is no period of this question.",
        )

    def _by_period(self, grain: Grain) -> list[tuple[str, Days]]:
        known = self._sorted.get(grain)
        if known is None:
            known = self._sorted[grain] = self._grouped(grain)
        return known

    def _grouped(self, grain: Grain) -> list[tuple[str, Days]]:
        days = self.calendar["day"]
        names = days.cast(pl.String) if grain == "day" else self.calendar[grain]
        found: defaultdict[str, set[date]] = defaultdict(set)
        for name, day in zip(names.to_list(), days.to_list(), strict=True):
            found[name].add(day)
        each = [(name, sorted(of)) for name, of in found.items()]
        return sorted(each, key=lambda period: (period[1][0], period[0]))

    def _whole(self, cut: Cut, start: date | None, end: date | None) -> tuple[Stretch, ...]:
        if start is not None and end is not None:
            return ((label(cut), start, end),)
        known = self._by_period("day")
        days = [
            d for _, (d,) in known if (start is None or d >= start) and (end is None or d < end)
        ]
        if not days:
            return ()
        return ((label(cut), start or days[0], end or days[-1] + ONE_DAY),)
