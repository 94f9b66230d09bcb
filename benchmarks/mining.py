"""Variants and node waits of a million events, against PM4Py in an environment of its own.

`python -m benchmarks.mining FOLDER`. PM4Py is AGPL: it is installed beside, never a dependency,
and runs in a separate process that reads the same events as Parquet and times itself. Warm: its log
lies formatted in memory, our door is open. Cold: it reads and formats, ours is a new door.
"""

import argparse
import json
import subprocess
import sys
import time
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import polars as pl

from benchmarks.asking import viewer
from benchmarks.timing import Cost, Task, interleaved, ratio
from benchmarks.verdicts import Goal, judge
from benchmarks.world import installation, open_home, settle
from metrics.definition import Cut
from queries.definition import Question
from queries.door import Door

PM4PY = "pm4py==2.7.23"
HERE = Path(__file__).parent
START, END = date(2023, 11, 1), "2026-12-01"
QUESTIONS = {
    "variants": ("approval.variants", "variant"),
    "waits": ("approval.node_wait", "node"),
}
PAIRS = {"variants": "variants", "waits": "performance graph"}


def environment(env: Path) -> Path:
    """The interpreter of an environment with PM4Py, made where it is missing or unfinished."""
    python, ready = env / "bin" / "python", env / "ready"
    if not ready.exists() or ready.read_text("utf-8") != PM4PY:
        print(f"installing {PM4PY} beside …", flush=True)
        uv = Path(sys.executable).with_name("uv")
        command = str(uv) if uv.exists() else "uv"
        make = [command, "venv", "--quiet", "--clear", "--python", sys.executable, str(env)]
        subprocess.run(make, check=True)
        install = [command, "pip", "install", "--quiet", "--python", str(python), PM4PY, "pyarrow"]
        subprocess.run([*install, *_mirror()], check=True)
        ready.write_text(PM4PY, "utf-8")
    return python


def _mirror() -> list[str]:
    """A company that mirrors PyPI says so to pip; uv has to be told."""
    command = [sys.executable, "-m", "pip", "config", "get", "global.index-url"]
    found = subprocess.run(command, check=False, capture_output=True, text=True)
    index = found.stdout.strip() if found.returncode == 0 else ""
    return ["--default-index", index] if index else []


def as_log(folder: Path) -> Path:
    """The events of a data set as PM4Py wants them."""
    events, raw = folder / "pm4py.parquet", folder / "raw" / "made_by"
    if not events.exists() or events.stat().st_mtime < raw.stat().st_mtime:
        steps = pl.scan_parquet(folder / "raw" / "approval_steps" / "*.parquet")
        steps.filter(pl.col("action").is_not_null() & (pl.col("action") != "cc")).select(
            **{
                "case:concept:name": "approval_id",
                "concept:name": pl.col("node") + ":" + pl.col("action"),
                "time:timestamp": "acted_at",
            }
        ).sink_parquet(events)
    return events


def run(folder: Path, *, rounds: int = 3) -> None:
    """Measure one data set."""
    python, events = environment(folder.resolve().parent / "pm4py"), as_log(folder)
    home, _ = open_home(folder)
    settle(home)
    who = viewer(home)
    place = installation(home, folder)

    kept = Door(place)

    def ask(door: Door, metric: str, by: str, number: int) -> None:
        # from a day before all events, another one each round: no kept answer is handed out
        start = START - timedelta(days=number)
        door.ask(who, Question(metric=metric, cut=Cut(by=(by,), start=str(start), end=END)))

    tasks: dict[str, Task] = {}
    for name, (metric, by) in QUESTIONS.items():
        tasks[name] = partial(ask, kept, metric, by)
        tasks[f"{name}, cold"] = lambda n, m=metric, b=by: ask(Door(place), m, b, n)
    ours = interleaved(tasks, rounds)
    script = str(HERE / "pm4py_side.py")
    told = subprocess.run(
        [str(python), script, str(events), str(rounds)], check=True, capture_output=True, text=True
    )
    theirs = {name: Cost(**cost) for name, cost in json.loads(told.stdout.splitlines()[-1]).items()}
    ready = Cost(
        wall=theirs["read"].wall + theirs["format"].wall,
        cpu=theirs["read"].cpu + theirs["format"].cpu,
    )
    print(f"\nvariants and node waits, {folder.name} events, against {PM4PY}")
    print(f"  PM4Py reads and formats first: {ready.cpu:.0f} ms CPU, {ready.wall:.0f} wall")
    for mine, other in PAIRS.items():
        b = theirs[other]
        cold = Cost(wall=b.wall + ready.wall, cpu=b.cpu + ready.cpu)
        for name, a, against in (
            (mine, ours[mine], b),
            (f"{mine}, cold", ours[f"{mine}, cold"], cold),
        ):
            print(f"  {name}: ours {a.cpu:.0f} ms CPU, {a.wall:.0f} wall,", end=" ")
            print(f"theirs {against.cpu:.0f} ms CPU, {against.wall:.0f} wall")
            judge(f"{name}, {folder.name}: PM4Py / ours", ratio(against, a), Goal(at_least=10))
    home.close()


def main() -> None:
    """Measure one data set that `benchmarks.run` has loaded."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    began = time.perf_counter()
    run(parser.parse_args().folder)
    print(f"  took {time.perf_counter() - began:.0f} s")


if __name__ == "__main__":
    main()
