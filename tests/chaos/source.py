"""A changing OA database (SQLite), unlike our tables, with everything that goes wrong in real ones.

Times are epoch seconds of a clock that is skewed against ours. Documents change, vanish, appear
late and carry equal timestamps by the dozen; some rows are broken (unknown state, unreadable
amount, no key) and some of those are mended later. `versions` is the writer's own diary of every
good version a row ever had; the cockpit never reads it.
"""

import random
import sqlite3
import time
from dataclasses import dataclass
from pathlib import Path

SCHEMA = """
CREATE TABLE IF NOT EXISTS form (
    id TEXT, nr INTEGER, kind TEXT, caption TEXT, state INTEGER, money TEXT,
    born INTEGER, handed_in INTEGER, settled INTEGER, previous TEXT, changed INTEGER
);
CREATE INDEX IF NOT EXISTS form_changed ON form (changed, nr);
CREATE INDEX IF NOT EXISTS form_nr ON form (nr);
CREATE TABLE IF NOT EXISTS act (
    form_id TEXT, position INTEGER, form_born INTEGER, desk TEXT, who TEXT, verb TEXT,
    arrived INTEGER, done INTEGER, changed INTEGER, PRIMARY KEY (form_id, position)
);
CREATE TABLE IF NOT EXISTS versions (nr INTEGER, changed INTEGER, state INTEGER, money TEXT);
"""

DAY = 86_400
OVERLAP = 20  # seconds, as configured
STATES = {0: "draft", 1: "running", 2: "approved", 3: "rejected"}

CONFIG = """
sources:
  - name: org
    kind: rows
    label: {{zh: 组织, en: Organisation}}
    every: 5s
    stale_after: 1h
    tables:
      companies:
        - {{company_id: C1, name: 测试公司, zone: Asia/Shanghai, calendar_id: CN, currency: CNY}}
  - name: days
    kind: calendar
    label: {{zh: 日历, en: Calendar}}
    every: 1h
    stale_after: 2d
    calendars:
      - {{calendar_id: CN, country: CN, hours: "09:00-12:00,13:00-18:00",
         first_year: {first}, last_year: {last}}}
  - name: oa
    kind: sql
    label: {{zh: 办公, en: OA}}
    every: 1s
    stale_after: 1m
    url: sqlite:///{database}
    streams:
      - table: approvals
        from: form
        cursor: changed
        key: [nr]
        overlap: {overlap}s
        deletes: keys
        batch: {batch}
        columns:
          approval_id: id
          company_id: {{constant: C1}}
          process: kind
          title: caption
          status: {{from: state, values: {{0: draft, 1: running, 2: approved, 3: rejected}}}}
          amount: money
          currency: {{constant: CNY}}
          created_at: born
          submitted_at: handed_in
          decided_at: settled
          previous_id: previous
          updated_at: changed
      - table: approval_steps
        from: act
        cursor: changed
        key: [form_id, position]
        overlap: {overlap}s
        deletes: keys
        batch: {batch}
        columns:
          approval_id: form_id
          seq: position
          created_at: form_born
          company_id: {{constant: C1}}
          round: {{constant: 1}}
          node: desk
          actor_id: who
          action: verb
          entered_at: arrived
          acted_at: done
          updated_at: changed
"""


def configure(home: Path, *, batch: int, database: Path) -> None:
    """Write the sources.yaml of a home that syncs this database."""
    year = time.gmtime().tm_year
    text = CONFIG.format(database=database, overlap=OVERLAP, batch=batch, first=year - 1, last=year)
    (home / "sources.yaml").write_text(text, encoding="utf-8")


@dataclass(slots=True)
class Writer:
    """Changes the database a little at every step; the same seed does the same."""

    path: Path
    rng: random.Random
    skew: int = 0  # seconds our clock is behind the source's
    _last: int = 0
    _next: int = 1

    def open(self) -> sqlite3.Connection:
        """The database, created when missing."""
        connection = sqlite3.connect(self.path, timeout=30, isolation_level=None)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.executescript(SCHEMA)
        return connection

    def fill(self, rows: int, *, caption: int = 0) -> None:
        """Documents of the past, many with one timestamp; captions can be long and random."""
        db = self.open()
        db.execute("BEGIN IMMEDIATE")
        for _ in range(rows):
            self._insert(db, self._now() - 3600 - self.rng.randrange(4))
        if caption:
            for (nr,) in db.execute("SELECT nr FROM form").fetchall():
                text = self.rng.randbytes(caption // 2).hex()
                db.execute("UPDATE form SET caption = ? WHERE nr = ?", (text, nr))
        db.execute("COMMIT")
        db.close()

    def step(self) -> None:
        """One transaction with a few changes."""
        db = self.open()
        try:
            db.execute("BEGIN IMMEDIATE")
            now = self._now()
            for _ in range(self.rng.randint(1, 12)):
                self._change(db, now)
            if self.rng.random() < 0.1:
                time.sleep(self.rng.random() * 0.3)  # committed later than the time it carries
            db.execute("COMMIT")
        finally:
            db.close()

    def mend(self, share: float) -> None:
        """Some broken rows become good, with a new timestamp."""
        db = self.open()
        with db:
            broken = db.execute(
                "SELECT DISTINCT nr FROM form WHERE state = 99 OR money = 'viel' OR id IS NULL"
            ).fetchall()
            for (no,) in broken:
                if self.rng.random() < share:
                    self._update(db, no, self._now(), state=2, money="12.50")
        db.close()

    def _now(self) -> int:
        # The source's clock never runs backwards for one row; it may stand still.
        self._last = max(self._last, int(time.time()) + self.skew)
        return self._last

    def _change(self, db: sqlite3.Connection, now: int) -> None:
        kind = self.rng.choices(
            ["insert", "update", "late update", "late insert", "delete", "break", "repeat"],
            [30, 35, 5, 5, 8, 6, 3],
        )[0]
        some = self._some(db)
        if some is None or kind == "insert":
            self._insert(db, now)
        elif kind == "late insert":  # long before the cursor: only comparing keys finds it
            self._insert(db, now - DAY)
        elif kind == "update":
            self._update(db, some[0], now)
        elif kind == "late update":  # within the overlap, but never older than the row is already
            self._update(db, some[0], max(some[1], now - OVERLAP // 3))
        elif kind == "delete":
            db.execute("DELETE FROM act WHERE form_id = 'F' || ?", (some[0],))
            db.execute("DELETE FROM form WHERE nr=?", (some[0],))
        elif kind == "break":
            how = self.rng.choice(["state", "money", "key"])
            if how == "state":
                self._update(db, some[0], now, state=99)
            elif how == "money":
                self._update(db, some[0], now, money="viel")
            else:
                db.execute("UPDATE form SET id = NULL, changed = ? WHERE nr=?", (now, some[0]))
        else:
            db.execute("INSERT INTO form SELECT * FROM form WHERE nr=? LIMIT 1", (some[0],))

    def _some(self, db: sqlite3.Connection) -> tuple[int, int] | None:
        rows = db.execute("SELECT DISTINCT nr, changed FROM form ORDER BY nr").fetchall()
        return self.rng.choice(rows) if rows else None

    def _insert(self, db: sqlite3.Connection, changed: int) -> None:
        highest = db.execute("SELECT coalesce(max(nr), 0) FROM versions").fetchone()[0]
        no = max(highest + 1, self._next)
        self._next = no + 1
        born = changed - self.rng.randrange(60 * DAY)
        state = self.rng.choice([0, 1, 2, 3])
        money = f"{self.rng.randrange(1, 10_000_000) / 100:.2f}"
        handed = None if state == 0 else born + 60
        settled = born + 7200 if state in (2, 3) else None
        previous = f"F{no - 1}" if self.rng.random() < 0.05 else None
        row = (f"F{no}", no, self.rng.choice("xyz"), f"第{no}号", state, money)
        db.execute(
            "INSERT INTO form VALUES (?,?,?,?,?,?,?,?,?,?,?)",
            (*row, born, handed, settled, previous, changed),
        )
        self._note(db, no, changed, state, money)
        for position in range(self.rng.randrange(3)):
            done = born + 3600 if state in (2, 3) else None
            verb = None if done is None else "approve"
            db.execute(
                "INSERT INTO act VALUES (?,?,?,?,?,?,?,?,?)",
                (f"F{no}", position, born, "经理", f"P{position}", verb, born + 60, done, changed),
            )

    def _update(
        self,
        db: sqlite3.Connection,
        no: int,
        changed: int,
        state: int | None = None,
        money: str | None = None,
    ) -> None:
        born = db.execute("SELECT born FROM form WHERE nr=?", (no,)).fetchone()[0]
        state = self.rng.choice([1, 2, 3]) if state is None else state
        money = f"{self.rng.randrange(1, 10_000_000) / 100:.2f}" if money is None else money
        settled = born + 7200 if state in (2, 3) else None
        # A repeated row is one row: both copies change together.
        db.execute(
            "UPDATE form SET id='F'||nr, state=?, money=?, handed_in=?, settled=?, changed=? "
            "WHERE nr=?",
            (state, money, born + 60, settled, changed, no),
        )
        if self.rng.random() < 0.3:
            db.execute(
                "UPDATE act SET done=?, verb='approve', changed=? WHERE form_id='F'||?",
                (born + 5000, changed, no),
            )
        self._note(db, no, changed, state, money)

    @staticmethod
    def _note(db: sqlite3.Connection, no: int, changed: int, state: int, money: str) -> None:
        db.execute("INSERT INTO versions VALUES (?,?,?,?)", (no, changed, state, money))
