from datetime import date

import pytest

from state import State
from state.errors import InvalidTarget
from state.targets import Aim, Goal
from tests.integration.state.conftest import Clock

RATE = Aim(metric="approval.on_time_rate")
SPRING, SUMMER = date(2026, 3, 1), date(2026, 6, 1)


def test_a_later_target_beats_an_earlier_one_from_its_day_on(state: State) -> None:
    state.targets.set(RATE, Goal(value=95), valid_from=SUMMER, by="wang")
    state.targets.set(RATE, Goal(value=90), valid_from=SPRING, by="li", note="开局")
    (before,) = state.targets.current(date(2026, 5, 31))
    assert (before.goal.value, before.set_by, before.note) == (90, "li", "开局")
    (after,) = state.targets.current(SUMMER)
    assert after.goal.value == 95
    assert state.targets.current(date(2026, 2, 28)) == ()


def test_a_target_set_again_for_the_same_day_replaces_and_remembers(state: State) -> None:
    state.targets.set(RATE, Goal(value=90), valid_from=SPRING, by="li")
    state.targets.set(RATE, Goal(low=80, high=99), valid_from=SPRING, by="li")
    (now,) = state.targets.current(SUMMER)
    assert now.goal == Goal(low=80, high=99)
    assert [each.goal.value for each in state.targets.history()] == [None, 90]


def test_a_removed_target_counts_no_more_and_stays_on_record(state: State, clock: Clock) -> None:
    state.targets.set(RATE, Goal(value=90), valid_from=SPRING, by="li")
    clock.forward(days=1)
    assert state.targets.remove(RATE, by="wang") == 1
    assert state.targets.remove(RATE, by="wang") == 0
    assert state.targets.current(SUMMER) == ()
    (told,) = state.targets.history(RATE.metric)
    assert (told.removed_by, told.removed_at) == ("wang", clock.now)
    state.targets.set(RATE, Goal(value=91), valid_from=SPRING, by="li")
    assert [each.goal.value for each in state.targets.current(SUMMER)] == [91]


def test_the_own_period_beats_every_period_beats_any(state: State) -> None:
    def aim(period: str) -> Aim:
        return Aim(metric="spend", company_id="c1", period=period)

    def found(period: str) -> float | None:
        target = state.targets.find(aim(period), on=SUMMER, every="month")
        return None if target is None else target.goal.value

    assert found("2026-06") is None
    for period, value in (("", 1.0), ("month", 2.0), ("2026-06", 3.0)):
        state.targets.set(aim(period), Goal(value=value), valid_from=SPRING, by="li")
        assert found("2026-06") == value
    assert found("2026-07") == 2.0
    assert state.targets.find(aim("2026"), on=SUMMER, every="year").goal.value == 1.0


def test_a_target_is_for_its_own_company_and_department_only(state: State) -> None:
    own = Aim(metric="spend", company_id="c1", department_id="d1")
    state.targets.set(own, Goal(high=5), valid_from=SPRING, by="li")
    for company, department in ((None, None), ("c1", None), ("c1", "d2"), ("c2", "d1")):
        other = Aim(metric="spend", company_id=company, department_id=department)
        assert state.targets.find(other, on=SUMMER) is None
        assert state.targets.remove(other, by="li") == 0
    assert state.targets.find(own, on=SUMMER).goal.high == 5
    assert state.targets.current(SUMMER, "another") == ()


@pytest.mark.parametrize(
    "goal",
    [
        Goal(),
        Goal(value=1, low=0),
        Goal(low=2, high=1),
        Goal(value=float("nan")),
        Goal(high=float("inf")),
    ],
)
def test_a_goal_that_says_nothing_plain_is_refused(state: State, goal: Goal) -> None:
    with pytest.raises(InvalidTarget):
        state.targets.set(RATE, goal, valid_from=SPRING, by="li")
    assert state.targets.history() == ()


@pytest.mark.parametrize("period", ["2026-13", "2026-Q5", "26", "2026-W54", "monthly", "2026-11 "])
def test_a_period_nobody_writes_so_is_refused(state: State, period: str) -> None:
    with pytest.raises(InvalidTarget, match="2026-Q4"):
        state.targets.set(
            Aim(metric="spend", period=period), Goal(value=1), valid_from=SPRING, by="li"
        )


@pytest.mark.parametrize(
    "period", ["", "2026", "2026-Q4", "2026-11", "2026-W53", "2026-11-22", "month", "accounting"]
)
def test_a_period_is_written_as_everywhere(state: State, period: str) -> None:
    aim = Aim(metric="spend", period=period)
    state.targets.set(aim, Goal(low=0), valid_from=SPRING, by="li")
    assert state.targets.find(aim, on=SUMMER) is not None


def test_a_target_needs_a_metric(state: State) -> None:
    with pytest.raises(InvalidTarget, match="metric"):
        state.targets.set(Aim(metric=" "), Goal(value=1), valid_from=SPRING, by="li")


@pytest.mark.parametrize(
    ("goal", "written"),
    [
        (Goal(value=45_000_000), "45,000,000"),
        (Goal(value=4.2), "4.2"),
        (Goal(low=-15, high=5), "-15…5"),
        (Goal(high=3), "…3"),
    ],
)
def test_a_goal_is_written_as_people_write_numbers(goal: Goal, written: str) -> None:
    assert goal.spelled() == written
