"""The shortest name of a stretch of days: 2026, 2026-Q4, 2026-11, 2026-W47, or from/to."""

from datetime import date, timedelta

from metrics.definition import Cut
from metrics.ranges import bounds

ONE_DAY = timedelta(days=1)
EVERYTHING = "all"


def label(cut: Cut) -> str:
    """The name of the one period of a cut without grain."""
    return of_range(*bounds(cut))


def of_range(start: date | None, end: date | None) -> str:
    """The name of the days from `start` until before `end`, the last day included in the name."""
    if start is None and end is None:
        return EVERYTHING
    if start is None or end is None or end <= start:
        last = "" if end is None else str(end - ONE_DAY)
        return f"{start or ''}/{last}"
    last = end - ONE_DAY
    for name, (first, until) in _natural(start).items():
        if (first, until) == (start, end):
            return name
    return f"{start}/{last}"


def _natural(start: date) -> dict[str, tuple[date, date]]:
    """The natural periods that could begin on a day, the longest first."""
    iso = start.isocalendar()
    return {
        f"{start.year}": months(start.year, 1, 12),
        f"{start.year}-Q{(start.month + 2) // 3}": months(
            start.year, (start.month + 2) // 3 * 3 - 2, 3
        ),
        f"{start.year}-{start.month:02}": months(start.year, start.month, 1),
        f"{iso.year}-W{iso.week:02}": (
            start - timedelta(days=iso.weekday - 1),
            start + ONE_DAY * 7,
        ),
        str(start): (start, start + ONE_DAY),
    }


def months(year: int, month: int, count: int) -> tuple[date, date]:
    """`count` natural months from a month, which may lie outside 1–12."""
    return _first(year, month), _first(year, month + count)


def _first(year: int, month: int) -> date:
    return date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1)
