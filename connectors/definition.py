"""What a connector is: a header that promises tables, and a generator of frames.

A connector only fetches and names columns. Casting, checks and quarantine are `tables.conform`'s.

Frames may carry two reserved columns besides canonical ones: `_row_id` (String, the stable identity
of the source row, so a mended row leaves quarantine) and `_reject` (String, null for good rows;
else `word` or `word:column`, a row the connector already knows to be wrong). `raw` holds the source
row as JSON.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Protocol, runtime_checkable

import orjson
import polars as pl

from connectors.errors import Fatal

Text = Mapping[Literal["zh", "en"], str]

Deletes = Literal["none", "tombstone", "keys"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """One table a source promises.

    `deletes` says how vanished rows are told: as rows whose `deleted_at` is set (`tombstone`), by
    comparing `Source.keys(table)` with the lake (`keys`), or never (`none`).
    `incremental` False means each pull reads the whole table (or nothing, when unchanged).
    """

    table: str
    deletes: Deletes
    incremental: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Rows of one table, and how to go on after them.

    `cursor` is the JSON string to hand to the next `pull` once this batch is stored; null when the
    stream can't resume here (the next pull starts where this one did). `watermark` is the source
    time up to which everything has been delivered with this batch, null when not yet known.
    A frame may be empty: then only cursor and watermark move. `anew` marks a reading from the
    beginning because the stream's definition changed: its rows replace what is stored.
    """

    table: str
    frame: pl.DataFrame
    cursor: str | None = None
    watermark: datetime | None = None
    anew: bool = False


@runtime_checkable
class Source(Protocol):
    """A system that holds tables.

    `pull` yields what changed since the cursor, oldest first; it re-reads an overlap, so rows may
    come twice and the newest wins in the lake. `keys` yields frames with the key columns (without
    `source`) of all living rows, or is None where deletes come otherwise; an iterator that ends
    without an error is complete. `check` says in sentences what is wrong, nothing when all is well.
    All three raise only `Retriable`, `Fatal` or `Skippable`. A source may be pulled from several
    threads, one table each.
    """

    @property
    def name(self) -> str:
        """Stable identity, stored in the `source` column."""
        ...

    @property
    def kind(self) -> str:
        """`sql`, `rest`, `file`, `event_log`, `calendar` or `rows`."""
        ...

    @property
    def label(self) -> Text:
        """Name for people."""
        ...

    @property
    def every(self) -> timedelta:
        """How often to pull."""
        ...

    @property
    def stale_after(self) -> timedelta:
        """From which age the screen says stale."""
        ...

    @property
    def streams(self) -> tuple[Stream, ...]:
        """The tables it promises, masters first."""
        ...

    def pull(self, table: str, since: str | None) -> Iterator[Batch]:
        """Batches of `table` changed since the cursor `since` (None: everything)."""
        ...

    def keys(self, table: str) -> Iterator[pl.DataFrame] | None:
        """Key columns of all living rows, or None."""
        ...

    def check(self) -> tuple[str, ...]:
        """What is wrong, one sentence each."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What every source states about itself, whatever its kind."""

    name: str
    kind: str
    label: Text
    every: timedelta
    stale_after: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """Where a keyset read stands: the largest (watermark, key) delivered, as the source has them.

    Values are JSON scalars; moments are ISO texts. `kind` tells formats apart, so a cursor of an
    earlier configuration is refused instead of misread.
    """

    kind: str
    watermark: str | int | float | None = None
    key: tuple[str | int | float, ...] = ()

    def encode(self) -> str:
        """The cursor as a JSON string."""
        return orjson.dumps(
            {"kind": self.kind, "watermark": self.watermark, "key": self.key}
        ).decode()

    @classmethod
    def decode(cls, text: str) -> "Cursor":
        """The cursor written by `encode`; Fatal when the text is anything else."""
        try:
            value = orjson.loads(text)
            return cls(
                kind=str(value["kind"]), watermark=value["watermark"], key=tuple(value["key"])
            )
        except (ValueError, KeyError, TypeError) as error:
            message = "The stored cursor can't be read; sync this source from the beginning."
            raise Fatal(message, code="bad_cursor") from error
