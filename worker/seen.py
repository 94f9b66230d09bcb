"""Rows the lake certainly holds already: the overlap a source re-reads must not look like a change.

What is remembered is kept true by asking the store which keys anybody has written since: another
source, a compaction, a delete. A restore makes it forget everything rather than drop a row. It is
kept in a small file of the home, so that several workers don't undo each other's knowledge.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import polars as pl

from lake.errors import LakeError
from lake.store import Store

MOST = 50_000  # rows remembered for each table of a source; 0.8 MB
SCHEMA = {"key": pl.UInt64, "row": pl.UInt64, "epoch": pl.Int64, "version": pl.Int64}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One moment of one store: its version within an epoch."""

    epoch: int
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """Hashes of the newest rows written, by (source, table); call only while `writing`."""

    folder: Path

    def fresh(self, source: str, store: Store, rows: pl.DataFrame, *, at: Mark) -> pl.DataFrame:
        """The rows not known to be in the store at this moment."""
        if not rows.height:
            return rows
        known = self._known(source, store, at)
        return rows.filter(~rows.hash_rows().is_in(known["row"].implode()))

    def remember(
        self, source: str, store: Store, rows: pl.DataFrame, *, moved: tuple[Mark, Mark]
    ) -> None:
        """`rows` took the store from one moment to the next."""
        if not rows.height:
            return
        before, after = moved
        new = pl.DataFrame({"key": _hashes(rows, store.table.key), "row": rows.hash_rows()})
        known = self._known(source, store, before).join(new, on="key", how="anti")
        kept = pl.concat([known, new]).tail(MOST)
        moment = [pl.lit(after.epoch).alias("epoch"), pl.lit(after.version).alias("version")]
        path = self._path(source, store)
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        kept.with_columns(moment).cast(SCHEMA).write_ipc(part)  # pyright: ignore[reportArgumentType]
        part.replace(path)

    def _known(self, source: str, store: Store, at: Mark) -> pl.DataFrame:
        """What is remembered, less every key anybody has written since, up to this moment."""
        nothing = pl.DataFrame(schema={"key": pl.UInt64, "row": pl.UInt64})
        try:
            found = pl.read_ipc(self._path(source, store).read_bytes())
        except (OSError, pl.exceptions.PolarsError):
            return nothing  # never written, or torn: rows are then written once more
        if found.is_empty() or found["epoch"][0] != at.epoch or found["version"][0] > at.version:
            return nothing
        known, version = found.select("key", "row"), int(found["version"][0])
        if version == at.version:
            return known
        try:
            changed = store.changed(version, at.version)
        except LakeError:
            return nothing
        touched = pl.DataFrame({"key": _hashes(changed, store.table.key)})
        return known.join(touched, on="key", how="anti")

    def _path(self, source: str, store: Store) -> Path:
        return self.folder / f"{quote(source, safe='')}.{store.name}.arrow"


def _hashes(rows: pl.DataFrame, key: Sequence[str]) -> pl.Series:
    return rows.select(key).hash_rows() if rows.height else pl.Series(dtype=pl.UInt64)
