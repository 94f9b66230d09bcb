"""Is nothing lost and nothing doubled? The source is read by plain SQL and mapped by hand."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl

from facts.definition import CALENDAR_DAY
from facts.rebuild import rebuild
from facts.registry import FACTS
from lake.store import Store
from tables.registry import TABLES
from tests.chaos.truth import Changing, held_differences, row_differences
from worker.advance import generation
from worker.home import Home

WORDS = {0: "draft", 1: "running", 2: "approved", 3: "rejected"}
OWN = ("approvals", "approval_steps", "companies", "calendar")
COUNTED = ("purchase", "stock_count")  # facts of what the other sources carry
Row = tuple[Any, ...]

FORM = (
    *("approval_id", "process", "title", "status", "amount", "created_at", "submitted_at"),
    *("decided_at", "previous_id", "updated_at"),
)
ACT = ("approval_id", "seq", "created_at", "node", "actor_id", "action", "entered_at", "acted_at")


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What the lake must hold: good rows exactly, and which source rows are set aside.

    `stale` are the documents whose newest version is broken: the lake may keep the last good
    version that it saw, one of `versions`, or none.
    """

    forms: dict[str, Row]
    acts: set[Row]
    broken: set[str]
    stale: dict[str, set[Row]]


def expected(database: Path) -> Expected:
    """The truth, from the source alone."""
    db = sqlite3.connect(database, timeout=30)
    with db:
        forms = db.execute(
            "SELECT DISTINCT nr, id, kind, caption, state, money, born, handed_in, settled, "
            "previous, changed FROM form"
        ).fetchall()
        acts = db.execute(
            "SELECT form_id, position, form_born, desk, who, verb, arrived, done FROM act"
        ).fetchall()
        versions = db.execute("SELECT nr, changed, state, money FROM versions").fetchall()
    db.close()
    good: dict[str, Row] = {}
    broken: set[str] = set()
    stale: dict[str, set[Row]] = {}
    for nr, ident, kind, caption, state, money, born, handed, settled, previous, changed in forms:
        if ident is None or state not in WORDS or money == "viel":
            broken.add(json.dumps({"nr": nr}, separators=(",", ":")))
            stale[f"F{nr}"] = {
                (_at(at), WORDS[s], Decimal(m))
                for n, at, s, m in versions
                if n == nr and s in WORDS and m != "viel"
            }
            continue
        moments = (_at(born), _at(handed), _at(settled))
        words = (ident, kind, caption, WORDS[state], Decimal(money))
        good[ident] = (*words, *moments, previous, _at(changed))
    steps = {
        (form, seq, _at(born), desk, who, verb, _at(arrived), _at(done))
        for form, seq, born, desk, who, verb, arrived, done in acts
    }
    return Expected(forms=good, acts=steps, broken=broken, stale=stale)


def differences(home: Home, database: Path, others: Sequence[Changing] = ()) -> list[str]:
    """Everything that is not as it must be, in words; empty when the lake is the sources.

    `others` are the sources beside the database.
    """
    truth = expected(database)
    more = [each for other in others for each in other.truths()]
    return [
        *_forms(home, truth),
        *_acts(home, truth),
        *_quarantine(home, truth),
        *(found for each in more for found in held_differences(home, each)),
        *_pinned(home, (*OWN, *(each.table for each in more))),
    ]


def at_rest(home: Home, database: Path, others: Sequence[Changing] = ()) -> bool:
    """Whether there are no `differences`; cheap as long as there are, so that it can be polled."""
    tables = [each.table for other in others for each in other.truths()]
    return not _pinned(home, (*OWN, *tables)) and not differences(home, database, others)


def deep_differences(home: Home, database: Path, others: Sequence[Changing] = ()) -> list[str]:
    """`differences`, and what takes longer: cursors go on without a gap, facts are as rebuilt."""
    more = [each.table for other in others for each in other.truths()]
    return [
        *differences(home, database, others),
        *_cursors(home, database),
        *(found for other in others for found in other.cursor_differences(home)),
        *_facts(home),
        *_one_row_each(home, ("approvals", "approval_steps", *more)),
    ]


def _forms(home: Home, truth: Expected) -> list[str]:
    rows = home.lake.store(TABLES["approvals"]).scan().collect().select(FORM).rows()
    return row_differences(
        "approvals", rows, truth.forms, truth.stale, lambda row: (row[-1], row[3], row[4])
    )


def _acts(home: Home, truth: Expected) -> list[str]:
    rows = home.lake.store(TABLES["approval_steps"]).scan().collect().select(ACT).rows()
    held = set(rows)
    found = [f"steps: {len(rows) - len(held)} doubled"] if len(held) != len(rows) else []
    found += [f"steps: {row} is missing" for row in truth.acts - held]
    found += [f"steps: {row} is not in the source" for row in held - truth.acts]
    return found[:5]


def _quarantine(home: Home, truth: Expected) -> list[str]:
    held = home.state.quarantine.ids("oa", "approvals")
    found = [f"quarantine: {row} is missing" for row in truth.broken - held]
    found += [f"quarantine: {row} should have left" for row in held - truth.broken]
    return found[:5]


def _pinned(home: Home, tables: Sequence[str]) -> list[str]:
    pin = home.state.pins.newest()
    if pin is None:
        return ["pin: nothing was published"]
    found: list[str] = []
    for name in tables:
        store = home.lake.store(TABLES[name])
        version = pin.versions.get(name, -1)
        if version != store.version() and store.changed(version).height:
            found.append(f"pin: {name} is at {version}, the lake at {store.version()}")
    sources = {source.source: source for source in pin.sources}
    found += [f"pin: {name} is incomplete" for name, s in sources.items() if not s.complete]
    # A source whose first sync has not ended is in no pin yet: that is not rest either.
    found += [f"pin: {s.name} is missing" for s in home.sources() if s.name not in sources]
    return found


def _cursors(home: Home, database: Path) -> list[str]:
    """Every pass is closed; none is ahead of all its table carried or behind what it holds."""
    saved = {(c.source, c.table): c for c in home.state.cursors.list()}
    db = sqlite3.connect(database, timeout=30)
    newest = db.execute("SELECT max(changed) FROM versions").fetchone()[0]
    held = {
        "approvals": db.execute("SELECT max(changed) FROM form").fetchone()[0],
        "approval_steps": db.execute("SELECT max(changed) FROM act").fetchone()[0],
    }
    broken = db.execute("SELECT max(changed) FROM form WHERE id IS NULL").fetchone()[0] or 0
    db.close()
    found: list[str] = []
    for name, oldest in held.items():
        cursor = saved.get(("oa", name))
        position = None if cursor is None else json.loads(cursor.value)
        if position is None or position["open"]:
            found.append(f"cursor: {name} stands at {position}")
        elif not oldest <= position["watermark"] <= max(newest, broken, oldest):
            found.append(f"cursor: {name} is at {position['watermark']}, not {oldest} to {newest}")
    return found


def _facts(home: Home) -> list[str]:
    """What is published of the facts equals facts built anew from the whole lake."""
    pin = home.state.pins.newest()
    current = generation(pin)
    if pin is None or current is None:
        return ["facts: there are none"]
    fresh = 900 + current
    rebuild(home.lake, fresh)
    found: list[str] = []
    for fact in FACTS.values():
        # When a calendar was read is no statement about it: after a restore it is read again.
        stamp = ["updated_at"] if fact is CALENDAR_DAY else []
        published = home.lake.store(fact, current)
        version = pin.versions.get(published.name, -1)
        mine = published.scan(version).drop(stamp).collect().sort(fact.key)
        theirs = home.lake.store(fact, fresh).scan().drop(stamp).collect().sort(fact.key)
        if not mine.equals(theirs.select(mine.columns)):
            extra = mine.join(theirs, on=list(fact.key), how="anti").height
            lacking = theirs.join(mine, on=list(fact.key), how="anti").height
            found.append(f"facts: {fact.name} differs ({extra} extra, {lacking} missing)")
        home.lake.remove(home.lake.store(fact, fresh).name)
    return found


def _one_row_each(home: Home, tables: Sequence[str]) -> list[str]:
    found: list[str] = []
    for name in tables:
        doubled = home.lake.store(TABLES[name]).duplicates()
        if doubled.height:
            found.append(f"{name}: {doubled.height} keys live in two partitions")
    return found


def _at(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def summary(home: Home) -> dict[str, int]:
    """How much there was to get wrong."""
    current = generation(home.state.pins.newest()) or 0
    return {
        "rows": _count(home.lake.store(TABLES["approvals"])),
        **{name: _count(home.lake.store(FACTS[name], current)) for name in COUNTED},
        "quarantined": home.state.quarantine.count(),
        "pins": len(home.state.pins.list()),
        "runs": len(home.state.runs.list(limit=10_000)),
    }


def _count(store: Store) -> int:
    return store.scan().select(pl.len()).collect().item()
