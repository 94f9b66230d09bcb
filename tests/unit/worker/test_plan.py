"""What is due is decided by clocks and histories alone."""

from datetime import UTC, datetime, timedelta

import pytest

from worker.plan import FIRST_PAUSE, LONGEST_PAUSE, Job, Progress, due, pause, slot

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
FIVE = timedelta(seconds=5)


def job(name: str = "oa", *, ago: float | None = None, failures: int = 0) -> Job:
    started = None if ago is None else NOW - timedelta(seconds=ago)
    return Job(name=name, every=FIVE, progress=Progress(started_at=started, failures=failures))


def test_a_job_that_never_ran_is_due() -> None:
    assert due([job()], (), NOW) == ("oa",)


@pytest.mark.parametrize(("ago", "expected"), [(4.9, ()), (5.0, ("oa",)), (60.0, ("oa",))])
def test_a_job_is_due_once_its_period_is_over(ago: float, expected: tuple[str, ...]) -> None:
    assert due([job(ago=ago)], (), NOW) == expected


def test_what_is_queued_or_running_is_not_due_again() -> None:
    assert due([job("a"), job("b")], {"a"}, NOW) == ("b",)


def test_a_clock_set_back_does_not_stop_the_work() -> None:
    assert due([job(ago=-3600)], (), NOW) == ("oa",)


def test_failures_in_a_row_double_the_pause_up_to_a_limit() -> None:
    pauses = [pause(FIVE, Progress(failures=n)) for n in (0, 1, 2, 3)]
    assert pauses == [FIVE, FIVE * 2, FIVE * 4, FIVE * 8]
    assert pause(FIVE, Progress(failures=1000)) == LONGEST_PAUSE


def test_a_rare_source_is_never_asked_more_often_for_failing() -> None:
    day = timedelta(days=1)
    assert pause(day, Progress(failures=3)) == FIRST_PAUSE * 8  # not another day without numbers
    assert pause(day, Progress(failures=1000)) == day


def test_one_failing_source_does_not_delay_another() -> None:
    assert due([job("down", ago=8, failures=4), job("up", ago=8)], (), NOW) == ("up",)


def test_two_workers_name_the_same_period_alike() -> None:
    assert slot(FIVE, NOW) == slot(FIVE, NOW + timedelta(seconds=4.9))
    assert slot(FIVE, NOW + FIVE) == slot(FIVE, NOW) + 1
