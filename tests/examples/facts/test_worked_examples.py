"""The worked examples of the catalogue of metrics, as they stand.

Calendar Mon-Fri 9-12, 13-18; SLA 16 working hours. 2026-11-06 is a Friday.
"""

from datetime import date
from typing import Any

import pytest

from facts.build import Built
from tests.unit.facts.world import approval, at, facts, one, steps

FRI, MON, TUE, WED = "2026-11-06", "2026-11-09", "2026-11-10", "2026-11-11"


@pytest.fixture(scope="module")
def built() -> Built:
    d1 = approval("D1", "approved", submitted_at=f"{FRI} 17:00", decided_at=f"{TUE} 11:00")
    d2 = approval("D2", "running", submitted_at=f"{MON} 09:00")
    d3 = approval("D3", "withdrawn", submitted_at=f"{MON} 09:00")
    acts: list[dict[str, Any]] = [
        *steps(
            "D1",
            ("submit", "apply", "p0", f"{FRI} 17:00", f"{FRI} 17:00"),
            ("return_to_applicant", "head", "p1", f"{FRI} 17:00", f"{MON} 10:00"),
            ("submit", "apply", "p0", f"{MON} 10:00", f"{MON} 14:00", {"round": 2}),
            ("approve", "head", "p1", f"{MON} 14:00", f"{TUE} 11:00", {"round": 2}),
        ),
        *steps(
            "D2",
            ("submit", "apply", "p0", f"{MON} 09:00", f"{MON} 09:00"),
            (None, "head", "p1", f"{MON} 09:00", None),
        ),
        *steps(
            "D3",
            ("submit", "apply", "p0", f"{MON} 09:00", f"{MON} 09:00"),
            ("withdraw", "apply", "p0", f"{MON} 10:00", f"{MON} 10:00"),
        ),
    ]
    return facts([d1, d2, d3], acts)


def test_d1_takes_11_working_hours_8_with_approvers_3_with_the_applicant(built: Built) -> None:
    d1 = one(built, "D1")
    assert d1["working_minutes"] == 11 * 60
    assert d1["approver_minutes"] == 8 * 60
    assert d1["applicant_minutes"] == 3 * 60
    assert (d1["submitted_on"], d1["decided_on"]) == (date(2026, 11, 6), date(2026, 11, 10))


def test_d1_is_due_tuesday_17_and_decided_in_time(built: Built) -> None:
    d1 = one(built, "D1")
    assert d1["due_at"] == at(f"{TUE} 17:00")
    assert d1["decided_in_time"]
    assert d1["is_decided"]
    assert (d1["returns"], d1["submits"], d1["first_pass"]) == (1, 2, False)


def test_d2_is_not_in_cycle_time_and_due_tuesday_18(built: Built) -> None:
    d2 = one(built, "D2")
    assert d2["working_minutes"] is None
    assert not d2["is_decided"]
    assert d2["is_running"]
    assert d2["due_at"] == at(f"{TUE} 18:00")
    assert d2["due_on"] == date(2026, 11, 10)
    assert not d2["decided_in_time"]


def test_d2_is_late_on_wednesday_18(built: Built) -> None:
    from tests.unit.facts.world import references

    now = references().clock.at(at(f"{WED} 18:00"), "cn", "Asia/Shanghai")
    assert now > one(built, "D2")["due_pos"]


def test_d3_counts_as_withdrawn_only(built: Built) -> None:
    d3 = one(built, "D3")
    assert d3["is_withdrawn"]
    assert not d3["is_decided"]
    assert not d3["is_running"]
    assert d3["working_minutes"] is None
    assert d3["ended_at"] == at(f"{MON} 10:00")


def test_on_time_rate_over_d1_and_d2_is_one_half_and_one_of_the_closed(built: Built) -> None:
    due = [one(built, d) for d in ("D1", "D2")]
    assert all(d["has_sla"] for d in due)
    assert sum(d["decided_in_time"] for d in due) / len(due) == 1 / 2
    closed = [d for d in due if d["is_decided"]]
    assert sum(d["decided_in_time"] for d in closed) / len(closed) == 1 / 1
