"""Calendars and positions: against a count of every minute, in zones with summer time."""

from bisect import bisect_left
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from facts.calendar import calendar_days
from facts.clock import Clock
from facts.definition import CALENDAR_DAY
from facts.errors import (
    CalendarConflict,
    CalendarGap,
    UnknownCalendar,
    UnknownDay,
    UnknownZone,
)
from tables.definition import UTC_TIME
from tests.unit.facts.naive import Minutes
from tests.unit.facts.world import at, calendar, calendar_rows

FIRST, LAST = date(2026, 3, 1), date(2026, 11, 30)
HOURS = ((540, 720, 780, 1080), (0, 1440, None, None), (0, 180, 1200, 1440))
ZONES = (
    "Asia/Shanghai",
    "Europe/Amsterdam",
    "America/New_York",
    "Australia/Lord_Howe",
    "Asia/Beirut",
)
ALL = {
    n: calendar_rows(f"k{n}", FIRST, LAST, hours=h, every_day=n > 0) for n, h in enumerate(HOURS)
}
CLOCK = Clock(calendar_days(calendar(*ALL.values())))
OPEN = {n: Minutes(rows, "UTC").open for n, rows in ALL.items()}

moments = st.datetimes(datetime(2026, 3, 3), datetime(2026, 11, 28)).map(  # noqa: DTZ001
    lambda t: t.replace(tzinfo=UTC)
)
autumn = st.integers(-200, 200).map(
    lambda m: datetime(2026, 10, 25, 1, tzinfo=UTC) + timedelta(minutes=m)
)
spring = st.integers(-200, 200).map(
    lambda m: datetime(2026, 3, 29, 1, tzinfo=UTC) + timedelta(minutes=m)
)


def reached(moment: datetime, zone: str) -> datetime:
    """Up to where the wall clock has run by a moment: its reading, and the end of every minute
    that has passed before it."""
    info, minute = ZoneInfo(zone), timedelta(minutes=1)
    floor = moment.replace(second=0, microsecond=0)
    past = (floor - minute * m for m in range(1, 181))
    ends = (p.astimezone(info).replace(tzinfo=None) + minute for p in past)
    return max(floor.astimezone(info).replace(tzinfo=None), *ends)


def position(moment: datetime, number: int, zone: str) -> int:
    return int(CLOCK.position(pl.Series([moment], dtype=UTC_TIME), f"k{number}", zone)[0])


@settings(max_examples=100, deadline=None)
@given(st.one_of(moments, autumn, spring), st.sampled_from(range(3)), st.sampled_from(ZONES))
@example(datetime(2026, 10, 25, 1, tzinfo=UTC), 1, "Europe/Amsterdam")
@example(datetime(2026, 10, 25, 1, 59, 59, tzinfo=UTC), 1, "Europe/Amsterdam")
@example(datetime(2026, 3, 29, 1, tzinfo=UTC), 1, "Europe/Amsterdam")
def test_a_position_is_the_number_of_open_minutes_passed(
    moment: datetime, n: int, zone: str
) -> None:
    assert position(moment, n, zone) == bisect_left(OPEN[n], reached(moment, zone))


@settings(max_examples=60, deadline=None)
@given(
    st.one_of(moments, autumn),
    st.integers(0, 400),
    st.sampled_from(range(3)),
    st.sampled_from(ZONES),
)
def test_later_is_never_less(moment: datetime, minutes: int, n: int, zone: str) -> None:
    assert position(moment, n, zone) <= position(moment + timedelta(minutes=minutes), n, zone)


@settings(max_examples=80, deadline=None)
@given(
    st.one_of(moments, autumn, spring),
    st.integers(1, 3000),
    st.sampled_from(range(3)),
    st.sampled_from(ZONES),
)
def test_moment_of_is_the_first_moment_a_position_is_reached(
    moment: datetime, ahead: int, n: int, zone: str
) -> None:
    goal = min(position(moment, n, zone) + ahead, len(OPEN[n]))
    due = CLOCK.moment_of(pl.Series([goal], dtype=pl.Int64), f"k{n}", zone)[0]
    if due.astimezone(ZoneInfo(zone)).date() <= LAST:
        assert position(due, n, zone) >= goal
    assert position(due - timedelta(seconds=1), n, zone) < goal


@pytest.mark.parametrize(
    ("local", "minutes"),
    [
        ("2026-11-02 00:00", 0),
        ("2026-11-02 09:00", 0),
        ("2026-11-02 09:00:59", 0),
        ("2026-11-02 09:01", 1),
        ("2026-11-02 12:00", 180),
        ("2026-11-02 12:30", 180),
        ("2026-11-02 13:30", 210),
        ("2026-11-02 18:00", 480),
        ("2026-11-02 23:59:59", 480),
    ],
)
def test_minutes_of_one_day(local: str, minutes: int) -> None:
    start = position(at("2026-11-02 00:00"), 0, "Asia/Shanghai")
    assert position(at(local), 0, "Asia/Shanghai") - start == minutes


def test_due_on_closing_time_is_that_closing_time() -> None:
    start = position(at("2026-11-02 00:00"), 0, "Asia/Shanghai")
    due = CLOCK.moment_of(
        pl.Series([start + 180, start + 480, start + 481, None]), "k0", "Asia/Shanghai"
    )
    expected = [at(f"2026-11-{t}") for t in ("02 12:00", "02 18:00", "03 09:01")]
    assert due.to_list() == [*expected, None]
    assert due.dtype == UTC_TIME


def test_the_local_date_is_the_companys() -> None:
    times = pl.Series([at("2026-11-02 00:30"), None], dtype=UTC_TIME)
    assert CLOCK.local_date(times, "k0", "Asia/Shanghai").to_list() == [date(2026, 11, 2), None]
    assert CLOCK.local_date(times, "k0", "America/New_York").to_list() == [date(2026, 11, 1), None]


def test_an_unknown_day_raises_and_is_named() -> None:
    with pytest.raises(UnknownDay, match=r"k0.*2027-02-01"):
        position(at("2027-02-01 10:00"), 0, "Asia/Shanghai")
    with pytest.raises(UnknownDay, match=r"k0.*2026-02-28"):
        position(at("2026-02-28 10:00"), 0, "Asia/Shanghai")
    with pytest.raises(UnknownDay, match=r"k0.*2026-12-01"):
        CLOCK.moment_of(pl.Series([10**9]), "k0", "Asia/Shanghai")
    lenient = CLOCK.moment_of(pl.Series([10**9]), "k0", "Asia/Shanghai", beyond="null")
    assert lenient.to_list() == [None]


def test_an_unknown_calendar_or_zone_raises() -> None:
    with pytest.raises(UnknownCalendar, match="nowhere"):
        CLOCK.at(at("2026-11-02 10:00"), "nowhere", "Asia/Shanghai")
    with pytest.raises(UnknownZone, match="Mars/Base"):
        CLOCK.at(at("2026-11-02 10:00"), "k0", "Mars/Base")


def test_a_gap_raises_and_is_named() -> None:
    rows = [r for r in calendar_rows() if r["day"] != date(2026, 5, 4)]
    with pytest.raises(CalendarGap, match="2026-05-04"):
        calendar_days(calendar(rows))


def test_sources_may_repeat_a_calendar_but_not_contradict_each_other() -> None:
    same = calendar(calendar_rows(), calendar_rows(source="hr"))
    assert calendar_days(same).height == 365
    other = calendar(calendar_rows(), calendar_rows(source="hr", off=frozenset({date(2026, 5, 4)})))
    with pytest.raises(CalendarConflict, match=r"hr, oa.*cn.*2026-05-04"):
        calendar_days(other)


def test_every_day_knows_its_periods() -> None:
    rows = calendar_rows(first=date(2024, 12, 28), last=date(2027, 1, 4))
    late = {date(2026, 11, 26): "2026-12"}
    shifted: list[dict[str, Any]] = [
        r | {"accounting_period": late.get(r["day"], r["accounting_period"])} for r in rows
    ]
    days = calendar_days(calendar(shifted[::-1]))
    assert days.schema == CALENDAR_DAY.schema
    for row in days.iter_rows(named=True):
        year, week, _ = row["day"].isocalendar()
        assert row["week"] == f"{year}-W{week:02}"
        assert row["month"] == f"{row['day']:%Y-%m}"
        assert row["quarter"] == f"{row['day'].year}-Q{(row['day'].month + 2) // 3}"
        assert row["year"] == f"{row['day'].year}"
    assert (
        days.row(by_predicate=pl.col("day") == date(2026, 11, 26), named=True)["accounting"]
        == "2026-12"
    )
    assert days["working_days"].to_list()[:5] == [0, 0, 0, 1, 2]
    assert days["position"].to_list()[:5] == [0, 0, 0, 480, 960]


def test_calendars_do_not_mix() -> None:
    days = calendar_days(calendar(*ALL.values()))
    first = days.filter(pl.col("day") == FIRST)
    assert first["position"].to_list() == [0, 0, 0]
    assert first["working_days"].to_list() == [0, 0, 0]


def test_hours_of_a_day_off_do_not_count() -> None:
    rows = [r | {"is_working": r["day"] != date(2026, 5, 4)} for r in calendar_rows(every_day=True)]
    days = calendar_days(calendar(rows))
    off = days.row(by_predicate=pl.col("day") == date(2026, 5, 4), named=True)
    assert (off["minutes"], off["open_1"]) == (0, None)
