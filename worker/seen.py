"""Rows the lake certainly holds already: the overlap a source re-reads must not look like a change.

What is remembered is kept true by asking the store which keys anybody has written since: another
source, a compaction, a delete. A restore makes it forget everything rather than drop a row.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field

import polars as pl

from lake.errors import LakeError
from lake.store import Store

MOST = 200_000  # rows remembered for each table of a source; 3 MB


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One moment of one store: its version within an epoch."""

    epoch: int
    version: int


@dataclass(frozen=True, slots=True)
class Seen:
    """Hashes of the newest rows written, by (source, table); safe to share among threads."""

    _entries: dict[tuple[str, str], tuple[Mark, pl.DataFrame]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def fresh(self, source: str, store: Store, rows: pl.DataFrame, *, at: Mark) -> pl.DataFrame:
        """The rows not known to be in the store at this moment."""
        known = self._known(source, store, at)
        if known is None or not rows.height:
            return rows
        return rows.filter(~rows.hash_rows().is_in(known["row"].implode()))

    def remember(
        self, source: str, store: Store, rows: pl.DataFrame, *, moved: tuple[Mark, Mark]
    ) -> None:
        """`rows` took the store from one moment to the next (equal: they were there already)."""
        before, after = moved
        new = pl.DataFrame({"key": _hashes(rows, store.table.key), "row": rows.hash_rows()})
        known = self._known(source, store, before)
        if known is not None:
            # Only the newest version of a row is in the store.
            new = pl.concat([known.join(new, on="key", how="anti"), new])
        with self._lock:
            self._entries[source, store.name] = (after, new.tail(MOST))

    def _known(self, source: str, store: Store, at: Mark) -> pl.DataFrame | None:
        """What is remembered, less every key somebody else has written by this moment."""
        with self._lock:
            mark, known = self._entries.get((source, store.name), (None, None))
        if mark is None or known is None or mark.epoch != at.epoch or mark.version > at.version:
            return None
        if mark.version == at.version:
            return known
        try:
            changed = store.changed(mark.version, at.version)
        except LakeError:
            return None
        touched = pl.DataFrame({"key": _hashes(changed, store.table.key)})
        return known.join(touched, on="key", how="anti")


def _hashes(rows: pl.DataFrame, key: Sequence[str]) -> pl.Series:
    return rows.select(key).hash_rows() if rows.height else pl.Series(dtype=pl.UInt64)
