"""Working calendars, inline rows and the mapping language."""

from datetime import UTC, date, datetime
from typing import Any

import polars as pl
import pytest
from pydantic import TypeAdapter

from connectors.apply import apply
from connectors.errors import Fatal
from connectors.generic.calendar import CalendarEntry, days
from connectors.generic.position import Position, floor
from connectors.mapping import Columns
from tables.conform import conform
from tables.registry import TABLES

HOURS = "09:00-12:00,13:00-18:00"


def calendar(**changes: Any) -> dict[date, dict[str, Any]]:
    entry = {"calendar_id": "x", "country": "CN", "hours": HOURS, "first_year": 2024,
             "last_year": 2024} | changes  # fmt: skip
    frame = days(CalendarEntry.model_validate(entry)).with_columns(updated_at=datetime.now(UTC))
    done = conform(TABLES["calendar"], frame, source="s")
    assert done.rejected.height == 0
    return {row["day"]: row for row in done.rows.to_dicts()}


def test_chinese_make_up_days_are_worked() -> None:
    found = calendar()
    assert len(found) == 366
    assert found[date(2024, 2, 4)]["is_working"]  # a Sunday, made up for the Spring Festival
    assert not found[date(2024, 2, 12)]["is_working"]
    monday = found[date(2024, 3, 4)]
    assert [monday[n] for n in ("open_1", "close_1", "open_2", "close_2")] == [540, 720, 780, 1080]
    assert found[date(2024, 3, 3)]["open_1"] is None


def test_an_unknown_chinese_year_is_fatal() -> None:
    with pytest.raises(Fatal, match="2031"):
        calendar(first_year=2031, last_year=2031)


def test_dutch_holidays_and_one_span() -> None:
    found = calendar(country="NL", hours="08:30-17:00", first_year=2017, last_year=2018)
    assert not found[date(2017, 4, 27)]["is_working"]
    assert found[date(2017, 4, 27)]["note"] == "King's Day"
    assert found[date(2018, 1, 2)]["open_2"] is None


def test_holidays_of_any_country_that_are_known() -> None:
    found = calendar(country="US", hours="08:00-12:00,13:00-17:00", first_year=2011, last_year=2014)
    off = [found[date(2014, 7, 4)], found[date(2014, 11, 27)], found[date(2011, 12, 26)]]
    assert [day["note"] for day in off] == [
        "Independence Day", "Thanksgiving Day", "Christmas Day (observed)",
    ]  # fmt: skip
    assert not any(day["is_working"] for day in off)
    assert found[date(2014, 7, 3)]["is_working"]
    assert calendar(country="DE")[date(2024, 10, 3)]["note"] is not None  # in no English


@pytest.mark.parametrize("country", ["XX", "", None, 7, ["US"], "us"])
def test_a_country_nobody_knows_is_refused(country: Any) -> None:
    with pytest.raises(ValueError, match="code of a country"):
        calendar(country=country)


def test_accounting_periods_and_fiscal_years() -> None:
    found = calendar(closing_day=25, fiscal_year_starts=4)
    assert found[date(2024, 3, 25)]["accounting_period"] == "2024-03"
    assert found[date(2024, 3, 26)]["accounting_period"] == "2024-04"
    assert found[date(2024, 12, 26)]["accounting_period"] == "2025-01"
    assert found[date(2024, 3, 31)]["fiscal_year"] == "2024"
    assert found[date(2024, 4, 1)]["fiscal_year"] == "2025"


@pytest.mark.parametrize("hours", ["9-18", "12:00-09:00", "09:00-13:00,12:00-18:00", "", 9])
def test_wrong_hours_are_refused(hours: Any) -> None:
    with pytest.raises(ValueError, match="opening hours"):
        calendar(hours=hours)


def mapped(columns: dict[str, Any], rows: dict[str, list[Any]], **more: Any) -> pl.DataFrame:
    parsed = TypeAdapter(Columns).validate_python(columns)
    return apply(TABLES["approvals"], parsed, pl.DataFrame(rows), **({"zone": None} | more))


def test_clock_changes_are_explicit() -> None:
    gap, twice = "2024-03-31 02:30:00", "2024-10-27 02:30:00"
    rows = {"t": [gap, twice, "2024-06-01 12:00:00", "2024-06-01T12:00:00Z", "soon", None]}
    found = mapped({"created_at": "t"}, rows, zone="Europe/Amsterdam")
    assert found["_reject"].to_list() == ["no_such_local_time:created_at", *[None] * 5]
    done = found["created_at"].to_list()
    assert done[1:4] == ["2024-10-27T00:30:00.000000+00:00", "2024-06-01T10:00:00.000000+00:00",
                         "2024-06-01T12:00:00.000000+00:00"]  # fmt: skip
    assert done[4] == "soon"
    later = mapped({"created_at": {"from": "t", "ambiguous": "latest", "nonexistent": "forward"}},
                   {"t": [gap, twice]}, zone="Europe/Amsterdam")  # fmt: skip
    assert later["created_at"].dt.to_string("%m-%d %H:%M").to_list() == [
        "03-31 01:30",
        "10-27 01:30",
    ]
    refused = mapped({"created_at": {"from": "t", "ambiguous": "reject"}}, {"t": [twice]},
                     zone="Europe/Amsterdam")  # fmt: skip
    assert refused["_reject"].to_list() == ["no_such_local_time:created_at"]


def test_values_constants_templates_and_cents() -> None:
    found = mapped(
        {"status": {"from": "s", "values": {1: "running"}, "otherwise": "null"},
         "title": {"template": "{s}/{n}"}, "process": {"constant": "p"},
         "amount": {"from": "c", "decimals": 2}, "currency": {"from": "k", "default": "CNY"}},
        {"s": [1.0, 2.0], "n": ["a", None], "c": [1250, 7], "k": [None, "EUR"]},
    )  # fmt: skip
    assert found["status"].to_list() == ["running", None]
    assert found["title"].to_list() == ["1/a", None]  # 1.0 is 1 in a page of whole numbers
    assert [float(value) for value in found["amount"]] == [12.5, 0.07]
    assert found["currency"].to_list() == ["CNY", "EUR"]


def test_a_missing_source_column_is_fatal_and_named() -> None:
    with pytest.raises(Fatal, match="no column gone"):
        mapped({"title": "gone"}, {"a": [1]})


def test_positions_survive_as_json() -> None:
    began = datetime(2024, 3, 1, tzinfo=UTC)
    for mark in (datetime(2024, 1, 1), began, date(2024, 1, 1), 5, "x", 2**60, b"ab", 1.5):  # noqa: DTZ001
        position = Position(watermark=mark, key=(mark, "k"), open=True, began=began)
        assert Position.decode(position.encode()) == position
    for text in ("", "{}", "[]", '{"kind":"other"}', "null"):
        with pytest.raises(Fatal):
            Position.decode(text)


@pytest.mark.parametrize(
    ("mark", "expected"),
    [
        ("2024-02-01 10:00:00", "2024-02-01 08:50:00"),  # 10 minutes and the autumn hour
        ("2090-01-01T00:00:00.5", "2024-03-01T06:50:00"),  # never beyond the pass's beginning
        (1706752800, 1706752200),
        (41, 41),
        ("v0017", "v0017"),
    ],
)
def test_the_next_pass_reaches_back(mark: Any, expected: Any) -> None:
    from datetime import timedelta

    began = datetime(2024, 3, 1, tzinfo=UTC)
    position = Position(watermark=mark, key=(), open=False, began=began)
    assert floor(position, timedelta(minutes=10), "Asia/Shanghai") == expected
