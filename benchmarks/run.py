"""`make bench`: every speed the issue promises, as ratios measured side by side.

`python -m benchmarks.run [--sizes 1000000 10000000] [--only ask drill refresh load mining sql]`.
Data sets are made once below `benchmarks/.data/<events>` and kept; `--fresh` makes them anew.
Ratios are of CPU times in one run; the last table holds every figure against its bar.
"""

import argparse
import json
import shutil
import subprocess
import sys
from pathlib import Path

from benchmarks import asking, drilling, events, mining, refreshing
from benchmarks.timing import Goal, judge, summary

DATA = Path(__file__).parent / ".data"
SIZES = (1_000_000, 10_000_000)
PARTS = ("load", "ask", "drill", "refresh", "mining", "sql", "lake")
LIMIT = Goal(at_most=3)


def main() -> None:
    """Make what is missing, measure what is asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS)
    parser.add_argument("--fresh", action="store_true")
    asked = parser.parse_args()
    folders = [prepare(size, fresh=asked.fresh) for size in sorted(asked.sizes)]
    if "load" in asked.only:
        for folder in folders:
            told_load(folder)
    for folder in folders:
        if "ask" in asked.only:
            asking.run(folder)
        if "drill" in asked.only:
            drilling.run(folder)
    if "mining" in asked.only:
        mining.run(folders[0])
    if "refresh" in asked.only and len(folders) > 1:
        refreshing.run(folders[0], folders[-1])
    for name, module in (("sql", "benchmarks.sql_sync"), ("lake", "benchmarks.lake")):
        if name in asked.only:
            print(f"\n{module}", flush=True)
            done = subprocess.run([sys.executable, "-m", module], check=False)
            judge(f"{name}: bars printed above, kept (0) or not", done.returncode, Goal(at_most=0))
    summary()


def prepare(size: int, *, fresh: bool) -> Path:
    """A loaded data set; loading runs in a process of its own and tells what it cost."""
    folder = DATA / str(size)
    if fresh:
        shutil.rmtree(folder, ignore_errors=True)
    if not (folder / "load.json").exists():
        shutil.rmtree(folder, ignore_errors=True)
        print(f"generating {size:,} events …", flush=True)
        events.write(folder / "raw", size)
        print(f"loading {size:,} events …", flush=True)
        command = [sys.executable, "-m", "benchmarks.world", str(folder), "--events", str(size)]
        told = subprocess.run(command, check=True, capture_output=True, text=True)
        (folder / "load.json").write_text(told.stdout.splitlines()[-1], encoding="utf-8")
    return folder


def told_load(folder: Path) -> None:
    """Print what loading a data set cost."""
    told = json.loads((folder / "load.json").read_text(encoding="utf-8"))
    print(
        f"\ninitial load of {told['events']:,} events: {told['cpu']} s CPU, {told['wall']} s wall,"
        f" peak GB after each phase {told['peaks_gb']}"
    )
    judge(f"peak memory of loading {told['events']:,}", told["peak_gb"], LIMIT, unit=" GB")


if __name__ == "__main__":
    main()
