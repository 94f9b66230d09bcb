"""When a local day begins, also where the clocks change at midnight."""

from datetime import UTC, date, datetime

import polars as pl
import pytest

from facts.midnight import with_midnights
from tables.definition import UTC_TIME


@pytest.mark.parametrize(
    ("zone", "day", "begins"),
    [
        ("Asia/Shanghai", date(2026, 11, 22), datetime(2026, 11, 21, 16, tzinfo=UTC)),
        ("America/New_York", date(2026, 7, 1), datetime(2026, 7, 1, 4, tzinfo=UTC)),
        ("America/New_York", date(2026, 12, 1), datetime(2026, 12, 1, 5, tzinfo=UTC)),
        ("Africa/Cairo", date(2026, 4, 24), datetime(2026, 4, 23, 22, tzinfo=UTC)),  # skipped
        ("America/Havana", date(2026, 11, 1), datetime(2026, 11, 1, 4, tzinfo=UTC)),  # twice
    ],
)
def test_a_day_begins_at_local_midnight(zone: str, day: date, begins: datetime) -> None:
    frame = pl.DataFrame({"zone": [zone], "on": [day]})
    assert with_midnights(frame, at="on")["at"].to_list() == [begins]


def test_no_day_begins_never() -> None:
    frame = pl.DataFrame(
        {"zone": ["Asia/Shanghai"], "on": [None]}, schema_overrides={"on": pl.Date}
    )
    assert with_midnights(frame, at="on")["at"].to_list() == [None]
    assert with_midnights(frame.clear(), at="on").schema["at"] == UTC_TIME
