"""Drill: the rows behind a cell, by the same population the number was made from."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import polars as pl

from metrics.balance import local_date
from metrics.definition import Cut, Metric
from metrics.derived import derived_of
from metrics.frames import Frames
from queries import masking, passport
from queries.definition import Drilled, Page, Question
from queries.desk import ROW, Asked, Desk, told
from queries.errors import BadQuestion
from queries.listing import first_of, listed, whole_rows
from queries.rights import check_dimensions, check_order
from queries.stretches import Stretches
from queries.viewer import Who

MOST_ROWS = 100_000
Cell = Mapping[str, str]


class Drilling:
    """Lists the rows a cell counted."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def drill(self, who: Who, question: Question, *, cell: Cell, page: Page) -> Drilled:
        """One page of rows and their total, which is the cell's `rows`.

        `cell` maps dimensions of the question (and `period`) to values as the answer gave them.
        """
        asked = self._desk.understand(who, question)
        check_dimensions(asked.scope, frozenset(cell) - {"period"}, asked.metric.fact)
        grounds = self._desk.grounds(asked)
        cut, period = into(asked.cut, cell, grounds.basis.stretches)
        asked = replace(asked, cut=cut)
        check_page(page.limit, page.offset)
        column, descending = ordered_by(asked.metric, page.order)
        columns = chosen(asked.metric, page.columns)
        check_order(asked.scope, asked.metric.fact, column)
        with told():
            frames = self._desk.frames(asked, numbered=True)
            found = listed(asked.metric, cut, frames, period=period, order=column)
        top = first_of(found.rows, asked.metric, column, descending)
        rows = self._rows(asked, frames, top.slice(page.offset, page.limit), columns)
        names = grounds.basis.directories[grounds.lang]
        return Drilled(
            rows=masking.apply(
                asked.scope.masks,
                names.with_names(rows, grounds.basis.today),
                asked.metric.fact,
            ),
            total=found.rows.height,
            passport=passport.issue(
                asked.metric, cut, grounds, rows=found.rows.height, excluded=found.excluded
            ),
        )

    def _rows(
        self, asked: Asked, frames: Frames, top: pl.DataFrame, columns: list[str]
    ) -> pl.DataFrame:
        """Some columns of the rows of a page, in its order."""
        held = asked.snapshot.held(asked.metric.fact.name) if ROW in top.columns else None
        if held is None:
            wide = whole_rows(asked.metric, frames, top, columns)
        else:
            wide = held.rows.select(columns)[top[ROW]]
        own = top.select(
            name for name in (*derived_of(asked.metric.fact), "period") if name in top.columns
        )
        return wide.hstack(own.select(name for name in own.columns if name not in columns))


def check_page(limit: int, offset: int) -> None:
    """Raises `BadQuestion` for a page that can't be shown."""
    if not 0 < limit <= MOST_ROWS or offset < 0:
        raise BadQuestion(
            f"每页行数须在 1 到 {MOST_ROWS} 之间，起始行不能为负。",
            f"Ask for 1 to {MOST_ROWS} rows, from row 0 or later.",
        )


def chosen(metric: Metric, columns: Sequence[str] | None) -> list[str]:
    """The columns of the fact to give, its key first; raises `BadQuestion` for an unknown one."""
    known = metric.fact.schema.names()
    if columns is None:
        return known
    for name in columns:
        if name not in known:
            raise BadQuestion(
                f"没有“{name[:40]}”这一列，可用的列：{', '.join(known)}。",
                f"There is no column {name[:40]!r}; the columns are {', '.join(known)}.",
            )
    return list(dict.fromkeys([*metric.fact.key, *columns]))


def into(cut: Cut, cell: Cell, periods: Stretches) -> tuple[Cut, str | None]:
    """The cut of one cell, and the period to keep where the cut has several."""
    period = cell.get("period")
    if period is not None:
        cut = periods.narrowed(cut, period)
    where = dict(cut.where)
    for dimension, value in cell.items():
        if dimension == "period":
            continue
        kept = where.get(dimension)
        where[dimension] = (value,) if kept is None or value in kept else ()
    return replace(cut, by=(), where=tuple(where.items())), period if cut.grain else None


def ordered_by(metric: Metric, order: str | None) -> tuple[str, bool]:
    """The column to sort by and whether descending; `-column` is descending.

    Without an order: the longest open first for a balance, else the newest first.
    """
    balance = metric.kind == "balance"
    if order is None:
        return _oldest(metric) if balance else (metric.when, True)
    name = order.removeprefix("-")
    columns = [*metric.fact.schema, *(derived_of(metric.fact) if balance else ()), "period"]
    if name not in columns:
        raise BadQuestion(
            f"不能按“{name[:40]}”排序，可用的列：{', '.join(columns)}。",
            f"Rows can't be ordered by {name[:40]!r}; the columns are {', '.join(columns)}.",
        )
    return name, order.startswith("-")


def _oldest(metric: Metric) -> tuple[str, bool]:
    """What puts the longest open rows of a balance first."""
    ages = [name for name in ("age_minutes", "age_days") if name in derived_of(metric.fact)]
    return (ages[0], True) if ages else (local_date(metric.opens), False)
