"""Figures against their bars, gathered from every part of a run for the last table.

Each part runs in a process of its own; a file that the environment names carries its figures over.
"""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

FILE = "YIPING_BENCH_VERDICTS"  # where judge() also writes, if set
NOT_RUN = "NOT RUN"


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """What the issue promises of a figure; neither bound: printed only."""

    at_most: float | None = None
    at_least: float | None = None

    @property
    def words(self) -> str:
        """The bar as printed."""
        if self.at_most is not None:
            return f"<= {self.at_most:g}"
        return "no bar" if self.at_least is None else f">= {self.at_least:g}"

    def met(self, found: float) -> str:
        """Whether a measured figure keeps it."""
        low = self.at_least is not None and found < self.at_least
        high = self.at_most is not None and found > self.at_most
        if self.at_least is None and self.at_most is None:
            return ""
        return "NOT MET" if low or high else "met"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """One line of the last table: what was measured (None: it could not be) against which bar."""

    what: str
    found: float | None
    goal: Goal
    unit: str = "x"

    @property
    def figure(self) -> str:
        """The figure as printed."""
        return "-" if self.found is None else f"{self.found:.2f}{self.unit}"

    @property
    def met(self) -> str:
        """Whether the bar is kept."""
        return NOT_RUN if self.found is None else self.goal.met(self.found)


def judge(what: str, found: float, goal: Goal, unit: str = "x") -> None:
    """Print one figure with its bar, and keep it for the last table."""
    verdict = Verdict(what=what, found=found, goal=goal, unit=unit)
    print(f"  {what}: {verdict.figure}, bar {goal.words} {verdict.met}", flush=True)
    keep(verdict)


def keep(verdict: Verdict) -> None:
    """Hand a line to whoever prints the last table."""
    if file := os.environ.get(FILE):
        with Path(file).open("a", encoding="utf-8") as out:
            out.write(json.dumps(asdict(verdict)) + "\n")


def kept(file: Path) -> list[Verdict]:
    """All lines that were handed over, in order."""
    told = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    return [Verdict(**line | {"goal": Goal(**line["goal"])}) for line in told]


def summary(verdicts: list[Verdict]) -> str:
    """The last table: every figure, its bar, and whether it is kept; then the counts."""
    width = max((len(v.what) for v in verdicts), default=0)
    lines = [f"{'measured':{width}}  {'figure':>9}  bar"]
    lines += [f"{v.what:{width}}  {v.figure:>9}  {v.goal.words:8} {v.met}" for v in verdicts]
    barred = [v.met for v in verdicts if v.met]
    missed, lost = barred.count("NOT MET"), barred.count(NOT_RUN)
    lines.append(f"{barred.count('met')} bars met, {missed} not met, {lost} not measured")
    return "\n".join(lines)
