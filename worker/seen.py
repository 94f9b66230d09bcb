"""Rows the lake certainly holds already: the overlap a source re-reads must not look like a change.

An entry counts only while the store is exactly at the version it was written for and no restore has
happened, so another writer, a delete or a restore makes it forget rather than drop a row.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field

import polars as pl

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

    def fresh(self, source: str, table: str, rows: pl.DataFrame, *, at: Mark) -> pl.DataFrame:
        """The rows not known to be in the store at this moment."""
        known = self._known(source, table, at)
        if known is None or not rows.height:
            return rows
        return rows.filter(~rows.hash_rows().is_in(known["row"].implode()))

    def remember(
        self,
        source: str,
        table: str,
        rows: pl.DataFrame,
        *,
        key: Sequence[str],
        moved: tuple[Mark, Mark],
    ) -> None:
        """`rows` took the store from one moment to the next (equal: they were there already)."""
        before, after = moved
        new = pl.DataFrame({"key": rows.select(key).hash_rows(), "row": rows.hash_rows()})
        known = self._known(source, table, before)
        if known is not None:
            # Only the newest version of a row is in the store.
            new = pl.concat([known.join(new, on="key", how="anti"), new])
        with self._lock:
            self._entries[source, table] = (after, new.tail(MOST))

    def _known(self, source: str, table: str, at: Mark) -> pl.DataFrame | None:
        with self._lock:
            mark, known = self._entries.get((source, table), (None, None))
        return known if mark == at else None
