"""A key that is not unique at the source: the newest row wins, and the run says how many lost."""

import sqlite3

from tables.registry import TABLES
from tests.chaos.source import Writer
from worker.home import Home
from worker.sync import sync


def test_rows_that_lose_to_another_of_the_same_key_are_counted(home: Home, writer: Writer) -> None:
    with sqlite3.connect(writer.path) as db:
        db.execute("DELETE FROM form WHERE nr > 15")  # one page of 20
        [(good,)] = db.execute("SELECT count(DISTINCT id) FROM form").fetchall()
        db.execute(
            "INSERT INTO form SELECT id, nr + 100, kind, 'copy', state, money, born, handed_in,"
            " settled, previous, changed FROM form WHERE nr IN (1, 2, 3)"
        )
        [(copied,)] = db.execute("SELECT count(*) FROM form WHERE caption = 'copy'").fetchall()
    result = sync(home, home.source("oa"))
    assert result.counts.duplicates == copied > 0
    run = home.state.runs.list(kind="sync", source="oa", limit=1)[0]
    assert run.counts["duplicates"] == copied
    assert run.status == "ok"
    assert f"{copied} duplicate keys" in (run.error or "")
    assert home.lake.store(TABLES["approvals"]).scan().collect().height == good
    assert sync(home, home.source("oa")).counts.duplicates == 0  # the overlap is no duplicate
