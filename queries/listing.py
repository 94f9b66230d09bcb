"""The rows a cell counted, by the few columns that tell; all their columns for a page only."""

from dataclasses import dataclass, replace

import polars as pl

from metrics.balance import local_date
from metrics.columns import counted
from metrics.definition import Cut, Metric, Text
from metrics.evaluate import collected
from metrics.excluded import excluded, reasons
from metrics.frames import Frames
from metrics.population import own, population
from queries.desk import ROW

Excluded = tuple[tuple[Text, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """The rows counted, by key, order and `period` only, and how many were left out why."""

    rows: pl.DataFrame
    excluded: Excluded


def listed(metric: Metric, cut: Cut, frames: Frames, *, period: str | None, order: str) -> Listed:
    """The rows of a cut, or of one of its periods, with what `first_of` needs to order them.

    Raises what `metrics.evaluate.evaluate` raises.
    """
    also = [
        *map(own, metric.fact.key),
        metric.when,
        local_date(metric.opens) if metric.opens else "",
    ]
    also += [order if _is_own(metric, order) else "", ROW if frames.held else ""]
    names = list(dict.fromkeys(filter(None, also)))
    flow = metric.kind != "balance" and cut.grain != "accounting" and not cut.spans
    if period is not None and flow:  # the cut holds the days of that period only
        found, without = _counted(metric, replace(cut, grain=None), frames, names)
        return Listed(rows=found.with_columns(period=pl.lit(period)), excluded=without)
    found, without = _counted(metric, cut, frames, names)
    if period is not None:
        found = found.filter(pl.col("period") == period)
    return Listed(rows=found, excluded=without)


def _is_own(metric: Metric, column: str) -> bool:
    return column in metric.fact.schema and column != "period"


def _counted(
    metric: Metric, cut: Cut, frames: Frames, names: list[str]
) -> tuple[pl.DataFrame, Excluded]:
    columns = list(dict.fromkeys([*counted(metric, cut, resolved=frames.resolved), *names]))
    rows = collected(population(metric, cut, frames, columns), frames)
    left_out = excluded(metric, cut, frames)
    if left_out is None:
        return rows, ()
    return rows, reasons(metric, collected(left_out, frames.apart or frames).row(0, named=True))


def first_of(rows: pl.DataFrame, metric: Metric, column: str, descending: bool) -> pl.DataFrame:
    """The rows in order; equal ones by key."""
    keys = [key for key in (*map(own, metric.fact.key), "period") if key != column]
    down = [descending, *(False for _ in keys)]
    return rows.sort([column, *keys], descending=down, nulls_last=True)


def whole_rows(
    metric: Metric, frames: Frames, top: pl.DataFrame, columns: list[str]
) -> pl.DataFrame:
    """Columns, the key among them, of some rows of a fact that is read from files, in order."""
    fact, placed = frames.fact, metric.when or local_date(metric.opens)
    keys = list(metric.fact.key)
    top = top.select(pl.col(own(name)).alias(name) for name in dict.fromkeys([*keys, placed]))
    telling = max(keys, key=lambda name: top[name].n_unique())
    wide = (
        fact.filter(
            pl.col(placed).is_between(pl.lit(top[placed].min()), pl.lit(top[placed].max())),
            pl.col(telling).is_in(top[telling].unique().implode()),
        )
        .select(columns)
        .collect()
    )
    found = top.select(keys).join(wide, on=keys, how="left", maintain_order="left")
    return found.select(columns)
