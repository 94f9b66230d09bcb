"""A question through the door, against the same by hand and against raw events.

`python -m benchmarks.asking FOLDER`: approval.cycle_time by department and month over a year,
passport included, on a compacted lake. Each round shifts the period by a day, so no kept answer
is handed out; the same question asked again is a row of its own. Both sides of a ratio start from
the same rows: frames in memory, the lake's Parquet files, or one DuckDB view of them.
"""

import argparse
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import duckdb
import polars as pl
from deltalake import DeltaTable

from benchmarks.events import NOW
from benchmarks.prepared import Prepared
from benchmarks.timing import Cost, Task, interleaved, table
from benchmarks.verdicts import Goal
from benchmarks.world import fact_store, installation, open_home, settle
from metrics.definition import Cut
from metrics.frames import Frames
from metrics.measure import measure
from metrics.registry import metric
from queries.definition import Question
from queries.door import Door
from queries.held import flags_of
from state.errors import InvalidUser
from tables.org import DEPARTMENTS
from worker.home import Home

c = pl.col
USER = "bench"
METRIC = "approval.cycle_time"
FIRST, LAST = date(2025, 10, 1), date(2026, 11, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What the hand-written forms read."""

    fact: list[str]
    days: list[str]
    raw: Path


def question(number: int) -> Question:
    """The question of a round."""
    start = FIRST + timedelta(days=number)
    cut = Cut(by=("department",), grain="month", start=start.isoformat(), end=LAST.isoformat())
    return Question(metric=METRIC, cut=cut)


def viewer(home: Home) -> str:
    """A user who holds the executive's role."""
    try:
        home.state.users.add(USER, name=USER)
    except InvalidUser:
        return USER  # made by an earlier run
    home.state.rights.grant(USER, "executive", by=USER)
    return USER


def files(home: Home, folder: Path, fact: str) -> list[str]:
    """The Parquet files of a fact of the newest pin."""
    _, name, generation = fact_store(home, fact).split(".")
    path = folder / "home" / "lake" / "facts" / name / generation
    return DeltaTable(str(path)).file_uris()


def by_hand(fact: pl.LazyFrame, departments: pl.LazyFrame, number: int) -> pl.DataFrame:
    """The same numbers in hand-written Polars: today's departments, by the month decided."""
    start = FIRST + timedelta(days=number)
    rows = fact.filter(
        c("is_decided"), ~c("is_test"), c("decided_on") >= start, c("decided_on") < LAST
    )
    return (
        rows.join(departments, on="department_id", how="left")
        .group_by("today_id", c("decided_on").dt.strftime("%Y-%m"))
        .agg(value=c("working_minutes").median() / 60, rows=pl.len())
        .sort("decided_on", "today_id")
        .collect()
    )


def by_sql(connection: duckdb.DuckDBPyConnection, number: int) -> pl.DataFrame:
    """The same numbers in hand-written DuckDB SQL."""
    start = FIRST + timedelta(days=number)
    found = connection.sql(
        "SELECT today_id, strftime(decided_on, '%Y-%m') AS month,"
        " median(working_minutes) / 60 AS value, count(*) AS n"
        " FROM fact LEFT JOIN departments USING (department_id) WHERE is_decided AND NOT is_test"
        f" AND decided_on >= DATE '{start}' AND decided_on < DATE '{LAST}'"
        " GROUP BY ALL ORDER BY 2, 1"
    )
    assert found is not None
    return found.pl()


def from_events(place: Place, number: int) -> pl.DataFrame:
    """The same question on raw events; calendar hours, so even cheaper than the real thing."""
    start = FIRST + timedelta(days=number)
    acted, action = c("acted_at"), c("action")
    spans = (
        pl.scan_parquet(place.raw / "approval_steps" / "*.parquet")
        .group_by("approval_id")
        .agg(
            begun=acted.filter(action == "submit").min(),
            ended=acted.filter(action.is_in(["approve", "auto_approve", "reject"])).max(),
        )
    )
    decided = pl.scan_parquet(place.raw / "approvals" / "*.parquet").filter(
        c("status").is_in(["approved", "rejected"])
    )
    on = c("ended").dt.convert_time_zone("Asia/Shanghai").dt.date()
    return (
        decided.select("approval_id", "department_id")
        .join(spans, on="approval_id")
        .with_columns(on=on)
        .filter(c("on") >= start, c("on") < LAST)
        .group_by("department_id", c("on").dt.strftime("%Y-%m"))
        .agg((c("ended") - c("begun")).dt.total_minutes().median() / 60, pl.len())
        .collect()
    )


def opened(place: Place, departments: pl.DataFrame) -> duckdb.DuckDBPyConnection:
    """DuckDB with a view of the lake's files, as both sides read them."""
    connection = duckdb.connect()
    for name, parts in (("fact", place.fact), ("days", place.days)):
        connection.execute(f"CREATE VIEW {name} AS FROM read_parquet({parts!r})")
    connection.register("departments", departments.to_arrow())
    connection.register("clock", _clock().to_arrow())
    return connection


def on_duckdb(connection: duckdb.DuckDBPyConnection, apart: Frames) -> Frames:
    """The frames of our metric as relations of the connection; rows left out are `apart`."""
    return Frames(
        apart=apart,
        fact=connection.table("fact"),
        calendar_day=connection.table("days"),
        departments=connection.table("departments"),
        clock=connection.table("clock"),
        at=NOW,
    )


def left_out(fact: pl.LazyFrame, days: pl.LazyFrame, departments: pl.DataFrame) -> Frames:
    """The rows our metric leaves out, in memory, as the door keeps them."""
    apart = fact.filter(pl.any_horizontal(flag for flag, _ in flags_of(metric(METRIC))))
    return Frames(
        fact=apart.drop("raw", strict=False).collect().lazy(),
        calendar_day=days,
        departments=departments.lazy(),
        clock=_clock().lazy(),
        at=NOW,
        held=True,
    )


def _departments(home: Home) -> pl.DataFrame:
    ids = home.lake.store(DEPARTMENTS).scan().collect()
    top = c("parent_id").fill_null(c("department_id"))
    return ids.select(
        "department_id",
        today_id=c("successor_id").fill_null(c("department_id")),
        today_division_id=top,
        then_division_id=top,
    )


def _clock() -> pl.DataFrame:
    return pl.DataFrame({"calendar_id": ["cn"], "on": [date(2026, 11, 20)], "position": [400_000]})


def run(folder: Path, *, rounds: int = 7) -> None:
    """Measure one data set."""
    home, _ = open_home(folder)
    settle(home)
    place = Place(
        fact=files(home, folder, "approval"),
        days=files(home, folder, "calendar_day"),
        raw=folder / "raw",
    )
    who, at = viewer(home), installation(home, folder)
    door, from_files = Door(at), Door(at, in_memory=0)
    departments = _departments(home)
    merged = departments.select("department_id", "today_id").lazy()
    lazy = pl.scan_parquet(place.fact, hive_partitioning=False)
    memory = lazy.collect().rechunk().lazy()
    connection = opened(place, departments)
    apart = left_out(lazy, pl.scan_parquet(place.days), departments)
    frames, prepared = on_duckdb(connection, apart), Prepared(connection)
    unprepared = on_duckdb(opened(place, departments), apart)
    _same(door.ask(who, question(0)).rows, by_hand(lazy, merged, 0), by_sql(connection, 0))
    pairs: list[dict[str, Task]] = [  # the sides of a ratio take turns, and nothing else with them
        {
            "ask, files": lambda n: from_files.ask(who, question(n)),
            "hand Polars, files": lambda n: by_hand(lazy, merged, n),
        },
        {
            "ask": lambda n: door.ask(who, question(n)),
            "hand Polars, memory": lambda n: by_hand(memory, merged, n),
            "ask again": lambda _: door.ask(who, question(0)),
        },
        {
            "metric on DuckDB": lambda n: measure(
                metric(METRIC), question(n).cut, frames, planned=prepared.evaluate
            ),
            "unprepared on DuckDB": lambda n: measure(metric(METRIC), question(n).cut, unprepared),
            "hand DuckDB": lambda n: by_sql(connection, n),
        },
        {"raw events": lambda n: from_events(place, n)},
    ]
    costs: dict[str, Cost] = {}
    for pair in pairs:
        costs |= interleaved(pair, rounds)
    table(
        f"ask, {folder.name}",
        costs,
        {
            "ask, files / hand Polars, files": Goal(at_most=1.3),
            "ask / hand Polars, files": Goal(),
            "ask / hand Polars, memory": Goal(at_most=1.3),
            "metric on DuckDB / hand DuckDB": Goal(at_most=1.3),
            "unprepared on DuckDB / hand DuckDB": Goal(),
            "raw events / ask": Goal(at_least=10),
            "ask again / ask": Goal(),
        },
    )
    home.close()


def _same(asked: pl.DataFrame, polars: pl.DataFrame, sql: pl.DataFrame) -> None:
    """A benchmark of different answers would mean nothing."""
    counts = {int(asked["rows"].sum()), int(polars["rows"].sum()), int(sql["n"].sum())}
    values = {round(float(f["value"].sum()), 3) for f in (asked, polars, sql)}
    if len(counts) > 1 or max(values) - min(values) > 0.01:
        raise SystemExit(f"the answers differ: {counts} rows, {values}")


def main() -> None:
    """Measure one data set that `benchmarks.run` has loaded."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    run(parser.parse_args().folder)


if __name__ == "__main__":
    main()
