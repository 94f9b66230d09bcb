"""Reading: the newest row of each key, weighing changes only where there are any."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from lake.layout import BASE, CHANGE, SYSTEM, TOMB, File, business, identity, order
from lake.prune import months_holding
from lake.snapshot import Snapshot, Snapshots
from tables.definition import Table

c = pl.col
_SMALL = 4 * 2**20  # bytes on disk of a month's changes that are resolved once and kept
_LISTED = 20_000  # keys that are looked for while reading, before the exact join


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


def lookup(view: View, keys: pl.DataFrame, months: Iterable[str] | None = None) -> pl.LazyFrame:
    """The living rows whose key (or some of its columns) is among `keys`, in one pass over the
    files: only rows that match are weighed."""
    wanted = months_holding(view.snapshot, keys) if months is None else set(months)
    files = [f for f in view.snapshot.files if f.month in wanted]
    dirty = {f.month for f in files if f.kind == CHANGE}
    needed = [f for f in files if f.kind != TOMB or f.month in dirty]
    rows = _among(read(view, needed), keys.unique(), everywhere=months is None)
    if dirty:  # few rows: one pass over the files beats the two that newest_of makes
        rows = rows.sort(order(view.table)).unique(identity(view.table), keep="last")
    return rows.filter(c("_op") == "U")


def matching(view: View, values: pl.DataFrame) -> pl.LazyFrame:
    """The living rows that say, in the columns of `values`, what one of its rows says; a null is
    like another null."""
    rows = living(view, months_holding(view.snapshot, values))
    listed = [name for name in values.columns if not values[name].null_count()]
    if listed:
        telling = max(listed, key=lambda name: values[name].n_unique())
        if values[telling].n_unique() <= _LISTED:
            rows = rows.filter(c(telling).is_in(values[telling].unique().implode()))
    return rows.join(values.lazy(), on=values.columns, how="semi", nulls_equal=True)


def may_hold(file: File, days: Mapping[str, tuple[date | None, date | None]]) -> bool:
    """Whether a row of the file may have any of the date columns in its range, by the log.

    No columns are no condition.
    """
    if not days:
        return True
    for name, (start, end) in days.items():
        known = file.days.get(name)
        if known is None:
            return True
        first, last = known
        if (start is None or last >= start) and (end is None or first < end):
            return True
    return False


def _among(rows: pl.LazyFrame, keys: pl.DataFrame, *, everywhere: bool) -> pl.LazyFrame:
    """The rows whose key is listed. The range lets Parquet statistics skip whole months, which is
    worth comparing every row only where months are not known."""
    if everywhere or keys.height > _LISTED:
        for name in keys.columns:
            low, high = pl.lit(keys[name].min()), pl.lit(keys[name].max())
            rows = rows.filter(c(name).is_between(low, high))
    if keys.height <= _LISTED:
        telling = max(keys.columns, key=lambda name: keys[name].n_unique())
        rows = rows.filter(c(telling).is_in(keys[telling].unique().implode()))
    return rows.join(keys.lazy(), on=keys.columns, how="semi")


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
    alive, ids = _alive(view, files), identity(view.table)
    bases = [f for f in files if f.kind == BASE]
    if not bases:
        return [], alive
    return [read(view, bases).join(alive.select(ids), on=ids, how="anti")], alive


def _alive(view: View, files: Sequence[File]) -> pl.LazyFrame:
    """The changes that stand; those of months with few are weighed once and cached."""
    by_month: dict[str, list[File]] = {}
    for file in files:
        by_month.setdefault(file.month, []).append(file)
    few = {m: fs for m, fs in by_month.items() if _change_bytes(fs) <= _SMALL}
    keys = {m: (*view.names, *(f.path for f in fs)) for m, fs in few.items()}
    known = {m: frame for m in few if (frame := view.snapshots.remembered(keys[m])) is not None}
    if unknown := sorted(few.keys() - known.keys()):
        found = _weighed(view, [f for m in unknown for f in few[m]]).collect()
        # A filter's texts keep room for every row it looked at, in each of many small frames.
        by_months = found.partition_by("_month", as_dict=True)
        for month in unknown:
            known[month] = by_months.get((month,), found.clear())
            view.snapshots.remember(keys[month], known[month])
    parts = [known[month].lazy() for month in sorted(known)]
    if many := [f for m in sorted(by_month.keys() - few.keys()) for f in by_month[m]]:
        parts.append(_weighed(view, many))
    return parts[0] if len(parts) == 1 else pl.concat(parts)


def _change_bytes(files: Sequence[File]) -> int:
    return sum(file.size for file in files if file.kind != BASE)


def _weighed(view: View, files: Sequence[File]) -> pl.LazyFrame:
    changes = newest_of(view.table, read(view, [f for f in files if f.kind != BASE]))
    bases = [f for f in files if f.kind == BASE]
    if view.table.cursor is None or not bases:
        return changes
    return _beating(view.table, changes, read(view, bases))


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
