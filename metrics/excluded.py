"""The rows of a cut's periods that a metric leaves out, counted by reason."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import narwhals.stable.v2 as nw

from metrics.balance import local_date, open_rows
from metrics.columns import left_out
from metrics.definition import Cut, Exclusion, Metric, Text
from metrics.dimension_list import DERIVED_COLUMNS
from metrics.dimensions import where_own, with_dimensions
from metrics.frames import Frames
from metrics.population import check, leaves_out
from metrics.ranges import bounds, inside

Rows = nw.LazyFrame[Any]
Days = tuple[date | None, date | None]


def excluded(metric: Metric, cut: Cut, frames: Frames) -> Rows | None:
    """One row: how many rows each exclusion left out (`tally`); None where the metric has none.

    A row that several reasons leave out is counted under the first. A balance counts at the
    last instant of the cut. The plan is on the engine of `frames.apart` where there is one.
    """
    check(metric, cut)
    if not metric.exclusions:
        return None
    cut, apart = _without_cells(metric, cut), frames.apart is not None
    frames = frames.apart or frames
    rows: Rows = nw.from_native(frames.fact)
    narrow = left_out(metric, cut)
    reached = [falls(exclusion, metric, cut) for exclusion in metric.exclusions]
    cut = _known_early(cut)
    conditions = where_own(metric, cut, frames.members)
    if not apart or len(_dates(metric)) < 2:  # else `falls` says it for each
        conditions += in_range(metric, cut)
    if metric.kind == "balance" or (cut.where and frames.members is None):
        conditions.append(_any(reached))  # what is to be joined had better be few
    if conditions:
        rows = rows.select(*narrow).filter(*conditions)
    if metric.kind == "balance":
        rows = open_rows(rows, metric, cut, frames)
    rows, _ = with_dimensions(rows, metric, cut, frames)
    names = tally(metric)
    rows = rows.select(**dict(zip(names, reached, strict=True)))
    return rows.select(**{name: _first(names[: index + 1]) for index, name in enumerate(names)})


def _first(names: list[str]) -> nw.Expr:
    """How many rows the last of some reasons leaves out that no reason before it does."""
    *before, last = map(nw.col, names)
    left = last & ~_any(before) if before else last
    return left.sum().cast(nw.Int64)


def tally(metric: Metric) -> list[str]:
    """The columns that count the rows left out, one per exclusion."""
    return [f"_x{index}" for index in range(len(metric.exclusions))]


def reasons(metric: Metric, counts: Mapping[str, int]) -> tuple[tuple[Text, int], ...]:
    """A `tally` as (reason, rows), reasons that left nothing out too."""
    return tuple(
        (exclusion.reason, counts.get(name, 0))
        for name, exclusion in zip(tally(metric), metric.exclusions, strict=True)
    )


def _any(conditions: list[nw.Expr]) -> nw.Expr:
    some = conditions[0]
    for condition in conditions[1:]:
        some = some | condition
    return some


def _dates(metric: Metric) -> list[str]:
    """The date columns that place rows in a period, counted or left out; most often one."""
    names = [metric.when, *(exclusion.when for exclusion in metric.exclusions)]
    return [] if metric.kind == "balance" else list(dict.fromkeys(filter(None, names)))


def days_read(metric: Metric, cut: Cut, *, apart: bool) -> dict[str, Days]:
    """The date columns, one of which must lie in its range for a row to matter to a cut.

    `apart` says that the rows left out are at hand. An end is exclusive, None is open.
    """
    start, end = bounds(cut)
    if metric.kind == "balance":
        return {local_date(metric.opens): (None, end)}
    return dict.fromkeys([metric.when] if apart else _dates(metric), (start, end))


def in_range(metric: Metric, cut: Cut) -> list[nw.Expr]:
    """True of rows counted or left out, and of others: it is for the scan to skip what it can."""
    found = [inside(name, cut) for name in _dates(metric)]
    return [_any(found)] if found else []


def falls(exclusion: Exclusion, metric: Metric, cut: Cut) -> nw.Expr:
    """True where a row that is in range by some date is left out for this reason."""
    if len(_dates(metric)) < 2:
        return leaves_out(exclusion)
    return leaves_out(exclusion) & inside(exclusion.when or metric.when, cut)


def _known_early(cut: Cut) -> Cut:
    """Without the conditions that only rows which are counted have an answer to."""
    return replace(cut, where=tuple(each for each in cut.where if each[0] not in DERIVED_COLUMNS))


def _without_cells(metric: Metric, cut: Cut) -> Cut:
    return Cut(
        where=cut.where,
        start=cut.start,
        end=cut.end,
        spans=cut.spans,
        organisation=cut.organisation,
    )
