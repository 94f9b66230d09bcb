"""A changed mapping reaches rows already read: the stream is read anew, and the run log says so."""

import sqlite3

import orjson
import polars as pl
import pytest

from tables.registry import TABLES
from tests.chaos.source import Writer
from worker.home import Home
from worker.sync import sync

STATES = "values: {0: draft, 1: running, 2: approved, 3: rejected}"


def edit(home: Home, old: str, new: str) -> None:
    path = home.folder.parent / "sources.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def synced(home: Home) -> str | None:
    """What the newest run of the source says."""
    result = sync(home, home.source("oa"))
    assert result.problem is None
    return home.state.runs.list(kind="sync", source="oa", limit=1)[0].error


def stored(home: Home) -> pl.DataFrame:
    store = home.lake.store(TABLES["approvals"])
    assert store.duplicates().is_empty()
    return store.scan().sort("approval_id").collect()


def truth(writer: Writer, what: str) -> dict[str, object]:
    with sqlite3.connect(writer.path) as db:
        return dict(db.execute(f"SELECT id, {what} FROM form"))


def test_a_changed_mapping_reaches_old_rows(home: Home, writer: Writer) -> None:
    assert synced(home) is None
    edit(home, "title: caption", "title: kind")
    said = synced(home)
    assert said is not None
    assert "approvals: the configuration changed" in said
    assert "approval_steps" not in said
    assert home.state.runs.list(kind="sync", source="oa", limit=1)[0].status == "ok"
    rows = stored(home)
    assert dict(rows.select("approval_id", "title").iter_rows()) == truth(writer, "kind")
    runs = len(home.state.runs.list(kind="sync", source="oa"))
    sync(home, home.source("oa"))
    assert len(home.state.runs.list(kind="sync", source="oa")) == runs  # read anew only once


def test_a_corrected_value_map_frees_quarantined_rows(home: Home, writer: Writer) -> None:
    edit(home, STATES, STATES.replace("2: approved, ", ""))
    synced(home)
    waiting = home.state.quarantine.count()
    with sqlite3.connect(writer.path) as db:
        [(approved,)] = db.execute("SELECT count(*) FROM form WHERE state = 2").fetchall()
    assert waiting == approved > 0
    edit(home, STATES.replace("2: approved, ", ""), STATES)
    synced(home)
    assert home.state.quarantine.count() == 0
    assert stored(home).filter(status="approved").height == approved


def test_another_key_leaves_no_row_behind_in_quarantine(home: Home) -> None:
    edit(home, STATES, STATES.replace("2: approved, ", ""))
    synced(home)
    waiting = home.state.quarantine.count()
    edit(home, "key: [nr]", "key: [nr, id]")
    synced(home)
    assert home.state.quarantine.count() == waiting > 0


def test_a_row_that_moves_to_an_earlier_month_and_clock_is_replaced_not_doubled(
    home: Home, writer: Writer
) -> None:
    synced(home)
    before = stored(home)
    query = (
        "query: SELECT id, nr, kind, caption, state, money, born - 9000000 AS born, handed_in,"
        " settled, previous, changed - 50000 AS changed FROM form"
    )
    edit(home, "from: form", query)
    synced(home)
    rows = stored(home)
    assert rows["approval_id"].to_list() == before["approval_id"].to_list()
    assert (rows["created_at"] == before["created_at"].dt.offset_by("-9000000s")).all()


@pytest.mark.parametrize("setting", ["batch: 20", "overlap: 20s"])
def test_how_often_and_how_much_is_read_reads_nothing_anew(home: Home, setting: str) -> None:
    synced(home)
    edit(home, setting, setting.replace("20", "30"))
    runs = len(home.state.runs.list(kind="sync", source="oa"))
    assert sync(home, home.source("oa")).counts.rows == 0
    assert len(home.state.runs.list(kind="sync", source="oa")) == runs


def test_a_reading_that_was_cut_off_goes_on_and_finishes(home: Home, writer: Writer) -> None:
    synced(home)
    edit(home, "title: caption", "title: kind")
    source = home.source("oa")
    pulled = source.pull("approvals", home.state.cursors.snapshot()["oa"]["approvals"])
    first = next(iter(pulled))
    assert first.anew
    assert first.cursor is not None
    home.state.cursors.save("oa", "approvals", first.cursor, epoch_seen=home.state.cursors.epoch())
    rest = list(home.source("oa").pull("approvals", first.cursor))
    assert all(batch.anew for batch in rest)
    assert first.frame.height + sum(b.frame.height for b in rest) == len(truth(writer, "nr"))
    again = list(home.source("oa").pull("approvals", rest[-1].cursor))
    assert not any(batch.anew for batch in again)


def test_a_cursor_of_an_earlier_release_counts_as_current(home: Home) -> None:
    synced(home)
    cursor = orjson.loads(home.state.cursors.snapshot()["oa"]["approvals"])
    del cursor["definition"], cursor["anew"]
    old = orjson.dumps(cursor).decode()
    batches = list(home.source("oa").pull("approvals", old))
    assert not any(batch.anew for batch in batches)


@pytest.mark.parametrize("removed", [True, False])
def test_a_cursor_column_may_come_and_go(home: Home, writer: Writer, *, removed: bool) -> None:
    column = "cursor: changed\n        key: [nr]"
    if not removed:
        edit(home, column, "key: [nr]")
    synced(home)
    edit(home, *((column, "key: [nr]") if removed else ("key: [nr]", column)))
    assert "approvals" in (synced(home) or "")
    assert stored(home).height == len(truth(writer, "nr"))
