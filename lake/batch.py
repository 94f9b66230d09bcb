"""One append as physical rows: checked, one row per key, deletes as tombstones."""

from collections.abc import Sequence

import polars as pl

from lake.errors import BadBatch, TypeChanged
from lake.layout import (
    CHANGE,
    MONTH,
    SYSTEM,
    business,
    identity,
    month_of,
    nameable,
    order,
    travels,
)
from lake.scan import View, lookup
from tables.definition import Table

c = pl.col


def check(table: Table, stored: pl.Schema, rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with columns in physical order and typed, evolved columns last.

    Raises BadBatch (missing column, null key or partition, unusable new column) or TypeChanged.
    """
    promised = business(table, stored)
    missing = [name for name in table.schema if name not in rows.columns]
    if missing:
        raise BadBatch(f"{table.name}: columns missing: {', '.join(missing)}")
    for name, dtype in rows.schema.items():
        if name in promised:
            _same_type(table, name, dtype, promised[name])
    new = [n for n, t in rows.schema.items() if n not in promised and t != pl.Null]
    for name in new:
        _evolvable(table, name, rows.schema[name], [*promised, *new])
    columns = [
        c(name).cast(dtype) if name in rows.columns else pl.lit(None, dtype).alias(name)
        for name, dtype in promised.items()
    ]
    typed = rows.select(*columns, *new)
    _filled(table, typed, (*table.key, *([table.partition] if table.partition else [])))
    return typed


def change_rows(table: Table, rows: pl.DataFrame, sequence: int) -> pl.DataFrame:
    """Checked rows as change rows: the newest of each key, with a tombstone in every other month
    the batch itself names for that key."""
    deleted = c("deleted_at").is_not_null() if "deleted_at" in rows.columns else pl.lit(value=False)
    physical = rows.with_columns(
        month_of(table),
        pl.lit(CHANGE).alias("_k"),
        pl.lit(sequence, pl.Int64).alias("_seq"),
        pl.when(deleted).then(pl.lit("D")).otherwise(pl.lit("U")).alias("_op"),
    ).select(*SYSTEM, *rows.columns)
    if not physical.select(table.key).is_duplicated().any():
        return physical
    ranked = physical.with_row_index("_row").sort(
        *([] if table.cursor is None else [table.cursor]), "_row", nulls_last=False
    )
    winners = ranked.unique(list(table.key), keep="last", maintain_order=True).drop("_row")
    elsewhere = (
        physical.select(identity(table))
        .unique()
        .join(winners.select(identity(table)), on=identity(table), how="anti")
        .join(winners.drop("_month"), on=list(table.key))
        .with_columns(pl.lit("D").alias("_op"))
        .select(winners.columns)
    )
    return pl.concat([winners, elsewhere])


def tombstones(view: View, deletes: pl.DataFrame, sequence: int) -> pl.DataFrame:
    """Tombstone rows for the living rows of the given keys, as new as the version they delete.

    `deletes` has the key columns and may name the partition (`_month` or the partition column).
    Keys that are not alive are left alone: there is nothing to delete.
    """
    table = view.table
    keys = _delete_keys(table, deletes)
    if keys.is_empty():
        return keys.clear()
    on = [*table.key, "_month"] if "_month" in keys.columns else list(table.key)
    if table.cursor is None and "_month" in keys.columns:
        found = keys.unique()
    else:
        months = keys["_month"].unique().to_list() if "_month" in keys.columns else None
        found = find(view, keys.unique(), on, months)
    return found.with_columns(
        pl.lit(CHANGE).alias("_k"),
        pl.lit(sequence, pl.Int64).alias("_seq"),
        pl.lit("D").alias("_op"),
    )


def find(
    view: View, keys: pl.DataFrame, on: list[str], months: list[str] | None = None
) -> pl.DataFrame:
    """(key…, `_month`[, cursor]) of the living rows of some keys."""
    table = view.table
    wanted = [*identity(table), *([] if table.cursor in (None, *table.key) else order(table)[:1])]
    known = lookup(view, keys.select(table.key), months).select(wanted)
    return known.join(keys.lazy().select(on), on=on, how="semi").collect()


def check_keys(table: Table, keys: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
    """The named key columns of a frame, typed and filled. Raises BadBatch."""
    wrong = [name for name in names if name not in keys.columns or name not in table.key]
    if wrong or not names:
        raise BadBatch(f"{table.name}: not among the key columns: {', '.join(wrong)}")
    for name in names:
        _same_type(table, name, keys.schema[name], table.schema[name])
    typed = keys.select(c(name).cast(table.schema[name]) for name in names)
    _filled(table, typed, tuple(names))
    return typed


def _delete_keys(table: Table, deletes: pl.DataFrame) -> pl.DataFrame:
    keys = check_keys(table, deletes, table.key)
    if table.partition is None:
        return keys.with_columns(month_of(table))
    if "_month" in deletes.columns:
        months = deletes.select(c("_month").cast(pl.String))
    elif table.partition in deletes.columns:
        _same_type(
            table, table.partition, deletes.schema[table.partition], table.schema[table.partition]
        )
        months = deletes.select(month_of(table))
    else:
        return keys
    _filled(table, months, ("_month",))
    if not months["_month"].str.contains(MONTH).all():
        raise BadBatch(f"{table.name}: a delete names a partition that is no month")
    return keys.with_columns(months["_month"])


def _same_type(table: Table, name: str, got: pl.DataType, promised: pl.DataType) -> None:
    if got not in (promised, pl.Null):
        raise TypeChanged(f"{table.name}.{name} arrived as {got}, promised as {promised}")


def _evolvable(table: Table, name: str, dtype: pl.DataType, others: list[str]) -> None:
    if not nameable(name):
        raise BadBatch(f"{table.name}: a new column can't be called {name!r}")
    if sum(other.casefold() == name.casefold() for other in others) > 1:
        raise BadBatch(f"{table.name}: the new column {name!r} differs from another by case only")
    if not travels(dtype):
        raise TypeChanged(f"{table.name}.{name} is new and of type {dtype}, which can't be stored")


def _filled(table: Table, rows: pl.DataFrame, names: tuple[str, ...]) -> None:
    for name in names:
        if nulls := rows[name].null_count():
            raise BadBatch(f"{table.name}: {nulls} rows without {name}")
