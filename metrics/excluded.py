"""The rows of a cut's periods that a metric leaves out, counted by reason."""

from typing import Any

import narwhals.stable.v2 as nw
import polars as pl

from metrics.balance import open_rows
from metrics.definition import Cut, Exclusion, Metric, Text
from metrics.dimensions import where_own, with_dimensions
from metrics.frames import Frames
from metrics.population import check, leaves_out
from metrics.ranges import inside

Rows = nw.LazyFrame[Any]


def excluded(metric: Metric, cut: Cut, frames: Frames) -> Rows | None:
    """One row with a count per exclusion (`_0`, `_1`, …); None where the metric has none.

    A row that several reasons leave out is counted under the first. A balance counts at the
    last instant of the cut.
    """
    check(metric, cut)
    if not metric.exclusions:
        return None
    cut = _without_cells(metric, cut)
    rows: Rows = nw.from_native(frames.fact)
    conditions = [_falls(exclusion, metric, cut) for exclusion in metric.exclusions]
    some = conditions[0]
    for condition in conditions[1:]:
        some = some | condition
    rows = rows.filter(some, *where_own(metric, cut))
    if metric.kind == "balance":
        rows = open_rows(rows, metric, cut, frames)
    rows = with_dimensions(rows, metric, cut, frames)
    earlier = nw.lit(False)
    counts: dict[str, nw.Expr] = {}
    for index, condition in enumerate(conditions):
        counts[f"_{index}"] = nw.when(condition & ~earlier).then(nw.lit(1)).otherwise(nw.lit(0))
        earlier = earlier | condition
    rows = rows.select(**counts)
    return rows.select(*[nw.col(name).sum().cast(nw.Int64) for name in counts])


def reasons(metric: Metric, counts: pl.DataFrame) -> tuple[tuple[Text, int], ...]:
    """The collected row of `excluded` as (reason, rows), reasons that left nothing out included."""
    row = counts.row(0)
    return tuple(
        (exclusion.reason, int(row[index] or 0))
        for index, exclusion in enumerate(metric.exclusions)
    )


def _falls(exclusion: Exclusion, metric: Metric, cut: Cut) -> nw.Expr:
    """True where a row is left out for this reason within the cut's range."""
    if metric.kind == "balance":
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
