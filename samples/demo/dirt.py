"""Real dirt: what people typed wrong, remembered so that a ticker can mend it later."""

import random
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass

from samples.demo.moments import stamp


@dataclass(frozen=True, slots=True, kw_only=True)
class Blunder:
    """One way a row is wrong: which rows, which column, what stands there, how many."""

    table: str
    key: str
    column: str
    among: str
    wrong: tuple[str, ...]
    rows: int

    @property
    def update(self) -> str:
        """The statement that puts a value (first) into the column of one row (second)."""
        return f"UPDATE {self.table} SET {self.column} = ? WHERE {self.key} = ?"  # noqa: S608 - constants


@dataclass(frozen=True, slots=True, kw_only=True)
class Dirt:
    """The blunders of one system. `repairs` is the table that remembers the right values; `touch`
    has for each table the statement that moves the clock (first) of a mended value's row (second).
    """

    repairs: str
    blunders: tuple[Blunder, ...]
    touch: Mapping[str, str]


_DECIDED = (
    "SELECT requestid FROM workflow_requestbase WHERE requeststatus IN (2, 3) AND deleted = 0"
)
_PAID = (
    "SELECT f.requestid FROM formtable_main f JOIN workflow_requestbase r USING (requestid)"
    " WHERE f.je IS NOT NULL AND r.requeststatus = 2 AND r.deleted = 0"
)
_ACTED = (
    "SELECT l.logid FROM workflow_requestlog l JOIN workflow_requestbase r USING (requestid)"
    " WHERE l.logtype = '0' AND r.requeststatus = 2 AND r.deleted = 0"
)
BLUNDERS = (
    Blunder(table="workflow_requestbase", key="requestid", column="submitdate", among=_DECIDED,
            wrong=("待补", "2026/13/45", "二〇二五年"), rows=5),
    Blunder(table="workflow_requestbase", key="requestid", column="requeststatus", among=_DECIDED,
            wrong=("9", "77"), rows=5),
    Blunder(table="workflow_requestbase", key="requestid", column="finishdate", among=_DECIDED,
            wrong=("2019-01-02",), rows=5),
    Blunder(table="formtable_main", key="requestid", column="je", among=_PAID,
            wrong=("壹万贰仟元整", "面议", "1.2.3"), rows=5),
    Blunder(table="workflow_requestlog", key="logid", column="logtype", among=_ACTED,
            wrong=("?", "Q"), rows=4),
)  # fmt: skip
# blunder table -> the statement that moves the clocks of the rows a mended value belongs to
_TOUCH = {
    "workflow_requestbase": "UPDATE workflow_requestbase SET lastmod = ? WHERE requestid = ?",
    "formtable_main": "UPDATE workflow_requestbase SET lastmod = ? WHERE requestid = ?",
    "workflow_requestlog": "UPDATE workflow_currentoperator SET lastmod = ? WHERE id = ?",
}
OA = Dirt(repairs="oa_repair", blunders=BLUNDERS, touch=_TOUCH)


def spoil(connection: sqlite3.Connection, rng: random.Random, dirt: Dirt = OA) -> int:
    """Plant the blunders, each with its right value kept aside; the number of spoilt rows."""
    spoilt: set[tuple[str, int]] = set()
    for blunder in dirt.blunders:
        keys = [key for (key,) in connection.execute(f"{blunder.among} ORDER BY 1")]
        chosen: list[int] = []
        while len(chosen) < min(blunder.rows, len(keys)):
            key = rng.choice(keys)
            if (_owner(blunder), key) not in spoilt:
                chosen.append(key)
                spoilt.add((_owner(blunder), key))
        for key in chosen:
            _spoil(connection, dirt, blunder, key, rng.choice(blunder.wrong))
    return len(spoilt)


def _owner(blunder: Blunder) -> str:
    """Whose keys a blunder draws from: one document is spoilt once, in whichever table."""
    return "document" if blunder.key == "requestid" else blunder.table


def _spoil(
    connection: sqlite3.Connection, dirt: Dirt, blunder: Blunder, key: int, wrong: str
) -> None:
    where = f"FROM {blunder.table} WHERE {blunder.key} = ?"
    right = connection.execute(f"SELECT {blunder.column} {where}", (key,)).fetchone()[0]
    connection.execute(
        f"INSERT INTO {dirt.repairs} (tablename, rowkey, columnname, rightvalue)"  # noqa: S608 - constants
        " VALUES (?, ?, ?, ?)",
        (blunder.table, key, blunder.column, right),
    )
    connection.execute(blunder.update, (wrong, key))


def mend(connection: sqlite3.Connection, now: int, dirt: Dirt = OA) -> int:
    """Somebody corrects the oldest blunder; how many rows that mended (0 when all is clean)."""
    row = connection.execute(
        "SELECT id, tablename, rowkey, columnname, rightvalue"  # noqa: S608 - constants
        f" FROM {dirt.repairs} WHERE done = 0 ORDER BY id LIMIT 1"
    ).fetchone()
    if row is None:
        return 0
    number, table, key, column, right = row
    blunder = next(b for b in dirt.blunders if (b.table, b.column) == (table, column))
    connection.execute(blunder.update, (right, key))
    connection.execute(dirt.touch[table], (stamp(now), key))
    connection.execute(f"UPDATE {dirt.repairs} SET done = 1 WHERE id = ?", (number,))  # noqa: S608 - constants
    return 1


def is_spoilt(connection: sqlite3.Connection, request: int) -> bool:
    """Whether a document still carries a blunder, so nothing else may rewrite it."""
    found = connection.execute(
        "SELECT 1 FROM oa_repair WHERE done = 0 AND (rowkey = ? AND columnname <> 'logtype'"
        " OR columnname = 'logtype' AND rowkey IN"
        " (SELECT id FROM workflow_currentoperator WHERE requestid = ?))",
        (request, request),
    ).fetchone()
    return found is not None
