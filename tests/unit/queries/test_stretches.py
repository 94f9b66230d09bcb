"""The periods of a cut, and a cell narrowed to one of them."""

from datetime import date, timedelta

import polars as pl
import pytest

from metrics.definition import Cut
from queries.errors import BadQuestion
from queries.stretches import Stretches

DAYS = pl.DataFrame(
    [
        {"calendar_id": "c", "day": day, "month": f"{day:%Y-%m}"}
        for day in (date(2026, 1, 1) + timedelta(days=n) for n in range(90))
    ]
)
MONTHS = Cut(grain="month", start="2026-01-10", end="2026-03-05")


def test_periods_are_clipped_to_the_cut() -> None:
    assert Stretches(calendar=DAYS).of(MONTHS) == (
        ("2026-01", date(2026, 1, 10), date(2026, 2, 1)),
        ("2026-02", date(2026, 2, 1), date(2026, 3, 1)),
        ("2026-03", date(2026, 3, 1), date(2026, 3, 5)),
    )


def test_without_grain_open_ends_are_the_calendars() -> None:
    assert Stretches(calendar=DAYS).of(Cut()) == (("all", date(2026, 1, 1), date(2026, 4, 1)),)


def test_a_cell_keeps_the_days_of_its_period() -> None:
    periods = Stretches(calendar=DAYS)
    found = periods.narrowed(MONTHS, "2026-02")
    assert (found.start, found.end, found.grain) == ("2026-02-01", "2026-03-01", "month")
    with pytest.raises(BadQuestion):
        periods.narrowed(MONTHS, "2026-04")
