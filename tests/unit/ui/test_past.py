"""A past is told whole: nothing counted is 0, nothing to say is a gap, no period is left out."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import polars as pl
import pytest

from metrics.registry import METRICS
from ui.past import completed, counts_nothing_as_zero, whole

ASKED = {"2026-04": date(2026, 4, 1), "2026-05": date(2026, 5, 1), "2026-06": date(2026, 6, 1)}
MAY_31, JUNE_1 = date(2026, 5, 31), date(2026, 6, 1)


def _rows(*said):
    schema = {"period": pl.String, "value": pl.Int64, "rows": pl.Int64}
    return pl.DataFrame(list(said), schema=schema, orient="row")


def test_a_count_of_nothing_is_zero():
    past = completed(_rows(("2026-06", 3, 3), ("2026-04", 2, 2)), ASKED, JUNE_1, True)
    assert past.periods == ("2026-04", "2026-05", "2026-06")
    assert past.values == (2.0, 0.0, 3.0)
    assert past.counts == (2, 0, 3)


def test_an_average_of_nothing_is_a_gap_with_a_place():
    past = completed(_rows(("2026-04", 2, 2), ("2026-06", 3, 3)), ASKED, JUNE_1, False)
    assert past.periods == ("2026-04", "2026-05", "2026-06")
    assert past.values == (2.0, None, 3.0)
    assert past.counts == (2, 0, 3)


def test_of_a_period_that_begins_after_the_data_nothing_is_said():
    past = completed(_rows(("2026-04", 2, 2)), ASKED, MAY_31, True)
    assert past.periods == ("2026-04", "2026-05", "2026-06")
    assert past.values == (2.0, 0.0, None)
    assert past.counts == (2, 0, None)


def test_a_value_that_was_said_is_never_replaced():
    past = completed(_rows(("2026-04", None, 2), ("2026-07", 1, 1)), ASKED, MAY_31, True)
    assert past.periods == ("2026-04", "2026-05", "2026-06", "2026-07")
    assert past.values == (None, 0.0, None, 1.0)


@pytest.mark.parametrize(
    ("metric", "zero"),
    [
        ("approval.overdue", True),
        ("approval.submitted", True),
        ("approval.submitted_amount", True),
        ("approval.oldest_age", False),
        ("approval.cycle_time", False),
        ("approval.on_time_rate", False),
        ("approval.node_share", False),
    ],
)
def test_only_counts_and_sums_are_zero_over_nothing(metric, zero):
    assert counts_nothing_as_zero(METRICS[metric]) is zero


def test_the_day_of_the_data_is_the_viewers():
    periods = tuple((label, first, first) for label, first in ASKED.items())
    at = datetime(2026, 5, 31, 16, tzinfo=UTC)  # midnight in Shanghai
    answer = SimpleNamespace(
        metric=METRICS["approval.overdue"],
        rows=_rows(),
        passport=SimpleNamespace(periods=periods, pinned_at=at),
    )
    assert whole(answer, "Asia/Shanghai").values == (0.0, 0.0, 0.0)
    assert whole(answer, "UTC").values == (0.0, 0.0, None)


@pytest.mark.parametrize(
    ("since", "values"),
    [
        (date(2026, 5, 5), (None, 0.0, 0.0)),
        (date(2026, 5, 1), (None, 0.0, 0.0)),
        (None, (None,) * 3),
    ],
)
def test_before_the_cockpit_wrote_anything_down_nothing_is_said(since, values):
    ends = [*list(ASKED.values())[1:], date(2026, 7, 1)]
    answer = SimpleNamespace(
        metric=METRICS["agreement.reconciled"],
        rows=_rows(),
        passport=SimpleNamespace(
            periods=tuple(zip(ASKED, ASKED.values(), ends, strict=True)),
            pinned_at=datetime(2026, 6, 2, tzinfo=UTC),
            known_since=since,
        ),
    )
    assert whole(answer, "UTC").values == values
