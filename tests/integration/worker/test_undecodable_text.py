"""One cell in another encoding (GBK in a UTF-8 database) costs its own row, not the stream."""

import sqlite3

import orjson

from tables.registry import TABLES
from tests.chaos.source import Writer
from worker.home import Home
from worker.reconcile import reconcile
from worker.sync import sync

GBK = "报销".encode("gbk")


def spoil(writer: Writer, column: str, nr: int) -> str:
    """Put GBK bytes into a text cell; the id of the row."""
    with sqlite3.connect(writer.path) as db:
        db.execute("DELETE FROM form WHERE id IS NULL OR nr > 50")
        [(name,)] = db.execute("SELECT id FROM form WHERE nr = ?", (nr,)).fetchall()
        db.execute(f"UPDATE form SET {column} = CAST(? AS TEXT) WHERE nr = ?", (GBK, nr))
    return name


def entered(home: Home) -> set[str]:
    return set(home.lake.store(TABLES["approvals"]).scan().collect()["approval_id"])


def test_a_cell_in_another_encoding_costs_its_row_only(home: Home, writer: Writer) -> None:
    bad = spoil(writer, "caption", 3)
    assert sync(home, home.source("oa")).problem is None
    with sqlite3.connect(writer.path) as db:
        others = {name for (name,) in db.execute("SELECT id FROM form WHERE nr <> 3")}
    waiting = home.state.quarantine.list(source="oa", table="approvals")
    mine = [row for row in waiting if row.reason == "undecodable_text"]
    assert [row.reasons for row in mine] == ["undecodable_text:title"]
    assert orjson.loads(mine[0].raw)["caption"] == GBK.hex()
    others -= {orjson.loads(row.key)["approval_id"] for row in waiting}
    assert entered(home) == others
    assert bad not in entered(home)
    assert home.source("oa").check() == ()
    with sqlite3.connect(writer.path) as db:
        db.execute("UPDATE form SET caption = '报销', changed = changed + 9 WHERE nr = 3")
    sync(home, home.source("oa"))
    assert bad in entered(home)
    assert "undecodable_text" not in {r.reason for r in home.state.quarantine.list(source="oa")}


def test_a_cell_the_mapping_does_not_read_costs_nothing(home: Home, writer: Writer) -> None:
    with sqlite3.connect(writer.path) as db:
        db.execute("ALTER TABLE form ADD COLUMN remark TEXT")
    bad = spoil(writer, "remark", 3)
    sync(home, home.source("oa"))
    assert bad in entered(home)


def test_a_key_or_cursor_in_another_encoding_stops_nothing(home: Home, writer: Writer) -> None:
    spoil(writer, "id", 20)  # the key in the lake
    spoil(writer, "nr", 21)  # the key of the source
    spoil(writer, "changed", 22)  # its cursor sorts last
    for _ in range(2):
        assert sync(home, home.source("oa")).problem is None
    reconcile(home, home.source("oa"))
    waiting = home.state.quarantine.list(source="oa", table="approvals")
    assert sorted(r.reasons for r in waiting if r.reason == "undecodable_text") == [
        "undecodable_text:approval_id",
        "undecodable_text:updated_at unreadable_time:updated_at",
    ]
    with sqlite3.connect(writer.path) as db:
        [(rows,)] = db.execute("SELECT count(*) FROM form").fetchall()
    assert len(entered(home)) == rows - len(waiting)
