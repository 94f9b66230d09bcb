"""What 5,000 changed rows of the current and previous month cost, at 1M and at 10M rows of history.

Run: `python -m benchmarks.lake [--rows 1000000 10000000]`. Medians of append, changed, lookup of
the changed rows, locate and an aggregate of the touched months; plus an aggregate of twelve months
of the compacted store against a bare scan of the same files.
"""

import argparse
import multiprocessing
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl

from benchmarks.verdicts import Goal, judge
from lake.lake import Lake
from lake.store import Store
from tables.definition import MONEY, UTC_TIME, Table

c = pl.col
MONTHS = 36
CHANGED = 5_000
ROUNDS = 7
START = datetime(2023, 12, 1, tzinfo=UTC)

EVENT = Table(
    name="event",
    key=("source", "event_id"),
    partition="created_at",
    schema=pl.Schema(
        {
            "source": pl.String,
            "event_id": pl.String,
            "created_at": UTC_TIME,
            "department_id": pl.String,
            "process": pl.String,
            "node": pl.String,
            "amount": MONEY,
            "minutes": pl.Int64,
            "updated_at": UTC_TIME,
            "deleted_at": UTC_TIME,
        }
    ),
)


def month_start(number: int) -> datetime:
    return START.replace(year=2023 + (11 + number) // 12, month=(11 + number) % 12 + 1)


def events(month: int, first: int, rows: int, seed: int) -> pl.DataFrame:
    i = pl.int_range(rows)
    spread = timedelta(days=28) / max(rows, 1)
    created = pl.lit(month_start(month)) + i * int(
        spread / timedelta(microseconds=1)
    ) * pl.duration(microseconds=1)
    noise = (i + first).hash(seed)
    return pl.select(
        source=pl.lit("oa"),
        event_id=pl.format("e{}", i + first),
        created_at=created.cast(UTC_TIME),
        department_id=pl.format("d{}", noise % 40),
        process=pl.format("p{}", noise % 12),
        node=pl.format("n{}", noise % 7),
        amount=(noise % 1_000_000).cast(pl.Int64).cast(MONEY),
        minutes=(noise % 5_000).cast(pl.Int64),
        updated_at=created.cast(UTC_TIME),
        deleted_at=pl.lit(None, UTC_TIME),
    )


def load(store: Store, rows: int) -> None:
    each = rows // MONTHS
    for month in range(MONTHS):
        store.append(events(month, month * each, each, 1))
    store.compact(force=True)


def apart(home: Path, rows: int) -> None:
    """Load in a process of its own, so that its memory does not weigh on what is measured."""
    worker = multiprocessing.get_context("spawn").Process(target=load_at, args=(home, rows))
    worker.start()
    worker.join()
    if worker.exitcode != 0:
        raise SystemExit("loading failed")


def load_at(home: Path, rows: int) -> None:
    load(Lake(home).store(EVENT), rows)


def changes(rows: int, round_: int, months: tuple[int, ...]) -> pl.DataFrame:
    each, part = rows // MONTHS, CHANGED // len(months)
    later = datetime(2026, 12, 1, tzinfo=UTC) + timedelta(minutes=round_)
    frame = pl.concat(
        events(m, m * each, each, 1).sample(part, seed=round_) for m in months
    ).with_columns(updated_at=pl.lit(later).cast(UTC_TIME), minutes=pl.lit(1, pl.Int64))
    # As a connector would hand it over: not a view into the month it was sampled from.
    return pl.DataFrame(frame.to_dicts(), schema=frame.schema)


def timed(work: Callable[[], object]) -> tuple[float, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return (time.perf_counter() - wall) * 1e3, (time.process_time() - cpu) * 1e3


Times = tuple[float, float]  # wall, CPU in ms


def batch_cost(store: Store, rows: int, months: tuple[int, ...]) -> dict[str, Times]:
    rounds = [one_batch(store, changes(rows, number, months)) for number in range(ROUNDS)]
    return {
        step: (
            statistics.median(times[step][0] for times in rounds),
            statistics.median(times[step][1] for times in rounds),
        )
        for step in rounds[0]
    }


def one_batch(store: Store, batch: pl.DataFrame) -> dict[str, Times]:
    before = store.version()
    times = {
        "append": timed(lambda: store.append(batch)),
        "changed": timed(lambda: store.changed(before)),
    }
    keys = store.changed(before)
    months = keys["_month"].unique().to_list()
    times["lookup"] = timed(lambda: store.lookup(keys).collect())
    times["locate"] = timed(lambda: store.locate(keys.drop("_month")))
    times["scan"] = timed(
        lambda: store.scan(months=months).select(pl.len(), c("minutes").sum()).collect()
    )
    return times


def aggregate(rows: pl.LazyFrame) -> pl.DataFrame:
    return (
        rows.filter(c("created_at") >= month_start(24))
        .group_by("department_id")
        .agg(c("minutes").median(), n=pl.len())
        .collect()
    )


def overhead(store: Store) -> tuple[float, float]:
    """CPU ms of an aggregate through the store, and on a bare scan of the same files."""
    files = [str(f) for f in sorted(Path(store.path).glob("*/_k=b/*.parquet"))]
    ours = [timed(lambda: aggregate(store.scan()))[1] for _ in range(ROUNDS)]
    bare = [timed(lambda: aggregate(pl.scan_parquet(files)))[1] for _ in range(ROUNDS)]
    return statistics.median(ours), statistics.median(bare)


def measure(rows: int) -> float:
    home = Path(tempfile.mkdtemp(prefix="lake-bench-"))
    try:
        store = Lake(home).store(EVENT)
        wall, _ = timed(lambda: apart(home, rows))
        ours, bare = overhead(store)
        print(f"\n{rows:,} rows, load and compact {wall / 1e3:.1f} s")
        print(f"  aggregate of 12 months, compacted: {ours:.0f} ms CPU, bare {bare:.0f} ms")
        judge(f"lake alone, {rows}: aggregate / bare scan", ours / bare, Goal())
        hot = batch_cost(store, rows, (MONTHS - 1, MONTHS - 2))
        for name, (w, cpu) in hot.items():
            print(f"  {name:8} {w:7.1f} ms wall {cpu:7.1f} ms CPU")
        spread = batch_cost(store, rows, tuple(range(0, MONTHS, 4)))
        cost = sum(spread[step][1] for step in ("append", "changed", "lookup"))
        print(f"  scattered over 9 old months, append + changed + lookup: {cost:.0f} ms CPU")
        wall, cpu = timed(lambda: store.compact(force=True))
        print(f"  compaction of 11 months: {wall:.0f} ms wall {cpu:.0f} ms CPU")
        return sum(hot[step][1] for step in ("append", "changed", "lookup"))
    finally:
        shutil.rmtree(home)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, nargs="+", default=[1_000_000, 10_000_000])
    sizes = parser.parse_args().rows
    costs = [measure(rows) for rows in sizes]
    print(f"\nappend + changed + lookup, CPU: {', '.join(f'{cost:.0f} ms' for cost in costs)}")
    if len(sizes) > 1:
        what = f"lake alone, 5,000 changed rows: {sizes[-1]} / {sizes[0]}"
        judge(what, costs[-1] / costs[0], Goal())  # the promise is of the whole way to a pin


if __name__ == "__main__":
    main()
