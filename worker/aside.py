"""Documents that stand aside from the facts: in quarantine, until what they lack arrives."""

import hashlib
from collections.abc import Iterator, Mapping

import orjson
import polars as pl

from facts.definition import APPROVAL, LEFT_OUT
from lake.errors import RebuildNeeded
from lake.lake import StoreName
from lake.store import Store
from state.rows import Pin, Rejected
from tables.approvals import APPROVALS
from worker.home import Home
from worker.stores import store_of

TABLE = APPROVAL.name  # what the rows are missing from, as quarantine shows it
AT_ONCE = 10_000
KEY = list(LEFT_OUT.key)
SHOWN = ("document_id", "approval_id", "company_id", "calendar_id", "zone", "day")


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
        for (source,), own in part.partition_by("source", as_dict=True).items():
            home.state.quarantine.put(str(source), TABLE, _rejected(own, _raw(home, own)))


def _release(home: Home, gone: pl.DataFrame) -> None:
    for (source,), own in gone.partition_by("source", as_dict=True).items():
        home.state.quarantine.resolve(str(source), TABLE, [*map(_row_id, own["document_id"])])


def _keep_only(home: Home, rows: pl.DataFrame) -> None:
    told = {source for source, table, _ in home.state.quarantine.counts() if table == TABLE}
    for source in told:
        wanted = {_row_id(each) for each in rows.filter(source=source)["document_id"]}
        gone = home.state.quarantine.ids(source, TABLE) - wanted
        home.state.quarantine.resolve(source, TABLE, sorted(gone))


def _raw(home: Home, rows: pl.DataFrame) -> dict[str, str]:
    """The source rows of the approvals that need what is unknown, by approval_id."""
    wanted = rows.select("source", "approval_id").unique()
    found = home.lake.store(APPROVALS).lookup(wanted).select("approval_id", "raw").collect()
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
            raw=raw.get(row["approval_id"], ""),
        )


def _row_id(document_id: str) -> str:
    """Fits its column however long the source's own id is."""
    return hashlib.sha256(document_id.encode()).hexdigest()
