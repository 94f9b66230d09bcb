"""A small demo of three systems twice: through the one door, and as their own tables in DuckDB."""

import json
import random
import sqlite3
from collections.abc import Generator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

import duckdb

from connectors import config
from lake.lake import Lake
from metrics.definition import Grain
from queries.door import Door
from queries.installation import Installation
from queries.viewer import Owner, owner_of
from samples import profiles
from samples.demo.crm.home import DATABASE as CRM
from samples.demo.crm.home import ERP
from samples.demo.crm.tick import Ticker as CrmTicker
from samples.demo.erp.tick import ErpTicker
from samples.demo.moments import ZONE
from samples.demo.tick import Ticker as OaTicker
from samples.profiles import DEMO_DATABASE as OA
from state import State
from tests.integration import recomputed
from tests.integration.business_sql.faults import Fault
from tests.integration.business_sql.said import EARLIER, SCRIPTS
from tests.integration.copied import copy
from tests.integration.recomputed import Asked, Cells, Said, period_ends
from tests.integration.samples.told import install_small
from worker.api import sync_once
from worker.home import Home

HERE = Path(__file__).parent
SEED, MONTHS, APPROVALS = 424_242, 4, 4_000
BUILT = date(2026, 11, 18)
ROUNDS = (
    datetime(2026, 11, 18, 18, 10, tzinfo=ZONE),  # all of history
    datetime(2026, 11, 18, 18, 20, tzinfo=ZONE),  # the same again: what disagrees is sure now
    datetime(2026, 11, 19, 15, 37, tzinfo=ZONE),  # what a day brought and put right
)
PIN = ROUNDS[-1]
FIRST, AFTER = "2024-01-01", "2029-01-01"
STIRS = ("stir.sql", "stir_selling.sql")
NOTES = ("oa_system", "oa_repair", "erp_system", "erp_repair", "erp_story", "crm_system")
"""What the generator wrote down for itself: what it spoilt is for the SQL to find out."""


@dataclass(frozen=True, kw_only=True)
class World:
    """Both sides of every number; `source` is what the systems hold, with `rejected` (system, of,
    id): the rows in quarantine by the system's own key."""

    door: Door
    owner: Owner
    source: duckdb.DuckDBPyConnection

    def ours(self, asked: Asked) -> Cells:
        """What the door answers, by the cut's dimensions and the period."""
        return recomputed.ours(self.door, self.owner, asked)

    def theirs(self, asked: Asked) -> Cells:
        """What the systems themselves say of the same."""
        return recomputed.theirs(self.source, asked)

    @contextmanager
    def mistaken(self, fault: Fault) -> Generator["World"]:
        """The same world with what one script makes wrong."""
        text = (HERE / fault.script).read_text(encoding="utf-8")
        assert fault.right in text, f"{fault.script} no longer says {fault.right}"
        with self.source.cursor() as source:
            source.execute("create schema fault; set search_path = 'fault,main'")
            source.execute(text.replace(fault.right, fault.wrong))
            yield replace(self, source=source)
            source.execute("drop schema fault cascade")


def asked(name: str, said: Said, by: tuple[str, ...], grain: Grain | None) -> Asked:
    """A metric over all days that the systems know of."""
    return Asked(name=name, said=said, by=by, grain=grain, first=FIRST, after=AFTER)


@contextmanager
def living(folder: Path) -> Generator[World]:
    """The demo built, brought in by the real worker, lived in for a day and brought in again."""
    install_small(folder, SEED, today=BUILT, months=MONTHS, size=APPROVALS)
    with closing(sqlite3.connect(folder / ERP)) as erp:
        for script in STIRS:
            erp.executescript((HERE / script).read_text(encoding="utf-8"))
    clock = [ROUNDS[0]]
    home = Home(
        lake=Lake(folder / "lake"),
        state=State.open(f"sqlite:///{folder / 'state.db'}", clock=lambda: clock[0]),
        load_sources=lambda: config.load(folder / "sources.yaml"),
        folder=folder / "worker",
        queue_url=f"sqlite:///{folder / 'queue.db'}",
    )
    try:
        with duckdb.connect() as source, profiles.awake(folder):
            for moment in ROUNDS:
                if moment.date() != clock[0].date():
                    hold(source, "before", folder, home)
                    _live_on(folder, moment)
                clock[0] = moment
                synced = sync_once(home, keys=False)
                assert synced.ok, synced
            hold(source, "main", folder, home)
            tell(source)
            door = Door(Installation(home=folder, lake=home.lake, state=home.state))
            yield World(door=door, owner=owner_of(folder), source=source)
    finally:
        home.close()


def _live_on(folder: Path, until: datetime) -> None:
    """What people do in the systems while a working day goes by."""
    rng = random.Random(SEED)
    oa = OaTicker(folder / OA, rng=rng)
    erp = ErpTicker(folder / ERP, oa=folder / OA, rng=rng)
    # which shelves it counts
    erp.connection.create_function("random", 0, lambda: rng.getrandbits(60))
    crm = CrmTicker(folder / CRM, erp=folder / ERP, rng=rng)
    for ticker in (oa, erp, crm):
        for number in reversed(range(20)):
            ticker.tick(until - timedelta(minutes=5 + 10 * number), at_least=4)
        ticker.close()


def hold(source: duckdb.DuckDBPyConnection, schema: str, folder: Path, home: Home) -> None:
    """Copy what the systems hold by now into a schema, with the ids that are in quarantine."""
    source.execute(f"create schema if not exists {schema}; set search_path = '{schema}'")
    for database in (OA, ERP, CRM):
        copy(source, folder / database, without=NOTES)
    source.execute("create table rejected (system varchar, of varchar, id bigint)")
    found = [
        (system, of, number)
        for system, of in {(system, of) for system, of, _ in home.state.quarantine.counts()}
        for row_id in home.state.quarantine.ids(system, of)
        for number in json.loads(row_id).values()
        if isinstance(number, int)
    ]
    source.executemany("insert into rejected values (?, ?, ?)", found)


def tell(source: duckdb.DuckDBPyConnection) -> None:
    """What the scripts make of the systems' tables, and of what these were before the last day."""
    local = [moment.replace(tzinfo=None) for moment in ROUNDS]
    source.execute("create table main.pin as select ?::timestamp as asked", [local[-1]])
    source.execute(
        "create table main.looked as select ?::timestamp as first_at, ?::timestamp as last_at",
        [local[0], local[-1]],
    )
    ends = period_ends(date.fromisoformat(FIRST), PIN.date())
    source.register("ends", ends.to_arrow())
    source.execute("create table main.period_end as from ends")
    for schema, scripts in (("before", EARLIER), ("main", SCRIPTS)):
        source.execute(f"set search_path = '{schema},main'")
        for script in scripts:
            source.execute((HERE / script).read_text(encoding="utf-8"))
