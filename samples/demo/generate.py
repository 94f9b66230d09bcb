"""Builds the demo enterprise's OA database: two years of approvals up to now, from a seed."""

import random
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from heapq import heappop, heappush
from pathlib import Path

from samples.demo.dirt import spoil
from samples.demo.filing import Filing, moments
from samples.demo.flow import Flow
from samples.demo.habits import Habits
from samples.demo.masters import write_masters
from samples.demo.moments import WorkClock, day_of, moment_of, months_before, stamp
from samples.demo.organisation import organisation
from samples.demo.records import Document, Status
from samples.demo.schema import DDL, INDEXES
from samples.demo.store import save
from samples.demo.stories import stories

MONTHS = 24
APPROVALS = 64_000
CHUNK = 4_000
FILED_AGAIN = 0.42


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """What a build made: documents, rows spoilt on purpose, first day, last moment (local)."""

    approvals: int
    spoilt: int
    first: date
    until: str


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """The actors of the simulation, all drawing from one seed."""

    flow: Flow
    filing: Filing
    clock: WorkClock


def world(seed: int, now: int, *, rng: random.Random, built: date) -> World:
    """The actors as they were when the database was `built`, ready to act up to `now`."""
    clock = WorkClock.of_years(months_before(built, MONTHS).year, day_of(now).year + 1)
    habits = Habits(
        organisation=organisation(seed, built),
        stories=stories(seed),
        clock=clock,
        rng=rng,
        today=built,
    )
    return World(flow=Flow(habits), filing=Filing(habits), clock=clock)


def build(path: Path, seed: int, today: date | datetime, *, approvals: int = APPROVALS) -> Built:
    """Write the database at `path`, which must not exist. The same arguments give the same rows.

    `today` is the last moment of history (a date: its close of business, never the future).
    `approvals` is how many are filed; what people file again comes on top.
    """
    if path.exists():
        message = f"{path} exists; a demo database is never overwritten."
        raise FileExistsError(message)
    now = moment_of(today)
    first = months_before(day_of(now), MONTHS)
    path.parent.mkdir(parents=True, exist_ok=True)
    scratch = path.with_name(f"{path.name}.building")
    scratch.unlink(missing_ok=True)
    rng = random.Random(f"life:{seed}")
    actors = world(seed, now, rng=rng, built=day_of(now))
    with closing(sqlite3.connect(scratch)) as connection:
        connection.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;")
        connection.executescript(DDL)
        write_masters(connection, actors.filing.habits.organisation, first=first, now=now)
        total = _live(connection, actors, moments(actors.clock, rng, first, now, approvals), now)
        spoilt = spoil(connection, rng)
        facts = {"seed": str(seed), "built": day_of(now).isoformat(), "acted": stamp(now)}
        connection.executemany("INSERT INTO oa_system VALUES (?, ?)", facts.items())
        connection.commit()
        connection.executescript(INDEXES + "ANALYZE; PRAGMA journal_mode=WAL;")
    scratch.replace(path)
    return Built(approvals=total, spoilt=spoilt, first=first, until=stamp(now))


def _live(connection: sqlite3.Connection, actors: World, filed: list[int], now: int) -> int:
    """Every document from its first line to `now`, in the order people began them."""
    filing = actors.filing
    again: list[tuple[int, int, Document]] = []
    chunk: list[Document] = []
    total = 0
    for moment in filed:
        while again and again[0][0] <= moment:
            when, _, earlier = heappop(again)
            chunk.append(_lived(actors, filing.file_again(earlier, when), now, again))
        chunk.append(_lived(actors, filing.file(moment), now, again))
        if len(chunk) >= CHUNK:
            total += _flush(connection, chunk, filing)
    while again:
        when, _, earlier = heappop(again)
        chunk.append(_lived(actors, filing.file_again(earlier, when), now, again))
    return total + _flush(connection, chunk, filing)


def _lived(
    actors: World, document: Document, now: int, again: list[tuple[int, int, Document]]
) -> Document:
    actors.flow.run(document, now)
    actors.filing.remember((document,))
    habits = actors.filing.habits
    ended = document.status in {Status.REJECTED, Status.WITHDRAWN}
    if ended and habits.rng.random() < FILED_AGAIN:
        when = habits.later(document.modified, 260)
        if when <= now:
            heappush(again, (when, document.id, document))
    return document


def _flush(connection: sqlite3.Connection, chunk: list[Document], filing: Filing) -> int:
    save(connection, chunk)
    connection.executemany(
        "INSERT INTO workflow_relation (requestid, relrequestid, reltype, modified)"
        " VALUES (?, ?, ?, ?)",
        [(one, other, kind, stamp(moment)) for one, other, kind, moment in filing.links],
    )
    written = len(chunk)
    chunk.clear()
    filing.links.clear()
    return written
