"""A metric's past, whole: every period asked for, also those in which nothing was counted."""

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

import polars as pl

from metrics.definition import Metric
from queries.definition import Answer

_ADDS_UP = frozenset({"count", "sum"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """Three equally long rows, a place for each period; a null value can't be said."""

    periods: tuple[str, ...]
    values: tuple[float | None, ...]
    counts: tuple[int | None, ...]


def whole(answer: Answer, zone: str) -> Past:
    """The past an answer with a grain and no members tells, in the order of its periods."""
    known = answer.passport.pinned_at.astimezone(ZoneInfo(zone)).date()
    periods = answer.passport.periods
    asked = {label: first for label, first, _ in periods}
    unknown = frozenset(label for label, _, after in periods if _before_record(answer, after))
    return completed(
        answer.rows, asked, known, counts_nothing_as_zero(answer.metric), unknown=unknown
    )


def _before_record(answer: Answer, after: date) -> bool:
    """Whether a period that is over on a day is one of which nothing was recorded yet."""
    if not answer.metric.recorded:
        return False
    since = answer.passport.known_since
    return since is None or after <= since


def counts_nothing_as_zero(metric: Metric) -> bool:
    """True where no rows mean 0 (a count, a sum); an average, a share or an age is then unknown."""
    plain = metric.kind in {"flow", "balance"} and metric.denominator is None
    return plain and metric.numerator.how in _ADDS_UP


def completed(
    rows: pl.DataFrame,
    asked: dict[str, date],
    known: date,
    zero: bool,
    *,
    unknown: frozenset[str] = frozenset(),
) -> Past:
    """The rows (period, value, rows) with the periods missing among `asked` (label: first day).

    An added period counts 0 rows and has the value 0 where `zero`, else null; of one that begins
    after the day `known`, and of an `unknown` one, nothing can be said.
    """
    said = {
        period: (value, count)
        for period, value, count in rows.select(
            "period", pl.col("value").cast(pl.Float64), "rows"
        ).iter_rows()
    }
    nothing = (0.0 if zero else None, 0)
    for period, first in asked.items():
        told = first <= known and period not in unknown
        said.setdefault(period, nothing if told else (None, None))
    periods = tuple(sorted(said))  # the labels of one grain sort as their days do
    return Past(
        periods=periods,
        values=tuple(said[period][0] for period in periods),
        counts=tuple(said[period][1] for period in periods),
    )
