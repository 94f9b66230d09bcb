"""The demo's targets are of metrics that exist, in their units, and each may be set."""

import pytest

from metrics.registry import METRICS
from samples.demo.goals import GOALS, DemoGoal
from state.targets import EVERY, Goal


@pytest.mark.parametrize("goal", GOALS, ids=lambda goal: f"{goal.metric} {goal.period}")
def test_a_goal_can_be_held_against_its_metric(goal: DemoGoal) -> None:
    metric = METRICS[goal.metric]
    assert Goal(value=goal.value, low=goal.low, high=goal.high).problem() is None
    assert goal.value is None or metric.better != "neither"
    assert goal.period in {"", *EVERY}
    ends = [end for end in (goal.value, goal.low, goal.high) if end is not None]
    assert metric.unit["en"] != "%" or all(0 <= end <= 100 for end in ends)
