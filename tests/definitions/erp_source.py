"""The demo's ERP twice: our facts of it, and its own tables in DuckDB."""

import json
from collections.abc import Sequence
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
from tests.integration.copied import copy

DEMO = Path(__file__).parents[2] / "samples" / "demo"
TODAY = date(2026, 11, 19)


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


def both(home: Path, seed: int, recipes: Sequence[Recipe]) -> Both:
    """Two months of the demo's ERP, read by our connector and built into some facts; its own tables
    in DuckDB."""
    sources = home / "sources"
    sources.mkdir()
    build_oa(sources / "oa.db", seed, TODAY, approvals=1_500)
    build_erp(sources / "erp.db", seed, TODAY, oa=sources / "oa.db", months=2)
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
    tables = duckdb.connect()
    copy(tables, sources / "erp.db")
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
