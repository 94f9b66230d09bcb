"""W(t): whole working minutes of a calendar up to a moment, and the way back."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

import polars as pl

from facts.errors import UnknownCalendar, UnknownDay
from facts.zone import Zone, zone
from tables.definition import UTC_TIME

MINUTE = 60_000_000
DAY = 1440 * MINUTE
EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Calendar:
    """One calendar as dense columns: row `i` is the day `first + i`."""

    calendar_id: str
    first: date
    last: date
    position: pl.Series
    minutes: pl.Series
    open_1: pl.Series
    span_1: pl.Series
    open_2: pl.Series
    span_2: pl.Series


class Clock:
    """Positions on every calendar of a CALENDAR_DAY frame, by a gather on a dense day index."""

    def __init__(self, calendar_days: pl.DataFrame) -> None:
        parts = calendar_days.sort("calendar_id", "day").partition_by("calendar_id", as_dict=True)
        self._calendars = {str(key[0]): _dense(str(key[0]), days) for key, days in parts.items()}

    def position(self, times: pl.Series, calendar_id: str, zone_name: str) -> pl.Series:
        """W of UTC times, in working minutes (Int64, null for null).

        UnknownCalendar, UnknownDay or UnknownZone where the calendar can't say.
        """
        calendar, hours = self._of(calendar_id, zone_name)
        reached = hours.reached(times)
        day = _days_from(calendar, reached // DAY)
        minute = reached % DAY // MINUTE
        worked = _inside(minute, calendar.open_1.gather(day), calendar.span_1.gather(day))
        if calendar.span_2.max():
            worked += _inside(minute, calendar.open_2.gather(day), calendar.span_2.gather(day))
        return (calendar.position.gather(day) + worked).alias(times.name)

    def moment_of(
        self,
        positions: pl.Series,
        calendar_id: str,
        zone_name: str,
        *,
        beyond: Literal["raise", "null"] = "raise",
    ) -> pl.Series:
        """The first UTC moment at which each position is reached.

        A position that falls on closing time is that closing time, not the next opening.
        Past the calendar's last day it raises UnknownDay, or says null with `beyond="null"`.
        """
        calendar, hours = self._of(calendar_id, zone_name)
        end = int(calendar.position[-1]) + int(calendar.minutes[-1])
        if positions.drop_nulls().gt(end).any():
            if beyond == "raise":
                raise UnknownDay(calendar_id, calendar.last + timedelta(days=1))
            positions = pl.select(pl.when(positions <= end).then(positions)).to_series()
        # The last day that began before the position: the one on which it is reached.
        day = (calendar.position.search_sorted(positions, side="left").cast(pl.Int64) - 1).clip(0)
        rest = (positions - calendar.position.gather(day)).clip(0)
        span, open_1, open_2 = (
            s.gather(day) for s in (calendar.span_1, calendar.open_1, calendar.open_2)
        )
        afternoon = pl.when(rest <= span).then(open_1 + rest).otherwise(open_2 + rest - span)
        minute = pl.select(pl.when(positions <= 0).then(0).otherwise(afternoon)).to_series()
        reading = (day + (calendar.first - EPOCH).days) * DAY + minute * MINUTE
        reading = pl.select(pl.when(positions.is_not_null()).then(reading)).to_series()
        return hours.moment(reading).cast(UTC_TIME).alias(positions.name)

    def covers(self, calendar_id: str, zone_name: str) -> tuple[datetime, datetime]:
        """The first UTC moment a calendar knows, and the first after it that it doesn't.

        UnknownCalendar, UnknownZone.
        """
        calendar, hours = self._of(calendar_id, zone_name)
        first = (calendar.first - EPOCH).days
        readings = pl.Series([first * DAY, (first + calendar.position.len()) * DAY])
        begins, ends = hours.moment(readings).cast(UTC_TIME).to_list()
        return begins, ends

    def local_date(self, times: pl.Series, calendar_id: str, zone_name: str) -> pl.Series:
        """The company's dates of UTC times."""
        _, hours = self._of(calendar_id, zone_name)
        return (hours.wall(times) // DAY).cast(pl.Int32).cast(pl.Date).alias(times.name)

    def at(self, moment: datetime, calendar_id: str, zone_name: str) -> int:
        """W of one moment, such as the pin time."""
        times = pl.Series([moment], dtype=UTC_TIME)
        return int(self.position(times, calendar_id, zone_name)[0])

    def _of(self, calendar_id: str, zone_name: str) -> tuple[_Calendar, Zone]:
        calendar = self._calendars.get(calendar_id)
        if calendar is None:
            raise UnknownCalendar(calendar_id)
        return calendar, zone(zone_name, calendar.first, calendar.last)


def _dense(calendar_id: str, days: pl.DataFrame) -> _Calendar:
    span_1 = (days["close_1"] - days["open_1"]).fill_null(0)
    span_2 = (days["close_2"] - days["open_2"]).fill_null(0)
    return _Calendar(
        calendar_id=calendar_id,
        first=days["day"][0],
        last=days["day"][-1],
        position=days["position"],
        minutes=days["minutes"],
        open_1=days["open_1"].fill_null(0),
        span_1=span_1,
        open_2=days["open_2"].fill_null(0),
        span_2=span_2,
    )


def _days_from(calendar: _Calendar, days: pl.Series) -> pl.Series:
    """Row numbers in the calendar of days since the epoch; UnknownDay outside it."""
    base, count = (calendar.first - EPOCH).days, calendar.position.len()
    for outside in (days.min(), days.max()):
        if isinstance(outside, int) and not base <= outside < base + count:
            raise UnknownDay(calendar.calendar_id, EPOCH + timedelta(days=outside))
    return days - base


def _inside(minute: pl.Series, opens: pl.Series, span: pl.Series) -> pl.Series:
    """Minutes of one opening span that have passed at a minute of the day."""
    return pl.select((pl.lit(minute) - opens).clip(0, pl.lit(span))).to_series()
