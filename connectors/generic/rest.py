"""The `rest` connector: any system that answers HTTP requests with JSON becomes batches."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from itertools import chain, islice
from pathlib import Path
from typing import Any

import polars as pl

from connectors.base import Headed
from connectors.definition import Batch, Header, Stream
from connectors.errors import Fatal
from connectors.generic.position import Position, fresh
from connectors.generic.reading import checked, keys_mapped, mapped, required_reads, whole
from connectors.generic.rest_client import Client
from connectors.generic.rest_config import RestConfig, RestStream
from connectors.generic.rest_listing import Reader, Sheet, Slice
from connectors.generic.rest_passes import (
    first_mark,
    grouped,
    newest_of,
    onward,
    remaining,
    resumable,
    slices,
    until,
)
from connectors.generic.rest_records import unknown
from connectors.mapping import Column


class RestSource(Headed):
    """An HTTP API, read by its own cursor where it has one, else whole."""

    def __init__(self, header: Header, config: RestConfig, folder: Path) -> None:
        super().__init__(header)
        self._config = config
        self._folder = folder
        self._by_table = {stream.table: stream for stream in config.streams}

    @property
    def streams(self) -> tuple[Stream, ...]:
        """The configured tables, in the order of the file."""
        return tuple(
            Stream(table=s.table, deletes=s.deletes, incremental=s.incremental)
            for s in self._config.streams
        )

    def pull(self, table: str, since: str | None) -> Iterator[Batch]:
        """Rows changed since the cursor; the last batch closes the pass."""
        stream = self._stream(table)
        with Client(self._config, self._folder) as client:
            if not stream.incremental:
                yield from self._whole(client, stream, since)
            else:
                position = None if since is None else Position.decode(since, "rest")
                yield from self._incremental(client, stream, position)

    def keys(self, table: str) -> Iterator[pl.DataFrame] | None:
        """Keys of all rows that exist now, where deletes are found by comparing them."""
        stream = self._stream(table)
        return self._keys(stream) if stream.deletes == "keys" else None

    def check(self) -> tuple[str, ...]:
        """Asks for the first page of every stream, and maps it."""
        return checked(list(self._by_table), self._probe)

    def _probe(self, table: str) -> Iterator[str]:
        stream, now = self._stream(table), datetime.now(UTC)
        with Client(self._config, self._folder) as client:
            reader = self._reader(client, stream)
            start = first_mark(stream, self._zone(stream))
            for sheet in islice(
                chain.from_iterable(map(reader.read, slices(stream, start, now))), 1
            ):
                self._mapped(stream, reader, [sheet], now)
                absent = unknown(sheet.records, required_reads(stream))
                if absent:
                    yield f"No row of the first page has {', '.join(absent)}; correct the mapping."
            if stream.keys is not None:
                keys, wanted, _ = self._key_reader(client, stream)
                next(keys.read(next(wanted)))

    def _stream(self, table: str) -> RestStream:
        if table not in self._by_table:
            raise Fatal(f"{self.name} has no stream {table}.", code="no_stream")
        return self._by_table[table]

    def _zone(self, stream: RestStream) -> str | None:
        return stream.zone or self._config.zone

    def _reader(self, client: Client, stream: RestStream) -> Reader:
        needed = [*stream.key, *([stream.cursor] if stream.cursor else [])]
        reads = [name for column in stream.columns.values() for name in column.reads]
        return Reader(
            client=client,
            listing=stream,
            errors=self._config.errors,
            names=tuple(dict.fromkeys([*needed, *reads])),
            needed=tuple(dict.fromkeys(needed)),
            window=stream.window,
            zone=self._zone(stream),
            cursor=stream.cursor,
            ascending=stream.order == "ascending",
        )

    def _mapped(
        self, stream: RestStream, reader: Reader, sheets: list[Sheet], now: datetime
    ) -> pl.DataFrame:
        source, raw = reader.frame(sheets)
        return mapped(stream, source, zone=self._config.zone, now=now, raw=raw)

    def _whole(self, client: Client, stream: RestStream, since: str | None) -> Iterator[Batch]:
        """A listing without a cursor: read whole, delivered only when anything in it changed."""
        now, reader = datetime.now(UTC), self._reader(client, stream)
        groups = grouped(reader.read(Slice(low=None)), stream.batch)
        frames = [self._mapped(stream, reader, sheets, now) for sheets in groups]
        yield from whole(stream, frames, since, zone=self._config.zone, now=now)

    def _incremental(
        self, client: Client, stream: RestStream, since: Position | None
    ) -> Iterator[Batch]:
        last = fresh(since, stream.definition(self._config.zone), "rest")
        reader, table, anew = self._reader(client, stream), stream.table, last.anew
        newest: Any = None
        for wanted, place in remaining(stream, since, last, self._zone(stream)):
            sheets = resumable(reader, wanted, place, last.watermark)
            if stream.order == "descending":
                sheets = until(sheets, wanted.low)
            for group in grouped(sheets, stream.batch):
                newest = newest_of(newest, group)
                frame, text = self._mapped(stream, reader, group, last.began), None
                if stream.order == "ascending":
                    last = onward(last, newest, group[-1], wanted.high)
                    text = last.encode()
                yield Batch(table=table, frame=frame, cursor=text, anew=anew)
            if wanted.high is not None:
                last = replace(last, watermark=wanted.high, key=())
                yield Batch(table=table, frame=pl.DataFrame(), cursor=last.encode(), anew=anew)
        if newest is not None and "to" not in stream.request.named:
            last = replace(last, watermark=newest)
        text = replace(last, open=False, anew=False, key=()).encode()
        empty = pl.DataFrame()
        yield Batch(table=table, frame=empty, cursor=text, watermark=last.began, anew=anew)

    def _keys(self, stream: RestStream) -> Iterator[pl.DataFrame]:
        zone = self._config.zone
        with Client(self._config, self._folder) as client:
            reader, wanted, columns = self._key_reader(client, stream)
            for each in wanted:
                for sheets in grouped(reader.read(each), stream.batch):
                    source, _ = reader.frame(sheets)
                    yield keys_mapped(stream, source, zone=zone, columns=columns)

    def _key_reader(
        self, client: Client, stream: RestStream
    ) -> tuple[Reader, Iterator[Slice], Mapping[str, Column]]:
        """The listing of all keys: the one given for it, else that of the rows."""
        columns = {name: stream.columns[name] for name in stream.named}
        reader = self._reader(client, stream)
        if stream.keys is None:
            start = first_mark(stream, self._zone(stream))
            return reader, slices(stream, start, datetime.now(UTC)), columns
        columns = {name: stream.keys.columns.get(name, columns[name]) for name in stream.named}
        reads = tuple(dict.fromkeys(n for column in columns.values() for n in column.reads))
        keys = stream.keys
        bare = replace(
            reader, listing=keys, names=reads, needed=reads, cursor=None, ascending=False
        )
        return bare, iter([Slice(low=None)]), columns
