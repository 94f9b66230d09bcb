"""A number stands beside the target of a place only for who sees all that its number counts.

A target of a place held against a part of it, or against more, would say that somebody failed who
did not.
"""

from collections.abc import Iterator
from datetime import date

import pytest

from metrics.definition import Cut, Metric
from metrics.registry import METRICS
from queries.definition import Question
from state.targets import Aim, Goal
from tests.oracle.subjects.expected import Oracle
from tests.oracle.subjects.rules import USERS, User
from tests.unit.metrics.fitting import fitting

Place = tuple[tuple[str, tuple[str, ...]], ...]
PERIOD = Cut(start="2025-10-01", end="2026-05-01")
PLACES: tuple[Place, ...] = (
    (),
    *((("company", (company,)),) for company in ("C1", "C2")),
    *((("department", (department,)),) for department in ("D1", "D11", "D12", "D2", "D21")),
)
BOSS = USERS[0]
OWN = {"boss-c1": 1, "finance-c2": 2, "boss-d21": 7, "hr-d11": 4, "head-d12": 5}
"""Whose only place is which: they are told its target without asking for the place, if what they
are told without is what the place's number counts (not where trade within the group is left out of
a total, or a person sees more than the place)."""


def _one_a_fact() -> Iterator[Metric]:
    """The first metric of each fact that gives one number without a cut, of companies or
    departments."""
    known = set[str]()
    for metric in METRICS.values():
        plain = not metric.share and not fitting(metric, PERIOD).by
        if plain and metric.fact.name not in known and {"company", "department"} & {*metric.by}:
            known.add(metric.fact.name)
            yield metric


EVERY = tuple(_one_a_fact())


@pytest.fixture(scope="module", autouse=True)
def _goals(oracle: Oracle) -> Iterator[None]:
    """Each place has its own: its number in the list of places."""
    targets = oracle.enterprise.installation.state.targets
    aims = {number: _aim(place) for number, place in enumerate(PLACES)}
    for metric in EVERY:
        for number, (company, department) in aims.items():
            aim = Aim(metric=metric.name, company_id=company, department_id=department)
            goal = Goal(low=number, high=number)
            targets.set(aim, goal, valid_from=date(2025, 1, 1), by="test")
    yield
    for metric in EVERY:
        for company, department in aims.values():
            aim = Aim(metric=metric.name, company_id=company, department_id=department)
            targets.remove(aim, by="test")


def _aim(place: Place) -> tuple[str | None, str | None]:
    told = {name: values[0] for name, values in place}
    return told.get("company"), told.get("department")


def test_most_facts_are_held_against_targets_by_whom_they_are_about(oracle: Oracle) -> None:
    assert len(EVERY) > 25
    for user in USERS:
        if user.name in OWN:
            place = PLACES[OWN[user.name]]
            alike = [
                metric
                for metric in EVERY
                if not oracle.refuses(user, metric, PERIOD)
                and _is_same(oracle, user, metric, place)
            ]
            assert len(alike) >= 2, user.name


@pytest.mark.parametrize("metric", EVERY, ids=[metric.name for metric in EVERY])
def test_a_target_is_that_of_the_rows_that_were_counted(oracle: Oracle, metric: Metric) -> None:
    """Every user asks for no place, and in turn for some."""
    at = EVERY.index(metric)
    for turn, user in enumerate(USERS, at):
        for asked in {(), PLACES[turn % len(PLACES)], PLACES[(turn + 3) % len(PLACES)]}:
            number = _told(oracle, user, metric, asked)
            if number is None:
                continue
            assert not asked or PLACES[number] == asked
            mine = oracle.said(user, metric, _cut(asked)).cells
            whole = oracle.said(BOSS, metric, _cut(PLACES[number])).cells
            assert mine == whole, (user.name, asked, PLACES[number])


@pytest.mark.parametrize("metric", EVERY, ids=[metric.name for metric in EVERY])
def test_who_sees_a_place_whole_is_told_its_target(oracle: Oracle, metric: Metric) -> None:
    for number, place in enumerate(PLACES):
        if all(name in metric.by for name, _ in place):
            assert _told(oracle, BOSS, metric, place) == number
    for user in USERS:
        if user.name in OWN and not oracle.refuses(user, metric, PERIOD):
            number = OWN[user.name]
            wanted = number if _is_same(oracle, user, metric, PLACES[number]) else None
            assert _told(oracle, user, metric, ()) == wanted, user.name


def _is_same(oracle: Oracle, user: User, metric: Metric, place: Place) -> bool:
    if any(name not in metric.by for name, _ in place):
        return False
    mine, whole = oracle.said(user, metric, PERIOD), oracle.said(BOSS, metric, _cut(place))
    return mine.cells == whole.cells


def _cut(place: Place) -> Cut:
    return Cut(start=PERIOD.start, end=PERIOD.end, where=place)


def _told(oracle: Oracle, user: User, metric: Metric, place: Place) -> int | None:
    """The number of the place whose target the user is told."""
    cut = _cut(place)
    if any(name not in metric.by for name, _ in place) or oracle.refuses(user, metric, cut):
        return None
    found = oracle.enterprise.door.ask(user.name, Question(metric=metric.name, cut=cut)).target
    return None if found is None or found.goal.low is None else int(found.goal.low)
