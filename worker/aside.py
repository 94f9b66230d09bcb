"""Documents that stand aside from the facts: in quarantine, until what they lack arrives."""

import hashlib
from collections.abc import Iterator, Mapping

import orjson
import polars as pl

from facts.definition import LEFT_OUT
from facts.registry import FACTS
from lake.errors import RebuildNeeded
from lake.lake import StoreName
from lake.store import Store
from state.rows import Pin, Rejected
from tables.registry import TABLES
from worker.home import Home
from worker.stores import store_of

AT_ONCE = 10_000
KEY = list(LEFT_OUT.key)
c = pl.col
SHOWN = ("document_id", "row_id", "company_id", "calendar_id", "zone", "day")


def show(home: Home, versions: Mapping[str, int], newest: Pin | None) -> None:
    """Bring quarantine from what the newest pin leaves out to what `versions` leave out.

    Call before `versions` are published: after a crash in between it is done again.
    """
    for name, version in versions.items():
        store = store_of(home.lake, name)
        if store is None or StoreName.parse(name).table != LEFT_OUT.name:
            continue
        before = None if newest is None else newest.versions.get(name)
        if before != version:
            _show(home, store, before, version)


def _show(home: Home, store: Store, before: int | None, version: int) -> None:
    try:
        asked = None if before is None else store.changed(before, version)
    except (RebuildNeeded, ValueError):  # told by nobody, or restored: then look at everything
        asked = None
    now = store.scan(version) if asked is None else store.lookup(asked, version)
    rows = now.collect().sort(KEY)
    if asked is not None:
        _release(home, asked.join(rows, on=KEY, how="anti"))
    else:
        _keep_only(home, rows)
    for part in rows.iter_slices(AT_ONCE):
        for (source, fact), own in part.partition_by("source", "fact", as_dict=True).items():
            rejected = _rejected(own, _raw(home, own))
            home.state.quarantine.put(str(source), str(fact), rejected)


def _release(home: Home, gone: pl.DataFrame) -> None:
    for (source, fact), own in gone.partition_by("source", "fact", as_dict=True).items():
        ids = [*map(_row_id, own["document_id"])]
        home.state.quarantine.resolve(str(source), str(fact), ids)


def _keep_only(home: Home, rows: pl.DataFrame) -> None:
    for source, fact, _ in home.state.quarantine.counts():
        if fact not in FACTS:  # rows of a table, which it refused itself
            continue
        wanted = {_row_id(each) for each in rows.filter(source=source, fact=fact)["document_id"]}
        gone = home.state.quarantine.ids(source, fact) - wanted
        home.state.quarantine.resolve(source, fact, sorted(gone))


def _raw(home: Home, rows: pl.DataFrame) -> dict[str, str]:
    """The source rows that need what is unknown, by row_id; `rows` are of one fact."""
    table = TABLES[rows.item(0, "table")]
    named = [name for name in table.key if name != "source"]
    if len(named) != 1:
        return {}
    wanted = rows.select("source", row_id=c("row_id")).drop_nulls().unique()
    asked = wanted.rename({"row_id": named[0]})
    found = home.lake.store(table).lookup(asked).select(named[0], "raw").collect()
    return {str(name): str(raw or "") for name, raw in found.iter_rows()}


def _rejected(rows: pl.DataFrame, raw: Mapping[str, str]) -> Iterator[Rejected]:
    texts = rows.with_columns(pl.col("day").dt.to_string("iso"))
    for row in texts.iter_rows(named=True):
        shown = {name: row[name] for name in SHOWN if row[name] is not None}
        finding = (row["reason"], row["column"]) if row["column"] else (row["reason"],)
        yield Rejected(
            row_id=_row_id(row["document_id"]),
            key=orjson.dumps(shown).decode(),
            reason=row["reason"],
            reasons=":".join(finding),
            raw=raw.get(row["row_id"] or "", ""),
        )


def _row_id(document_id: str) -> str:
    """Fits its column however long the source's own id is."""
    return hashlib.sha256(document_id.encode()).hexdigest()
