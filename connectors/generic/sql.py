"""The `sql` connector: any database SQLAlchemy reaches becomes batches, read-only and resumable."""

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import polars as pl
import sqlalchemy as sa
from pydantic import SecretStr

from connectors.apply import apply
from connectors.base import Headed
from connectors.definition import Batch, Header, Stream
from connectors.errors import ConnectorError, Fatal
from connectors.generic.page import Ask, Page, plain
from connectors.generic.position import Position, Whole, fresh
from connectors.generic.sql_arrow import arrow_session, conninfo_of
from connectors.generic.sql_config import SqlConfig, StreamConfig
from connectors.generic.sql_engine import open_engine
from connectors.generic.sql_errors import classified
from connectors.generic.sql_queries import changed, everything, named, undated
from connectors.generic.sql_rows import row_pages
from connectors.generic.undecodable import is_marked, refused, unmarked
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
        url = config.url.get_secret_value()
        password = sa.make_url(url).password
        self._secrets = (SecretStr(str(password)),) if password else ()
        arrow = conninfo_of(url, timeout=config.timeout) if config.arrow == "auto" else None
        self._conninfo = None if arrow is None else SecretStr(arrow)
        self._by_rows: set[str] = set()  # tables with a type that Arrow has otherwise

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
        found: dict[str, list[str]] = {}
        names = list(self._by_table)
        for at, (name, stream) in enumerate(self._by_table.items()):
            query = everything(stream).limit(1)
            try:
                for page in self._read(lambda _, query=query: query, stream):
                    self._mapped(stream, page.frame, datetime.now(UTC))
            except ConnectorError as error:
                if error.code in {"connection", "auth", "driver"}:  # so will all the others
                    found.setdefault(str(error), []).extend(names[at:])
                    break
                found.setdefault(str(error), []).append(name)
        return tuple(f"{', '.join(streams)}: {words}" for words, streams in found.items())

    def _stream(self, table: str) -> StreamConfig:
        if table not in self._by_table:
            raise Fatal(f"{self.name} has no stream {table}.", code="no_stream")
        return self._by_table[table]

    @property
    def _hidden(self) -> tuple[str, ...]:
        return tuple(secret.get_secret_value() for secret in self._secrets)

    @contextmanager
    def _connection(self) -> Generator[sa.Connection]:
        url = self._config.url.get_secret_value()
        zone = self._config.zone
        engine = open_engine(url, self._folder, zone=zone, timeout=self._config.timeout)
        with engine.connect() as connection:
            yield connection

    def _read(self, ask: Ask, stream: StreamConfig) -> Iterator[Page]:
        """Pages of one statement: as Arrow where that is the same, else as rows."""
        with classified(self._hidden):
            if self._conninfo is not None and stream.table not in self._by_rows:
                compared = [] if stream.cursor is None else [stream.cursor, *stream.key]
                with arrow_session(
                    self._conninfo.get_secret_value(),
                    ask,
                    compared=compared,
                    secrets=self._hidden,
                ) as session:
                    if session is not None:
                        table, size = stream.table, stream.batch
                        yield from session.pages(table=table, size=size, compared=compared)
                        return
                self._by_rows.add(stream.table)
            with self._connection() as connection:
                yield from row_pages(
                    connection,
                    ask(plain),
                    table=stream.table,
                    size=stream.batch,
                    secrets=self._hidden,
                )

    def _mapped(self, stream: StreamConfig, source: pl.DataFrame, now: datetime) -> pl.DataFrame:
        absent = [name for name in stream.key if name not in source.columns]
        if absent:
            raise Fatal(f"{stream.table} has no key column {', '.join(absent)}.", code="no_column")
        zone = stream.zone or self._config.zone
        source, odd = unmarked(source)
        frame = apply(TABLES[stream.table], stream.columns, source, zone=zone, now=now)
        frame = refused(frame, stream.columns, odd)
        return frame.with_columns(as_json(source.select(stream.key)).alias(ROW_ID))

    def _incremental(
        self, stream: StreamConfig, cursor: str, since: Position | None
    ) -> Iterator[Batch]:
        zone = stream.zone or self._config.zone
        last = fresh(since, stream.definition(self._config.zone))
        anew = last.anew
        since = None if last.watermark is None else since
        for page in self._read(lambda bind: changed(stream, cursor, since, zone, bind), stream):
            frame = self._mapped(stream, page.frame, last.began)
            mark, key = page.last[cursor], tuple(page.last[name] for name in stream.key)
            if any(map(is_marked, (mark, *key))):  # nothing can be compared with it: no place to
                yield Batch(table=stream.table, frame=frame, anew=anew)  # go on from
                continue
            last = replace(last, watermark=mark, key=key)
            yield Batch(table=stream.table, frame=frame, cursor=last.encode(), anew=anew)
        for page in self._read(lambda _: undated(stream, cursor), stream):
            # rows without a cursor value come after no cursor: they are read at every pass
            frame = self._mapped(stream, page.frame, last.began)
            yield Batch(table=stream.table, frame=frame, anew=anew)
        text = replace(last, open=False, anew=False).encode()
        empty = pl.DataFrame()
        yield Batch(table=stream.table, frame=empty, cursor=text, watermark=last.began, anew=anew)

    def _whole(self, stream: StreamConfig, since: str | None) -> Iterator[Batch]:
        """A table without a cursor: read whole, delivered only when anything in it changed."""
        now = datetime.now(UTC)
        pages = self._read(lambda _: everything(stream), stream)
        frames = [self._mapped(stream, page.frame, now) for page in pages]
        raws = sorted(raw for frame in frames for raw in frame["raw"])
        seen = sha256("\n".join([_settings(stream), *raws]).encode()).hexdigest()
        mark = Whole(sha256=seen, definition=stream.definition(self._config.zone))
        anew = mark.redefines(since)
        if anew or not mark.same(since):
            for frame in frames:
                yield Batch(table=stream.table, frame=frame, anew=anew)
        empty, cursor = pl.DataFrame(), mark.encode()
        yield Batch(table=stream.table, frame=empty, cursor=cursor, watermark=now, anew=anew)

    def _keys(self, stream: StreamConfig) -> Iterator[pl.DataFrame]:
        table = TABLES[stream.table]
        wanted = {n: stream.columns[n] for n in table.key if n != "source"}
        reads = sorted({name for column in wanted.values() for name in column.reads})
        zone = stream.zone or self._config.zone
        for page in self._read(lambda _: named(stream, reads), stream):
            plain, _ = unmarked(page.frame)
            yield apply(table, wanted, plain, zone=zone).select(list(wanted))


def _settings(stream: StreamConfig) -> str:
    return stream.model_dump_json()
