"""The demo's ERP twice: our facts of it, and its own tables in DuckDB."""

import json
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from connectors.config import load
from connectors.definition import Source
from facts.inputs import load_references, newest_versions
from facts.produce import build_fact
from facts.recipe import Recipe
from facts.registry import FACTS
from lake.lake import Lake
from samples.demo.erp.generate import build as build_erp
from samples.demo.generate import build as build_oa
from tables.conform import conform
from tables.registry import TABLES

DEMO = Path(__file__).parents[2] / "samples" / "demo"
TODAY = date(2026, 11, 19)
NAMES = (
    *("t_sal_order", "t_sal_orderentry", "t_sal_outstock", "t_sal_outstockentry"),
    *("t_ar_receivable", "t_ar_receivableentry", "t_ar_receivebill", "t_ar_receiveentry"),
    *("t_cn_bankacnt", "t_cn_journal"),
)
TYPES = {"INTEGER": pl.Int64, "TEXT": pl.String, "REAL": pl.Float64}


@dataclass(frozen=True, slots=True, kw_only=True)
class Both:
    """Facts of the ERP, and its tables in DuckDB, with `rejected` (of, id): the quarantine."""

    lake: Lake
    source: duckdb.DuckDBPyConnection

    def fact(self, name: str) -> pl.DataFrame:
        """A fact, whole."""
        return self.lake.store(FACTS[name], 1).scan().collect()

    def told(self, query: str) -> list[tuple[Any, ...]]:
        """What the source itself says."""
        return self.source.execute(query).fetchall()


def both(
    home: Path,
    seed: int,
    recipes: Sequence[Recipe],
    names: Sequence[str] = NAMES,
    *,
    script: str = "",
) -> Both:
    """Two months of the demo's ERP, read by our connector and built into some facts; its tables
    of some `names` in DuckDB. A `script` changes its rows before anybody reads them."""
    sources = home / "sources"
    sources.mkdir()
    build_oa(sources / "oa.db", seed, TODAY, approvals=1_500)
    build_erp(sources / "erp.db", seed, TODAY, oa=sources / "oa.db", months=2)
    with closing(sqlite3.connect(sources / "erp.db")) as database:
        database.executescript(script)
    config = home / "sources.yaml"
    config.write_text(
        "\n".join((DEMO / name).read_text() for name in ("sources.yaml", "erp/source.yaml"))
    )
    lake, rejected = Lake(home / "lake"), list[tuple[str, int]]()
    wanted = {table.name for recipe in recipes for table in recipe.tables}
    for source in load(config):
        for stream in source.streams:
            if stream.table in wanted | {"companies", "calendar"}:
                lost = _pull(lake, source, stream.table)
                rejected += [(stream.table, number) for number in lost]
    versions = newest_versions(lake)
    references = load_references(lake, versions)
    for recipe in recipes:
        build_fact(lake, 1, recipe, versions, references)
    tables = _duckdb(sources / "erp.db", names)
    tables.execute("create table rejected (of varchar, id bigint)")
    if rejected:
        tables.executemany("insert into rejected values (?, ?)", rejected)
    return Both(lake=lake, source=tables)


def _pull(lake: Lake, source: Source, table: str) -> set[int]:
    """Read a table whole; the ids, by the ERP's own key, of rows that did not enter."""
    lost = set[int]()
    for batch in source.pull(table, None):
        told = conform(TABLES[table], batch.frame, source=source.name)
        lake.store(TABLES[table]).append(told.rows)
        keys = (json.loads(row_id) for row_id in told.rejected["row_id"])
        lost |= {number for key in keys for number in key.values() if isinstance(number, int)}
    return lost


def _duckdb(database: Path, names: Sequence[str]) -> duckdb.DuckDBPyConnection:
    """The tables as they are; words where a number belongs are null."""
    connection = duckdb.connect()
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as source:
        for name in names:
            declared = source.execute(f"pragma table_info({name})").fetchall()
            schema = {column: TYPES[kind] for _, column, kind, *_ in declared}
            rows = source.execute(f"select * from {name}").fetchall()
            kinds = tuple(schema.values())
            told = [[_read(v, kind) for v, kind in zip(row, kinds, strict=True)] for row in rows]
            connection.register("copied", pl.DataFrame(told, schema, orient="row").to_arrow())
            connection.execute(f"create table {name} as from copied")
            connection.unregister("copied")
    return connection


def _read(value: Any, dtype: Any) -> Any:
    if dtype == pl.String:
        return None if value is None else str(value)
    number = isinstance(value, int | float)
    return (float(value) if dtype == pl.Float64 else value) if number else None
