"""The clock of a pin: for each calendar, its local date and W(pin time).

A calendar may end before the pin (a closed log of years ago): its position is then null, and only
questions that need it are refused.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl

from facts.clock import Clock
from facts.errors import UnknownDay
from metrics.definition import Cut, Metric
from metrics.frames import CLOCK
from metrics.ranges import bounds
from queries.errors import Unanswerable
from queries.frames import Snapshot
from queries.rights import ZONE

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class PinClock:
    """`frame` has the columns of `CLOCK`; `ended` the last day of calendars the pin lies beyond."""

    frame: pl.DataFrame
    ended: dict[str, date]

    @property
    def positions(self) -> dict[str, int]:
        """W(pin time) of every calendar that knows it."""
        known = self.frame.drop_nulls("position")
        return dict(zip(known["calendar_id"], known["position"], strict=True))

    @property
    def today(self) -> dict[str, date]:
        """The pin's local date by calendar."""
        return dict(zip(self.frame["calendar_id"], self.frame["on"], strict=True))

    def day(self, at: datetime) -> date:
        """The newest local date at the pin; that of China where there is no calendar."""
        return max(self.today.values(), default=at.astimezone(ZONE).date())

    def check(self, metric: Metric, cut: Cut) -> None:
        """Raises `Unanswerable` where a balance is asked of a day that a calendar doesn't know."""
        _, end = bounds(cut)
        for last in self.ended.values():
            if metric.kind == "balance" and (end is None or end > last + ONE_DAY):
                raise Unanswerable(
                    f"工作日历只到 {last}，请把截止日期定在那之前。",
                    f"The working calendar ends on {last}: ask for a period that ends by then.",
                )


def clock_of(snapshot: Snapshot) -> PinClock:
    """The clock of every calendar that a company of the pin keeps."""
    days = snapshot.fact("calendar_day").collect()
    last = dict(days.group_by("calendar_id").agg(pl.col("day").max()).iter_rows())
    kept = (
        snapshot.table("companies")
        .select("calendar_id", "zone")
        .drop_nulls()
        .unique("calendar_id", keep="any")
        .filter(pl.col("calendar_id").is_in(list(last)))
        .sort("calendar_id")
        .collect()
    )
    clock, at = Clock(days), snapshot.pin.at
    rows = [
        {
            "calendar_id": calendar,
            "on": at.astimezone(ZoneInfo(zone)).date(),
            "position": _position(clock, at, calendar, zone),
        }
        for calendar, zone in kept.iter_rows()
    ]
    ended = {str(row["calendar_id"]) for row in rows if row["position"] is None}
    return PinClock(
        frame=pl.DataFrame(rows, schema=CLOCK), ended={each: last[each] for each in ended}
    )


def _position(clock: Clock, at: datetime, calendar: str, zone: str) -> int | None:
    try:
        return clock.at(at, calendar, zone)
    except UnknownDay:
        return None
