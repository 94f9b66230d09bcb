"""AdventureWorks and the permits' budgets twice: through the one door, and as raw files in SQL."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from unittest.mock import patch

import duckdb
import holidays
import polars as pl

from connectors import config
from lake.lake import Lake
from metrics.definition import Cut, Grain
from queries.definition import Question
from queries.door import Door
from queries.installation import Installation
from samples.profiles import install
from state import State
from tests.integration.public_sql.said import SAID
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
Cells = dict[tuple[Any, ...], Any]


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
    connection.register("ends", _period_ends().to_arrow())
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


def _period_ends() -> pl.DataFrame:
    """The last days of months and years, by the name of the period."""
    days = pl.date_range(date(2006, 1, 1), date(2018, 12, 31), eager=True)
    last = [day for day in days if (day + timedelta(days=1)).day == 1]
    months = [(f"{day:%Y-%m}", day) for day in last]
    years = [(f"{day:%Y}", day) for day in last if day.month == 12]
    return pl.DataFrame(months + years, schema=["period", "day"], orient="row")


@dataclass(frozen=True, kw_only=True)
class World:
    """Both sides of every number."""

    door: Door

    def ours(self, name: str, by: tuple[str, ...], grain: Grain | None) -> Cells:
        """What the door answers, by the cut's dimensions and the period."""
        cut = Cut(by=by, grain=grain, start=FIRST, end=AFTER)
        answer = self.door.ask(WHO, Question(metric=name, cut=cut))
        keys = [*by, *(["period"] if grain else [])]
        rows = answer.rows.filter(pl.col("rows") > 0).iter_rows(named=True)
        return _cells({tuple(row[key] for key in keys): row["value"] for row in rows}, name)


def theirs(
    raw: duckdb.DuckDBPyConnection, name: str, by: tuple[str, ...], grain: Grain | None
) -> Cells:
    """What the raw files say of the same."""
    said, shape = SAID[name], "%Y-%m" if grain == "month" else "%Y"
    keys = list(by)
    if said.when is not None:
        rows = f"{said.of} where {said.when} >= '{FIRST}' and {said.when} < '{AFTER}'"
        keys += [f"strftime({said.when}, '{shape}')"] if grain else []
    else:
        rows = f"""{said.of} join period_end on opens <= period_end.day
            and (closes is null or closes > period_end.day)
            where length(period_end.period) = {7 if grain == "month" else 4}"""
        keys.append("period_end.period")
    picked = "".join(f"{key}, " for key in keys)
    query = f"select {picked}{said.value} from {rows} and ({said.where})"
    query += f" group by {picked.removesuffix(', ')}" if keys else ""
    found = raw.execute(query).fetchall()
    return _cells({tuple(row[:-1]): row[-1] for row in found}, name)


def apart(one: Cells, other: Cells) -> dict[tuple[Any, ...], tuple[Any, Any]]:
    """The cells of which two sides say something else: what both say of them."""
    return {
        key: (one.get(key, "no cell"), other.get(key, "no cell"))
        for key in one.keys() | other.keys()
        if key not in one or key not in other or not _same(one[key], other[key])
    }


def _same(one: Any, other: Any) -> bool:
    """Counts and cents exactly, all else to a thousand-millionth."""
    if one is None or other is None:
        return one is other
    if isinstance(one, Decimal):
        return one == Decimal(round(other * 100)) / 100
    if isinstance(one, int):
        return one == other
    return abs(one - other) <= 1e-9 * max(1.0, abs(other))


def _cells(found: Cells, name: str) -> Cells:
    return {key: value for key, value in found.items() if value or not SAID[name].nonzero}
