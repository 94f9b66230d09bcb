"""One batch into the lake: conform, append, quarantine, and only then the cursor.

Every step may be repeated after a crash: an append is idempotent by key, quarantine is an upsert,
and the cursor moves last, so a replay reads the same rows again instead of leaving a gap.
"""

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import polars as pl

from connectors.definition import Batch
from state.rows import Rejected
from tables.conform import Conformed, conform
from tables.definition import Table
from worker.errors import Overtaken
from worker.home import Home
from worker.locks import held
from worker.redefined import replacing
from worker.seen import Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a batch goes: the table of one source, and the epoch its reading began in."""

    source: str
    table: Table
    epoch: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """What became of a batch: rows written, rows newly set aside, columns that drifted, and
    tables read from the beginning because their definition changed. `duplicates` are rows written
    whose key another row of the same batch replaced."""

    rows: int = 0
    deletes: int = 0
    rejected: int = 0
    drift: tuple[str, ...] = ()
    anew: tuple[str, ...] = ()
    duplicates: int = 0

    def __add__(self, other: "Applied") -> "Applied":
        return Applied(
            rows=self.rows + other.rows,
            deletes=self.deletes + other.deletes,
            rejected=self.rejected + other.rejected,
            drift=tuple(dict.fromkeys((*self.drift, *other.drift))),
            anew=tuple(dict.fromkeys((*self.anew, *other.anew))),
            duplicates=self.duplicates + other.duplicates,
        )


@contextmanager
def writing(home: Home, source: str) -> Generator[None]:
    """Only one process at a time writes for a source and moves its cursors."""
    with held(home.locks, f"source {source}"):
        yield


def apply(home: Home, place: Place, batch: Batch, *, base: str | None) -> Applied:
    """Write one pulled batch and move the cursor from `base` to the batch's.

    Errors: Overtaken when another process moved the cursor since it was read; StaleEpoch after a
    restore; LakeError. The cursor then stands where it stood.
    """
    says_nothing = batch.frame.width == 0  # the last batch of a reading only moves the cursor
    conformed = None if says_nothing else conform(place.table, batch.frame, source=place.source)
    with writing(home, place.source):
        if cursor(home, place) != base:
            raise Overtaken(f"{place.source}.{place.table.name} was synced by another process")
        applied = Applied(anew=_anew(place, batch.anew))
        if conformed is not None:
            applied = store(home, place, conformed, anew=batch.anew)
        if batch.anew and batch.watermark is not None:  # read to the end: what is not seen is gone
            home.state.quarantine.resolve_unseen(
                place.source, place.table.name, since=batch.watermark
            )
        if batch.cursor is not None:
            home.state.cursors.save(
                place.source,
                place.table.name,
                batch.cursor,
                epoch_seen=place.epoch,
                watermark=batch.watermark,
            )
    return applied


def _anew(place: Place, anew: bool) -> tuple[str, ...]:
    return (place.table.name,) if anew else ()


def cursor(home: Home, place: Place) -> str | None:
    """The stored cursor of a table of a source, None to begin at the beginning."""
    saved = home.state.cursors.get(place.source, place.table.name)
    return None if saved is None else saved.value


def store(home: Home, place: Place, conformed: Conformed, *, anew: bool = False) -> Applied:
    """Append the new, quarantine the broken, let out the mended; call while `writing`.

    `anew`: the rows replace what another definition of the stream made of them.
    """
    rows, deletes = conformed.rows, conformed.deletes
    store = home.lake.store(place.table)
    before = Mark(epoch=place.epoch, version=store.version())
    fresh = home.seen.fresh(place.source, store, rows, at=before)
    duplicates = replaced(fresh, place.table)
    gone = deletes
    if anew and fresh.height:
        fresh, moved = replacing(store, fresh)
        gone = pl.concat([deletes, moved])
    if fresh.height or gone.height:
        version = store.append(fresh, deletes=gone if gone.height else None)
        after = Mark(epoch=place.epoch, version=version)
        # A delete may concern a remembered row: the store is then asked what has changed.
        start = after if gone.height else before
        home.seen.remember(place.source, store, fresh, moved=(start, after))
    rejected = quarantine(home, place, conformed)
    drift = tuple(f"{drift.kind}:{drift.table}.{drift.column}" for drift in conformed.drift)
    return Applied(
        rows=fresh.height,
        deletes=deletes.height,
        rejected=rejected,
        drift=drift,
        anew=_anew(place, anew),
        duplicates=duplicates,
    )


def replaced(rows: pl.DataFrame, table: Table) -> int:
    """How many rows of one batch another one with the same key and other content replaces.

    A batch is one reading: there, two rows with one key are two rows of the source.
    """
    keys = rows.select(table.key).n_unique()
    return 0 if keys == rows.height else rows.n_unique() - keys


def quarantine(home: Home, place: Place, conformed: Conformed) -> int:
    """Rejected rows go in, accepted ones leave; says how many were not there before."""
    source, table = place.source, place.table.name
    if not conformed.rejected.height and not conformed.rows.height:
        return 0
    waiting = home.state.quarantine.ids(source, table)
    if conformed.rejected.height:
        home.state.quarantine.put(source, table, _rejected(conformed.rejected))
    if waiting and conformed.rows.height:
        mended = conformed.row_ids.filter(conformed.row_ids.is_in(list(waiting)))
        home.state.quarantine.resolve(source, table, mended.drop_nulls().to_list())
    return len(set(conformed.rejected["row_id"]) - waiting)


def _rejected(rows: pl.DataFrame) -> Iterator[Rejected]:
    for row in rows.iter_rows(named=True):
        yield Rejected(
            row_id=row["row_id"],
            key=row["key"],
            reason=row["reason"],
            reasons=row["reasons"],
            raw=row["raw"],
        )
