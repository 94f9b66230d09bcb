"""Reading: the newest row of each key, weighing changes only where there are any."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import polars as pl

from lake.layout import BASE, CHANGE, SYSTEM, File, business, identity
from lake.snapshot import Snapshot, Snapshots
from tables.definition import Table

c = pl.col
_SMALL = 4 * 2**20  # bytes on disk of a month's changes that are resolved once and kept


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A table at one version: everything a read needs to know."""

    table: Table
    snapshot: Snapshot
    snapshots: Snapshots

    @property
    def schema(self) -> pl.Schema:
        """Business columns, evolved ones last."""
        return business(self.table, self.snapshot.stored)

    @property
    def names(self) -> list[str]:
        """Every physical column, system columns first."""
        return [*SYSTEM, *self.schema]


def living(view: View, months: Iterable[str] | None = None) -> pl.LazyFrame:
    """The newest row of every key that is not deleted, with all physical columns."""
    wanted = None if months is None else set(months)
    files = [f for f in view.snapshot.files if wanted is None or f.month in wanted]
    dirty = {f.month for f in files if f.kind == CHANGE}
    clean = [f for f in files if f.kind == BASE and f.month not in dirty]
    parts: list[pl.LazyFrame] = []
    if clean or not dirty:
        parts.append(read(view, clean))
    if dirty:
        base, alive = _resolved(view, [f for f in files if f.month in dirty])
        parts += [*base, alive.filter(c("_op") == "U")]
    return parts[0] if len(parts) == 1 else pl.concat(parts)


def newest(view: View, months: Iterable[str]) -> pl.LazyFrame:
    """The newest version of every key of dirty months, tombstones included."""
    wanted = set(months)
    base, alive = _resolved(view, [f for f in view.snapshot.files if f.month in wanted])
    return pl.concat([*base, alive])


def read(view: View, files: Sequence[File]) -> pl.LazyFrame:
    """All rows of some files as stored; columns a file is too old to have are null."""
    if not files:
        return pl.LazyFrame(schema=dict(SYSTEM) | dict(view.schema))
    body = {
        n: t for n, t in (dict(SYSTEM) | dict(view.schema)).items() if n not in ("_month", "_k")
    }
    return pl.scan_parquet(
        [file.path for file in files],
        schema=body,
        hive_partitioning=True,
        hive_schema={"_month": pl.String, "_k": pl.String},
        missing_columns="insert",
        extra_columns="ignore",
        glob=False,
    ).select(view.names)


def _resolved(view: View, files: Sequence[File]) -> tuple[list[pl.LazyFrame], pl.LazyFrame]:
    """Base rows that still stand, and the changes that beat the base row they meet."""
    changes = _changes(view, [f for f in files if f.kind != BASE])
    bases = [f for f in files if f.kind == BASE]
    if not bases:
        return [], changes
    base, ids = read(view, bases), identity(view.table)
    if view.table.cursor is not None:
        changes = _beating(view.table, changes, base)
    return [base.join(changes.select(ids), on=ids, how="anti")], changes


def _changes(view: View, files: Sequence[File]) -> pl.LazyFrame:
    """The newest change or tombstone of each key; small months come from the cache."""
    by_month: dict[str, list[File]] = {}
    for file in files:
        by_month.setdefault(file.month, []).append(file)
    columns = tuple(view.names)
    keys = {month: (*columns, *(f.path for f in fs)) for month, fs in by_month.items()}
    small = {m for m, fs in by_month.items() if sum(f.size for f in fs) <= _SMALL}
    known = {m: frame for m in small if (frame := view.snapshots.remembered(keys[m])) is not None}
    unknown = [f for m in sorted(small - set(known)) for f in by_month[m]]
    if unknown:
        found = newest_of(view.table, read(view, unknown)).collect()
        for month in small - set(known):
            known[month] = found.filter(c("_month") == month)
            view.snapshots.remember(keys[month], known[month])
    parts = [frame.lazy() for _, frame in sorted(known.items())]
    large = [f for m in sorted(set(by_month) - small) for f in by_month[m]]
    if large:
        parts.append(newest_of(view.table, read(view, large)))
    return parts[0] if len(parts) == 1 else pl.concat(parts)


def newest_of(table: Table, rows: pl.LazyFrame) -> pl.LazyFrame:
    """One row per key and month: the largest by (cursor, sequence), a null cursor being oldest."""
    ids, seq = identity(table), c("_seq")
    if table.cursor is not None:
        seq = seq.filter(c(table.cursor).eq_missing(c(table.cursor).max()))
    winners = rows.group_by(ids).agg(seq.max())
    return rows.join(winners, on=[*ids, "_seq"], how="semi")


def _beating(table: Table, changes: pl.LazyFrame, base: pl.LazyFrame) -> pl.LazyFrame:
    """The changes not older than the base row of their key."""
    assert table.cursor is not None
    ids, mine, theirs = identity(table), c(table.cursor), c("_base_cursor")
    met = base.join(changes.select(ids), on=ids, how="semi").select(
        *ids, _base_cursor=mine, _base_seq="_seq"
    )
    later = (mine > theirs).fill_null(mine.is_not_null() & theirs.is_null())
    same = mine.eq_missing(theirs) & (c("_seq") > c("_base_seq"))
    return (
        changes.join(met, on=ids, how="left")
        .filter(c("_base_seq").is_null() | later | same)
        .drop("_base_cursor", "_base_seq")
    )
