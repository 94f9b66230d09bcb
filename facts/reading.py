"""What one refresh has read from the tables: facts that ask for the same rows share one reading."""

import polars as pl

from facts.recipe import Part
from lake.lake import Lake
from lake.store import Store

EMPTY = -1  # the version of a store nothing was written to yet
FEW = 8_000  # keys: more are picked while reading all
KEPT = 256 * 2**20  # bytes of rows kept for others

Asked = tuple[str, int, tuple[str, ...], tuple[str, ...]]
"""Table, version, the columns read and those that are looked for."""


class Reading:
    """Rows of tables at fixed versions, kept while others may ask for the same; for one thread.

    Versions never change, so nothing kept is ever stale. What finds no room is read again.
    """

    def __init__(self, lake: Lake, *, kept: int = KEPT) -> None:
        """`kept` are the bytes to keep; 0 keeps nothing."""
        self.lake = lake
        self._room = kept
        self._rows: dict[Asked, list[tuple[pl.DataFrame, pl.DataFrame]]] = {}
        self._changed: dict[tuple[str, int, int], pl.DataFrame] = {}

    def changed(self, store: Store, after: int, until: int) -> pl.DataFrame:
        """The keys (with `_month`) that differ between two versions. Raises RebuildNeeded."""
        asked = (store.name, after, until)
        if asked not in self._changed:
            self._changed[asked] = store.changed(after, until)
        return self._changed[asked]

    def matching(self, part: Part, version: int, wanted: pl.DataFrame) -> pl.DataFrame:
        """The rows of a part with some values in the columns that `wanted` has."""
        if version == EMPTY or wanted.is_empty():
            return pl.DataFrame(schema={name: part.table.schema[name] for name in part.reads})
        values = wanted.sort(wanted.columns)
        asked = (part.table.name, version, part.reads, tuple(values.columns))
        for known, rows in self._rows.get(asked, ()):
            if known.equals(values):
                return rows
        rows = _read(self.lake.store(part.table), part, version, values)
        self._keep(asked, values, rows)
        return rows

    def _keep(self, asked: Asked, values: pl.DataFrame, rows: pl.DataFrame) -> None:
        size = int(values.estimated_size() + rows.estimated_size())
        if size > self._room:
            return
        self._room -= size
        self._rows.setdefault(asked, []).append((values, rows))


def _read(store: Store, part: Part, version: int, wanted: pl.DataFrame) -> pl.DataFrame:
    on = wanted.columns
    by_key = set(on) <= set(part.table.key) and "source" in on
    if by_key and wanted.height <= FEW and not _has_nulls(wanted):
        return store.lookup(wanted, version).select(part.reads).collect()
    return store.matching(wanted, version).select(part.reads).collect()


def _has_nulls(frame: pl.DataFrame) -> bool:
    return any(series.null_count() for series in frame)
