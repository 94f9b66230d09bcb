"""A SQLite database as tables of DuckDB, whatever it holds."""

import sqlite3
from collections.abc import Collection
from contextlib import closing
from pathlib import Path

import duckdb
import polars as pl

TYPES = {"INTEGER": pl.Int64, "TEXT": pl.String, "REAL": pl.Float64}
READ = {
    "INTEGER": "case typeof({0}) when 'integer' then {0} end",
    "TEXT": "cast({0} as text)",
    "REAL": "case when typeof({0}) in ('integer', 'real') then cast({0} as real) end",
}


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
    kinds = {column: kind.split()[0] for _, column, kind, *_ in declared}
    read = ", ".join(READ[kind].format(column) for column, kind in kinds.items())
    schema = {column: TYPES[kind] for column, kind in kinds.items()}
    return pl.DataFrame(
        source.execute(f"select {read} from {name}").fetchall(), schema, orient="row"
    )
