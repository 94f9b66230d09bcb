"""Compaction: put a month's changes and base together, once there is enough to gain."""

from dataclasses import dataclass
from itertools import groupby

import polars as pl
from deltalake import DeltaTable

from lake.errors import Conflict, guarded
from lake.layout import BASE, CHANGE, TOMB
from lake.scan import View, newest
from lake.snapshot import Snapshot, Snapshots
from lake.writing import opened, replace_months
from tables.definition import Table

c = pl.col
_ATTEMPTS = 3
_ROWS_AT_ONCE = 500_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """When a month is worth compacting: its change rows exceed a share of its base and a floor,
    or its change files exceed a number."""

    share: float = 0.10
    rows: int = 1_000
    files: int = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """What one partition holds, in rows, files and bytes."""

    month: str
    base_rows: int = 0
    change_rows: int = 0
    tombstones: int = 0
    change_files: int = 0
    files: int = 0
    size: int = 0

    def worth(self, policy: Policy) -> bool:
        """Whether the policy asks for compaction."""
        much = self.change_rows >= max(policy.rows, 1)
        return self.change_files > policy.files or (
            much and self.change_rows > policy.share * self.base_rows
        )


def months(snapshot: Snapshot) -> list[Month]:
    """What each partition of a version holds."""
    found: list[Month] = []
    for name, group in groupby(snapshot.files, key=lambda file: file.month):
        files = list(group)
        rows = {kind: sum(f.rows for f in files if f.kind == kind) for kind in (BASE, CHANGE, TOMB)}
        found.append(
            Month(
                month=name,
                base_rows=rows[BASE],
                change_rows=rows[CHANGE],
                tombstones=rows[TOMB],
                change_files=sum(f.kind == CHANGE for f in files),
                files=len(files),
                size=sum(f.size for f in files),
            )
        )
    return found


def compact(table: Table, snapshots: Snapshots, policy: Policy, *, force: bool) -> int:
    """Compact the months that are worth it (all changed ones by force); returns how many.

    Call under the lock. A writer that ignores our lock makes it start over, at most three times.
    """
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            return _compact(table, snapshots, policy, force=force)
        except Conflict:
            if attempt == _ATTEMPTS:
                raise
    raise AssertionError("unreachable")


def _compact(table: Table, snapshots: Snapshots, policy: Policy, *, force: bool) -> int:
    if snapshots.latest() < 0:
        return 0
    due = [m for m in months(snapshots.at()) if m.change_files and (force or m.worth(policy))]
    for batch in _batches(due):
        handle = opened(table, snapshots)
        _replace(table, snapshots, handle, [m.month for m in batch])
    return len(due)


def _replace(table: Table, snapshots: Snapshots, handle: DeltaTable, names: list[str]) -> None:
    view = View(table=table, snapshot=snapshots.at(handle.version()), snapshots=snapshots)
    kind = pl.when(c("_op") == "U").then(pl.lit(BASE)).otherwise(pl.lit(TOMB)).alias("_k")
    near = [table.partition] if table.partition else []
    near += [name for name in table.key if name not in near]
    with guarded(snapshots.store):
        rows = newest(view, names).with_columns(kind).sort("_month", *near).collect()
    replace_months(handle, snapshots.store, rows, names)


def _batches(due: list[Month]) -> list[list[Month]]:
    """Consecutive months that are rewritten together, so that memory and commits stay few."""
    batches: list[list[Month]] = []
    room = 0
    for month in due:
        rows = month.base_rows + month.change_rows
        if not batches or rows > room:
            batches.append([])
            room = _ROWS_AT_ONCE
        batches[-1].append(month)
        room -= rows
    return batches
