"""Costs that can be compared on a noisy machine: rounds interleaved, medians, CPU beside wall."""

import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

Task = Callable[[int], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Median milliseconds of one task."""

    wall: float
    cpu: float


def interleaved(tasks: Mapping[str, Task], rounds: int = 7) -> dict[str, Cost]:
    """Run every task once a round, in turn; the first round warms up and doesn't count.

    A task gets the number of the round, so that it can ask something not asked before.
    """
    spent: dict[str, list[tuple[float, float]]] = {name: [] for name in tasks}
    for number in range(rounds + 1):
        for name, task in tasks.items():
            wall, cpu = time.perf_counter(), time.process_time()
            task(number)
            cost = time.perf_counter() - wall, time.process_time() - cpu
            if number:
                spent[name].append(cost)
    return {
        name: Cost(
            wall=1e3 * statistics.median(wall for wall, _ in costs),
            cpu=1e3 * statistics.median(cpu for _, cpu in costs),
        )
        for name, costs in spent.items()
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """What the issue promises of a ratio of CPU times; neither bound: printed only."""

    at_most: float | None = None
    at_least: float | None = None

    @property
    def words(self) -> str:
        """The bar as printed."""
        if self.at_most is not None:
            return f"<= {self.at_most:g}"
        return "told apart" if self.at_least is None else f">= {self.at_least:g}"

    def met(self, found: float) -> str:
        """Whether a measured figure keeps it."""
        low = self.at_least is not None and found < self.at_least
        high = self.at_most is not None and found > self.at_most
        if self.at_least is None and self.at_most is None:
            return ""
        return "NOT MET" if low or high else "met"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """One line of the last table: what was measured against which bar."""

    what: str
    found: float
    goal: Goal
    unit: str = "x"


VERDICTS: list[Verdict] = []


def judge(what: str, found: float, goal: Goal, unit: str = "x") -> None:
    """Print one figure with its bar, and keep it for the last table."""
    VERDICTS.append(Verdict(what=what, found=found, goal=goal, unit=unit))
    print(f"  {what}: {found:.2f}{unit}, bar {goal.words} {goal.met(found)}", flush=True)


def summary() -> None:
    """Every figure that has a bar, and whether it is kept."""
    width = max((len(v.what) for v in VERDICTS), default=0)
    print(f"\n{'measured':{width}}  {'ratio':>9}  bar")
    for v in VERDICTS:
        figure = f"{v.found:.2f}{v.unit}"
        print(f"{v.what:{width}}  {figure:>9}  {v.goal.words:10} {v.goal.met(v.found)}")


def ratio(one: Cost, other: Cost) -> float:
    """How many times the CPU time of the other."""
    return one.cpu / max(other.cpu, 1e-3)


def table(title: str, costs: Mapping[str, Cost], against: Mapping[str, Goal]) -> None:
    """Print costs, then the ratios `against` names ("one / other") with their goals."""
    print(f"\n{title}")
    print(f"  {'':34}{'CPU ms':>10}{'wall ms':>10}")
    for name, cost in costs.items():
        print(f"  {name:34}{cost.cpu:>10.1f}{cost.wall:>10.1f}")
    for pair, goal in against.items():
        one, other = pair.split(" / ")
        judge(f"{title}: {pair}", ratio(costs[one], costs[other]), goal)
