"""How a source wants moments written in a request, and reading them back from its rows."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import polars as pl
from pydantic import BeforeValidator

from connectors.apply import localise
from connectors.mapping import Column
from connectors.sentences import At
from tables.casting import cast
from tables.definition import UTC_TIME

Mark = datetime | int
"""Where a reading stands: a moment in UTC, or a number that grows (format `number`)."""

EPOCHS = {"epoch_s": 1, "epoch_ms": 1000}
NUMBER, ISO = "number", "iso"
_TOKENS = {
    "yyyy": "%Y", "MM": "%m", "dd": "%d", "HH": "%H", "mm": "%M", "ss": "%S",
    "SSS": "%f", "XXX": "%z",
}  # fmt: skip
_PIECE = re.compile(r"'([^'%]*)'|(yyyy|MM|dd|HH|mm|ss|SSS|XXX)|([^A-Za-z'%])")
_UNITS = (("SSS", timedelta(milliseconds=1)), ("ss", timedelta(seconds=1)),
          ("mm", timedelta(minutes=1)), ("HH", timedelta(hours=1)))  # fmt: skip
_PLAIN = Column.model_validate({"from": "cursor"})


def _format(value: Any) -> str:
    if isinstance(value, str) and value in {ISO, NUMBER, *EPOCHS}:
        return value
    if isinstance(value, str) and "yyyy" in value and not _PIECE.sub("", value):
        return value
    words = 'iso, epoch_s, epoch_ms, number, or a pattern such as "yyyy-MM-dd HH:mm:ss"'
    raise At(f"This must be {words}.")


Format = Annotated[str, BeforeValidator(_format)]


def written(mark: Mark | None, form: str, zone: str | None) -> str | int | None:
    """A mark as the source wants it, cut to what the format can say."""
    if mark is None or isinstance(mark, int):
        return mark
    if form in EPOCHS:
        return _micros(mark) * EPOCHS[form] // 1_000_000
    local = mark.astimezone(UTC if zone is None else ZoneInfo(zone))
    if form == ISO:
        return local.isoformat(timespec="seconds").replace("+00:00", "Z")
    return "".join(_piece(match, local) for match in _PIECE.finditer(form))


def smallest(form: str) -> timedelta:
    """The smallest step of time a format tells apart."""
    if form in EPOCHS:
        return timedelta(seconds=1) / EPOCHS[form]
    if form == ISO:
        return timedelta(seconds=1)
    return next((unit for letters, unit in _UNITS if letters in form), timedelta(days=1))


def cut(mark: Mark, form: str, zone: str | None) -> Mark:
    """A mark without what the format can't say; two marks with one text are one place."""
    if isinstance(mark, int):
        return mark
    local = mark.astimezone(UTC if zone is None else ZoneInfo(zone))
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)
    unit = smallest(form)
    return midnight if unit >= timedelta(days=1) else mark - (mark - midnight) % unit


def before(mark: Mark, form: str) -> Mark:
    """One step earlier, for a source that leaves out what `{from}` names itself."""
    return mark - 1 if isinstance(mark, int) else mark - smallest(form)


def _micros(mark: datetime) -> int:
    return (mark - datetime.fromtimestamp(0, UTC)) // timedelta(microseconds=1)


def _piece(match: re.Match[str], local: datetime) -> str:
    quoted, letters, literal = match.groups()
    if letters is None:
        return literal if quoted is None else quoted
    text = local.strftime(_TOKENS[letters])
    if letters == "SSS":
        return text[:3]
    return f"{text[:3]}:{text[3:]}" if letters == "XXX" else text


def start_of(value: date | datetime | int | None, zone: str | None) -> Mark | None:
    """The configured beginning as a mark; a day or a naive time is wall clock in the zone."""
    if value is None or isinstance(value, int):
        return value
    if not isinstance(value, datetime):
        value = datetime(value.year, value.month, value.day)  # noqa: DTZ001 - made aware below
    if value.tzinfo is None:
        value = value.replace(tzinfo=UTC if zone is None else ZoneInfo(zone))
    return value.astimezone(UTC)


def marks_of(values: pl.Series, form: str, zone: str | None) -> pl.Series:
    """The cursor column of some rows as marks; null where it can't be read."""
    if form == NUMBER:
        return cast(values, pl.Int64()).values
    local, _ = localise(values, _PLAIN, zone)
    return cast(local, UTC_TIME).values
