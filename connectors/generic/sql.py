"""The `sql` connector: any database SQLAlchemy reaches becomes batches, read-only and resumable."""

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import sqlalchemy as sa
from pydantic import SecretStr

from connectors.base import Headed
from connectors.definition import Batch, Header, Stream
from connectors.errors import Fatal
from connectors.generic.page import Ask, Page, plain
from connectors.generic.position import Position, fresh
from connectors.generic.reading import checked, keys_mapped, keys_read, mapped, whole
from connectors.generic.sql_arrow import arrow_session, conninfo_of
from connectors.generic.sql_config import SqlConfig, StreamConfig
from connectors.generic.sql_engine import open_engine
from connectors.generic.sql_errors import classified
from connectors.generic.sql_queries import changed, everything, named, undated
from connectors.generic.sql_rows import row_pages
from connectors.generic.undecodable import is_marked


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
        return checked(list(self._by_table), self._probe)

    def _probe(self, table: str) -> Iterator[str]:
        """Says nothing but what it raises."""
        stream = self._stream(table)
        query = everything(stream).limit(1)
        for page in self._read(lambda _: query, stream):
            self._mapped(stream, page.frame, datetime.now(UTC))
        yield from ()

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
        return mapped(stream, source, zone=self._config.zone, now=now)

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
        yield from whole(stream, frames, since, zone=self._config.zone, now=now)

    def _keys(self, stream: StreamConfig) -> Iterator[pl.DataFrame]:
        for page in self._read(lambda _: named(stream, keys_read(stream)), stream):
            yield keys_mapped(stream, page.frame, zone=self._config.zone)
