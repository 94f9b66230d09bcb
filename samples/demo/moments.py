"""Local time of the demo: seconds since 1970 on a Shanghai wall clock, and working time."""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

import chinese_calendar

ZONE = ZoneInfo("Asia/Shanghai")
DAY = 86_400
HOUR = 3_600
EPOCH = date(1970, 1, 1)
OPEN_1, CLOSE_1, OPEN_2, CLOSE_2 = 9 * HOUR, 12 * HOUR, 13 * HOUR, 18 * HOUR
MORNING = CLOSE_1 - OPEN_1
WORKDAY = MORNING + CLOSE_2 - OPEN_2
LAST_YEAR = max(day.year for day in chinese_calendar.constants.holidays)
# Days off everyone knows before the State Council announces the year: (month, day).
FIXED_HOLIDAYS = frozenset(
    {(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3), (10, 4), (10, 5), (10, 6), (10, 7)}
)

DayKind = Literal["work", "rest", "holiday", "makeup"]
_TIMES = tuple(f"{s // 3600:02}:{s // 60 % 60:02}:{s % 60:02}" for s in range(DAY))


def seconds(moment: datetime) -> int:
    """A naive Shanghai wall-clock time as seconds since 1970."""
    return (moment.date() - EPOCH).days * DAY + (moment - datetime.combine(moment, time())).seconds


def day_of(moment: int) -> date:
    """The local date of a moment."""
    return EPOCH + timedelta(days=moment // DAY)


def midnight(day: date) -> int:
    """The first moment of a local date."""
    return (day - EPOCH).days * DAY


@lru_cache(maxsize=4096)
def _date_text(number: int) -> str:
    return (EPOCH + timedelta(days=number)).isoformat()


def split(moment: int | None) -> tuple[str | None, str | None]:
    """Date and time as the OA stores them: two columns of local text."""
    if moment is None:
        return None, None
    return _date_text(moment // DAY), _TIMES[moment % DAY]


def stamp(moment: int) -> str:
    """A moment as one local text, `2026-11-20 09:30:00`."""
    return f"{_date_text(moment // DAY)} {_TIMES[moment % DAY]}"


def parse(day: str | None, clock: str | None) -> int | None:
    """The moment behind two text columns; None where one is empty."""
    if not day or not clock:
        return None
    return seconds(datetime.fromisoformat(f"{day} {clock}"))


def moment_of(today: date | datetime) -> int:
    """The demo's "now": a moment as it is; a date is its close of business, not the future."""
    if isinstance(today, datetime):
        local = today.astimezone(ZONE).replace(tzinfo=None) if today.tzinfo else today
        return seconds(local)
    current = seconds(datetime.now(UTC).astimezone(ZONE).replace(tzinfo=None))
    return (
        min(midnight(today) + CLOSE_2, current)
        if midnight(today) <= current
        else (midnight(today) + CLOSE_2)
    )


def months_before(day: date, months: int) -> date:
    """The first day of the month that lies `months` before a date's month."""
    number = day.year * 12 + day.month - 1 - months
    return date(number // 12, number % 12 + 1, 1)


def kind_of(day: date) -> DayKind:
    """Working day, weekend, holiday or make-up day; years not announced yet are provisional."""
    if day.year > LAST_YEAR:
        if (day.month, day.day) in FIXED_HOLIDAYS:
            return "holiday"
        return "rest" if day.weekday() >= 5 else "work"
    if chinese_calendar.is_workday(day):
        return "makeup" if day.weekday() >= 5 else "work"
    return "holiday" if chinese_calendar.is_holiday(day) and _named(day) else "rest"


def _named(day: date) -> bool:
    return chinese_calendar.get_holiday_detail(day)[1] is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkClock:
    """Working days between two years and the arithmetic of working seconds on them."""

    days: tuple[int, ...]  # day numbers since 1970, working days only

    @classmethod
    def of_years(cls, first: int, last: int) -> "WorkClock":
        """The clock of all working days from 1 January `first` to 31 December `last`."""
        start, end = date(first, 1, 1), date(last, 12, 31)
        days = (start + timedelta(days=n) for n in range((end - start).days + 1))
        return cls(days=tuple((d - EPOCH).days for d in days if kind_of(d) in {"work", "makeup"}))

    def is_working(self, day: int) -> bool:
        """Whether a day number is a working day."""
        index = bisect_right(self.days, day) - 1
        return index >= 0 and self.days[index] == day

    def is_open(self, moment: int) -> bool:
        """Whether people are at work at this moment."""
        clock = moment % DAY
        return self.is_working(moment // DAY) and (
            OPEN_1 <= clock < CLOSE_1 or OPEN_2 <= clock < CLOSE_2
        )

    def position(self, moment: int) -> int:
        """Working seconds from the clock's beginning up to a moment."""
        day, clock = divmod(moment, DAY)
        index = bisect_right(self.days, day) - 1
        if index < 0:
            return 0
        if self.days[index] != day:
            return (index + 1) * WORKDAY
        done = min(max(clock - OPEN_1, 0), MORNING)
        return index * WORKDAY + done + min(max(clock - OPEN_2, 0), CLOSE_2 - OPEN_2)

    def at(self, position: int) -> int:
        """The moment a position is reached."""
        index, rest = divmod(position, WORKDAY)
        clock = OPEN_1 + rest if rest < MORNING else OPEN_2 + rest - MORNING
        return self.days[index] * DAY + clock

    def after(self, moment: int, working_seconds: int) -> int:
        """The moment `working_seconds` of work after another; never before it."""
        return max(moment, self.at(self.position(moment) + working_seconds))
