"""The days a period is compared with, on one calendar: 环比 and 同比. Pure."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import polars as pl

from metrics.definition import Grain, Text
from metrics.labels import months

How = Literal["prev", "year"]
Days = tuple[date, date]  # first and last day, both included

ONE_DAY = timedelta(days=1)
MONTHS = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True, slots=True, kw_only=True)
class NoBase:
    """Why there is nothing to compare with; shown where the change would be."""

    reason: Text


NOT_COVERED = NoBase(
    reason={
        "zh": "工作日历没有覆盖对比期，无法比较",
        "en": "the calendar doesn't cover the period to compare with",
    }
)
NOT_BEGUN = NoBase(reason={"zh": "时段尚未开始", "en": "the period has not begun"})
ONLY_WHOLE = NoBase(
    reason={
        "zh": "只有完整的会计期间才能比较",
        "en": "only whole accounting periods can be compared",
    }
)


def base_of(
    days: Days, grain: Grain | None, how: How, calendar: pl.DataFrame, today: date
) -> Days | NoBase:
    """What `days`, a period of this grain, is compared with on a calendar.

    `calendar` holds the days of one calendar, sorted. A period still running on `today` is
    compared with the same number of elapsed working days. A stretch of no days
    ends before it begins.
    """
    if days[0] > today:
        return NOT_BEGUN
    (first, last), grain = _running(days, grain, today, calendar)
    if not _covers(calendar, (first, min(last, today))):
        return NOT_COVERED
    if grain == "accounting":
        whole = _accounting((first, last), how, calendar)
    else:
        whole = shifted((first, last), grain, how)
    if isinstance(whole, NoBase):
        return whole
    if not _covers(calendar, whole):
        return NOT_COVERED
    return whole if today >= last else elapsed((first, today), whole, calendar)


def _running(
    days: Days, grain: Grain | None, today: date, calendar: pl.DataFrame
) -> tuple[Days, Grain | None]:
    """A stretch that ends today or later is its whole period, running: month to date is a month."""
    first, last = days
    if last < today or (grain is None and last > today):
        return days, grain
    if grain == "accounting":
        label = calendar.filter(pl.col("day") == first)["accounting"]
        named = _named(calendar, label[0]) if len(label) else None
        return (named, grain) if named and named[0] == first else (days, grain)
    grains: tuple[Grain, ...] = ("month", "quarter", "year", "week")
    for candidate in grains if grain is None else (grain,):
        whole = _natural(today, candidate)
        if whole[0] == first:
            return whole, candidate
    return days, grain


def _natural(day: date, grain: Grain) -> Days:
    """The natural period of a grain that holds a day."""
    if grain == "week":
        monday = day - day.weekday() * ONE_DAY
        return monday, monday + 6 * ONE_DAY
    count = MONTHS.get(grain)
    if count is None:
        return day, day
    start, end = months(day.year, (day.month - 1) // count * count + 1, count)
    return start, end - ONE_DAY


def shifted(days: Days, grain: Grain | None, how: How) -> Days | NoBase:
    """The stretch before, or the same one last year."""
    first, last = days
    if how == "year":
        return _iso_year(days) if grain == "week" else _months_back(days, 12)
    if grain in MONTHS:
        return _months_back(days, MONTHS[grain])
    length = 7 if grain == "week" else (last - first).days + 1
    return first - length * ONE_DAY, last - length * ONE_DAY


def elapsed(gone: Days, base: Days, calendar: pl.DataFrame) -> Days:
    """The beginning of `base` with as many working days as have `gone` by.

    Ends after its last such working day; on a day off, before the next working day, so that a
    weekend compares with a weekend.
    """
    passed = calendar.filter(pl.col("day").is_between(*gone))
    count = int(passed["is_working"].sum())
    within = calendar.filter(pl.col("day").is_between(*base))
    working = within.filter(pl.col("is_working"))["day"].to_list()
    if passed["is_working"][-1]:
        last = working[count - 1] if count <= len(working) else base[1]
    else:
        last = working[count] - ONE_DAY if count < len(working) else base[1]
    return base[0], last


def _months_back(days: Days, count: int) -> Days:
    """The same days `count` months earlier; a stretch to the end of a month stays one."""
    first = _back(days[0], count, keep_end=False)
    return first, first if days[0] == days[1] else _back(days[1], count, keep_end=True)


def _back(day: date, count: int, *, keep_end: bool) -> date:
    index = day.year * 12 + day.month - 1 - count
    year, month = index // 12, index % 12 + 1
    length = monthrange(year, month)[1]
    at_end = keep_end and day.day == monthrange(day.year, day.month)[1]
    return date(year, month, length if at_end else min(day.day, length))


def _iso_year(days: Days) -> Days | NoBase:
    """The week of the same number in the ISO year before."""
    iso = days[0].isocalendar()
    try:
        monday = date.fromisocalendar(iso.year - 1, iso.week, 1)
    except ValueError:
        return NoBase(
            reason={
                "zh": f"{iso.year - 1} 年没有第 {iso.week} 周，无法同比",
                "en": f"{iso.year - 1} has no ISO week {iso.week}",
            }
        )
    offset = days[0].weekday() * ONE_DAY
    return monday + offset, monday + offset + (days[1] - days[0])


def _accounting(days: Days, how: How, calendar: pl.DataFrame) -> Days | NoBase:
    """The accounting period before, or of the same name last year, as the calendar says."""
    label = str(calendar.filter(pl.col("day") == days[0])["accounting"].item())
    if _named(calendar, label) != days:
        return ONLY_WHOLE
    back = 12 if how == "year" else 1
    first = _back(date.fromisoformat(f"{label}-01"), back, keep_end=False)
    return _named(calendar, f"{first:%Y-%m}") or NOT_COVERED


def _named(calendar: pl.DataFrame, label: str) -> Days | None:
    """The days of an accounting period; None where the calendar doesn't hold all of them."""
    found = calendar.filter(pl.col("accounting") == label)["day"]
    if found.is_empty():
        return None
    after = calendar.filter(pl.col("day") == found[-1] + ONE_DAY)["day"]
    cut_off = found[0] == calendar["day"][0] and after.dt.day().to_list() != [found[0].day]
    return None if cut_off else (found[0], found[-1])


def _covers(calendar: pl.DataFrame, days: Days) -> bool:
    found = calendar.filter(pl.col("day").is_between(*days)).height
    return found == (days[1] - days[0]).days + 1
