"""What was recorded in part is compared with nothing, and says why."""

from datetime import date

import pytest

from metrics.compare import plan
from metrics.definition import Cut
from metrics.recorded import comparable
from metrics.registry import METRICS
from tests.unit.metrics.world import calendar_day

TODAYS = {"five": date(2026, 11, 18), "six": date(2026, 11, 18)}
PLANNED = plan(
    Cut(grain="month", start="2026-08-01", end="2026-12-01"), "prev", calendar_day(), TODAYS
)
BEGUN = date(2026, 8, 31)


def compared(name: str, since: date | None) -> list[str]:
    return [step.label for step in comparable(PLANNED, METRICS[name], since).steps]


def test_what_is_counted_over_a_period_needs_all_of_its_days() -> None:
    everything = [step.label for step in PLANNED.steps]
    assert everything == ["2026-08", "2026-09", "2026-10", "2026-11"]
    assert compared("agreement.reconciled", BEGUN) == ["2026-10", "2026-11"]
    assert compared("agreement.reconciliation_time", date(2026, 9, 1)) == ["2026-11"]
    assert compared("approval.submitted", BEGUN) == everything


def test_a_balance_needs_the_last_day() -> None:
    assert compared("agreement.open_episodes", date(2026, 9, 30)) == ["2026-10", "2026-11"]
    assert compared("agreement.open_episodes", date(2026, 10, 1)) == ["2026-11"]


@pytest.mark.parametrize(
    ("since", "zh", "en"),
    [
        (None, "尚无记录", "nothing has been recorded"),
        (BEGUN, "记录始于 2026-08-31", "record began on 2026-08-31"),
    ],
)
def test_the_reason_is_told(since: date | None, zh: str, en: str) -> None:
    found = comparable(PLANNED, METRICS["agreement.reconciled"], since)
    reason = found.reasons["2026-08"]
    assert zh in reason["zh"]
    assert en in reason["en"]
    assert found.reasons.keys() | {s.label for s in found.steps} == {s.label for s in PLANNED.steps}
