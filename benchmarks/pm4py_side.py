"""Runs inside PM4Py's own environment: times variants and the performance graph, prints JSON."""

import json
import statistics
import sys
import time
from collections.abc import Callable
from importlib import import_module

# Of another environment than the one this project is checked in.
pd, pm4py = import_module("pandas"), import_module("pm4py")


def timed(task: Callable[[], object], rounds: int) -> dict[str, float]:
    """Median cost of a task in milliseconds."""
    costs: list[tuple[float, float]] = []
    for _ in range(rounds):
        wall, cpu = time.perf_counter(), time.process_time()
        task()
        costs.append((time.perf_counter() - wall, time.process_time() - cpu))
    return {
        "wall": 1e3 * statistics.median(wall for wall, _ in costs),
        "cpu": 1e3 * statistics.median(cpu for _, cpu in costs),
    }


def main() -> None:
    """Read the events, prepare them as PM4Py asks, then time both questions."""
    path, rounds = sys.argv[1], int(sys.argv[2])
    events = pd.read_parquet(path)
    found = {
        "read": timed(lambda: pd.read_parquet(path), rounds),
        "format": timed(lambda: pm4py.format_dataframe(events.copy()), rounds),
    }
    log = pm4py.format_dataframe(events)
    found["variants"] = timed(lambda: pm4py.get_variants(log), rounds)
    found["performance graph"] = timed(lambda: pm4py.discover_performance_dfg(log), rounds)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
