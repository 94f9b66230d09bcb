"""What one refresh has read from the tables: facts that ask for the same rows share one reading."""

from dataclasses import dataclass

import polars as pl

from facts.recipe import Part
from lake.errors import RebuildNeeded
from lake.lake import Lake
from lake.store import Store
from tables.definition import Table

EMPTY = -1  # the version of a store nothing was written to yet
FEW = 8_000  # keys: more are picked while reading all
KEPT = 256 * 2**20  # bytes of rows kept for others

Asked = tuple[str, int, tuple[str, ...], tuple[str, ...]]
"""Table, version, the columns read and those that are looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """What differs between two versions of a table: how many keys, and their rows as they were and
    as they are, without `raw`."""

    keys: int
    rows: pl.DataFrame


class Reading:
    """Rows of tables at fixed versions, kept while others may ask for the same; for one thread.

    Versions never change, so nothing kept is ever stale. What finds no room is read again.
    """

    def __init__(self, lake: Lake, *, kept: int = KEPT) -> None:
        """`kept` are the bytes to keep; 0 keeps nothing."""
        self.lake = lake
        self._room = kept
        self._rows: dict[Asked, list[tuple[pl.DataFrame, pl.DataFrame]]] = {}
        self._changed: dict[tuple[str, int, int], Changed] = {}

    def changed(self, table: Table, after: int, until: int) -> Changed:
        """What differs between two versions of a table. Raises RebuildNeeded when the log no longer
        tells."""
        asked = (table.name, after, until)
        if (known := self._changed.get(asked)) is not None:
            return known
        store = self.lake.store(table)
        keys = store.changed(after, until)
        sides = [of_keys(store, keys, version) for version in (after, until)]
        found = Changed(keys=keys.height, rows=pl.concat(sides))
        if self._takes(found.rows):
            self._changed[asked] = found
        return found

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
        if self._takes(values, rows):
            self._rows.setdefault(asked, []).append((values, rows))
        return rows

    def _takes(self, *frames: pl.DataFrame) -> bool:
        """Whether there is still room to keep some frames; then it is taken."""
        size = sum(int(frame.estimated_size()) for frame in frames)
        if size > self._room:
            return False
        self._room -= size
        return True


def of_keys(store: Store, keys: pl.DataFrame, version: int) -> pl.DataFrame:
    """What some keys (with `_month`) said at a version."""
    names = [name for name in store.table.schema if name != "raw"]
    if keys.is_empty() or version == EMPTY:
        return pl.DataFrame(schema={name: store.table.schema[name] for name in names})
    if keys.height > FEW:
        rows = store.scan(version, months=keys["_month"].unique().to_list())
        rows = rows.join(keys.lazy(), on=store.table.key, how="semi")
    else:
        rows = store.lookup(keys, version)
    try:
        return rows.select(names).collect()
    except (OSError, pl.exceptions.ComputeError) as error:
        message = f"{store.name} of version {version} can't be read any more"
        raise RebuildNeeded(message) from error


def _read(store: Store, part: Part, version: int, wanted: pl.DataFrame) -> pl.DataFrame:
    on = wanted.columns
    by_key = set(on) <= set(part.table.key) and "source" in on
    if by_key and wanted.height <= FEW and not _has_nulls(wanted):
        return store.lookup(wanted, version).select(part.reads).collect()
    return store.matching(wanted, version).select(part.reads).collect()


def _has_nulls(frame: pl.DataFrame) -> bool:
    return any(series.null_count() for series in frame)
