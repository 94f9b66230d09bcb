"""Variants and node waits of a million events, against PM4Py in an environment of its own.

`python -m benchmarks.mining FOLDER`. PM4Py is AGPL: it is installed beside, never a dependency,
and runs in a separate process that reads the same events as Parquet and times itself.
"""

import argparse
import json
import subprocess
import sys
import time
from pathlib import Path

import polars as pl

from benchmarks.asking import viewer
from benchmarks.timing import Cost, Goal, interleaved, judge, ratio
from benchmarks.world import installation, open_home
from metrics.definition import Cut
from queries.definition import Question
from queries.door import Door

PM4PY = "pm4py==2.7.23"
HERE = Path(__file__).parent
START, END = "2023-12-01", "2026-12-01"
PAIRS = {"variants": "variants", "waits": "performance graph"}


def prepare(folder: Path) -> tuple[Path, Path]:
    """(interpreter with PM4Py, events as PM4Py wants them)."""
    env = HERE / ".data" / "pm4py"
    python = env / "bin" / "python"
    uv = Path(sys.executable).with_name("uv")
    command = str(uv) if uv.exists() else "uv"
    if not python.exists():
        subprocess.run([command, "venv", "--quiet", "--python", "3.11", str(env)], check=True)
        subprocess.run(
            [command, "pip", "install", "--quiet", "--python", str(python), PM4PY, "pyarrow"],
            check=True,
        )
    events = folder / "pm4py.parquet"
    if not events.exists():
        steps = pl.scan_parquet(folder / "raw" / "approval_steps" / "*.parquet")
        steps.filter(pl.col("action").is_not_null() & (pl.col("action") != "cc")).select(
            **{
                "case:concept:name": "approval_id",
                "concept:name": pl.col("node") + ":" + pl.col("action"),
                "time:timestamp": "acted_at",
            }
        ).sink_parquet(events)
    return python, events


def run(folder: Path, *, rounds: int = 3) -> None:
    """Measure one data set."""
    python, events = prepare(folder)
    home, _ = open_home(folder)
    who = viewer(home)
    place = installation(home, folder)

    def ask(metric: str, by: str) -> None:
        # a new door each time: nothing remembered, nothing in memory
        cut = Cut(by=(by,), start=START, end=END)
        Door(place).ask(who, Question(metric=metric, cut=cut))

    ours = interleaved(
        {
            "variants": lambda _: ask("approval.variants", "variant"),
            "waits": lambda _: ask("approval.node_wait", "node"),
        },
        rounds,
    )
    script = str(HERE / "pm4py_side.py")
    told = subprocess.run(
        [str(python), script, str(events), str(rounds)], check=True, capture_output=True, text=True
    )
    theirs = {name: Cost(**cost) for name, cost in json.loads(told.stdout.splitlines()[-1]).items()}
    print(f"\nvariants and node waits, {folder.name} events, against {PM4PY}")
    for mine, other in PAIRS.items():
        a, b = ours[mine], theirs[other]
        costs = f"ours {a.cpu:.0f} ms CPU, {a.wall:.0f} wall; {b.cpu:.0f} CPU, {b.wall:.0f} wall"
        print(f"  {mine}: {costs} for PM4Py's {other}")
        judge(f"PM4Py's {other} / {mine}", ratio(b, a), Goal(at_least=10))
    print(f"  PM4Py's format_dataframe first: {theirs['format'].wall:.0f} ms (not counted)")
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
