"""Compare key sets: vanished rows are deleted, rows the cursor missed are read again.

A living key is never deleted: only keys that the lake held before the source was asked count, two
complete readings of the source must lack them, and nobody may have written them meanwhile.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import orjson
import polars as pl

from connectors.definition import Source, Stream
from connectors.errors import ConnectorError
from lake.store import Store
from tables.conform import Conformed, conform, conform_keys
from tables.definition import Table
from tables.registry import TABLES
from worker.apply import Applied, Place, store, writing
from worker.errors import sentence, told
from worker.home import Home
from worker.runlog import RunLog, Tally
from worker.sync import Synced, drain, tell_failure

PAGE = 1_000  # quarantined rows looked at together


@dataclass(frozen=True, slots=True, kw_only=True)
class Differences:
    """Keys the source no longer has, and keys the lake lacks or has an older row of."""

    vanished: pl.DataFrame
    missed: pl.DataFrame


def reconcile(home: Home, source: Source) -> Synced:
    """Compare every table that tells deletes by key; never raises for what the source does."""
    run = RunLog(home, "reconcile", source.name)
    tally = Tally(run)
    failures: list[tuple[str, str]] = []
    for stream in source.streams:
        if stream.deletes != "keys":
            continue
        try:
            _reconcile(home, source, stream, tally)
        except Exception as error:  # noqa: BLE001 - one source must never stop another
            failures.append((stream.table, sentence(error)))
            if not isinstance(error, ConnectorError):
                break
    problem = told(failures)
    if problem is not None:
        tell_failure(home, source.name, problem)
    run.finish(problem, tally.numbers(), note=tally.note())
    return Synced(source=source.name, counts=tally.counts, problem=problem)


def _reconcile(home: Home, source: Source, stream: Stream, tally: Tally) -> None:
    table = TABLES[stream.table]
    place = Place(source=source.name, table=table, epoch=home.state.cursors.epoch())
    target = home.lake.store(table)
    # The lake first: what it held before the keys were read did exist at the source by then.
    before = target.version()
    living = living_keys(source, table)
    if living is None:
        return
    # Rows that came in between are not missing, they just were not read yet.
    drain(home, source, stream, tally.add)
    found = differences(target, table, source.name, living, before)
    vanished = confirmed(source, table, found.vanished)
    if vanished.height:
        tally.add(_delete(home, place, vanished, before))
    nameless = _release_vanished(home, place, living)
    missed = _without_quarantined(home, place, found.missed)
    if missed.height or nameless:
        began = home.state.database.now()
        for applied in _read_again(home, source, place, missed):
            tally.add(applied)
        home.state.quarantine.resolve_unseen(source.name, table.name, since=began)


def living_keys(source: Source, table: Table) -> pl.DataFrame | None:
    """Living keys of a table, with the cursor column where the source tells it; else None."""
    frames = source.keys(table.name)
    if frames is None:
        return None
    parts: list[pl.DataFrame] = []
    for frame in frames:
        timed = table.cursor is not None and table.cursor in frame.columns
        wanted = (*table.key, *([table.cursor] if timed and table.cursor else []))
        parts.append(conform_keys(replace(table, key=wanted), frame, source=source.name))
    empty = pl.DataFrame(schema={name: table.schema[name] for name in table.key})
    return pl.concat([empty, *parts], how="diagonal").unique(list(table.key))


def differences(
    target: Store, table: Table, source: str, living: pl.DataFrame, before: int
) -> Differences:
    """What the key sets say; rows changed since `before` are left to the next reading."""
    key = list(table.key)
    timed = table.cursor is not None and table.cursor in living.columns
    wanted = [*key, *([table.cursor] if timed and table.cursor else [])]
    now = target.version()
    mine = pl.col("source") == source
    held = target.scan(now).filter(mine).select(wanted).collect()
    old = held if now == before else target.scan(before).filter(mine).select(key).collect()
    vanished = _untouched(target, old.select(key).join(living, on=key, how="anti"), before)
    missed = living.select(key).join(held, on=key, how="anti")
    if timed and table.cursor:
        newer = pl.col(table.cursor) > pl.col("_held")
        pairs = living.join(held.rename({table.cursor: "_held"}), on=key)
        missed = pl.concat([missed, pairs.filter(newer).select(key)])
    return Differences(vanished=vanished, missed=missed)


def confirmed(source: Source, table: Table, vanished: pl.DataFrame) -> pl.DataFrame:
    """Those of some vanished keys that a second complete reading of the source lacks as well.

    A row may be away for a moment only: keyless until somebody mends it, deleted and put back by
    the source's own job, or unseen by a reading that met a change.
    """
    again = living_keys(source, table) if vanished.height else None
    if again is None:
        return vanished.clear()
    return vanished.join(again, on=list(table.key), how="anti")


def _untouched(target: Store, keys: pl.DataFrame, before: int) -> pl.DataFrame:
    """Those of some keys whose rows nobody has written since a version."""
    now = target.version()
    if now == before or keys.is_empty():
        return keys
    return keys.join(target.changed(before, now), on=list(target.table.key), how="anti")


def _delete(home: Home, place: Place, keys: pl.DataFrame, before: int) -> Applied:
    """Delete keys unless they were written since `before`; nobody writes them while we look."""
    with writing(home, place.source):
        if home.state.cursors.epoch() != place.epoch:
            return Applied()  # restored: the next comparison is made on the lake it has now
        target = home.lake.store(place.table)
        dead = _untouched(target, keys, before)
        if dead.height:
            target.append(pl.DataFrame(schema=target.table.schema), deletes=dead)
    return Applied(deletes=dead.height)


def _read_again(
    home: Home, source: Source, place: Place, missed: pl.DataFrame
) -> Iterator[Applied]:
    """The whole table once more, of which only the missed rows are written; the cursor stays."""
    for batch in source.pull(place.table.name, None):
        conformed = conform(place.table, batch.frame, source=place.source)
        ids = conformed.row_ids
        marked = conformed.rows.with_columns(ids.alias("_own"))
        wanted = marked.join(missed, on=list(place.table.key), how="semi")
        part = Conformed(
            rows=wanted.drop("_own"),
            rejected=conformed.rejected,
            deletes=conformed.deletes.clear(),
            drift=conformed.drift,
            own_ids=wanted["_own"],
            key=conformed.key,
        )
        with writing(home, place.source):
            yield store(home, place, part)


def _release_vanished(home: Home, place: Place, living: pl.DataFrame) -> bool:
    """Rows in quarantine whose key the source no longer has leave it.

    True when some have no key to ask for: only a whole reading tells whether they are still there.
    """
    names = [name for name in place.table.key if name != "source"]
    known = {tuple(row) for row in living.select(pl.col(names).cast(pl.String)).iter_rows()}
    gone: list[str] = []
    nameless = False
    for row_id, key in _quarantined(home, place):
        values = tuple(key.get(name) for name in names)
        if any(value is None for value in values):
            nameless = True
        elif tuple(str(value) for value in values) not in known:
            gone.append(row_id)
    home.state.quarantine.resolve(place.source, place.table.name, gone)
    return nameless


def _without_quarantined(home: Home, place: Place, keys: pl.DataFrame) -> pl.DataFrame:
    """Keys that are missing for a known reason are not read again for it."""
    names = [name for name in place.table.key if name != "source"]
    waiting = {
        tuple(None if v is None else str(v) for v in (key.get(name) for name in names))
        for _, key in _quarantined(home, place)
    }
    if not waiting or not keys.height:
        return keys
    texts = keys.select(pl.col(names).cast(pl.String)).iter_rows()
    return keys.filter(pl.Series([tuple(row) not in waiting for row in texts], dtype=pl.Boolean))


def _quarantined(home: Home, place: Place) -> Iterator[tuple[str, dict[str, object]]]:
    offset = 0
    while True:
        page = home.state.quarantine.list(
            source=place.source, table=place.table.name, limit=PAGE, offset=offset
        )
        for row in page:
            yield row.row_id, orjson.loads(row.key)
        if len(page) < PAGE:
            return
        offset += PAGE
