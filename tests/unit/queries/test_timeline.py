"""Where a document stands against its promise, and how long it has waited."""

from datetime import UTC, datetime
from typing import Any

import polars as pl
import pytest

from queries import timeline

AT = datetime(2026, 3, 2, tzinfo=UTC)
HEADER: dict[str, Any] = {
    "calendar_id": "office",
    "due_at": AT,
    "due_pos": 1000,
    "is_submitted": True,
    "has_sla": True,
    "is_running": False,
    "is_decided": False,
    "decided_in_time": False,
}


@pytest.mark.parametrize(
    ("changed", "clock", "state", "left"),
    [
        ({"is_submitted": False}, {"office": 1}, "not_submitted", None),
        ({"has_sla": False}, {"office": 1}, "no_sla", None),
        ({"is_running": True}, {"office": 900}, "running", 100),
        ({"is_running": True}, {"office": 1000}, "running", 0),
        ({"is_running": True}, {"office": 1001}, "overdue", -1),
        ({"is_running": True}, {}, "running", None),
        ({"is_decided": True, "decided_in_time": True}, {}, "in_time", None),
        ({"is_decided": True}, {}, "late", None),
        ({}, {}, "ended", None),
    ],
)
def test_due_state(
    changed: dict[str, Any], clock: dict[str, int], state: str, left: int | None
) -> None:
    found = timeline.due(HEADER | changed, clock)
    assert (found.state, found.left) == (state, left)


def test_an_open_wait_lasts_until_the_pin() -> None:
    row = {
        "approval_id": "1",
        "seq": 1,
        "round": 1,
        "node": "经理",
        "actor_id": "P1",
        "role": None,
        "action": None,
        "entered_at": AT,
        "acted_at": None,
        "entered_pos": 100,
        "wait_minutes": None,
        "calendar_id": "office",
        "comment": None,
    }
    rows = pl.DataFrame(
        [row], schema_overrides={"acted_at": pl.Datetime("us", "UTC"), "comment": pl.String}
    )
    (step,) = timeline.steps(rows, people={"P1": "王磊"}, clock={"office": 160}, hidden=frozenset())
    assert (step.wait_minutes, step.actor) == (60, "王磊")
    (hidden,) = timeline.steps(rows, people={"P1": "王磊"}, clock={}, hidden=frozenset({"actor"}))
    assert (hidden.wait_minutes, hidden.actor) == (None, "***")
