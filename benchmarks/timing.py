"""CPU and wall time of tasks, measured in turn so that a noisy machine weighs on all alike."""

import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from benchmarks.verdicts import Goal, judge

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
