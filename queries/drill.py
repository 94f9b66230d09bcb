"""Drill: the rows behind a cell, by the same population the number was made from."""

from collections.abc import Mapping
from dataclasses import replace

import polars as pl

from metrics.balance import DERIVED
from metrics.definition import Cut, Metric
from metrics.evaluate import Rows
from metrics.excluded import excluded, reasons
from metrics.population import population
from queries import masking, passport
from queries.definition import Drilled, Question
from queries.desk import Asked, Desk, told
from queries.errors import BadQuestion
from queries.rights import check_dimensions, check_order
from queries.stretches import narrowed
from queries.viewer import Who

MOST_ROWS = 100_000
Cell = Mapping[str, str]


class Drilling:
    """Lists the rows a cell counted."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def drill(
        self,
        who: Who,
        question: Question,
        *,
        cell: Cell,
        limit: int,
        offset: int,
        order: str | None,
    ) -> Drilled:
        """One page of rows and their total, which is the cell's `rows`.

        `cell` maps dimensions of the question (and `period`) to values as the answer gave them.
        """
        asked = self._desk.understand(who, question)
        check_dimensions(asked.scope, frozenset(cell) - {"period"})
        grounds = self._desk.grounds(asked)
        cut, period = into(asked.cut, cell, grounds.basis.days)
        asked = replace(asked, cut=cut)
        with told():
            rows = self._rows(asked, period)
            left_out = excluded(asked.metric, cut, self._desk.frames(asked))
            page = self._page(asked, rows, limit=limit, offset=offset, order=order)
            plans = [rows.select(pl.len()), page]
            if left_out is not None:
                plans.append(native(left_out))
            total, found, *counts = pl.collect_all(plans)
        names = grounds.basis.directories[grounds.lang]
        return Drilled(
            rows=masking.apply(asked.scope.masks, names.with_names(found, grounds.basis.today)),
            total=total.item(),
            passport=passport.issue(
                asked.metric,
                cut,
                grounds,
                rows=total.item(),
                excluded=reasons(asked.metric, dict(counts[0].iter_rows())) if counts else (),
            ),
        )

    def _rows(self, asked: Asked, period: str | None) -> pl.LazyFrame:
        rows = native(population(asked.metric, asked.cut, self._desk.frames(asked)))
        if period is not None:
            rows = rows.filter(pl.col("period") == period)
        kept = [*asked.metric.fact.schema, *sorted(DERIVED), "period"]
        there = set(rows.collect_schema().names())
        return rows.select(column for column in kept if column in there)

    def _page(
        self, asked: Asked, rows: pl.LazyFrame, *, limit: int, offset: int, order: str | None
    ) -> pl.LazyFrame:
        if not 0 < limit <= MOST_ROWS or offset < 0:
            raise BadQuestion(
                f"每页行数须在 1 到 {MOST_ROWS} 之间，起始行不能为负。",
                f"Ask for 1 to {MOST_ROWS} rows, from row 0 or later.",
            )
        column, descending = ordered_by(asked.metric, order, rows.collect_schema().names())
        check_order(asked.scope, column)
        keys = [key for key in (*asked.metric.fact.key, "period") if key != column]
        return rows.sort(
            [column, *keys], descending=[descending, *(False for _ in keys)], nulls_last=True
        ).slice(offset, limit)


def into(cut: Cut, cell: Cell, days: pl.DataFrame) -> tuple[Cut, str | None]:
    """The cut of one cell, and the period to keep where the cut has several."""
    period = cell.get("period")
    if period is not None:
        cut = narrowed(cut, period, days)
    where = dict(cut.where)
    for dimension, value in cell.items():
        if dimension == "period":
            continue
        kept = where.get(dimension)
        where[dimension] = (value,) if kept is None or value in kept else ()
    return replace(cut, by=(), where=tuple(where.items())), period if cut.grain else None


def ordered_by(metric: Metric, order: str | None, columns: list[str]) -> tuple[str, bool]:
    """The column to sort by and whether descending; `-column` is descending.

    Without an order: the longest open first for a balance, else the newest first.
    """
    if order is None:
        return ("age_minutes", True) if metric.kind == "balance" else (metric.when, True)
    name = order.removeprefix("-")
    if name not in columns:
        raise BadQuestion(
            f"不能按“{name[:40]}”排序，可用的列：{', '.join(columns)}。",
            f"Rows can't be ordered by {name[:40]!r}; the columns are {', '.join(columns)}.",
        )
    return name, order.startswith("-")


def native(plan: Rows) -> pl.LazyFrame:
    """A metric's plan as Polars, the engine of the door."""
    found = plan.to_native()
    assert isinstance(found, pl.LazyFrame)
    return found
