"""Changed rows until they are in a published pin, on two data sets side by side."""

import argparse
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from benchmarks.timing import Cost, interleaved
from benchmarks.world import ParquetSource, open_home, settle
from tables.definition import UTC_TIME
from worker.api import sync_once
from worker.home import Home

Rows = dict[str, pl.DataFrame]
"""Rows to deliver with a newer clock, by table."""
Opened = Mapping[str, tuple[Home, ParquetSource]]


def settled(*folders: Path) -> Opened:
    """The data sets below some folders by name, everything in them published and compacted."""
    opened = {folder.name: open_home(folder) for folder in folders}
    for home, _ in opened.values():
        settle(home)
    return opened


def costs(opened: Opened, change: Callable[[Home, int], Rows], rounds: int) -> dict[str, Cost]:
    """What `change` of each round costs on every data set, in turn."""
    made = {
        name: [change(home, number) for number in range(rounds + 1)]
        for name, (home, _) in opened.items()
    }
    return interleaved({name: _task(*opened[name], made[name]) for name in opened}, rounds)


def publish(home: Home, source: ParquetSource, rows: Rows) -> None:
    """Deliver rows and wait for the pin that holds them; SystemExit where any is refused."""
    before, refused = home.state.pins.newest(), home.state.quarantine.counts()
    now = pl.lit(datetime.now(UTC)).cast(UTC_TIME)
    for name, frame in rows.items():
        source.push(name, frame.with_columns(updated_at=now))
    done = sync_once(home, keys=False)
    if not done.ok or done.pin is None or before is None or done.pin.id <= before.id:
        raise SystemExit(f"nothing was published: {done.problem}")
    if home.state.quarantine.counts() != refused:
        raise SystemExit(f"rows were refused: {home.state.quarantine.counts()}")


def close(opened: Opened) -> None:
    """Close every data set."""
    for home, _ in opened.values():
        home.close()


def two_data_sets(description: str | None) -> tuple[Path, Path]:
    """The folders SMALL and LARGE of the command line."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("small", type=Path)
    parser.add_argument("large", type=Path)
    asked = parser.parse_args()
    return asked.small, asked.large


def _task(home: Home, source: ParquetSource, rows: Sequence[Rows]) -> Callable[[int], None]:
    return lambda number: publish(home, source, rows[number])
