"""Where a cut's days begin and end, as conditions on a date column."""

from datetime import date

import narwhals.stable.v2 as nw

from metrics.definition import Cut
from metrics.errors import WrongCut


def day(text: str) -> date | None:
    """The day an ISO date names, None for an empty text. Raises `WrongCut`."""
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise WrongCut(
            f"日期请写成 2026-11-21，不能是“{text[:40]}”。",
            f"Write a date as 2026-11-21, not {text[:40]!r}.",
        ) from None


def bounds(cut: Cut) -> tuple[date | None, date | None]:
    """The first day and the day after the last over all calendars; None is unbounded."""
    if not cut.spans:
        return _ordered(day(cut.start), day(cut.end))
    days = [_ordered(day(start), day(end)) for _, start, end in cut.spans]
    starts, ends = [d[0] for d in days], [d[1] for d in days]
    return (
        None if None in starts else min(d for d in starts if d is not None),
        None if None in ends else max(d for d in ends if d is not None),
    )


def inside(column: str, cut: Cut) -> nw.Expr:
    """True where the date lies in the cut's range of its row's calendar; never of a null date.

    For a filter or a when: of a null date it may be null, not false.
    """
    start, end = bounds(cut)
    found = _between(column, start, end)
    if not cut.spans:
        return found
    spans = [
        (nw.col("calendar_id") == calendar_id) & _between(column, day(first), day(last))
        for calendar_id, first, last in cut.spans
    ]
    some = spans[0]
    for span in spans[1:]:
        some = some | span
    return found & some


def _between(column: str, start: date | None, end: date | None) -> nw.Expr:
    of = nw.col(column)
    if start is None and end is None:
        return ~of.is_null()
    if start is None:
        return of < end
    return of >= start if end is None else of.is_between(start, end, closed="left")


def _ordered(start: date | None, end: date | None) -> tuple[date | None, date | None]:
    """An empty range is allowed (no working day has elapsed yet); a reversed one is not."""
    if start is not None and end is not None and end < start:
        raise WrongCut(
            f"结束日期须在开始日期 {start} 之后。", f"The end must come after the start {start}."
        )
    return start, end
