"""Words for a stretch of time become its first day and the day after its last. Pure."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from difflib import get_close_matches

from queries.errors import BadQuestion

Span = tuple[date, date]
FIRST_YEAR, LAST_YEAR = 1990, 2199

WORDS = (
    "today",
    "yesterday",
    "this-week",
    "last-week",
    "this-month",
    "last-month",
    "this-quarter",
    "last-quarter",
    "this-year",
    "last-year",
)
CHINESE = {
    "今天": "today",
    "今日": "today",
    "昨天": "yesterday",
    "昨日": "yesterday",
    "本周": "this-week",
    "上周": "last-week",
    "本月": "this-month",
    "上月": "last-month",
    "本季": "this-quarter",
    "上季": "last-quarter",
    "本年": "this-year",
    "今年": "this-year",
    "去年": "last-year",
    "上年": "last-year",
}
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})\Z", re.ASCII)
_MONTH = re.compile(r"(\d{4})-(\d{2})\Z", re.ASCII)
_WEEK = re.compile(r"(\d{4})-W(\d{2})\Z", re.ASCII)
_QUARTER = re.compile(r"(\d{4})-Q([1-4])\Z", re.ASCII)
_YEAR = re.compile(r"(\d{4})\Z", re.ASCII)
_LAST_EN = re.compile(r"last-(\d{1,3})-(days|weeks|months)\Z", re.ASCII)
_LAST_ZH = re.compile(r"近(\d{1,3})(天|周|月|个月)\Z", re.ASCII)
_UNITS = {"天": "days", "周": "weeks", "月": "months", "个月": "months"}


def parse(text: str, today: date) -> Span:
    """The span that `text` names as of `today`.

    2026, 2026-Q4, 2026-11, 2026-W47, 2026-11-21, 2026-11-01..2026-11-15 (both days included),
    the words of `WORDS` and `CHINESE`, last-12-months or 近12月 (whole periods, the running one
    included). Raises `BadQuestion` with the nearest right word.
    """
    text = text.strip()
    if ".." in text:
        first, last = text.split("..", 1)
        return ordered(day(first), day(last) + timedelta(days=1))
    found = _word(text, today) or _last(text, today) or _calendar(text)
    if found is None:
        raise _unknown(text)
    return found


def day(text: str) -> date:
    """One day, written 2026-11-21. Raises `BadQuestion`."""
    found = _DAY.match(text.strip())
    try:
        if found and FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
            return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        pass
    raise BadQuestion(
        f"日期请写成 2026-11-21 这样（{FIRST_YEAR}–{LAST_YEAR} 年），不能是“{text[:40]}”。",
        f"Write a day as 2026-11-21 ({FIRST_YEAR}-{LAST_YEAR}), not {text[:40]!r}.",
    )


def ordered(start: date, end: date) -> Span:
    """The span, once it is certain that it has at least one day."""
    if start >= end:
        raise BadQuestion(
            f"结束日期须在开始日期 {start} 之后。", f"The end must come after the start {start}."
        )
    return start, end


def _calendar(text: str) -> Span | None:
    """A year, quarter, month, ISO week or day written as such."""
    readers: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Span]], ...] = (
        (_YEAR, lambda m: months(int(m[1]), 1, 12)),
        (_QUARTER, lambda m: months(int(m[1]), int(m[2]) * 3 - 2, 3)),
        (_MONTH, lambda m: months(int(m[1]), date(int(m[1]), int(m[2]), 1).month, 1)),
        (_WEEK, lambda m: _week(date.fromisocalendar(int(m[1]), int(m[2]), 1))),
        (_DAY, lambda m: _one(date(int(m[1]), int(m[2]), int(m[3])))),
    )
    for pattern, read in readers:
        found = pattern.match(text)
        if found and FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
            try:
                return read(found)
            except ValueError:
                return None
    return None


def _word(text: str, today: date) -> Span | None:
    word = CHINESE.get(text, text.lower())
    monday = today - timedelta(days=today.weekday())
    quarter = (today.month - 1) // 3 * 3 + 1
    spans: dict[str, Callable[[], Span]] = {
        "today": lambda: _one(today),
        "yesterday": lambda: _one(today - timedelta(days=1)),
        "this-week": lambda: _week(monday),
        "last-week": lambda: _week(monday - timedelta(days=7)),
        "this-month": lambda: months(today.year, today.month, 1),
        "last-month": lambda: months(today.year, today.month - 1, 1),
        "this-quarter": lambda: months(today.year, quarter, 3),
        "last-quarter": lambda: months(today.year, quarter - 3, 3),
        "this-year": lambda: months(today.year, 1, 12),
        "last-year": lambda: months(today.year - 1, 1, 12),
    }
    return spans[word]() if word in spans else None


def _last(text: str, today: date) -> Span | None:
    found = _LAST_EN.match(text.lower()) or _LAST_ZH.match(text)
    if found is None or int(found[1]) == 0:
        return None
    n, unit = int(found[1]), _UNITS.get(found[2], found[2])
    if unit == "days":
        return today - timedelta(days=n - 1), today + timedelta(days=1)
    if unit == "weeks":
        monday = today - timedelta(days=today.weekday())
        return monday - timedelta(weeks=n - 1), monday + timedelta(days=7)
    return months(today.year, today.month - n + 1, n)


def months(year: int, month: int, count: int) -> Span:
    """`count` natural months from a month, which may lie outside 1–12."""
    return _first(year, month), _first(year, month + count)


def _first(year: int, month: int) -> date:
    return date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1)


def _one(of: date) -> Span:
    return of, of + timedelta(days=1)


def _week(monday: date) -> Span:
    return monday, monday + timedelta(days=7)


def _unknown(text: str) -> BadQuestion:
    near = tuple(get_close_matches(text, (*WORDS, *CHINESE), n=3, cutoff=0.5))
    hint_zh = f"，是否想写 {'、'.join(near)}" if near else ""
    hint_en = f"; did you mean {', '.join(near)}" if near else ""
    return BadQuestion(
        "期间请写成 2026、2026-Q4、2026-11、2026-W47、2026-11-21、起..止、"
        f"this-month（本月）或 last-12-months（近12月）{hint_zh}。",
        "Write a period as 2026, 2026-Q4, 2026-11, 2026-W47, 2026-11-21, FROM..TO, "
        f"this-month or last-12-months{hint_en}.",
        suggestions=near,
    )
