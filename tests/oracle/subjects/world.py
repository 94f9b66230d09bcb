"""The enterprise written to a real lake with every fact, pinned twice in a real state.

The plain rows stay at hand: the oracle filters those, never our tables.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path

import polars as pl
from pydantic import SecretStr

from facts.calendar import calendar_days
from facts.contract_cover import CONTRACT_COVER
from facts.definition import APPROVAL, APPROVAL_STEP, CALENDAR_DAY
from facts.registry import FACTS
from lake.lake import Lake
from queries.door import Door
from queries.installation import Installation
from settings import Settings, initialise
from state import State
from state.rows import Extent, Pin, PinnedSource
from tables.definition import Table
from tables.disagreements import DISAGREEMENTS
from tables.registry import STORED, TABLES
from tests.oracle.subjects import chains, rules
from tests.oracle.subjects.enterprise import CUSTOMERS, LATER, MOVED, NOW, Row, tables
from tests.oracle.subjects.rows import frame, key_of, rows
from tests.oracle.subjects.rules import USERS, Today, User
from tests.oracle.world import add_user

SUBJECTS: tuple[Table, ...] = tuple(
    fact for fact in FACTS.values() if fact.name not in {"calendar_day", "left_out"}
)
Rows = Mapping[str, list[Row]]
Keys = frozenset[tuple[object, ...]]
OLD, NEW = 1, 2
"""The pins: before and after rows were moved, changed, added and deleted."""


@dataclass(kw_only=True)
class Enterprise:
    """An installation, and the plain rows of every fact at both pins."""

    installation: Installation
    at: Mapping[int, Rows]

    @cached_property
    def door(self) -> Door:
        """The one door to it."""
        return Door(self.installation)

    @cached_property
    def today(self) -> Today:
        """What rights follow: always as it is at the newest pin."""
        acted: dict[str, set[str]] = {}
        for step in self.at[NEW][APPROVAL_STEP.name]:
            if step["action"] != "cc" and step["actor_id"] is not None:
                acted.setdefault(step["actor_id"], set()).add(step["document_id"])
        return Today(customers=MOVED, acted={p: frozenset(of) for p, of in acted.items()})

    def seen(self, user: User, fact: str, pin: int = NEW) -> Keys:
        """The keys of the rows the oracle lets a user see."""
        known = self._seen.get((user.name, fact, pin))
        if known is None:
            table = FACTS[fact]
            known = self._seen[user.name, fact, pin] = frozenset(
                key_of(table, row)
                for row in self.at[pin][fact]
                if rules.visible(user, fact, row, self.today)
            )
        return known

    def rows(self, user: User, fact: str, pin: int = NEW) -> list[Row]:
        """The plain rows the oracle lets a user see."""
        seen = self.seen(user, fact, pin)
        return [row for row in self.at[pin][fact] if key_of(FACTS[fact], row) in seen]

    @cached_property
    def _seen(self) -> dict[tuple[str, str, int], Keys]:
        return {}


def opened(home: Path) -> Enterprise:
    """The enterprise that was written under `home`."""
    return Enterprise(installation=_installation(home, LATER), at=dict(_pins()))


def write(home: Path) -> None:
    """Write the enterprise under `home`: both pins, and a user of every kind."""
    initialise(Settings(home=home, secret_key=SecretStr("")))
    before: Rows = {}
    for pin, of in _pins():
        moment = NOW if pin == OLD else LATER
        installation = _installation(home, moment)
        masters = tables(CUSTOMERS if pin == OLD else MOVED)
        documents = chains.tables(of["approval"]) if pin == OLD else {}
        for name, table in (masters | documents).items():
            installation.lake.store(TABLES[name]).append(table)
        for fact in SUBJECTS:
            _write(installation.lake, fact, before.get(fact.name, []), of[fact.name])
        if pin == OLD:
            installation.lake.store(DISAGREEMENTS).append(
                DISAGREEMENTS.schema.to_frame(), consumed={"begun": 0, "sure": 1}
            )
            days = calendar_days(masters["calendar"])
            installation.lake.store(CALENDAR_DAY, 1).append(days)
        published = _publish(installation, moment)
        assert published.id == pin
        before = of
        installation.state.close()
    state = _installation(home, LATER).state
    for user in USERS:
        add_user(state, user.name, user.person)
        for given in user.given:
            state.rights.grant(user.name, given.role, Extent(**given.where), by="test")
    state.close()


def _installation(home: Path, moment: datetime) -> Installation:
    state = State.open(f"sqlite:///{home / 'state.db'}", clock=lambda: moment)
    return Installation(home=home, lake=Lake(home / "lake"), state=state)


def _write(lake: Lake, fact: Table, before: list[Row], after: list[Row]) -> None:
    known = {key_of(fact, row): row for row in before}
    kept = {key_of(fact, row) for row in after}
    changed = [row for row in after if known.get(key_of(fact, row)) != row]
    gone = [row for key, row in known.items() if key not in kept]
    lake.store(fact, 1).append(
        frame(fact, changed), deletes=frame(fact, gone).select(fact.key) if gone else None
    )


def _publish(installation: Installation, moment: datetime) -> Pin:
    lake, state = installation.lake, installation.state
    facts = {f"facts.{f.name}.g1": lake.store(f, 1) for f in (*SUBJECTS, CALENDAR_DAY)}
    stores = facts | {name: lake.store(table) for name, table in STORED.items()}
    found = {name: store.version() for name, store in stores.items()}
    newest = state.pins.newest()
    return state.pins.publish(
        {name: version for name, version in found.items() if version >= 0},
        sources=[PinnedSource(source="erp", label="ERP", watermark=moment, complete=True)],
        previous=newest.id if newest else None,
        epoch_seen=state.cursors.epoch(),
    )


def _pins() -> Iterator[tuple[int, Rows]]:
    """Pin → the plain rows of every fact; the later ones are the earlier ones, changed."""
    first = {fact.name: _documents(fact, rows(fact)) for fact in SUBJECTS}
    yield OLD, first
    yield NEW, {fact.name: _changed(fact, first[fact.name]) for fact in SUBJECTS}


def _documents(fact: Table, of: list[Row]) -> list[Row]:
    """Forms carry the numbers that business documents name; covers are those of the chains."""
    if fact is CONTRACT_COVER:
        return chains.covers(of)
    if fact is not APPROVAL:
        return of
    return [row | {"latest_approval_id": row["document_id"]} for row in of]


def _changed(fact: Table, of: list[Row]) -> list[Row]:
    """Some rows moved from one department to another, one each was changed, deleted and added."""
    kept = [dict(row) for row in of[:-1]]
    for row in kept:
        if row["department_id"] == "D12" and "department_id" not in fact.key:
            row["department_id"], row["company_id"] = "D21", "C2"
    amounts = [n for n, t in fact.schema.items() if t.is_decimal() and kept[0][n] is not None]
    kept[0] |= {name: kept[0][name] + 1 for name in amounts}
    more = rows(fact, start=1000, count=2)
    return [*kept, *more]


def plain(fact: Table, of: list[Row]) -> pl.LazyFrame:
    """Plain rows as the frame of a fact."""
    return frame(fact, of).lazy()
