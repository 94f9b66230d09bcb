"""What a canonical table promises: columns, key, cursor, partition, units and drift policy."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import polars as pl

UTC_TIME = pl.Datetime("us", "UTC")
MONEY = pl.Decimal(18, 2)

DriftPolicy = Literal["evolve", "freeze", "discard"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing every row must satisfy.

    `ok` is a Polars expression: true or null keeps the row, false sends it to quarantine
    with `reason` (a stable machine word such as `decided_before_submitted`).
    """

    reason: str
    ok: pl.Expr


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A promise about one table; values of this class are the only vocabulary shared by
    connectors, the lake and facts.

    `cursor` is the source's own clock: of two versions of a row the one with the larger
    (`cursor`, our sequence) is newer. None means our sequence alone decides.
    `partition` names the date or time column whose UTC month (`YYYY-MM`) is the physical
    partition; the value must never change for a key. None means one partition.
    `required` columns may not be null; `enums` columns hold one of the listed words or null.
    """

    name: str
    key: tuple[str, ...]
    schema: pl.Schema
    cursor: str | None = "updated_at"
    partition: str | None = None
    required: frozenset[str] = frozenset()
    enums: Mapping[str, frozenset[str]] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    checks: tuple[Check, ...] = ()
    new_column: DriftPolicy = "evolve"
    changed_type: DriftPolicy = "freeze"


def columns(**of: pl.DataType | type[pl.DataType]) -> pl.Schema:
    """A schema of the given columns between the ones every table has.

    Every table carries `source`, `company_id`, `updated_at` (the source's clock),
    `deleted_at` (non-null marks a tombstone) and `raw` (the source row as JSON).
    """
    first: dict[str, pl.DataType | type[pl.DataType]] = {"source": pl.String}
    if "company_id" not in of:
        first["company_id"] = pl.String
    last = {"updated_at": UTC_TIME, "deleted_at": UTC_TIME, "raw": pl.String}
    return pl.Schema(first | of | last)
