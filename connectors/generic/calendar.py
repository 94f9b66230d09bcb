"""The `calendar` connector: working days with opening hours and accounting periods, per country."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any, Literal

import chinese_calendar
import holidays
import orjson
import polars as pl
from pydantic import BeforeValidator, Field, model_validator

from connectors.base import Headed, SourceConfig, Strict, chunks
from connectors.definition import Batch, Header, Stream
from connectors.errors import ConnectorError, Fatal
from connectors.sentences import At

Span = tuple[int, int]
CHINA = "CN"  # has working days of its own: weekends that are made up for


def _hours(value: Any) -> list[Span]:
    """`09:00-12:00,13:00-18:00` as minutes of the day; one or two spans, in order."""
    text = value if isinstance(value, str) else ""
    spans: list[Span] = []
    for part in text.split(","):
        match = re.fullmatch(r"\s*(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})\s*", part)
        times = [int(group) for group in match.groups()] if match else [99, 0, 99, 0]
        start, end = times[0] * 60 + times[1], times[2] * 60 + times[3]
        late = bool(spans) and start < spans[-1][1]
        if max(times[1], times[3]) > 59 or not start < end <= 1440 or late or len(spans) > 1:
            raise At("Write opening hours such as 09:00-12:00,13:00-18:00.")
        spans.append((start, end))
    return spans


def _country(value: Any) -> str:
    known = {CHINA, *holidays.list_supported_countries()}
    if not isinstance(value, str) or value not in known:
        raise At("This must be the code of a country, such as CN, NL or US.")
    return value


class CalendarEntry(Strict):
    """One calendar. A day after `closing_day` belongs to the next month's accounting period."""

    calendar_id: str = Field(min_length=1)
    country: Annotated[str, BeforeValidator(_country)]
    hours: Annotated[list[Span], BeforeValidator(_hours)]
    first_year: int = Field(ge=1990, le=2200)
    last_year: int = Field(ge=1990, le=2200)
    closing_day: int = Field(default=31, ge=1, le=31)
    fiscal_year_starts: int = Field(default=1, ge=1, le=12)
    extra_holidays: list[date] = Field(default_factory=list)
    extra_workdays: list[date] = Field(default_factory=list)

    @model_validator(mode="after")
    def _in_order(self) -> "CalendarEntry":
        if self.last_year < self.first_year:
            raise At("The last year must not be before the first.", "last_year")
        both = set(self.extra_holidays) & set(self.extra_workdays)
        if both:
            raise At("A day can't be both a holiday and a workday.", "extra_workdays")
        return self


class CalendarConfig(SourceConfig):
    """Working calendars."""

    kind: Literal["calendar"]
    calendars: list[CalendarEntry] = Field(min_length=1)

    @model_validator(mode="after")
    def _once(self) -> "CalendarConfig":
        ids = [entry.calendar_id for entry in self.calendars]
        for i, name in enumerate(ids):
            if name in ids[:i]:
                raise At("Another calendar has this id.", "calendars", i, "calendar_id")
        return self


class CalendarSource(Headed):
    """Days computed from the calendars of a country; an unknown year is Fatal, never a guess."""

    def __init__(self, header: Header, config: CalendarConfig, folder: Path) -> None:
        super().__init__(header)
        self._config = config
        self._folder = folder

    @property
    def streams(self) -> tuple[Stream, ...]:
        """One table."""
        return (Stream(table="calendar", deletes="keys", incremental=False),)

    def pull(self, table: str, since: str | None) -> Iterator[Batch]:
        """All days, or one empty batch when settings and holiday data are as before."""
        self._known(table)
        now = datetime.now(UTC)
        cursor = self._cursor()
        frame = pl.DataFrame()
        if cursor != since:
            frame = pl.concat(days(entry) for entry in self._config.calendars)
            frame = frame.with_columns(updated_at=now)
        yield from chunks(table, frame, cursor, now)

    def keys(self, table: str) -> Iterator[pl.DataFrame] | None:
        """All days."""
        self._known(table)
        return (days(entry).select("calendar_id", "day") for entry in self._config.calendars)

    def check(self) -> tuple[str, ...]:
        """Computes every calendar once."""
        found: list[str] = []
        for entry in self._config.calendars:
            try:
                days(entry)
            except ConnectorError as error:
                found.append(str(error))
        return tuple(dict.fromkeys(found))

    def _known(self, table: str) -> None:
        if table != "calendar":
            raise Fatal(f"{self.name} has no stream {table}.", code="no_stream")

    def _cursor(self) -> str:
        known = [version("chinesecalendar"), version("holidays")]
        content = self._config.model_dump_json() + repr(known)
        digest = sha256(content.encode()).hexdigest()
        return orjson.dumps({"kind": "calendar", "sha256": digest}).decode()


def days(entry: CalendarEntry) -> pl.DataFrame:
    """Every day of the calendar's years. Raises Fatal for a year the holiday data doesn't know."""
    first, last = date(entry.first_year, 1, 1), date(entry.last_year, 12, 31)
    every = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    rows = [_day(entry, day) for day in every]
    return pl.DataFrame(rows, infer_schema_length=None, schema_overrides=_HOURS)


_HOURS = dict.fromkeys(("open_1", "close_1", "open_2", "close_2"), pl.Int64) | {"note": pl.String()}


def _day(entry: CalendarEntry, day: date) -> dict[str, Any]:
    working, note = _chinese(day) if entry.country == CHINA else _elsewhere(day, entry.country)
    if day in entry.extra_holidays:
        working, note = False, "extra holiday"
    if day in entry.extra_workdays:
        working, note = True, "extra workday"
    spans = entry.hours if working else []
    one = spans[0] if spans else (None, None)
    two = spans[1] if len(spans) > 1 else (None, None)
    return {
        "calendar_id": entry.calendar_id,
        "day": day,
        "is_working": working,
        "open_1": one[0],
        "close_1": one[1],
        "open_2": two[0],
        "close_2": two[1],
        "accounting_period": accounting_period(day, entry.closing_day),
        "fiscal_year": fiscal_year(day, entry.fiscal_year_starts),
        "note": note,
    }


def accounting_period(day: date, closing_day: int) -> str:
    """`2026-11`; a day after the closing day counts to the next month."""
    year, month = day.year, day.month
    if day.day > closing_day:
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return f"{year:04d}-{month:02d}"


def fiscal_year(day: date, starts: int) -> str:
    """Named by the calendar year it ends in."""
    return str(day.year + (1 if starts > 1 and day.month >= starts else 0))


def _chinese(day: date) -> tuple[bool, str | None]:
    try:
        off, name = chinese_calendar.get_holiday_detail(day)
    except NotImplementedError:
        raise Fatal(
            f"The Chinese holidays of {day.year} are not known yet; update chinesecalendar "
            "or end the calendar earlier.",
            code="unknown_year",
        ) from None
    make_up = not off and day.weekday() >= 5
    label = None if name is None else f"{name}" + (" (make-up day)" if make_up else "")
    return not off, label


@cache
def _holidays(country: str, year: int) -> dict[date, str]:
    known = holidays.country_holidays(country, years=year, language=_language(country))
    found = dict(known.items())
    if not found:
        raise Fatal(f"The holidays of {country} in {year} are not known.", code="unknown_year")
    return found


@cache
def _language(country: str) -> str | None:
    """English where the holidays have names in it, else the country's own."""
    offered = holidays.country_holidays(country).supported_languages
    return "en_US" if "en_US" in offered else None


def _elsewhere(day: date, country: str) -> tuple[bool, str | None]:
    name = _holidays(country, day.year).get(day)
    return name is None and day.weekday() < 5, name
