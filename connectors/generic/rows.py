"""The `rows` connector: small tables written down in the configuration itself."""

from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

import orjson
import polars as pl
from pydantic import Field, model_validator

from connectors.base import Headed, SourceConfig, chunks
from connectors.definition import Batch, Header, Stream
from connectors.errors import Fatal
from connectors.generic.frames import frame_of
from connectors.sentences import At
from tables.conform import conform
from tables.raw import as_json
from tables.registry import TABLES

ALLOWED = ("companies", "departments", "people", "process_sla", "document_links")


class RowsConfig(SourceConfig):
    """Rows by table; a row is a set of our columns (`updated_at` is the moment of the change)."""

    kind: Literal["rows"]
    tables: dict[str, list[dict[str, Any]]] = Field(min_length=1)

    @model_validator(mode="after")
    def _sound(self) -> "RowsConfig":
        for name, rows in self.tables.items():
            if name not in ALLOWED:
                raise At(f"The tables are {', '.join(ALLOWED)}.", "tables", name)
            if not rows:
                raise At("Give at least one row.", "tables", name)
            for i, row in enumerate(rows):
                _check_row(name, i, row)
        return self


def _check_row(name: str, i: int, row: dict[str, Any]) -> None:
    table = TABLES[name]
    own = {"source", "raw", "updated_at"}
    for column in row:
        if column not in table.schema or column in own:
            raise At(f"{name} has no column {column} to fill.", "tables", name, i, column)
    done = conform(table, _framed([row], datetime.now(UTC)), source="check")
    if done.rejected.height:
        told = done.rejected.row(0, named=True)
        column = told["column"]
        place = (column,) if column in row else ()
        words = told["reasons"].replace("_", " ").replace(":", ": ")
        raise At(f"This row can't be used ({words}).", "tables", name, i, *place)


def _framed(rows: list[dict[str, Any]], moment: datetime) -> pl.DataFrame:
    names = list(dict.fromkeys(name for row in rows for name in row))
    frame = frame_of(names, [[row.get(name) for name in names] for row in rows])
    if not names:
        frame = pl.DataFrame({"company_id": [None] * len(rows)})
    return frame.with_columns(raw=as_json(frame), updated_at=moment)


class RowsSource(Headed):
    """Inline rows; delivered when they changed, missing ones deleted by key set."""

    def __init__(self, header: Header, config: RowsConfig, folder: Path) -> None:
        super().__init__(header)
        self._tables = config.tables
        self._folder = folder

    @property
    def streams(self) -> tuple[Stream, ...]:
        """The tables written down."""
        return tuple(Stream(table=n, deletes="keys", incremental=False) for n in self._tables)

    def pull(self, table: str, since: str | None) -> Iterator[Batch]:
        """All rows, or one empty batch when they are as before."""
        rows = self._rows(table)
        now = datetime.now(UTC)
        content = orjson.dumps(rows, default=str, option=orjson.OPT_NON_STR_KEYS)
        cursor = orjson.dumps({"kind": "rows", "sha256": sha256(content).hexdigest()}).decode()
        frame = pl.DataFrame() if cursor == since else _framed(rows, now)
        yield from chunks(table, frame, cursor, now)

    def keys(self, table: str) -> Iterator[pl.DataFrame] | None:
        """Keys of all rows."""
        frame = _framed(self._rows(table), datetime.now(UTC))
        key = [name for name in TABLES[table].key if name != "source"]
        return iter((frame.select(key),))

    def check(self) -> tuple[str, ...]:
        """Nothing can be wrong: the rows were checked when the configuration was read."""
        return ()

    def _rows(self, table: str) -> list[dict[str, Any]]:
        if table not in self._tables:
            raise Fatal(f"{self.name} has no stream {table}.", code="no_stream")
        return self._tables[table]
