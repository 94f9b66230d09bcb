"""The demo enterprise as an installation: built, synced by the real worker, asked at the door."""

import math
import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Self
from unittest.mock import patch

import duckdb

from connectors import config
from lake.lake import Lake
from metrics.definition import Cut
from queries.definition import Answer, Question
from queries.door import Door
from queries.installation import Installation
from queries.viewer import Owner, Who, owner_of
from samples.demo.generate import build
from samples.demo.tick import Ticker
from state import State
from state.rows import Extent, Pin
from tests.integration.demo_sql.said import Cells
from tests.integration.demo_sql.source import open_source
from worker.api import sync_once
from worker.home import Home

SOURCES = Path(__file__).parents[3] / "samples" / "demo" / "sources.yaml"


@dataclass(frozen=True, kw_only=True)
class Demo:
    """The source as it was at a pin, and the door to what the cockpit makes of it."""

    source: duckdb.DuckDBPyConnection
    door: Door
    owner: Owner
    pin: Pin
    rejected: int  # rows set aside by this sync
    quarantined: int  # rows in quarantine after it

    def ask(self, who: Who, name: str, cut: Cut) -> Answer:
        return self.door.ask(who, Question(metric=f"approval.{name}", cut=cut, as_of=self.pin.id))

    def one(self, query: str) -> int:
        """A number from the source."""
        row = self.source.execute(query).fetchone()
        assert row is not None
        return row[0]

    def disbelieved(self) -> tuple[int, int]:
        """Documents and stops that the SQL left out."""
        counted = "select count(*) from {} where not believable"
        return self.one(counted.format("told")), self.one(counted.format("stop"))

    def ours(self, who: Who, name: str, by: tuple[str, ...] = (), grain: Any = None) -> Cells:
        """Value and rows counted of every cell, through the door."""
        cut = Cut(
            by=tuple("department" if one == "then" else one for one in by),
            grain=grain,
            organisation="then" if "then" in by else "today",
        )
        keys = [*cut.by, *(["period"] if grain else [])]
        rows = self.ask(who, name, cut).rows.iter_rows(named=True)
        return {tuple(row[key] for key in keys): (row["value"], row["rows"]) for row in rows}


@dataclass(frozen=True, kw_only=True)
class Enterprise:
    """A running installation on a living database; `clock` is what time it is there."""

    home: Home
    folder: Path
    clock: list[datetime]

    @classmethod
    def build(cls, folder: Path, now: datetime, *, seed: int, until: datetime, size: int) -> Self:
        """History of a seed up to a moment, and the users that ask: chief sees all, trade one
        company."""
        build(folder / "oa.db", seed, until, approvals=size)
        sources = SOURCES.read_text(encoding="utf-8").replace("sources/oa.db", "oa.db")
        (folder / "sources.yaml").write_text(sources, encoding="utf-8")
        (folder / "worker").mkdir()
        clock = [now]
        home = Home(
            lake=Lake(folder / "lake"),
            state=State.open(f"sqlite:///{folder / 'state.db'}", clock=lambda: clock[0]),
            load_sources=lambda: config.load(folder / "sources.yaml"),
            folder=folder / "worker",
            queue_url=f"sqlite:///{folder / 'queue.db'}",
        )
        for user, company in (("chief", None), ("trade", "2")):
            with patch("state.passwords.hashed", lambda password: "no sign-in"):
                home.state.users.add(user, name=user, person_id=None)
            home.state.rights.grant(user, "executive", Extent(company_id=company), by="test")
        return cls(home=home, folder=folder, clock=clock)

    def live_on(self, until: datetime, *, seed: int) -> None:
        """A busy hour, then a silence that is lived through at the end."""
        ticker = Ticker(self.folder / "oa.db", rng=random.Random(seed))
        for number in range(120):
            ticker.tick(self.clock[0] + timedelta(seconds=30 * number), at_least=4)
        assert ticker.tick(until)["caught_up"] > 20
        ticker.close()
        self.clock[0] = until

    def sync(self) -> Demo:
        """Bring everything, publish, and copy the source as it is now."""
        synced = sync_once(self.home)
        assert synced.ok, synced
        assert synced.pin is not None
        door = Door(Installation(home=self.folder, lake=self.home.lake, state=self.home.state))
        return Demo(
            source=open_source(self.folder / "oa.db", self.clock[0].replace(tzinfo=None)),
            door=door,
            owner=owner_of(self.folder),
            pin=synced.pin,
            rejected=synced.sources[0].counts.rejected,
            quarantined=door.freshness("chief")[0].quarantined,
        )


def agree(ours: Cells, theirs: Cells) -> None:
    """Every cell of either, with the same value over the same number of rows."""
    wrong = {
        key: (ours.get(key), theirs.get(key))
        for key in ours.keys() | theirs.keys()
        if key not in ours or key not in theirs or not same(ours[key], theirs[key])
    }
    assert not wrong


def same(one: tuple[Any, int], other: tuple[Any, int]) -> bool:
    (ours, rows), (theirs, counted) = one, other
    if rows != counted or ours is None or theirs is None:
        return rows == counted and ours is theirs
    if isinstance(ours, int | Decimal):
        return isinstance(theirs, int | Decimal) and ours == theirs
    return math.isclose(ours, float(theirs), rel_tol=1e-9)
