"""An installation holding a generated history, loaded through the real worker.

`python -m benchmarks.world FOLDER --events 10000000` loads one and prints, as JSON, its size, the
seconds it took and its peak memory: run in its own process, that is the initial load's peak RSS.
"""

import argparse
import json
import resource
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType

import polars as pl

from benchmarks import events
from connectors.definition import Batch, Stream, Text
from queries.installation import Installation
from settings import Settings
from tables.registry import TABLES
from worker.advance import advance
from worker.home import Home
from worker.stores import store_of
from worker.sync import sync

SLICE = 100_000


class ParquetSource:
    """A source that hands out Parquet files in order, then whatever is pushed to it."""

    name, kind = "bench", "rows"
    label: Text = MappingProxyType({"zh": "基准", "en": "Benchmark"})
    every, stale_after = timedelta(hours=1), timedelta(days=1)

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._pushed: dict[str, list[pl.DataFrame]] = {}

    @property
    def streams(self) -> tuple[Stream, ...]:
        """All tables of the data set."""
        held = [table for table in TABLES if (self._folder / table).is_dir()]
        return tuple(Stream(table=t, deletes="none", incremental=True) for t in held)

    def push(self, table: str, frame: pl.DataFrame) -> None:
        """Rows the next pull delivers."""
        self._pushed.setdefault(table, []).append(frame)

    def pull(self, table: str, since: str | None) -> Iterator[Batch]:
        """Files after the cursor, in slices; then pushed frames."""
        done = int(since or 0)
        files = sorted((self._folder / table).glob("*.parquet"))
        for number, file in enumerate(files[done:], start=done + 1):
            rows = pl.read_parquet(file)
            parts = list(rows.iter_slices(SLICE))
            for part in parts[:-1]:
                yield Batch(table=table, frame=part)
            yield Batch(table=table, frame=parts[-1], cursor=str(number), watermark=events.NOW)
        for frame in self._pushed.pop(table, []):
            yield Batch(table=table, frame=frame, cursor=str(len(files)), watermark=_now())

    def keys(self, table: str) -> None:
        """Nothing is deleted here."""
        del table

    def check(self) -> tuple[str, ...]:
        """Nothing can be wrong."""
        return ()


def _now() -> datetime:
    return datetime.now(UTC)


def open_home(folder: Path) -> tuple[Home, ParquetSource]:
    """The installation of a data set, and its source to push changes to."""
    source = ParquetSource(folder / "raw")
    settings = Settings(home=folder / "home")
    settings.home.mkdir(parents=True, exist_ok=True)
    return Home.open(settings, load_sources=lambda: (source,)), source


def installation(home: Home, folder: Path) -> Installation:
    """The same installation as the door sees it."""
    return Installation(home=folder / "home", lake=home.lake, state=home.state)


def fact_store(home: Home, fact: str) -> str:
    """The name of a fact's store in the newest pin."""
    pin = home.state.pins.newest()
    if pin is None:
        raise SystemExit("nothing is published")
    return next(name for name in pin.versions if name.startswith(f"facts.{fact}."))


def load(folder: Path) -> tuple[dict[str, float], dict[str, float]]:
    """Sync everything, build the facts, publish, compact; peak memory (GB) so far after each phase,
    and the CPU seconds of each."""
    peaks: dict[str, float] = {}
    spent: dict[str, float] = {}

    def ended(phase: str) -> None:
        peaks[phase] = peak()
        spent[phase] = round(time.process_time() - sum(spent.values()) - begun, 1)

    begun = time.process_time()
    home, source = open_home(folder)
    synced = sync(home, source)
    ended("sync")
    done = advance(home)
    ended("facts")
    if synced.problem or done.problem:
        raise SystemExit(synced.problem or done.problem)
    settle(home)
    ended("compact")
    home.close()
    return peaks, spent


def peak() -> float:
    """The most memory this process ever held, in GB (10^9 bytes)."""
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e9, 2)


def settle(home: Home) -> None:
    """Compact what an earlier measurement left behind, and publish the compacted versions."""
    for name in home.lake.names():
        store = store_of(home.lake, name)
        if store is not None:
            store.compact(force=True)
    done = advance(home)
    if done.problem:
        raise SystemExit(done.problem)


def main() -> None:
    """Generate where missing, load, and tell what it cost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--events", type=int, required=True)
    asked = parser.parse_args()
    wall, cpu = time.perf_counter(), time.process_time()
    peaks, spent = load(asked.folder)
    told = {
        "events": asked.events,
        "wall": round(time.perf_counter() - wall, 1),
        "cpu": round(time.process_time() - cpu, 1),
        "peak_gb": peak(),
        "peaks_gb": peaks,
        "cpus": spent,
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main()
