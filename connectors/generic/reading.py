"""What every connector that maps source rows does with them: identity, whole tables, checks."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from hashlib import sha256

import polars as pl

from connectors.apply import apply
from connectors.definition import Batch
from connectors.errors import ConnectorError, Fatal
from connectors.generic.position import Whole
from connectors.generic.undecodable import refused, unmarked
from connectors.mapping import Column
from connectors.streams import StreamSettings
from tables.conform import ROW_ID
from tables.raw import as_json

CELL_ERROR = "cell_error"  # a workbook's #N/A, #DIV/0! and their like
HOPELESS = frozenset({"connection", "auth", "driver"})  # what fails one stream fails all


def mapped(
    stream: StreamSettings,
    source: pl.DataFrame,
    *,
    zone: str | None,
    now: datetime,
    raw: pl.Series | None = None,
    broken: Mapping[str, pl.Series] | None = None,
) -> pl.DataFrame:
    """Source rows as our columns, with the identity of each. Raises Fatal without a key column.

    `broken` says, by source column, which rows hold an error instead of a value.
    """
    absent = [name for name in stream.identity if name not in source.columns]
    if absent:
        raise Fatal(f"{stream.table} has no key column {', '.join(absent)}.", code="no_column")
    source, odd = unmarked(source)
    frame = apply(
        stream.promise, stream.columns, source, zone=stream.zone or zone, now=now, raw=raw
    )
    frame = refused(frame, stream.columns, odd)
    frame = refused(frame, stream.columns, broken or {}, CELL_ERROR)
    if not stream.identity:
        return frame
    return frame.with_columns(as_json(source.select(stream.identity)).alias(ROW_ID))


def keys_read(stream: StreamSettings) -> list[str]:
    """The source's columns that our key is made of."""
    return sorted({name for ours in stream.named for name in stream.columns[ours].reads})


def required_reads(stream: StreamSettings) -> list[str]:
    """The source's columns that our required columns are made of."""
    columns = (stream.columns.get(name) for name in stream.promise.required)
    return sorted({name for column in columns if column is not None for name in column.reads})


def keys_mapped(
    stream: StreamSettings,
    source: pl.DataFrame,
    *,
    zone: str | None,
    columns: Mapping[str, Column] | None = None,
) -> pl.DataFrame:
    """Our key columns of some source rows, or other `columns` of ours."""
    wanted = columns or {name: stream.columns[name] for name in stream.named}
    plain, _ = unmarked(source)
    return apply(stream.promise, wanted, plain, zone=stream.zone or zone).select(list(wanted))


def whole(
    stream: StreamSettings,
    frames: Sequence[pl.DataFrame],
    since: str | None,
    *,
    zone: str | None,
    now: datetime,
) -> Iterator[Batch]:
    """A table read whole, delivered only when anything in it or its settings changed."""
    raws = sorted(raw for frame in frames for raw in frame["raw"])
    settings = stream.model_dump_json()
    seen = sha256("\n".join([settings, *raws]).encode()).hexdigest()
    mark = Whole(sha256=seen, definition=stream.definition(zone))
    anew = mark.redefines(since)
    if anew or not mark.same(since):
        for frame in frames:
            yield Batch(table=stream.table, frame=frame, anew=anew)
    empty, cursor = pl.DataFrame(), mark.encode()
    yield Batch(table=stream.table, frame=empty, cursor=cursor, watermark=now, anew=anew)


def checked(names: Sequence[str], probe: Callable[[str], Iterable[str]]) -> tuple[str, ...]:
    """What `probe` says or raises for each stream, a sentence once with all streams it concerns."""
    found: dict[str, list[str]] = {}
    for at, name in enumerate(names):
        try:
            for words in probe(name):
                found.setdefault(words, []).append(name)
        except ConnectorError as error:
            if error.code in HOPELESS:
                found.setdefault(str(error), []).extend(names[at:])
                break
            found.setdefault(str(error), []).append(name)
    return tuple(f"{', '.join(streams)}: {words}" for words, streams in found.items())
