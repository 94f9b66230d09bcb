"""Rows read anew under another definition take the place of those stored under the former one."""

from collections.abc import Sequence

import polars as pl

from lake.layout import month_of
from lake.store import Store


def replacing(store: Store, rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows so that they win, and the keys whose stored row stands in another month.

    A former definition may have dated a row later (another zone or cursor): of two versions the
    lake keeps the later one, so the row keeps that clock. Errors: those of the lake.
    """
    table = store.table
    key = list(table.key)
    if rows.is_empty():
        return rows, rows.select(key)
    clock = table.cursor if table.cursor not in (None, *key) else None
    timed = [] if clock is None else [pl.col(clock).alias("_held")]
    held = store.lookup(rows.select(key)).select(*key, month_of(table), *timed).collect()
    here = rows.select(*key, month_of(table))
    moved = held.join(here, on=[*key, "_month"], how="anti").select(key).unique()
    return (rows if clock is None else _not_older(rows, held, key, clock)), moved


def _not_older(
    rows: pl.DataFrame, held: pl.DataFrame, key: Sequence[str], clock: str
) -> pl.DataFrame:
    latest = held.group_by(key).agg(pl.col("_held").max())
    met = rows.join(latest, on=list(key), how="left", maintain_order="left")
    return met.with_columns(pl.max_horizontal(clock, "_held").alias(clock)).drop("_held")
