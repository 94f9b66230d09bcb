"""What can happen there at one moment; each errand changes rows as the OA would."""

import random
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from itertools import count

from samples.demo.dirt import mend
from samples.demo.generate import World
from samples.demo.moments import stamp
from samples.demo.processes import PROCESSES
from samples.demo.records import Document
from samples.demo.store import load, save

_CLEAN = "requestid NOT IN (SELECT rowkey FROM oa_repair WHERE done = 0)"


class Office:
    """The database and the actors at work on it."""

    def __init__(self, *, connection: sqlite3.Connection, actors: World) -> None:
        self.connection = connection
        self.actors = actors

    @property
    def rng(self) -> random.Random:
        """The chance that everybody shares."""
        return self.actors.filing.habits.rng

    def refresh(self, day: date) -> None:
        """Take the next ids and numbers from the database as it stands now."""
        filing = self.actors.filing
        task = self.connection.execute("SELECT max(id) FROM workflow_currentoperator").fetchone()
        self.actors.flow.task_ids = count(task[0] + 1)
        newest = self.connection.execute("SELECT max(requestid) FROM workflow_requestbase")
        filing.next_document = newest.fetchone()[0] + 1
        for process in PROCESSES:
            series = f"{process.code}-{day:%Y%m}"
            last = self.connection.execute(
                "SELECT max(requestmark) FROM workflow_requestbase"
                " WHERE requestmark > ? AND requestmark < ?",
                (f"{series}-", f"{series}."),
            ).fetchone()[0]
            filing.counters[series] = int(last[-5:]) if last else 0

    def pick(self, where: str, *values: object) -> Document | None:
        """A random document among the newest that satisfy a condition, free of dirt."""
        rows = self.connection.execute(
            f"SELECT requestid FROM workflow_requestbase WHERE {where} AND deleted = 0"  # noqa: S608 - constants
            f" AND {_CLEAN} ORDER BY requestid DESC LIMIT 400",
            values,
        ).fetchall()
        return load(self.connection, self.rng.choice(rows)[0]) if rows else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """One kind of event with its frequency; `run` returns how many rows of business it touched.

    `fills` errands bring documents in, and are preferred while few are in flight.
    """

    name: str
    weight: float
    run: Callable[[Office, int], int]
    fills: bool = False


def _file(office: Office, now: int) -> int:
    document = office.actors.filing.file(now)
    document.plans.clear()
    office.actors.flow.submit(document, now)
    save(office.connection, [document])
    for one, other, kind, moment in office.actors.filing.links:
        office.connection.execute(
            "INSERT INTO workflow_relation (requestid, relrequestid, reltype, modified)"
            " VALUES (?, ?, ?, ?)",
            (one, other, kind, stamp(moment)),
        )
    office.actors.filing.links.clear()
    return 1


def _file_again(office: Office, now: int) -> int:
    earlier = office.pick(
        "requeststatus IN (3, 4) AND lastmod < ? AND requestid NOT IN"
        " (SELECT lastrequest FROM formtable_main WHERE lastrequest IS NOT NULL)",
        stamp(now),
    )
    if earlier is None:
        return 0
    document = office.actors.filing.file_again(earlier, now)
    office.actors.flow.submit(document, now)
    save(office.connection, [document])
    return 1


def _act(office: Office, now: int) -> int:
    document = office.pick("requeststatus = 1 AND lastmod < ?", stamp(now))
    ready = [task for task in document.waiting if task.received < now] if document else []
    if document is None or not ready:
        return 0
    office.actors.flow.act(document, office.rng.choice(ready), now)
    save(office.connection, [document])
    return 1


def _carry_out(plan: str, where: str) -> Callable[[Office, int], int]:
    def run(office: Office, now: int) -> int:
        document = office.pick(f"{where} AND lastmod < ?", stamp(now))
        if document is None:
            return 0
        office.actors.flow.carry_out(document, plan, now)
        save(office.connection, [document])
        return 1

    return run


def _move(office: Office, now: int) -> int:
    """The applicant corrects the cost department: the document belongs to another one now."""
    document = office.pick("requeststatus = 1 AND lastmod < ?", stamp(now))
    if document is None:
        return 0
    departments = office.actors.filing.habits.organisation.departments
    here = departments[document.department]
    others = [
        d.id for d in departments.values()
        if d.company == here.company and d.until is None and d.id != here.id
    ]  # fmt: skip
    if not others:
        return 0
    document.department, document.modified = office.rng.choice(others), now
    save(office.connection, [document])
    return 1


def _unlink(office: Office, now: int) -> int:
    """A wrong relation between two documents is removed without a trace."""
    row = office.connection.execute(
        "SELECT id FROM workflow_relation WHERE modified < ? ORDER BY id DESC LIMIT 1",
        (stamp(now),),
    ).fetchone()
    if row is None:
        return 0
    return office.connection.execute("DELETE FROM workflow_relation WHERE id = ?", row).rowcount


def _mend(office: Office, now: int) -> int:
    return mend(office.connection, now)


ERRANDS = (
    Errand(name="filed", weight=16, run=_file, fills=True),
    Errand(name="filed_again", weight=0.6, run=_file_again, fills=True),
    Errand(name="acted", weight=70, run=_act),
    Errand(name="closed", weight=8,
           run=_carry_out("close", "requeststatus = 2 AND archivedate IS NULL")),
    Errand(name="reminded", weight=1.5, run=_carry_out("remind", "requeststatus = 1")),
    Errand(name="commented", weight=1.5, run=_carry_out("comment", "requeststatus = 1")),
    Errand(name="withdrawn", weight=0.5, run=_carry_out("withdraw", "requeststatus = 1")),
    Errand(name="revoked", weight=0.3, run=_carry_out("revoke", "requeststatus = 2")),
    Errand(name="deleted", weight=0.2, run=_carry_out("delete", "requeststatus IN (0, 4)")),
    Errand(name="moved", weight=0.3, run=_move),
    Errand(name="unlinked", weight=0.2, run=_unlink),
    Errand(name="mended", weight=0.6, run=_mend),
)  # fmt: skip
