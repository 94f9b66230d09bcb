"""Arrow columns of PostgreSQL as the frames that rows of the same statement would give.

Every type named here arrives value for value as `frames.frame_of` has it from psycopg's rows; a
statement with any other type is read as rows: `real` among them, whose decimals the server writes
in its own way (7.9686656e+07 for the float that is 79686660 at its shortest).
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import polars as pl
import pyarrow as pa

from connectors.errors import Fatal
from connectors.generic.frames import series
from connectors.generic.sql_errors import UNREADABLE

TYPE_NAME = b"POSTGRESQL:type"
MIDNIGHT = 86_400_000_000  # microseconds; PostgreSQL knows 24:00:00
FITTING = r"^-?\d{1,18}(\.\d{1,18})?$"

_MICRO = pa.timestamp("us")
_UTC = pa.timestamp("us", tz="UTC")
_STORED = {
    "bool": pa.bool_(), "int2": pa.int16(), "int4": pa.int32(), "int8": pa.int64(),
    "float8": pa.float64(), "numeric": pa.string(),
    "text": pa.string(), "varchar": pa.string(), "bpchar": pa.string(), "name": pa.string(),
    "json": pa.string(), "jsonb": pa.string(), "bytea": pa.binary(), "uuid": pa.binary(16),
    "date": pa.date32(), "time": pa.time64("us"), "timestamp": _MICRO, "timestamptz": _UTC,
}  # fmt: skip
BINDABLE = {
    "int2": "int8", "int4": "int8", "int8": "int8", "numeric": "numeric", "text": "text",
    "varchar": "text", "bpchar": "bpchar", "uuid": "uuid", "date": "date",
    "timestamp": "timestamp", "timestamptz": "timestamptz",
}  # fmt: skip
"""Types whose values compare as themselves when they come back as parameters, and cast to what."""


def type_names(schema: pa.Schema) -> dict[str, str]:
    """The PostgreSQL type of each column."""
    return {field.name: _type_name(field) for field in schema}


def _type_name(field: "pa.Field[Any]") -> str:
    return (field.metadata or {}).get(TYPE_NAME, b"").decode()


def own_types(schema: pa.Schema) -> bool:
    """Whether a type of the database's users is among the columns, such as an enum."""
    return any(name not in _STORED for name in type_names(schema).values())


def fits(schema: pa.Schema, compared: Iterable[str]) -> bool:
    """Whether frames from Arrow equal those from rows, and a stored position can be compared."""
    names = type_names(schema)
    read = all(_stored(field) == _expected(field) for field in schema)
    return read and all(names[name] in BINDABLE for name in compared if name in names)


def _stored(field: "pa.Field[Any]") -> pa.DataType:
    kind = field.type
    return kind.storage_type if isinstance(kind, pa.BaseExtensionType) else kind


def _expected(field: "pa.Field[Any]") -> pa.DataType | None:
    name = _type_name(field)
    if name in _STORED:
        return _STORED[name]
    # the driver reads enums as plain text; "char" is a byte in no encoding
    return pa.string() if name not in {"", "char"} and field.type == pa.string() else None


def frame_of_arrow(table: pa.Table) -> pl.DataFrame:
    """A page as the frame its rows would give. Raises Fatal for what Python can't hold."""
    return pl.DataFrame([_column(field, table.column(i)) for i, field in enumerate(table.schema)])


def _column(field: "pa.Field[Any]", values: "pa.ChunkedArray[Any]") -> pl.Series:
    if values.null_count == len(values):
        return pl.Series(field.name, [None] * len(values), dtype=pl.Null)
    if field.type == pa.time64("us"):
        # checked before Polars reads it, which has 24:00:00 as null
        _within(pl.Series(values.cast(pa.int64())), 0, MIDNIGHT - 1)
    if isinstance(field.type, pa.BaseExtensionType):
        chunks: list[Any] = [chunk.storage for chunk in values.iterchunks()]
        values = pa.chunked_array(chunks, type=field.type.storage_type)
    column = pl.Series(field.name, values)
    decode = _DECODE.get(_type_name(field))
    return column if decode is None else decode(column)


def _whole(column: pl.Series) -> pl.Series:
    return column.cast(pl.Int64)


def _numeric(column: pl.Series) -> pl.Series:
    if not column.str.contains(FITTING).all():
        return series(column.name, [None if v is None else Decimal(v) for v in column])
    point = column.str.find(".", literal=True)
    places = (column.str.len_bytes() - point - 1).fill_null(0).max()
    return column.cast(pl.Decimal(38, int(str(places))))


def _uuid(column: pl.Series) -> pl.Series:
    digits = column.bin.encode("hex").to_frame("x")
    cuts = ((0, 8), (8, 4), (12, 4), (16, 4), (20, 12))
    parts = [pl.col("x").str.slice(start, length) for start, length in cuts]
    return digits.select(pl.concat_str(parts, separator="-"))["x"].alias(column.name)


def _hex(column: pl.Series) -> pl.Series:
    return column.bin.encode("hex")


def _day(column: pl.Series) -> pl.Series:
    return _within(column, date.min, date.max)


def _moment(column: pl.Series) -> pl.Series:
    naive = column.dt.replace_time_zone(None)
    _within(naive, datetime.min, datetime.max)  # noqa: DTZ901 (the bounds of any zone's clock)
    return column


def _within(column: pl.Series, low: Any, high: Any) -> pl.Series:
    """PostgreSQL's infinity, years before 1 and after 9999 are values no Python object holds."""
    if column.is_between(low, high).all():
        return column
    raise Fatal(UNREADABLE, code="value")


_DECODE: dict[str, Callable[[pl.Series], pl.Series]] = {
    "int2": _whole, "int4": _whole, "numeric": _numeric, "uuid": _uuid,
    "bytea": _hex, "date": _day, "timestamp": _moment, "timestamptz": _moment,
}  # fmt: skip


def value_of(kind: str, scalar: Any) -> Any:
    """One value as psycopg's Python object."""
    value = scalar.as_py()
    if kind == "numeric" and isinstance(value, str):
        return Decimal(value)
    return UUID(bytes=value) if kind == "uuid" and isinstance(value, bytes) else value
