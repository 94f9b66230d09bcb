"""`make bench`: every speed the issue promises, as ratios measured side by side.

`python -m benchmarks.run [--sizes 1000000 10000000] [--only ask drill refresh load mining sql …]`.
Data sets live below `benchmarks/.data/<events>` (or `--data`), those of the part `chain` below
`chain-<order lines>`; they are made anew with `--fresh` or when the program has changed.
Ratios are of CPU times in one run; the last table holds every figure against its bar.
A missed bar is told there; the exit code tells only whether all was measured.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Collection, Mapping
from pathlib import Path

from benchmarks.datasets import DATA, LINES, ROOT, prepare, told_load
from benchmarks.verdicts import FILE, Goal, Verdict, keep, kept, summary

SIZES = (1_000_000, 10_000_000)
ORDER_LINES = (100_000, 1_000_000)
SMALLEST = 600_000  # fewer events don't hold the rows that are drilled to and changed
PARTS = ("load", "ask", "drill", "mining", "refresh", "sql", "lake", "chain")
EACH = {"ask": "asking", "drill": "drilling"}  # measured on every data set


def main() -> int:
    """Make what is missing, measure what is asked; 1 when some part did not run to its end."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--fresh", action="store_true")
    asked = parser.parse_args()
    if min(asked.sizes) < SMALLEST:
        parser.error(f"a data set needs at least {SMALLEST:,} events")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "verdicts.jsonl"
        file.touch()
        os.environ[FILE] = str(file)
        began = time.perf_counter()
        folders = {size: asked.data.resolve() / str(size) for size in sorted(asked.sizes)}
        chains = [asked.data.resolve() / f"chain-{lines}" for lines in ORDER_LINES]
        _measure(folders, chains, asked.only, fresh=asked.fresh)
        verdicts = kept(file)
    print(f"\n{summary(verdicts)}\ntook {(time.perf_counter() - began) / 60:.1f} minutes")
    return int(any(verdict.found is None for verdict in verdicts))


def _measure(
    folders: Mapping[int, Path], chains: list[Path], only: Collection[str], *, fresh: bool
) -> None:
    if {"load", "ask", "drill", "mining", "refresh"} & set(only):
        for size, folder in folders.items():
            prepare(folder, size, fresh=fresh, measured="load" in only)
    if "chain" in only:  # its load is one of its figures, so it is measured
        for lines, folder in zip(ORDER_LINES, chains, strict=True):
            prepare(folder, lines, fresh=fresh, measured=True, kind=LINES)
    if "load" in only:
        for folder in folders.values():
            told_load(folder)
    for module, arguments in parts(folders, chains, only):
        _part(module, arguments)


def parts(
    folders: Mapping[int, Path], chains: list[Path], only: Collection[str]
) -> list[tuple[str, list[str]]]:
    """(module, arguments) of what is measured in processes of their own, in order."""
    sets = [str(folder) for folder in folders.values()]
    every = [
        *[(part, module, [one]) for one in sets for part, module in EACH.items()],
        ("mining", "mining", sets[:1]),
        *([("refresh", "refreshing", [sets[0], sets[-1]])] if len(sets) > 1 else []),
        ("sql", "sql_sync", []),
        ("lake", "lake", ["--rows", *map(str, folders)]),
        *[("chain", "chain", [str(folder)]) for folder in chains],
        ("chain", "chain_changes", [str(folder) for folder in chains]),
    ]
    return [(module, arguments) for part, module, arguments in every if part in only]


def _part(module: str, arguments: list[str]) -> None:
    """Run one part; one that breaks off stands in the last table as such."""
    command = [sys.executable, "-m", f"benchmarks.{module}", *arguments]
    began = time.perf_counter()
    code = subprocess.run(command, check=False, cwd=ROOT).returncode
    print(f"  {module} took {time.perf_counter() - began:.0f} s", flush=True)
    if code:
        names = " ".join(Path(argument).name for argument in arguments)
        keep(Verdict(what=f"{module} {names} ended with {code}", found=None, goal=Goal()))


if __name__ == "__main__":
    sys.exit(main())
