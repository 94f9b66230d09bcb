"""Differential: every metric, for every user, is what the naive filter's rows say; so is its drill.

Walks the registry: a metric is covered the moment it exists, and a fact nobody has told the rights
of fails.
"""

from collections import Counter
from itertools import chain

import pytest
from polars.testing import assert_frame_equal

from metrics.definition import Cut, Metric
from metrics.registry import METRICS, every_metric
from queries.definition import Page, Question
from queries.errors import BadQuestion, NotAllowed, Unanswerable
from tests.oracle.subjects import rules
from tests.oracle.subjects.compare import same_cells
from tests.oracle.subjects.expected import COMPARED, CUTS, Oracle
from tests.oracle.subjects.masked import PERSON, leaks, row_as_told
from tests.oracle.subjects.recompute import Cell, cell_of
from tests.oracle.subjects.rows import key_of
from tests.oracle.subjects.rules import USERS, User
from tests.oracle.subjects.world import SUBJECTS

ALL_ROWS = Page(limit=1000)
TURNS = 4
COMPARING = 3
EVERY = [pytest.param(at, metric, id=metric.name) for at, metric in enumerate(METRICS.values())]


def test_every_fact_is_told_the_rights_of() -> None:
    """A new fact must say of which subjects it tells, or nobody knows who may see it."""
    assert set(rules.SUBJECTS) == {fact.name for fact in SUBJECTS}
    assert {metric.fact.name for metric in every_metric()} <= set(rules.SUBJECTS)


@pytest.mark.parametrize(("at", "metric"), EVERY)
def test_every_user_is_told_what_their_rows_say(oracle: Oracle, at: int, metric: Metric) -> None:
    """Values, rows counted, rows left out by reason, comparison; or the same refusal."""
    told = 0
    for number, user in enumerate(USERS):
        shape = (at + number) % len(CUTS)
        told += _ask(oracle, user, metric, shape)
        if (number - at) % COMPARING == 0 and shape in COMPARED:
            _compared(oracle, user, metric, shape)
    assert told, f"{metric.name} counted nothing for anybody: the test would prove nothing"


@pytest.mark.parametrize(("at", "metric"), EVERY)
def test_every_user_is_listed_their_rows(oracle: Oracle, at: int, metric: Metric) -> None:
    """Exactly the rows they may see of those counted, with what they may read of each.

    Of a fact that many metrics tell of, each user lists the rows of every fourth.
    """
    alike = [each.name for each in METRICS.values() if each.fact is metric.fact]
    turn = alike.index(metric.name) if len(alike) >= TURNS else None
    for number, user in enumerate(USERS):
        if turn is None or (turn + number) % TURNS == 0:
            _drill(oracle, user, metric, (at + number) % len(CUTS))


def _ask(oracle: Oracle, user: User, metric: Metric, shape: int) -> int:
    cut, door = oracle.cut(metric, shape), oracle.enterprise.door
    question = Question(metric=metric.name, cut=cut)
    if oracle.refuses(user, metric, cut):
        _refused(oracle, user, question)
        return 0
    wanted, found = oracle.said(user, metric, cut), door.ask(user.name, question)
    same_cells(found, wanted.cells)
    assert found.passport.rows == sum(told.rows for told in wanted.cells.values())
    assert tuple(count for _, count in found.passport.excluded) == wanted.excluded
    return found.passport.rows


def _compared(oracle: Oracle, user: User, metric: Metric, shape: int) -> None:
    cut = oracle.cut(metric, shape)
    if oracle.refuses(user, metric, cut):
        return  # `_ask` has compared it
    question = Question(metric=metric.name, cut=cut, compare=COMPARED[shape])
    wanted = oracle.compared(user, metric, cut, COMPARED[shape])
    if isinstance(wanted, str):
        with pytest.raises((BadQuestion, Unanswerable)) as caught:
            oracle.enterprise.door.ask(user.name, question)
        assert caught.value.reason["zh"] == wanted
        return
    found = oracle.enterprise.door.ask(user.name, question).rows
    told = ["base", "change", "change_unit"]
    assert_frame_equal(found.select(told), wanted.select(told), rel_tol=1e-9, abs_tol=1e-9)


def _drill(oracle: Oracle, user: User, metric: Metric, shape: int) -> None:
    cut, fact = oracle.cut(metric, shape), metric.fact
    if oracle.refuses(user, metric, cut):
        return  # `_ask` has compared it
    seen = oracle.enterprise.seen(user, fact.name)
    masks = rules.masks(user, fact.name, oracle.enterprise.today)
    cell = _some_cell(oracle, user, metric, cut) if shape % 2 else ()
    wanted = Counter(
        (*row_as_told(fact, each.row, masks), each.row.get("period", each.period))
        for each in oracle.counted(metric, cut)
        if key_of(fact, each.row) in seen and cell in {(), cell_of(metric, cut, each)}
    )
    found = oracle.enterprise.door.drill(
        user.name,
        Question(metric=metric.name, cut=cut),
        cell=dict(zip((*cut.by, "period"), cell, strict=bool(cell))),
        page=ALL_ROWS,
    )
    told = found.rows.select(fact.schema.names()).rows(), found.rows["period"]
    assert Counter((*row, period) for row, period in zip(*told, strict=True)) == wanted
    assert found.total == found.rows.height == found.passport.rows == wanted.total()
    assert not leaks(found.rows, masks)


def _some_cell(oracle: Oracle, user: User, metric: Metric, cut: Cut) -> Cell:
    """A cell that counted something; none where there is none."""
    cells = oracle.said(user, metric, cut).cells
    counted = sorted(cell for cell, told in cells.items() if told.rows)
    return counted[len(counted) // 2] if counted else ()


def _refused(oracle: Oracle, user: User, question: Question) -> None:
    """Refused in both languages, tile and list alike, with words that name nobody."""
    door, words = oracle.enterprise.door, list[str]()
    for ask in (door.ask, door.drill):
        with pytest.raises(NotAllowed) as caught:
            ask(user.name, question)
        words += [caught.value.reason["zh"], caught.value.reason["en"]]
    assert all(words)
    assert words[:2] == words[2:]
    assert not list(chain.from_iterable(PERSON.findall(each) for each in words))
