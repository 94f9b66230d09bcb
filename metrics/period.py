"""The periods people name become days: 2026-11, 2026-W47, accounting:2026-11, last 30d. Pure."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

import polars as pl

from metrics.definition import Cut
from metrics.errors import PeriodError
from metrics.labels import months, of_range

ONE_DAY = timedelta(days=1)
FIRST_YEAR, LAST_YEAR = 1990, 2199
Days = tuple[date, date]

_ALIASES = {
    "今天": "today",
    "今日": "today",
    "昨天": "yesterday",
    "昨日": "yesterday",
    "本周": "this week",
    "上周": "last week",
    "本月": "this month",
    "上月": "last month",
    "本季": "this quarter",
    "上季": "last quarter",
    "今年": "this year",
    "本年": "this year",
    "去年": "last year",
    "今年以来": "ytd",
    "本年累计": "ytd",
}
_LAST = re.compile(r"(?:last |近)(\d{1,4}) ?(?:d|days?|天)\Z", re.ASCII)
_WRITTEN = re.compile(r"(\d{4})(?:-(?:(\d{2})(?:-(\d{2}))?|W(\d{2})|Q([1-4])))?\Z", re.ASCII)
_MONTH = re.compile(r"\d{4}-\d{2}\Z", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Days from `start` until before `end`; `spans` where calendars differ (accounting)."""

    label: str
    start: date
    end: date
    spans: tuple[tuple[str, str, str], ...] = ()

    def of(self, cut: Cut) -> Cut:
        """The same cut over this period."""
        return replace(cut, start=str(self.start), end=str(self.end), spans=self.spans)


def parse(text: str, *, today: date, days: pl.DataFrame | None = None) -> Period:
    """The period that `text` names as of the local date `today`.

    2026, 2026-Q4, 2026-11, 2026-W47, 2026-11-21; two of them joined by `..` or `/`, both included
    (2026-01..2026-02); accounting:2026-11 (needs `days`, the calendar dimension); ytd; today,
    yesterday, this|last week|month|quarter|year; last 30d; the same in Chinese (本月, 近30天).
    Raises `PeriodError`.
    """
    asked = " ".join(text.split())
    if asked.lower().startswith("accounting:"):
        return _accounting(asked[len("accounting:") :].strip(), days)
    found = _joined(asked) or _written(asked) or _word(asked, today)
    if found is None or not FIRST_YEAR <= found[0].year <= LAST_YEAR:
        raise _wrong(asked)
    if found[1] <= found[0]:
        raise PeriodError(
            f"结束须在开始 {found[0]} 之后。", f"The period must end after its start {found[0]}."
        )
    return Period(label=of_range(*found), start=found[0], end=found[1])


def combine_spring(period: Period) -> Period:
    """January or February as both months together: Spring Festival falls into either.

    Any other period is returned as it is.
    """
    year = period.start.year
    if period.label not in (f"{year}-01", f"{year}-02"):
        return period
    start, end = months(year, 1, 2)
    return Period(label=of_range(start, end), start=start, end=end)


def _written(text: str) -> Days | None:
    """A year, quarter, month, ISO week or day written as such."""
    found = _WRITTEN.match(text)
    if found is None or not FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
        return None
    year, month, day, week, quarter = (int(part) if part else 0 for part in found.groups())
    try:
        if found[4]:
            monday = date.fromisocalendar(year, week, 1)
            return monday, monday + 7 * ONE_DAY
        if found[3]:
            return date(year, month, day), date(year, month, day) + ONE_DAY
        if found[2]:
            return months(year, date(year, month, 1).month, 1)
    except ValueError:
        return None
    return months(year, quarter * 3 - 2, 3) if quarter else months(year, 1, 12)


def _joined(text: str) -> Days | None:
    """Two written periods, from the first day of one to the last of the other."""
    parts = re.split(r"\.\.|/", text)
    if len(parts) != 2:
        return None
    first, last = _written(parts[0].strip()), _written(parts[1].strip())
    return (first[0], last[1]) if first and last else None


def _word(text: str, today: date) -> Days | None:
    word = _ALIASES.get(text, text.lower().replace("-", " "))
    monday = today - today.weekday() * ONE_DAY
    quarter = (today.month + 2) // 3 * 3 - 2
    words: dict[str, Callable[[], Days]] = {
        "today": lambda: (today, today + ONE_DAY),
        "yesterday": lambda: (today - ONE_DAY, today),
        "this week": lambda: (monday, monday + 7 * ONE_DAY),
        "last week": lambda: (monday - 7 * ONE_DAY, monday),
        "this month": lambda: months(today.year, today.month, 1),
        "last month": lambda: months(today.year, today.month - 1, 1),
        "this quarter": lambda: months(today.year, quarter, 3),
        "last quarter": lambda: months(today.year, quarter - 3, 3),
        "this year": lambda: months(today.year, 1, 12),
        "last year": lambda: months(today.year - 1, 1, 12),
        "ytd": lambda: (date(today.year, 1, 1), today + ONE_DAY),
    }
    if word in words:
        return words[word]()
    last = _LAST.match(word)
    if last is None or int(last[1]) == 0:
        return None
    return today + ONE_DAY - int(last[1]) * ONE_DAY, today + ONE_DAY


def _accounting(label: str, days: pl.DataFrame | None) -> Period:
    """The days a calendar counts to an accounting period; calendars may differ."""
    if days is None or not _MONTH.match(label):
        raise PeriodError(
            "会计期间请写成 accounting:2026-11。",
            "Write an accounting period as accounting:2026-11.",
        )
    spans = (
        days.filter(pl.col("accounting") == label)
        .group_by("calendar_id")
        .agg(pl.col("day").min().alias("start"), pl.col("day").max().alias("last"))
        .sort("calendar_id")
        .rows()
    )
    if not spans:
        labels = days["accounting"]
        raise PeriodError(
            f"日历只有会计期间 {labels.min()} 到 {labels.max()}。",
            f"The calendars hold the accounting periods {labels.min()} to {labels.max()} only.",
        )
    start, end = min(s for _, s, _ in spans), max(e for _, _, e in spans) + ONE_DAY
    differ = any((s, e + ONE_DAY) != (start, end) for _, s, e in spans)
    named = tuple((c, str(s), str(e + ONE_DAY)) for c, s, e in spans) if differ else ()
    return Period(label=f"accounting:{label}", start=start, end=end, spans=named)


def _wrong(text: str) -> PeriodError:
    forms = "2026, 2026-Q4, 2026-11, 2026-W47, 2026-11-21, 2026-01..2026-02, accounting:2026-11"
    return PeriodError(
        f"时段请写成 {forms}、本月、上周、近30天等，不能是“{text[:40]}”。",
        f"Write a period as {forms}, this month, last week or last 30d, not {text[:40]!r}.",
    )
