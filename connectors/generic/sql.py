"""The `sql` connector: any database SQLAlchemy reaches becomes batches, read-only and resumable."""

import re
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson
import polars as pl
import sqlalchemy as sa
from pydantic import SecretStr

from connectors.apply import apply
from connectors.base import Headed
from connectors.definition import Batch, Header, Stream
from connectors.errors import ConnectorError, Fatal
from connectors.generic.frames import frame_of
from connectors.generic.position import Position, floor, fresh
from connectors.generic.sql_config import SqlConfig, StreamConfig
from connectors.generic.sql_engine import open_engine
from connectors.generic.sql_errors import classified
from tables.conform import ROW_ID
from tables.raw import as_json
from tables.registry import TABLES


class SqlSource(Headed):
    """A database, read by (cursor, key) with an overlap, or whole where a table has no cursor."""

    def __init__(self, header: Header, config: SqlConfig, folder: Path) -> None:
        super().__init__(header)
        self._config = config
        self._folder = folder
        self._by_table = {stream.table: stream for stream in config.streams}
        password = sa.make_url(config.url.get_secret_value()).password
        self._secrets = (SecretStr(str(password)),) if password else ()

    @property
    def streams(self) -> tuple[Stream, ...]:
        """The configured tables, in the order of the file."""
        return tuple(
            Stream(table=s.table, deletes=s.deletes, incremental=s.cursor is not None)
            for s in self._config.streams
        )

    def pull(self, table: str, since: str | None) -> Iterator[Batch]:
        """Rows changed since the cursor, oldest first; the last batch closes the pass."""
        stream = self._stream(table)
        if stream.cursor is None:
            yield from self._whole(stream, since)
        else:
            position = None if since is None else Position.decode(since)
            yield from self._incremental(stream, stream.cursor, position)

    def keys(self, table: str) -> Iterator[pl.DataFrame] | None:
        """Keys of all rows that exist now, where deletes are found by comparing them."""
        stream = self._stream(table)
        return self._keys(stream) if stream.deletes == "keys" else None

    def check(self) -> tuple[str, ...]:
        """Connects, and reads one row of every stream through its mapping."""
        found: list[str] = []
        for stream in self._config.streams:
            query = sa.select(sa.literal_column("*")).select_from(_relation(stream)).limit(1)
            try:
                for names, rows in self._read(query, stream):
                    self._mapped(stream, names, rows, datetime.now(UTC))
            except ConnectorError as error:
                found.append(f"{stream.table}: {error}")
                if error.code in {"connection", "auth", "driver"}:
                    break
        return tuple(found)

    def _stream(self, table: str) -> StreamConfig:
        if table not in self._by_table:
            raise Fatal(f"{self.name} has no stream {table}.", code="no_stream")
        return self._by_table[table]

    @contextmanager
    def _connection(self) -> Generator[sa.Connection]:
        url = self._config.url.get_secret_value()
        zone = self._config.zone
        with classified(tuple(s.get_secret_value() for s in self._secrets)):
            engine = open_engine(url, self._folder, zone=zone, timeout=self._config.timeout)
            with engine.connect() as connection:
                yield connection

    def _read(
        self, query: sa.Select[Any], stream: StreamConfig
    ) -> Iterator[tuple[Sequence[str], Sequence[Any]]]:
        """Pages of rows from one statement, by a server-side cursor where there is one."""
        with self._connection() as connection:
            options = {"stream_results": True, "max_row_buffer": stream.batch}
            result = connection.execution_options(**options).execute(query)
            with closing(result):
                names = list(result.keys())
                if len(set(names)) < len(names):
                    message = f"The query for {stream.table} returns a column name twice."
                    raise Fatal(message, code="query")
                yield from ((names, page) for page in _pages(result, stream.batch))

    def _mapped(
        self, stream: StreamConfig, names: Sequence[str], rows: Sequence[Any], now: datetime
    ) -> pl.DataFrame:
        source = frame_of(names, rows)
        absent = [name for name in stream.key if name not in source.columns]
        if absent:
            raise Fatal(f"{stream.table} has no key column {', '.join(absent)}.", code="no_column")
        zone = stream.zone or self._config.zone
        frame = apply(TABLES[stream.table], stream.columns, source, zone=zone, now=now)
        return frame.with_columns(as_json(source.select(stream.key)).alias(ROW_ID))

    def _incremental(
        self, stream: StreamConfig, cursor: str, since: Position | None
    ) -> Iterator[Batch]:
        zone = stream.zone or self._config.zone
        last = fresh(None, ())
        if since is not None:
            last = since if since.open else replace(since, open=True, began=last.began)
        query = _ordered(stream, cursor).where(*_after(stream, cursor, since, zone))
        for names, rows in self._read(query, stream):
            frame = self._mapped(stream, names, rows, last.began)
            tail = dict(zip(names, rows[-1], strict=True))
            key = tuple(tail[name] for name in stream.key)
            last = replace(last, watermark=tail[cursor], key=key)
            yield Batch(table=stream.table, frame=frame, cursor=last.encode())
        yield from self._undated(stream, cursor, last.began)
        closed = replace(last, open=False)
        empty = pl.DataFrame()
        yield Batch(table=stream.table, frame=empty, cursor=closed.encode(), watermark=closed.began)

    def _undated(self, stream: StreamConfig, cursor: str, now: datetime) -> Iterator[Batch]:
        """Rows without a cursor value come after no cursor: they are read at every pass."""
        query = sa.select(sa.literal_column("*")).select_from(_relation(stream))
        for names, rows in self._read(query.where(sa.column(cursor).is_(None)), stream):
            yield Batch(table=stream.table, frame=self._mapped(stream, names, rows, now))

    def _whole(self, stream: StreamConfig, since: str | None) -> Iterator[Batch]:
        """A table without a cursor: read whole, delivered only when anything in it changed."""
        now = datetime.now(UTC)
        query = sa.select(sa.literal_column("*")).select_from(_relation(stream))
        frames = [self._mapped(stream, n, rows, now) for n, rows in self._read(query, stream)]
        raws = sorted(raw for frame in frames for raw in frame["raw"])
        seen = sha256("\n".join([_settings(stream), *raws]).encode()).hexdigest()
        cursor = orjson.dumps({"kind": "whole", "sha256": seen}).decode()
        if cursor != since:
            for frame in frames:
                yield Batch(table=stream.table, frame=frame)
        yield Batch(table=stream.table, frame=pl.DataFrame(), cursor=cursor, watermark=now)

    def _keys(self, stream: StreamConfig) -> Iterator[pl.DataFrame]:
        table = TABLES[stream.table]
        wanted = {n: stream.columns[n] for n in table.key if n != "source"}
        reads = sorted({name for column in wanted.values() for name in column.reads})
        zone = stream.zone or self._config.zone
        query = sa.select(*(sa.column(name) for name in reads)).select_from(_relation(stream))
        for names, rows in self._read(query, stream):
            yield apply(table, wanted, frame_of(names, rows), zone=zone).select(list(wanted))


def _settings(stream: StreamConfig) -> str:
    return stream.model_dump_json()


def _relation(stream: StreamConfig) -> sa.FromClause:
    """The table, or the configured query as a subquery; nothing in it is a parameter."""
    if stream.source is not None:
        return sa.table(stream.source, schema=stream.db_schema)
    text = re.sub(r";\s*(--[^\n]*)?\s*$", "", (stream.query or "").strip())
    # the line break ends a trailing comment before the closing bracket
    return sa.text(text.replace(":", r"\:") + "\n").columns().subquery("source_rows")


def _ordered(stream: StreamConfig, cursor: str) -> sa.Select[Any]:
    order = [sa.column(name) for name in dict.fromkeys((cursor, *stream.key))]
    everything = sa.select(sa.literal_column("*")).select_from(_relation(stream))
    return everything.where(sa.column(cursor).is_not(None)).order_by(*order)


def _after(
    stream: StreamConfig, cursor: str, since: Position | None, zone: str | None
) -> list[sa.ColumnElement[bool]]:
    """After the last row of an open pass; from the floor on for a new one."""
    if since is None or since.watermark is None:
        return []
    if not since.open:
        return [sa.column(cursor) >= _bound(floor(since, stream.overlap, zone))]
    pairs = dict(zip((cursor, *stream.key), (since.watermark, *since.key), strict=True))
    return [_beyond([(sa.column(name), value) for name, value in pairs.items()])]


def _beyond(pairs: list[tuple[sa.ColumnClause[Any], Any]]) -> sa.ColumnElement[bool]:
    """(a, b, c) > (x, y, z) in the order of the database, for any database."""
    column, value = pairs[0]
    if len(pairs) == 1:
        return column > _bound(value)
    later = sa.or_(column > _bound(value), _beyond(pairs[1:]))
    return sa.and_(column >= _bound(value), later)


def _bound(value: Any) -> sa.ColumnElement[Any]:
    """A parameter whose type the driver decides; a cast by us could change what it compares as."""
    return sa.bindparam(None, value, type_=sa.types.NullType(), unique=True)


def _pages(result: sa.CursorResult[Any], size: int) -> Iterator[list[Any]]:
    """The driver's own tuples, a page at a time: nothing is converted on the way.

    SQLAlchemy holds back exactly one row of a streamed result, so the first row comes from it.
    """
    head = result.fetchone()
    if head is None:
        return
    cursor: Any = result.cursor
    page = [tuple(head), *cursor.fetchmany(size - 1)] if size > 1 else [tuple(head)]
    while page:
        yield page
        page = list(cursor.fetchmany(size))
