"""Applies a mapping to a frame of source rows: our columns, `raw` and what had to be rejected."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Literal
from zoneinfo import ZoneInfo

import polars as pl

from connectors.errors import Fatal
from connectors.mapping import Column, parts
from tables.casting import as_text, tidy
from tables.conform import REJECT
from tables.definition import Table
from tables.moments import naive_text, to_time
from tables.numbers import exact_decimal
from tables.raw import as_json

LONG = 60  # years; wider ranges are dirt and take the careful way
_LATER: dict[str, Literal["earliest", "latest", "null"]] = {
    "earliest": "earliest",
    "latest": "latest",
    "reject": "null",
}


def apply(
    table: Table,
    columns: Mapping[str, Column],
    rows: pl.DataFrame,
    *,
    zone: str | None,
    now: datetime | None = None,
    raw: pl.Series | None = None,
) -> pl.DataFrame:
    """`rows` of a source as columns of `table`; naive times are wall clock in `zone`.

    `raw` is the source row as JSON where `rows` are only some of its fields. A value the map
    doesn't know or a wall-clock time that doesn't exist marks the row in `_reject`.
    """
    absent = {c for column in columns.values() for c in column.reads} - set(rows.columns)
    if absent:
        names = ", ".join(sorted(absent))
        raise Fatal(f"The source has no column {names}; correct the mapping.", code="no_column")
    moment = now or datetime.now(UTC)
    values: list[pl.Series] = []
    words: list[pl.Series] = []
    for name, column in columns.items():
        value, odd = _value(column, rows, moment)
        if isinstance(table.schema[name], pl.Datetime):
            value, lost = localise(value, column, column.zone or zone)
            odd = odd if lost is None else _either(odd, lost)
        values.append(value.alias(name))
        if odd is not None:
            words.append(odd.to_frame("w").select(pl.col("w") + f":{name}").to_series())
    frame = pl.DataFrame([*values, (as_json(rows) if raw is None else raw).alias("raw")])
    if not words:
        return frame
    told = pl.DataFrame([w.alias(str(i)) for i, w in enumerate(words)])
    return frame.with_columns(told.select(pl.coalesce(pl.all()).alias(REJECT)))


def _either(first: pl.Series | None, second: pl.Series) -> pl.Series:
    return second if first is None else first.zip_with(first.is_not_null(), second)


def _value(column: Column, rows: pl.DataFrame, now: datetime) -> tuple[pl.Series, pl.Series | None]:
    if column.constant is not None:
        return pl.repeat(column.constant, rows.height, eager=True), None
    if column.now:
        return pl.repeat(now, rows.height, dtype=pl.Datetime("us", "UTC"), eager=True), None
    if column.template is not None:
        read = rows.with_columns(_text(rows[name]) for name in set(column.reads))
        return read.with_columns(pl.concat_str(parts(column.template)).alias("t"))["t"], None
    value = rows[column.source or ""]
    odd = None
    if column.values is not None:
        value, odd = _translated(value, column)
    if column.decimals:
        value = exact_decimal(value, column.decimals)
    if column.default is not None:
        value = tidy(_text(value)).fill_null(str(column.default))
    return value, odd


def _text(value: pl.Series) -> pl.Series:
    """The text each value has in any page, untrimmed."""
    if value.dtype == pl.Binary:
        return value.bin.encode("hex")
    if value.dtype.is_nested() or isinstance(value.dtype, pl.Object):
        words = [None if v is None else str(v) for v in value]
        return pl.Series(value.name, words, dtype=pl.String)
    return as_text(value)


def _translated(value: pl.Series, column: Column) -> tuple[pl.Series, pl.Series | None]:
    """Values by the map; keys are compared as text, blank and null stay null."""
    table = {_key(k): None if v is None else str(v) for k, v in (column.values or {}).items()}
    text = tidy(_text(value))
    known = text.is_in(list(table)) | text.is_null()
    frame = pl.DataFrame({"t": text, "known": known})
    mapped = frame.select(
        pl.col("t").replace_strict(table, default=None, return_dtype=pl.String)
    ).to_series()
    if column.otherwise == "keep":
        return mapped.zip_with(known, text), None
    if column.otherwise == "null" or bool(known.all()):
        return mapped, None
    odd = frame.select(pl.when(~pl.col("known")).then(pl.lit("unmapped_value"))).to_series()
    return mapped, odd


def _key(key: object) -> str:
    return str(key).lower() if isinstance(key, bool) else str(key)


def localise(
    value: pl.Series, column: Column, zone: str | None
) -> tuple[pl.Series, pl.Series | None]:
    """Wall-clock moments in `zone` as UTC; moments with a zone and epochs are left as they are."""
    if zone is None:
        return value, None
    if value.dtype == pl.Date or value.dtype == pl.Datetime(time_zone=None):
        naive = value.cast(pl.Datetime("us"))
    elif value.dtype == pl.String:
        return _local_text(tidy(value), column, zone)
    else:
        return value, None
    return _local(naive, column, zone)


def _local_text(value: pl.Series, column: Column, zone: str) -> tuple[pl.Series, pl.Series | None]:
    naive = naive_text(value)
    if naive.null_count() == len(naive):
        return value, None
    moments, odd = _local(naive, column, zone)
    if naive.null_count() == value.null_count():
        return moments, odd
    zoned, _ = to_time(value)
    # what is neither wall clock nor zoned stays text, so that conform names it with its own word
    text = moments.zip_with(naive.is_not_null(), zoned).dt.to_string("%Y-%m-%dT%H:%M:%S%.6f%:z")
    return text.zip_with(text.is_not_null() | naive.is_not_null(), value), odd


def _local(naive: pl.Series, column: Column, zone: str) -> tuple[pl.Series, pl.Series | None]:
    steady = _steady(naive, zone)
    if steady is not None:
        return (naive - steady).dt.replace_time_zone("UTC"), None
    frame = naive.to_frame("x")
    x = pl.col("x").dt.replace_time_zone(
        zone, ambiguous=_LATER[column.ambiguous], non_existent="null"
    )
    local = frame.select(x)["x"]
    if column.nonexistent == "forward" and local.null_count() > naive.null_count():
        # one reading exists for every time but those in the gap
        exists = pl.col("x").dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null")
        gap = (pl.col("x") + pl.duration(hours=1)).dt.replace_time_zone(
            zone, ambiguous="earliest", non_existent="null"
        )
        local = frame.select(pl.when(exists.is_null()).then(gap).otherwise(x)).to_series()
    utc = local.dt.convert_time_zone("UTC")
    if utc.null_count() == naive.null_count():
        return utc, None
    lost = pl.DataFrame({"lost": utc.is_null() & naive.is_not_null()})
    word = pl.when("lost").then(pl.lit("no_such_local_time"))
    return utc, lost.select(word).to_series()


def _steady(naive: pl.Series, zone: str) -> timedelta | None:
    """The offset from UTC, where the zone kept one all through the years of these moments."""
    first, last = naive.min(), naive.max()
    if not isinstance(first, datetime) or not isinstance(last, datetime):
        return timedelta(0)
    if last.year - first.year > LONG:
        return None
    offsets = {_offset_of_year(zone, year) for year in range(first.year, last.year + 1)}
    return offsets.pop() if len(offsets) == 1 else None


@cache
def _offset_of_year(zone: str, year: int) -> timedelta | None:
    """The one offset a zone kept through a year and the days around it, if it kept one."""
    if not 1 < year < 9999:
        return None
    first = datetime(year, 1, 1, tzinfo=ZoneInfo(zone)) - timedelta(days=2)
    # a change of clocks lasts for weeks, so a look at every day can't miss one
    offsets = {(first + timedelta(days=n)).utcoffset() for n in range(370)}
    return offsets.pop() if len(offsets) == 1 else None
