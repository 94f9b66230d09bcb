"""The rows a metric counts in a cut: what `evaluate` sums up and a drill lists."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import narwhals.stable.v2 as nw

from metrics.balance import open_rows
from metrics.definition import Cut, Exclusion, Metric
from metrics.dimension_list import DERIVED_COLUMNS
from metrics.dimensions import among, at, known, where_own, with_dimensions
from metrics.errors import WrongCut
from metrics.frames import Frames
from metrics.labels import label
from metrics.naming import placing, spelled, with_accounting
from metrics.ranges import bounds, inside

Rows = nw.LazyFrame[Any]
OWN_PERIOD = "own_period"
"""What the column `period` of a fact is called among the rows of a question, which have theirs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """Rows, and what places each in a cell: an expression per dimension of `cut.by`, then `period`
    where the cut has a grain (`spelled_period` makes its name of it)."""

    rows: Rows
    keys: Mapping[str, nw.Expr]


def population(
    metric: Metric, cut: Cut, frames: Frames, columns: Sequence[str] | None = None
) -> Rows:
    """Every row counted: all columns of the fact, a column per dimension of `cut.by`, `period`.

    `columns` are those of the fact to go on with, when fewer will do.
    A balance has a row once per instant it was open at, with what `derived_of` its fact says.
    Raises `UnknownDimension`, `WrongCut`.
    """
    rows = named(whole(metric, cut, frames, columns), metric, cut)
    shown = chosen(metric, cut)
    return rows if shown is None else rows.filter(shown)


def own(name: str) -> str:
    """What a column of a fact is called among the rows of a question."""
    return OWN_PERIOD if name == "period" else name


def named(placed: Placed, metric: Metric, cut: Cut) -> Rows:
    """The rows with a column per dimension of `cut.by`, and the name of their period."""
    keys = {**placed.keys, "period": spelled_period(metric, cut, placed.keys.get("period"))}
    return placed.rows.with_columns(**keys)


def spelled_period(metric: Metric, cut: Cut, period: nw.Expr | None) -> nw.Expr:
    """The name of a row's or a cell's period; of the whole cut where it has no grain."""
    if cut.grain is None or period is None:
        return nw.lit(label(cut))
    return period if metric.kind == "balance" else spelled(period, cut.grain)


def whole(
    metric: Metric,
    cut: Cut,
    frames: Frames,
    columns: Sequence[str] | None = None,
    *,
    opening: bool = False,
) -> Placed:
    """The population; of a share also the members of its dimension that the cut doesn't show.

    `columns` are those of the fact to go on with; a balance is taken at the `opening` of periods
    or at their end.
    """
    check(metric, cut)
    rows: Rows = nw.from_native(frames.fact)
    if "period" in metric.fact.schema:  # its own, not that of the question
        rows = rows.rename({"period": OWN_PERIOD})
    if columns is not None:
        rows = rows.select(*columns)
    late = {name for name, _ in cut.where if name in DERIVED_COLUMNS}
    conditions = [*_flags(metric), *where_own(metric, cut, frames.members, {metric.share, *late})]
    if metric.kind == "balance":
        rows = rows.filter(*conditions) if conditions else rows
        rows = open_rows(rows, metric, cut, frames, opening=opening)
        for flag in metric.population:  # may be known only once the instant is
            rows = rows.filter(nw.col(flag))
        rows = _among_late(rows, cut, late)
    else:
        rows = _by_the_pin(rows.filter(*conditions, inside(metric.when, cut)), metric, frames)
    return placed(rows, metric, cut, frames)


def _among_late(rows: Rows, cut: Cut, late: set[str]) -> Rows:
    """The rows that a cut keeps by what is known only once the instant is."""
    conditions = [among(nw.col(name), values) for name, values in cut.where if name in late]
    return rows.filter(*conditions) if conditions else rows


def chosen(metric: Metric, cut: Cut) -> nw.Expr | None:
    """Of a share: the members of its dimension that the cut shows; None where it shows all."""
    where = dict(cut.where)
    if not metric.share or metric.share not in where:
        return None
    column = at(metric, known(metric, metric.share)).column
    return among(nw.col(column), where[metric.share])


def leaves_out(exclusion: Exclusion) -> nw.Expr:
    """True where the exclusion applies."""
    flag = nw.col(exclusion.flag)
    found = flag if exclusion.holds else ~flag
    for name in exclusion.unless:
        found = found & nw.col(name).is_null()
    return found


def check(metric: Metric, cut: Cut) -> None:
    """Raises `UnknownDimension` or `WrongCut` before any data is touched."""
    for name in [*cut.by, *(name for name, _ in cut.where)]:
        known(metric, name)
    bounds(cut)
    wheres = [name for name, _ in cut.where]
    if len(set(cut.by)) < len(cut.by) or len(set(wheres)) < len(wheres):
        raise WrongCut("每个维度只能写一次。", "Name each dimension only once.")


def _flags(metric: Metric) -> list[nw.Expr]:
    """Flags of the fact that admit a row, and the value that a distribution needs."""
    found = [~leaves_out(exclusion) for exclusion in metric.exclusions]
    if metric.kind != "balance":
        found += [nw.col(flag) for flag in metric.population]
    if metric.kind == "distribution" or (metric.share and metric.numerator.of):
        found.append(~nw.col(metric.numerator.of).is_null())
    return found


def _by_the_pin(rows: Rows, metric: Metric, frames: Frames) -> Rows:
    """The rows whose `reached` moment has come; a day has once it is over where the row is."""
    if not metric.reached:
        return rows
    if not metric.reached.endswith("_on"):
        return rows.filter(nw.col(metric.reached) <= nw.lit(frames.at))
    clock: Rows = nw.from_native(frames.clock)
    today = clock.select(nw.col("calendar_id"), _today=nw.col("on"))
    rows = rows.join(today, on="calendar_id", how="inner")
    return rows.filter(nw.col(metric.reached) < nw.col("_today")).drop("_today")


def placed(rows: Rows, metric: Metric, cut: Cut, frames: Frames) -> Placed:
    """Rows by cell; only departments and accounting periods have to be looked up."""
    rows, keys = with_dimensions(rows, metric, cut, frames, resolved=frames.resolved)
    if cut.grain is None:
        return Placed(rows=rows, keys=keys)
    if metric.kind == "balance":
        period = nw.col("period")
    elif cut.grain == "accounting":
        rows = with_accounting(rows, metric.when, frames, name="period", within=cut)
        period = nw.col("period")
    else:
        period = placing(metric.when, cut.grain)
    return Placed(rows=rows, keys={**keys, "period": period})
