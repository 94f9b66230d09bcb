"""A number is held against the target of its own place and period, and of no other."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from access.definition import Grant, Scope, Viewer
from metrics.definition import Cut
from metrics.registry import METRICS
from queries.targets import Held, held, place_of, standing, within
from state import State
from state.targets import Aim, Goal
from tests.integration.state.template import place

RATE, ORDERS = METRICS["approval.on_time_rate"], METRICS["purchase.spend"]
CYCLE, PAID = METRICS["approval.cycle_time"], METRICS["budget.execution_rate"]
NOVEMBER = Cut(start="2026-11-01", end="2026-12-01")
TODAY = date(2026, 11, 22)
HEAD = Viewer(
    user="li",
    name="Li",
    person_id="P1",
    grants=(Grant(role="department_head", department_id="D1"),),
    rights_version=1,
)
ALL = Scope(subject="approval", everything=True)
ONE = Scope(subject="approval", departments=frozenset({"D1", "D11"}))


@pytest.fixture
def state(tmp_path) -> Iterator[State]:
    opened = State.open(place(tmp_path / "state.db"))
    yield opened
    opened.close()


def told(
    state: State, cut: Cut = NOVEMBER, *, scope: Scope = ALL, value: float = 90
) -> Held | None:
    place = place_of(cut, HEAD, scope)
    if place is None:
        return None
    return held(state.targets, RATE, cut, value, place=place, today=TODAY)


def put(state: State, value: float, **aim: str) -> None:
    state.targets.set(
        Aim(metric=RATE.name, **aim), Goal(value=value), valid_from=date(2026, 1, 1), by="wang"
    )


def where(**kept: str) -> Cut:
    return replace(NOVEMBER, where=tuple((name, (value,)) for name, value in kept.items()))


@pytest.mark.parametrize(
    ("metric", "goal", "value", "expected"),
    [
        (RATE, Goal(value=95), 95.0, "reached"),
        (RATE, Goal(value=95), 94.9, "missed"),
        (CYCLE, Goal(value=24), 24.0, "reached"),
        (CYCLE, Goal(value=24), 24.1, "missed"),
        (RATE, Goal(low=75, high=85), 85.0, "reached"),
        (RATE, Goal(low=75, high=85), 85.1, "missed"),
        (RATE, Goal(low=75), 74.0, "missed"),
        (RATE, Goal(high=85), 90.0, "missed"),
        (RATE, Goal(value=95), None, None),
        (METRICS["approval.submitted"], Goal(value=95), 94.0, None),
    ],
)
def test_a_goal_is_met_in_the_metrics_direction(metric, goal, value, expected) -> None:
    assert standing(metric, goal, value, running=False) == expected


def test_only_a_sum_that_still_grows_is_under_way() -> None:
    revenue = METRICS["sales.revenue"]
    assert standing(revenue, Goal(value=100), 60.0, running=True) == "under_way"
    assert standing(revenue, Goal(value=100), 60.0, running=False) == "missed"
    assert standing(RATE, Goal(value=95), 60.0, running=True) == "missed"


def test_the_target_of_the_period_and_of_any_period(state: State) -> None:
    put(state, 95)
    put(state, 97, period="2026-10")
    assert told(state) == Held(goal=Goal(value=95), standing="missed")
    october = replace(NOVEMBER, start="2026-10-01", end="2026-11-01")
    assert told(state, october, value=97) == Held(goal=Goal(value=97), standing="reached")
    put(state, 96, period="month")
    assert told(state).goal == Goal(value=96)
    assert told(state, replace(NOVEMBER, start="2026-10-07")).goal == Goal(value=95)


def test_a_number_of_another_place_has_no_target(state: State) -> None:
    put(state, 95)
    put(state, 90, department_id="D1")
    assert told(state, where(department="D1")).goal == Goal(value=90)
    assert told(state, where(department="D2")) is None
    assert told(state, where(process="出差")) is None
    assert told(state, replace(NOVEMBER, by=("department",))) is None
    assert told(state, replace(NOVEMBER, grain="month")) is None


def test_a_head_is_told_the_departments_target_and_never_the_groups(state: State) -> None:
    put(state, 95)
    assert told(state, scope=ONE) is None
    put(state, 90, department_id="D1")
    put(state, 80, department_id="D2")
    assert told(state, scope=ONE).goal == Goal(value=90)
    assert told(state, where(department="D2"), scope=ONE) is None
    denied = replace(ALL, denied_companies=frozenset({"C1"}))
    assert told(state, scope=denied) is None


def test_the_same_question_of_a_place_alone() -> None:
    assert within(NOVEMBER, (None, "D1")) == where(department="D1")
    assert within(NOVEMBER, ("C1", None)) == where(company="C1")
    assert within(NOVEMBER, (None, None)) == NOVEMBER
    assert within(where(department="D1"), (None, "D1")) == where(department="D1")
