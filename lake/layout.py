"""How rows lie on disk: system columns, months, and the types that travel between engines."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

import polars as pl

from lake.errors import TypeChanged
from tables.definition import UTC_TIME, Table

Kind = Literal["b", "c", "t"]

BASE: Kind = "b"  # compacted living rows: at most one row per key
CHANGE: Kind = "c"  # change batches, as they came
TOMB: Kind = "t"  # compacted tombstones, read only where changes have to be weighed against them

# First in the physical schema, so that they are always among the columns Delta keeps statistics of.
SYSTEM = pl.Schema({"_month": pl.String, "_k": pl.String, "_seq": pl.Int64, "_op": pl.String})
PARTITION = ("_month", "_k")
WHOLE = "all"
MONTH = r"^\d{4}-\d{2}$"

_TRAVELS = (
    pl.String,
    pl.Boolean,
    pl.Int8,
    pl.Int16,
    pl.Int32,
    pl.Int64,
    pl.Float32,
    pl.Float64,
    pl.Date,
    pl.Binary,
)
_FORBIDDEN_IN_NAMES = re.compile(r"[ ,;{}()\n\t=]")


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """One data file of a snapshot; `rows`, `size` (bytes) and `days` are as logged.

    `days` are the first and last value of date columns; a column without is not known.
    """

    path: str
    month: str
    kind: str
    rows: int
    size: int
    days: Mapping[str, tuple[date, date]] = field(default_factory=dict)


def identity(table: Table) -> list[str]:
    """The columns that identify a row inside the store: its key within its partition."""
    return [*table.key, "_month"]


def order(table: Table) -> list[str]:
    """The columns that decide which of two versions of a row is newer, most significant first."""
    return ["_seq"] if table.cursor is None else [table.cursor, "_seq"]


def month_of(table: Table) -> pl.Expr:
    """`_month`: the UTC month of the partition column, or `all` where there is none."""
    if table.partition is None:
        return pl.lit(WHOLE).alias("_month")
    return pl.col(table.partition).dt.strftime("%Y-%m").alias("_month")


def business(table: Table, stored: pl.Schema) -> pl.Schema:
    """The columns people see: the table's own, then those that evolved at the source.

    Raises TypeChanged where the stored type is no longer the promised one.
    """
    for name, promised in table.schema.items():
        if name in stored and stored[name] != promised:
            raise TypeChanged(
                f"{table.name}.{name} is stored as {stored[name]} but promised as {promised}"
            )
    extra = {n: t for n, t in stored.items() if n not in table.schema and n not in SYSTEM}
    return pl.Schema(dict(table.schema) | extra)


def travels(dtype: pl.DataType) -> bool:
    """Whether every engine reads the type back as it was written."""
    return isinstance(dtype, (*_TRAVELS, pl.Decimal)) or dtype == UTC_TIME


def nameable(name: str) -> bool:
    """Whether every engine accepts the column name, and it is not one of ours."""
    return bool(name) and not name.startswith("_") and not _FORBIDDEN_IN_NAMES.search(name)
