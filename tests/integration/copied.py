"""A SQLite database as tables of DuckDB, whatever it holds."""

import sqlite3
from collections.abc import Collection
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

TYPES = {"INTEGER": pl.Int64, "TEXT": pl.String, "REAL": pl.Float64}


def copy(
    connection: duckdb.DuckDBPyConnection, database: Path, *, without: Collection[str] = ()
) -> None:
    """Create its tables under their own names, but for some.

    Words where a number belongs are null, as no number can be made of them.
    """
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as source:
        query = "select name from sqlite_master where type = 'table' and name not like 'sqlite%'"
        names = [name for (name,) in source.execute(query) if name not in without]
        for name in names:
            connection.register("copied", _rows(source, name).to_arrow())
            connection.execute(f"create table {name} as from copied")
            connection.unregister("copied")


def _rows(source: sqlite3.Connection, name: str) -> pl.DataFrame:
    declared = source.execute(f"pragma table_info({name})").fetchall()
    schema = {column: TYPES[kind.split()[0]] for _, column, kind, *_ in declared}
    kinds = tuple(schema.values())
    rows = source.execute(f"select * from {name}").fetchall()
    told = [[_read(v, kind) for v, kind in zip(row, kinds, strict=True)] for row in rows]
    return pl.DataFrame(told, schema, orient="row")


def _read(value: Any, kind: Any) -> Any:
    if kind == pl.String:
        return None if value is None else str(value)
    number = isinstance(value, int | float)
    return (float(value) if kind == pl.Float64 else value) if number else None
