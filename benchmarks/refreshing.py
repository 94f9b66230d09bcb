"""5,000 changed rows until they are in a published pin, at one size of history and at another.

`python -m benchmarks.refreshing SMALL LARGE`: rows of the current and previous month, then rows
scattered over the two years before. Half of the rows are documents, half their last steps.
"""

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from benchmarks.timing import interleaved, table
from benchmarks.verdicts import Goal
from benchmarks.world import ParquetSource, open_home, settle
from tables.registry import TABLES
from worker.api import sync_once
from worker.home import Home

c = pl.col
CHANGED = 5_000
RECENT = ("2026-10", "2026-11")
OLD = tuple(f"{year}-{month:02}" for year in (2024, 2025) for month in range(1, 13))
DROPPED = ("source", "raw")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Rows to send again with a newer clock."""

    approvals: pl.DataFrame
    steps: pl.DataFrame


def change(home: Home, months: tuple[str, ...], seed: int) -> Change:
    """Documents of some months and the last step of each, `CHANGED` rows together."""
    tables = {table: _of(home, table, months) for table in ("approvals", "approval_steps")}
    documents = tables["approvals"].collect().sample(CHANGED // 2, seed=seed)
    steps = (
        tables["approval_steps"]
        .join(documents.lazy().select("approval_id"), on="approval_id", how="semi")
        .collect()
    )
    last = steps.sort("seq").unique("approval_id", keep="last")
    return Change(approvals=documents.drop(DROPPED), steps=last.drop(DROPPED))


def _of(home: Home, table: str, months: tuple[str, ...]) -> pl.LazyFrame:
    return home.lake.store(TABLES[table]).scan(months=list(months))


def publish(home: Home, source: ParquetSource, what: Change) -> None:
    """Deliver changed rows and wait for the pin that holds them."""
    before = home.state.pins.newest()
    now = pl.lit(datetime.now(UTC)).cast(pl.Datetime("us", "UTC"))
    source.push("approvals", what.approvals.with_columns(updated_at=now))
    source.push("approval_steps", what.steps.with_columns(updated_at=now, comment=pl.lit("again")))
    done = sync_once(home, keys=False)
    if not done.ok or done.pin is None or before is None or done.pin.id <= before.id:
        raise SystemExit(f"nothing was published: {done.problem}")


def run(small: Path, large: Path, *, rounds: int = 5) -> None:
    """Measure both data sets, interleaved."""
    opened = {folder.name: open_home(folder) for folder in (small, large)}
    for home, _ in opened.values():
        settle(home)
    for title, months in (("current and previous month", RECENT), ("scattered old months", OLD)):
        changes = {
            name: [change(home, months, seed) for seed in range(rounds + 1)]
            for name, (home, _) in opened.items()
        }
        tasks = {name: _task(*opened[name], changes[name]) for name in opened}
        costs = interleaved(tasks, rounds)
        goal = Goal(at_most=2) if months == RECENT else Goal()
        table(
            f"{CHANGED:,} changed rows to a pin, {title}",
            costs,
            {f"{large.name} / {small.name}": goal},
        )
    for home, _ in opened.values():
        home.close()


def _task(home: Home, source: ParquetSource, changes: list[Change]) -> Callable[[int], None]:
    return lambda number: publish(home, source, changes[number])


def main() -> None:
    """Measure two data sets that `benchmarks.run` has loaded."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("small", type=Path)
    parser.add_argument("large", type=Path)
    asked = parser.parse_args()
    run(asked.small, asked.large)


if __name__ == "__main__":
    main()
