"""One table or fact generation on disk: append, scan, what changed, compact, restore, clean."""

from collections.abc import Collection, Generator, Iterable, Mapping
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import polars as pl

from lake.batch import change_rows, check, check_keys, find, tombstones
from lake.changes import changed, written
from lake.compact import Month, Policy, compact, months
from lake.errors import BadBatch, guarded
from lake.layout import business, identity
from lake.retain import Cleaned, clean, restore
from lake.scan import View, living, lookup, matching, may_hold
from lake.snapshot import Snapshots, shared
from lake.writing import FROM, NEVER, commit_changes, locked, opened
from tables.definition import Table

c = pl.col


class Store:
    """Rows of one Table under merge-on-read: appends cost what changed, reads weigh changes only in
    partitions that have some, and every version stays readable until cleaned.

    Readers never wait. Writers hold the store's lock file, across processes, and raise Busy after
    `timeout` seconds. Version -1 is the store before its first write: empty.
    """

    def __init__(
        self, *, name: str, table: Table, path: Path, lock: Path, timeout: float = 60.0
    ) -> None:
        self.name = name
        self.table = table
        self.path = path
        self._lock = lock
        self._timeout = timeout
        self._snapshots: Snapshots = shared(path, name)

    # reading

    def version(self) -> int:
        """The newest version."""
        return self._snapshots.latest()

    def epoch(self, version: int | None = None) -> int:
        """How many restores led to a version."""
        return self._snapshots.at(version).epoch

    def consumed(self, name: str, version: int | None = None) -> int | None:
        """What the store was last made from under `name`, as committed with the rows."""
        number = self._snapshots.at(version).transaction(FROM + name)
        return None if number == NEVER else number

    def schema(self, version: int | None = None) -> pl.Schema:
        """The columns of a scan: the table's, then those that evolved at the source."""
        return business(self.table, self._snapshots.at(version).stored)

    def months(self, version: int | None = None) -> list[Month]:
        """The partitions of a version and what each holds."""
        return months(self._snapshots.at(version))

    def scan(
        self, version: int | None = None, *, months: Iterable[str] | None = None
    ) -> pl.LazyFrame:
        """The newest row of every living key at a version, optionally of some partitions only.

        Columns as `schema(version)`, in no particular order of rows. Raises VersionGone.
        """
        view = self._view(version)
        return living(view, months).select(view.schema.names())

    def months_within(
        self, days: Mapping[str, tuple[date | None, date | None]], version: int | None = None
    ) -> frozenset[str]:
        """The partitions that may hold a row with any of the date columns in its range.

        A range is (first day, day after the last), None being open; all partitions where no column
        is named. Raises VersionGone.
        """
        files = self._snapshots.at(version).files
        return frozenset(file.month for file in files if may_hold(file, days))

    def lookup(self, keys: pl.DataFrame, version: int | None = None) -> pl.LazyFrame:
        """The living rows of some keys, far cheaper than a scan of their partitions.

        `keys` has some or all of the key columns, and `_month` where the partitions are known
        (as `changed` and `locate` tell them). Raises BadBatch, VersionGone.
        """
        view = self._view(version)
        on = [name for name in keys.columns if name != "_month"]
        wanted = check_keys(self.table, keys, on)
        months = keys["_month"].unique().to_list() if "_month" in keys.columns else None
        return lookup(view, wanted, months).select(view.schema.names())

    def matching(self, values: pl.DataFrame, version: int | None = None) -> pl.LazyFrame:
        """The living rows that say, in the columns of `values`, what one of its rows says.

        Partitions that can't hold any are not read. Nulls match nulls. Raises VersionGone.
        """
        view = self._view(version)
        return matching(view, values).select(view.schema.names())

    def locate(self, keys: pl.DataFrame, version: int | None = None) -> pl.DataFrame:
        """(key…, `_month`) of those keys that are alive. Raises BadBatch."""
        wanted = check_keys(self.table, keys, self.table.key).unique()
        if wanted.is_empty():
            return wanted.with_columns(_month=pl.lit("")).clear()
        with guarded(self.name):
            found = find(self._view(version), wanted, list(self.table.key))
        return found.select(identity(self.table))

    def changed(self, after: int, until: int | None = None) -> pl.DataFrame:
        """(key…, `_month`) of every key whose row differs between two versions, deleted ones too.

        Never misses a key, over compactions and restores in between; may name a key whose row is
        the same again. Raises RebuildNeeded when the files that tell are gone.
        """
        last = self.version() if until is None else until
        with guarded(self.name):
            return changed(self.table, self._snapshots, after, last)

    def written(self, after: int, until: int | None = None) -> int:
        """How many rows were written between two versions, compaction not counted: tells how much
        `changed` would name at a fraction of its cost. Raises RebuildNeeded."""
        last = self.version() if until is None else until
        with guarded(self.name):
            return written(self.table, self._snapshots, after, last)

    def remembered(self, name: str, version: int) -> pl.DataFrame | None:
        """What was remembered of a version under a name, if it is still in memory."""
        return self._snapshots.remembered(self._memory(name, version))

    def remember(self, name: str, version: int, frame: pl.DataFrame) -> None:
        """Keep a frame derived from a version, as long as there is room for it in memory."""
        self._snapshots.remember(self._memory(name, version), frame)

    def duplicates(self, version: int | None = None) -> pl.DataFrame:
        """(key…, months) of keys alive in more than one partition: a partition column that changed
        at the source although the table declares it immutable."""
        key = list(self.table.key)
        with guarded(self.name):
            return (
                living(self._view(version))
                .group_by(key)
                .agg(months=c("_month").sort())
                .filter(c("months").list.len() > 1)
                .sort(key)
                .collect()
            )

    # writing

    def append(
        self,
        rows: pl.DataFrame,
        *,
        deletes: pl.DataFrame | None = None,
        consumed: Mapping[str, int] | None = None,
    ) -> int:
        """Write one change batch in one commit; returns the version that holds it.

        `rows` have the table's columns, exactly typed; new columns evolve. Rows whose `deleted_at`
        is set are tombstones. `deletes` are keys (and optionally `_month` or the partition column)
        of rows to delete as stored, before `rows` are applied. `consumed` is committed in the same
        transaction. An empty call commits nothing. Raises BadBatch, TypeChanged, Busy, Full.
        """
        numbers = dict(consumed or {})
        if any(number < 0 for number in numbers.values()):
            raise BadBatch(f"{self.name}: a consumed version is negative")
        with self._writing():
            handle = opened(self.table, self._snapshots)
            view = View(
                table=self.table, snapshot=self._snapshots.of(handle), snapshots=self._snapshots
            )
            checked = check(self.table, view.snapshot.stored, rows)
            last = view.snapshot.sequence
            batch = change_rows(self.table, checked, last + 2)
            if deletes is not None and deletes.height:
                with guarded(self.name):
                    dead = tombstones(view, deletes, last + 1)
                batch = _filled_up(dead, batch)
            if batch.is_empty() and not numbers:
                return handle.version()
            return commit_changes(
                handle, self._snapshots, batch, sequence=last + 2, consumed=numbers
            )

    def compact(self, policy: Policy | None = None, *, force: bool = False) -> int:
        """Compact the partitions the policy finds worth it, or all changed ones; returns how many.

        Readers and earlier versions are untouched. Raises Busy, Full, Conflict.
        """
        with self._writing():
            return compact(self.table, self._snapshots, policy or Policy(), force=force)

    def restore(self, version: int, *, consumed: Mapping[str, int] | None = None) -> int:
        """Make a version the newest again under a new epoch; returns the new version.

        Undone by restoring the version before it. `consumed` goes back with the rows unless given.
        Raises VersionGone.
        """
        with self._writing():
            return restore(self._snapshots, version, consumed)

    def clean(self, keep: Collection[int], older_than: timedelta) -> Cleaned:
        """Remove files and log entries that neither a kept version nor the newest needs and that
        are older than `older_than` (whole hours, rounded up). Raises VersionGone."""
        with self._writing():
            return clean(self._snapshots, keep, older_than)

    @contextmanager
    def _writing(self) -> Generator[None]:
        with locked(self._lock, self.name, self._timeout):
            yield

    def _memory(self, name: str, version: int) -> tuple[str, ...]:
        # By its files, whose names never come again, unlike a version of a store made anew.
        return (name, *(file.path for file in self._snapshots.at(version).files))

    def _view(self, version: int | None) -> View:
        return View(
            table=self.table, snapshot=self._snapshots.at(version), snapshots=self._snapshots
        )


def _filled_up(dead: pl.DataFrame, batch: pl.DataFrame) -> pl.DataFrame:
    """Tombstones and rows in one frame; tombstones know only key, partition and cursor."""
    blank = [
        pl.lit(None, dtype).alias(name)
        for name, dtype in batch.schema.items()
        if name not in dead.columns
    ]
    return pl.concat([dead.with_columns(blank).select(batch.columns), batch])
