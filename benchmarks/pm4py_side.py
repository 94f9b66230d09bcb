"""Runs inside PM4Py's own environment: times variants and the performance graph, prints JSON."""

import json
import statistics
import sys
import time

import pandas as pd  # noqa: TID251 - not our environment
import pm4py


def timed(task, rounds):
    """Median cost of a task in milliseconds."""
    costs = []
    for _ in range(rounds):
        wall, cpu = time.perf_counter(), time.process_time()
        task()
        costs.append((time.perf_counter() - wall, time.process_time() - cpu))
    return {
        "wall": 1e3 * statistics.median(wall for wall, _ in costs),
        "cpu": 1e3 * statistics.median(cpu for _, cpu in costs),
    }


def main():
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
