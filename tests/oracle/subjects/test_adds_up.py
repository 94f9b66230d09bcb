"""Adds up, for every metric: parts give the whole, periods the year, an old pin its old numbers."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from metrics.definition import Cut, Metric
from metrics.registry import METRICS
from queries.definition import Question
from tests.oracle.subjects.compare import cells_of, same_cells
from tests.oracle.subjects.enterprise import NOW
from tests.oracle.subjects.expected import CUTS, Oracle
from tests.oracle.subjects.recompute import Cell, Told
from tests.oracle.subjects.rules import USERS, User
from tests.oracle.subjects.world import OLD
from tests.unit.metrics.fitting import fitting

EVERY = [pytest.param(at, metric, id=metric.name) for at, metric in enumerate(METRICS.values())]
YEAR = Cut(by=("company",), start="2025-11-26", end="2026-11-26")
"""It begins and ends with an accounting period of those that close on the 25th."""

GRAINS = ("month", "quarter", "accounting")
ADDITIVE = frozenset({"count", "sum"})


def _adds_up(metric: Metric) -> bool:
    whole = metric.denominator is None and metric.over is None and not metric.least
    return whole and metric.numerator.how in ADDITIVE


FLOWS = [(at, m) for at, m in enumerate(METRICS.values()) if m.kind == "flow" and _adds_up(m)]


def _cells(oracle: Oracle, user: str, metric: Metric, cut: Cut) -> dict[Cell, Told]:
    question = Question(metric=metric.name, cut=cut)
    return cells_of(oracle.enterprise.door.ask(user, question))


def _folded(cells: Mapping[Cell, Told], size: int) -> dict[Cell, Told]:
    """Cells added up over all dimensions but the first, and over periods."""
    found: dict[Cell, Told] = {}
    for cell, told in cells.items():
        before = found.get(cell[:size], Told(value=None, rows=0))
        known = [each for each in (before.value, told.value) if each is not None]
        total = sum(known) if known else None
        found[cell[:size]] = Told(value=total, rows=before.rows + told.rows)
    return found


def _same(metric: Metric, found: Mapping[Cell, Told], wanted: Mapping[Cell, Told]) -> None:
    """As many rows, and the same sum where it is one."""
    assert {cell: told.rows for cell, told in found.items()} == {
        cell: told.rows for cell, told in wanted.items()
    }
    for cell, told in wanted.items() if _adds_up(metric) else ():
        assert (found[cell].value is None) == (told.value is None)
        if told.value is not None:
            assert found[cell].value == pytest.approx(told.value, rel=1e-9, abs=1e-6)


@pytest.mark.parametrize(("at", "metric"), EVERY)
def test_parts_give_the_whole(oracle: Oracle, at: int, metric: Metric) -> None:
    """Over one dimension each, so that the metrics of a fact go through all of theirs.

    Companies are told apart, or what they do with each other would be missing from the whole.
    """
    whole = fitting(metric, YEAR)
    rest = [name for name in metric.by if name not in whole.by]
    parts = replace(whole, by=(*whole.by, rest[at % len(rest)]))
    told = _cells(oracle, "boss", metric, whole)
    size = len(whole.by)
    assert sum(each.rows for each in told.values()), "nothing was counted"
    folded = _folded(_cells(oracle, "boss", metric, parts), size)
    _same(metric, _counting(folded), _counting(_folded(told, size)))


def _counting(cells: Mapping[Cell, Told]) -> dict[Cell, Told]:
    """Cells that counted a row: of a ratio there are others, which only its lower side knows."""
    return {cell: told for cell, told in cells.items() if told.rows}


@pytest.mark.parametrize(("at", "metric"), FLOWS, ids=[metric.name for _, metric in FLOWS])
def test_periods_give_the_year(oracle: Oracle, at: int, metric: Metric) -> None:
    """Months, quarters and accounting periods: of every row exactly one holds it."""
    whole = fitting(metric, YEAR)
    size = len(whole.by)
    year = _folded(_cells(oracle, "boss", metric, whole), size)
    periods = replace(whole, grain=GRAINS[at % len(GRAINS)])
    _same(metric, _folded(_cells(oracle, "boss", metric, periods), size), year)


@pytest.mark.parametrize(("at", "metric"), EVERY)
def test_who_sees_a_part_is_told_the_cell_of_it(oracle: Oracle, at: int, metric: Metric) -> None:
    """All that the executive of one company is told is what the group's executive is told of it;
    and so with the head of a department, where the metric knows departments."""
    of_department = at % 2 and "department" in metric.by
    user, part = ("head-d12", "department") if of_department else ("boss-c1", "company")
    cut = fitting(metric, replace(YEAR, by=(part,)))
    member = "D12" if of_department else "C1"
    mine = _cells(oracle, user, metric, cut)
    all_of_it = _cells(oracle, "boss", metric, cut)
    wanted = {cell: told for cell, told in all_of_it.items() if cell[0] == member}
    assert {cell: told.rows for cell, told in mine.items()} == {
        cell: told.rows for cell, told in wanted.items()
    }
    if not (metric.least or metric.share):  # what a cell says there depends on the others
        _same_values(mine, wanted)


def _same_values(found: Mapping[Cell, Told], wanted: Mapping[Cell, Told]) -> None:
    for cell, told in wanted.items():
        value = found[cell].value
        assert (value is None) == (told.value is None), cell
        if told.value is not None:
            assert value == pytest.approx(told.value, rel=1e-9, abs=1e-6), cell


@pytest.mark.parametrize(("at", "metric"), EVERY)
def test_an_old_pin_gives_its_old_numbers(oracle: Oracle, at: int, metric: Metric) -> None:
    """After rows moved, changed, came and went: by number and by moment, to the executive and to
    those who see a part, in turn. The rows are those of the old pin, the rights those of today.
    """
    user = _somebody(oracle, at, metric) if at % 2 else USERS[0]
    cuts = [oracle.cut(metric, (at + number) % len(CUTS)) for number in range(len(CUTS))]
    cut = next(cut for cut in cuts if not oracle.refuses(user, metric, cut))
    as_of = OLD if at % 3 else NOW + timedelta(minutes=5)
    question = Question(metric=metric.name, cut=cut, as_of=as_of)
    found = oracle.enterprise.door.ask(user.name, question)
    same_cells(found, oracle.said(user, metric, cut, pin=OLD).cells)


def _somebody(oracle: Oracle, at: int, metric: Metric) -> User:
    """A user who sees a part of the fact, another one for every metric."""
    fact = metric.fact.name
    every = len(oracle.enterprise.at[OLD][fact])
    some = [
        user
        for user in USERS
        if 0 < len(oracle.enterprise.seen(user, fact, OLD)) < every
        and not oracle.refuses(user, metric, oracle.cut(metric, 0))
    ]
    return some[at % len(some)]


def test_the_pins_do_differ(oracle: Oracle) -> None:
    """Otherwise an old pin that gives the newest numbers would pass."""
    boss, cut = USERS[0], CUTS[1]
    differ = [
        metric.name
        for metric in METRICS.values()
        if oracle.said(boss, metric, fitting(metric, cut), pin=OLD).cells
        != oracle.said(boss, metric, fitting(metric, cut)).cells
    ]
    assert len(differ) > 0.8 * len(METRICS)
