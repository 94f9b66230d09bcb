"""The rows of a cut's periods that a metric leaves out, counted by reason."""

from collections.abc import Mapping
from typing import Any

import narwhals.stable.v2 as nw

from metrics.balance import open_rows
from metrics.columns import left_out
from metrics.definition import Cut, Exclusion, Metric, Text
from metrics.dimensions import where_own, with_dimensions
from metrics.frames import Frames
from metrics.population import check, leaves_out
from metrics.ranges import inside

Rows = nw.LazyFrame[Any]


def excluded(metric: Metric, cut: Cut, frames: Frames) -> Rows | None:
    """(_why, _n): rows left out by the number of the exclusion; None where the metric has none.

    A row that several reasons leave out is counted under the first. A balance counts at the
    last instant of the cut.
    """
    check(metric, cut)
    if not metric.exclusions:
        return None
    cut = _without_cells(metric, cut)
    rows: Rows = nw.from_native(frames.fact)
    rows = rows.select(*left_out(metric, cut))
    conditions = [*in_range(metric, cut), *where_own(metric, cut)]
    rows = rows.filter(*conditions) if conditions else rows
    why = nw.lit(None, nw.Int64)
    for index, exclusion in reversed(list(enumerate(metric.exclusions))):
        why = nw.when(falls(exclusion, metric, cut)).then(nw.lit(index)).otherwise(why)
    rows = rows.with_columns(_why=why).filter(~nw.col("_why").is_null())
    if metric.kind == "balance":
        rows = open_rows(rows, metric, cut, frames)
    rows = with_dimensions(rows, metric, cut, frames)
    return rows.group_by("_why").agg(_n=nw.len().cast(nw.Int64))


def reasons(metric: Metric, counts: Mapping[int, int]) -> tuple[tuple[Text, int], ...]:
    """Rows by the number of the exclusion as (reason, rows), reasons that left nothing out too."""
    return tuple(
        (exclusion.reason, counts.get(index, 0))
        for index, exclusion in enumerate(metric.exclusions)
    )


def _dates(metric: Metric) -> list[str]:
    """The date columns that place rows in a period, counted or left out; most often one."""
    names = [metric.when, *(exclusion.when for exclusion in metric.exclusions)]
    return [] if metric.kind == "balance" else list(dict.fromkeys(filter(None, names)))


def in_range(metric: Metric, cut: Cut) -> list[nw.Expr]:
    """True of rows counted or left out, and of others: it is for the scan to skip what it can."""
    found = [inside(name, cut) for name in _dates(metric)]
    some = found[:1]
    for condition in found[1:]:
        some = [some[0] | condition]
    return some


def falls(exclusion: Exclusion, metric: Metric, cut: Cut) -> nw.Expr:
    """True where a row that is in range by some date is left out for this reason."""
    if len(_dates(metric)) < 2:
        return leaves_out(exclusion)
    return leaves_out(exclusion) & inside(exclusion.when or metric.when, cut)


def _without_cells(metric: Metric, cut: Cut) -> Cut:
    return Cut(
        where=cut.where,
        start=cut.start,
        end=cut.end,
        spans=cut.spans,
        organisation=cut.organisation,
    )
