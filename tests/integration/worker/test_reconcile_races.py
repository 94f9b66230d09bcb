"""Another process works while keys are compared: what it synced stays, and all converges."""

import random
import sqlite3
import time
from collections.abc import Callable, Iterator
from typing import Any

import polars as pl
import pytest

from connectors.definition import Source
from tables.registry import TABLES
from tests.chaos.source import Writer
from worker import api
from worker import reconcile as comparing
from worker.home import Home
from worker.sync import sync

APPROVALS = TABLES["approvals"]


def held(home: Home) -> set[str]:
    rows = home.lake.store(APPROVALS).scan().select("approval_id").collect()
    return set(rows["approval_id"])


class Other:
    """The source's users and a second process, at random moments of one comparison."""

    def __init__(self, home: Home, writer: Writer, seed: int) -> None:
        self._home, self._writer = home, writer
        self._dice = random.Random(seed)
        self.synced = self.living()

    def living(self) -> set[str]:
        with sqlite3.connect(self._writer.path) as db:
            return {key for (key,) in db.execute("SELECT DISTINCT id FROM form WHERE id NOTNULL")}

    def act(self) -> None:
        for _ in range(self._dice.randint(0, 3)):
            self._dice.choice([self._lose, self._lose, self._find, self._change, self._put_back])()
        if self._dice.random() < 0.6:
            assert sync(self._home, self._home.source("oa")).problem is None
            self.synced = self.living()
        if self._dice.random() < 0.2:
            self._home.lake.store(APPROVALS).compact(force=True)

    def recover(self) -> None:
        """Just before the delete every key is back, and mostly synced."""
        self._write("UPDATE form SET id = 'F'||nr, changed = ? WHERE id IS NULL AND nr % 1 = ?", 1)
        if self._dice.random() < 0.8:
            assert sync(self._home, self._home.source("oa")).problem is None
            self.synced = self.living()

    def _lose(self) -> None:
        """Documents lose their keys."""
        self._write("UPDATE form SET id = NULL, changed = ? WHERE nr % 7 = ?", 7)

    def _find(self) -> None:
        """Keys that were lost are back."""
        self._write("UPDATE form SET id = 'F'||nr, changed = ? WHERE id IS NULL AND nr % 3 = ?", 3)

    def _change(self) -> None:
        self._write("UPDATE form SET caption = 'new', changed = ? WHERE nr % 9 = ?", 9)

    def _put_back(self) -> None:
        """The source's own job deletes rows and inserts them again."""
        with sqlite3.connect(self._writer.path) as db:
            rest = self._dice.randrange(11)
            rows = db.execute("SELECT * FROM form WHERE nr % 11 = ?", (rest,)).fetchall()
            db.execute("DELETE FROM form WHERE nr % 11 = ?", (rest,))
            now = self._now()
            marks = ",".join("?" * len(rows[0]))
            again = [(*row[:-1], now) for row in rows]
            db.executemany(f"INSERT INTO form VALUES ({marks})", again)

    def _write(self, sql: str, parts: int) -> None:
        with sqlite3.connect(self._writer.path) as db:
            before = self.living()
            db.execute(sql, (self._now(), self._dice.randrange(parts)))
            db.commit()
            self.synced &= before & self.living()  # what nobody has told the lake yet

    def _now(self) -> int:
        self._writer.skew += 1  # every write is newer than the one before
        return int(time.time()) + self._writer.skew


class Met:
    """A source whose readings of keys meet the other process before and after."""

    def __init__(self, inner: Source, other: Other) -> None:
        self._inner, self._other = inner, other

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def keys(self, table: str) -> Iterator[pl.DataFrame] | None:
        self._other.act()
        frames = self._inner.keys(table)
        read = None if frames is None else list(frames)
        self._other.act()
        return None if read is None else iter(read)


def after(step: Callable[..., Any], then: Callable[[], None]) -> Callable[..., Any]:
    def done(*arguments: Any, **named: Any) -> Any:
        result = step(*arguments, **named)
        then()  # what it asserts becomes the comparison's problem
        return result

    return done


@pytest.mark.parametrize("seed", range(4))
def test_what_another_process_synced_stays(
    home: Home, writer: Writer, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert api.sync_once(home, keys=False).ok
    other = Other(home, writer, seed)

    def all_there() -> None:  # at once: the next sync would bring a lost one back
        assert other.synced & other.living() <= held(home)

    steps = {"drain": other.act, "differences": other.act, "confirmed": other.recover}
    steps["_delete"] = all_there
    for step, then in steps.items():
        monkeypatch.setattr(comparing, step, after(getattr(comparing, step), then))
    for _ in range(3):
        other.act()
        met: Any = Met(home.source("oa"), other)
        assert comparing.reconcile(home, met).problem is None
        all_there()
    monkeypatch.undo()
    # the first comparison may find what was lost unseen; the second must find nothing
    assert sync(home, home.source("oa")).problem is None
    assert comparing.reconcile(home, home.source("oa")).problem is None
    assert held(home) == other.living()
    assert not comparing.reconcile(home, home.source("oa")).changed
