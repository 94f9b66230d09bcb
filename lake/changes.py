"""Which keys changed between two versions, read from the files that differ."""

from pathlib import Path

import polars as pl

from lake.errors import RebuildNeeded, VersionGone
from lake.layout import File, identity
from lake.scan import View, read
from lake.snapshot import Snapshots
from tables.definition import Table

c = pl.col


def changed(table: Table, snapshots: Snapshots, after: int, until: int) -> pl.DataFrame:
    """(key…, `_month`) of every key whose row differs between the versions, deleted ones included.

    Never misses a key; it may name one whose row is the same again (a replayed batch, an old row
    that lost). Holds over compaction and clean-up of versions in between, and over restores: then
    the rows present in only one of the two versions are compared.
    Raises RebuildNeeded when `after` or the files that tell are gone, VersionGone for `until`.
    """
    old, new = _views(table, snapshots, after, until)
    ids = identity(table)
    fresh = _positions(new, _only(new, old), ids)
    if new.snapshot.epoch == old.snapshot.epoch:
        rows = fresh.filter(c("_seq") > old.snapshot.sequence)
    else:
        stale = _positions(old, _present(table, _only(old, new)), ids)
        on = [*ids, "_seq"]
        rows = pl.concat(
            [fresh.join(stale, on=on, how="anti"), stale.join(fresh, on=on, how="anti")]
        )
    return rows.select(ids).unique().collect()


def written(table: Table, snapshots: Snapshots, after: int, until: int) -> int:
    """How many rows the batches between two versions wrote: no fewer than `changed` names.

    Told from sequence numbers without holding a row. Over a restore, all rows present in only one
    of the two versions count. Raises RebuildNeeded when `after` is gone, VersionGone for `until`.
    """
    old, new = _views(table, snapshots, after, until)
    fresh = _only(new, old)
    if new.snapshot.epoch != old.snapshot.epoch:
        return sum(file.rows for file in (*fresh, *_only(old, new)))
    later = read(new, fresh).filter(c("_seq") > old.snapshot.sequence)
    return int(later.select(pl.len()).collect().item())


def _views(table: Table, snapshots: Snapshots, after: int, until: int) -> tuple[View, View]:
    if after > until:
        raise ValueError(f"{table.name}: changed after {after} until {until} runs backwards")
    new = View(table=table, snapshot=snapshots.at(until), snapshots=snapshots)
    try:
        old = View(table=table, snapshot=snapshots.at(after), snapshots=snapshots)
    except VersionGone as error:
        raise RebuildNeeded(f"{table.name}: version {after} is no longer known") from error
    return old, new


def _only(one: View, other: View) -> list[File]:
    known = {file.path for file in other.snapshot.files}
    return [file for file in one.snapshot.files if file.path not in known]


def _present(table: Table, files: list[File]) -> list[File]:
    if not all(Path(file.path).exists() for file in files):
        raise RebuildNeeded(f"{table.name}: rows undone by a restore were cleaned away")
    return files


def _positions(view: View, files: list[File], ids: list[str]) -> pl.LazyFrame:
    return read(view, files).select(*ids, "_seq")
