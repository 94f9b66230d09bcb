"""The demo's source database in DuckDB: its tables as they are, then what the SQL makes of them."""

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

import duckdb
import polars as pl

SCRIPTS = sorted(Path(__file__).parent.glob("*.sql"))
TYPES = {"INTEGER": pl.Int64, "TEXT": pl.String}


def open_source(database: Path, pin: datetime) -> duckdb.DuckDBPyConnection:
    """A connection with the source's tables and those of the scripts, as of a local moment."""
    connection = duckdb.connect()
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as source:
        for name in _tables(source):
            copied = _copy(source, name)
            connection.register("copied", copied.to_arrow())
            connection.execute(f"create table {name} as from copied")
            connection.unregister("copied")
    connection.execute("create table pin as select ?::timestamp as asked", [pin])
    for script in SCRIPTS:
        connection.execute(script.read_text(encoding="utf-8"))
    return connection


def _tables(source: sqlite3.Connection) -> list[str]:
    """All tables but the generator's own notes: what it spoilt is for the SQL to find out."""
    query = "select name from sqlite_master where type = 'table' and name not like 'sqlite%'"
    return [name for (name,) in source.execute(query) if not name.startswith("oa_")]


def _copy(source: sqlite3.Connection, name: str) -> pl.DataFrame:
    columns = source.execute(f"pragma table_info({name})").fetchall()
    schema = {column: TYPES[declared] for _, column, declared, *_ in columns}
    return pl.DataFrame(source.execute(f"select * from {name}").fetchall(), schema, orient="row")
