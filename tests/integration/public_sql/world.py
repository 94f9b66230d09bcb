"""AdventureWorks and the permits' budgets twice: through the one door, and as raw files in SQL."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from unittest.mock import patch

import duckdb
import holidays
import polars as pl

from connectors import config
from lake.lake import Lake
from metrics.definition import Grain
from queries.door import Door
from queries.installation import Installation
from samples.profiles import install
from state import State
from tests.integration import recomputed
from tests.integration.public_sql.said import SAID
from tests.integration.recomputed import Asked, Cells, period_ends
from worker.api import sync_once
from worker.home import Home

HERE = Path(__file__).parent
PUBLIC = Path(__file__).parents[3] / "samples" / "public"
WHO = "boss"
PIN = datetime(2019, 7, 1, 12, tzinfo=UTC)
SOURCES = frozenset(
    {
        *("university", "calendar", "travel_budget"),
        *("adventureworks_company", "us_calendar", "adventureworks"),
    }
)
SCRIPTS = ("purchasing.sql", "budget.sql", "people.sql")
FIRST, AFTER = "2006-01-01", "2019-01-01"


def ours(folder: Path) -> Door:
    """The public profile without its logs of approvals, synced by the real worker."""
    install("public", folder, today=PIN)
    (folder / "worker").mkdir()
    home = Home(
        lake=Lake(folder / "lake"),
        state=State.open(f"sqlite:///{folder / 'state.db'}", clock=lambda: PIN),
        load_sources=lambda: tuple(
            source for source in config.load(folder / "sources.yaml") if source.name in SOURCES
        ),
        folder=folder / "worker",
        queue_url=f"sqlite:///{folder / 'queue.db'}",
    )
    synced = sync_once(home)
    assert synced.ok, synced
    assert all(source.counts.rejected == 0 for source in synced.sources)
    with patch("state.passwords.hashed", lambda password: "no sign-in"):
        home.state.users.add(WHO, name=WHO, person_id=None)
    home.state.rights.grant(WHO, "executive", by="test")
    return Door(Installation(home=folder, lake=home.lake, state=home.state))


def raw(fault: tuple[str, str] | None = None) -> duckdb.DuckDBPyConnection:
    """The raw files as the tables of the scripts, with one text replaced by a fault."""
    connection = duckdb.connect()
    connection.register("days", _working_days("US", 2011).to_arrow())
    connection.register("dutch", _working_days("NL", 2016).to_arrow())
    ends = period_ends(date(2006, 1, 1), date(2018, 12, 31))
    connection.register("ends", ends.to_arrow())
    scripts = [f"create table us as {DAYS};", "create table nl as from dutch;"]
    scripts.append("create table period_end as from ends;")
    scripts += [(HERE / name).read_text(encoding="utf-8") for name in SCRIPTS]
    text = "\n".join(scripts)
    if fault is not None:
        assert text.count(fault[0]) >= 1, f"the SQL no longer says {fault[0]}"
        text = text.replace(*fault)
    for folder in ("adventureworks", "bpic2020"):
        for file in (PUBLIC / folder).glob("*.parquet"):
            text = text.replace(f"'{file.name}'", f"'{file}'")
    connection.execute(text)
    return connection


DAYS = """select day, coalesce(sum(case when works then 1 else 0 end) over (
  order by day rows between unbounded preceding and 1 preceding), 0)::bigint as n from days"""


def _working_days(country: str, first: int) -> pl.DataFrame:
    """The working week without a country's public holidays."""
    off = holidays.country_holidays(country, years=range(first, 2020))
    days = pl.date_range(date(first, 1, 1), date(2019, 12, 31), eager=True).to_list()
    works = [day.weekday() < 5 and day not in off for day in days]
    return pl.DataFrame({"day": days, "works": works})


@dataclass(frozen=True, kw_only=True)
class World:
    """The public profile as the door tells it."""

    door: Door

    def ours(self, name: str, by: tuple[str, ...], grain: Grain | None) -> Cells:
        """What the door answers, by the cut's dimensions and the period."""
        return recomputed.ours(self.door, WHO, _asked(name, by, grain))


def theirs(
    raw: duckdb.DuckDBPyConnection, name: str, by: tuple[str, ...], grain: Grain | None
) -> Cells:
    """What the raw files say of the same."""
    return recomputed.theirs(raw, _asked(name, by, grain))


def _asked(name: str, by: tuple[str, ...], grain: Grain | None) -> Asked:
    return Asked(name=name, said=SAID[name], by=by, grain=grain, first=FIRST, after=AFTER)
