"""The worked examples of the catalogue, as they stand."""

import pytest

from metrics.definition import Cut
from metrics.errors import MixedCurrencies, UnknownDimension, UnknownMetric, WrongCut
from metrics.measure import measure
from metrics.registry import METRICS, metric
from tests.examples.metrics.documents import D1, D2, D3, document, frames
from tests.unit.metrics.world import local

ON = frames("approval", D1, D2, D3)
NOVEMBER = Cut(start="2026-11-01", end="2026-12-01")


def said(name: str, cut: Cut = NOVEMBER, on=ON):
    rows = measure(METRICS[f"approval.{name}"], cut, on).rows
    assert rows.height == 1
    return rows["value"][0]


def test_d1_takes_eleven_working_hours():
    """1 h on Friday, 8 on Monday, 2 on Tuesday; 8 with approvers, 3 with the applicant."""
    assert said("cycle_time") == 11.0
    assert said("approver_time") == 8.0
    assert said("applicant_time") == 3.0


def test_d2_is_late_though_it_has_no_cycle_time():
    """Open past its due moment: late in the headline, absent from the closed ones."""
    assert said("on_time_rate") == 50.0
    assert said("on_time_closed") == 100.0
    assert said("overdue") == 1


def test_d3_counts_in_the_withdrawal_rate_only():
    """One of three submitted was withdrawn; it is in no other number."""
    assert said("withdrawal_rate") == pytest.approx(100 / 3)
    found = measure(METRICS["approval.cycle_time"], NOVEMBER, ON)
    assert found.counted == 1
    assert [count for _, count in found.excluded] == [0, 0, 1]
    assert said("decided") == 1


def test_a_past_period_end_shows_what_was_open_then():
    """At the end of week 45 (Sunday) only D1 was open, one working hour old and not overdue."""
    week = Cut(start="2026-11-02", end="2026-11-09")
    assert said("in_flight", week) == 1
    assert said("oldest_age", week) == 1.0
    assert said("overdue", week) == 0
    tuesday = Cut(start="2026-11-10", end="2026-11-11")
    assert said("in_flight", tuesday) == 1  # D2; D1 was decided during the day
    assert said("overdue", tuesday) == 0  # due at 18:00, and no working time has passed since


def test_nothing_can_be_said_of_a_balance_in_the_future():
    """A period that begins after the pin has no instant yet: null, not zero."""
    assert said("in_flight", Cut(start="2026-12-01", end="2027-01-01")) is None
    assert said("submitted", Cut(start="2026-12-01", end="2027-01-01")) == 0


def test_no_limit_no_rate():
    """Without a time limit the on-time rate is null."""
    free = document(
        "D8", status="approved", submitted_at=local("2026-11-02 09:00"),
        decided_at=local("2026-11-03 09:00"),
    )  # fmt: skip
    assert said("on_time_rate", on=frames("approval", free)) is None


def test_a_due_moment_after_the_pin_is_not_due_yet():
    """Due in the running period but later than the pin: neither in time nor late."""
    early = document(
        "D9", status="approved", submitted_at=local("2026-11-11 09:00"),
        decided_at=local("2026-11-11 10:00"), due_at=local("2026-11-12 18:00"),
    )  # fmt: skip
    assert said("on_time_rate", on=frames("approval", D1, D2, early)) == 50.0


def test_amounts_of_two_currencies_are_never_added():
    """A sum over CNY and EUR raises; by currency each has its own."""
    euro = D1 | {"document_id": "E1", "currency": "EUR"}
    on = frames("approval", D1, euro)
    with pytest.raises(MixedCurrencies, match="CNY, EUR"):
        said("submitted_amount", on=on)
    by = Cut(by=("currency",), start="2026-11-01", end="2026-12-01")
    rows = measure(METRICS["approval.submitted_amount"], by, on).rows
    assert rows["currency"].to_list() == ["CNY", "EUR"]
    assert said("submitted", on=on) == 2


def test_amounts_nobody_knows_are_not_zero():
    """One document without an amount: the sum is null."""
    assert said("submitted_amount", on=frames("approval", D3)) is None


def test_wrong_questions_say_what_would_be_right():
    """Typed errors, each one sentence with the way out."""
    with pytest.raises(UnknownMetric, match=r"approval\.cycle_time"):
        metric("approval.cycletime")
    with pytest.raises(UnknownDimension, match="company"):
        said("cycle_time", Cut(by=("node",)))
    with pytest.raises(UnknownDimension, match="company"):
        said("cycle_time", Cut(where=(("'; drop table", ("x",)),)))
    with pytest.raises(WrongCut, match="2026-11-21"):
        said("cycle_time", Cut(start="yesterday"))
    with pytest.raises(WrongCut, match="after"):
        said("cycle_time", Cut(start="2026-11-02", end="2026-11-01"))
    with pytest.raises(WrongCut, match="once"):
        said("cycle_time", Cut(by=("company", "company")))
    with pytest.raises(WrongCut, match="only now"):
        said("in_flight", Cut(by=("current_node",), grain="month"))
