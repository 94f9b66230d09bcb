"""5,000 changed rows until they are in a published pin, at one size of history and at another.

`python -m benchmarks.refreshing SMALL LARGE`: rows of the current and previous month, then rows
scattered over the two years before. Half of the rows are documents, half their last steps.
"""

from pathlib import Path

import polars as pl

from benchmarks.publishing import Rows, close, costs, settled, two_data_sets
from benchmarks.timing import table
from benchmarks.verdicts import Goal
from tables.registry import TABLES
from worker.home import Home

c = pl.col
CHANGED = 5_000
RECENT = ("2026-10", "2026-11")
OLD = tuple(f"{year}-{month:02}" for year in (2024, 2025) for month in range(1, 13))
DROPPED = ("source", "raw")


def change(home: Home, months: tuple[str, ...], seed: int) -> Rows:
    """Documents of some months and the last step of each, `CHANGED` rows together."""
    tables = {table: _of(home, table, months) for table in ("approvals", "approval_steps")}
    documents = tables["approvals"].collect().sample(CHANGED // 2, seed=seed)
    steps = (
        tables["approval_steps"]
        .join(documents.lazy().select("approval_id"), on="approval_id", how="semi")
        .collect()
    )
    last = steps.sort("seq").unique("approval_id", keep="last")
    said = last.drop(DROPPED).with_columns(comment=pl.lit("again"))
    return {"approvals": documents.drop(DROPPED), "approval_steps": said}


def _of(home: Home, table: str, months: tuple[str, ...]) -> pl.LazyFrame:
    return home.lake.store(TABLES[table]).scan(months=list(months))


def run(small: Path, large: Path, *, rounds: int = 5) -> None:
    """Measure both data sets, interleaved."""
    opened = settled(small, large)
    for title, months in (("current and previous month", RECENT), ("scattered old months", OLD)):
        spent = costs(opened, lambda home, seed, of=months: change(home, of, seed), rounds)
        goal = Goal(at_most=2) if months == RECENT else Goal()
        table(
            f"{CHANGED:,} changed rows to a pin, {title}",
            spent,
            {f"{large.name} / {small.name}": goal},
        )
    close(opened)


def main() -> None:
    """Measure two data sets that `benchmarks.run` has loaded."""
    run(*two_data_sets(__doc__))


if __name__ == "__main__":
    main()
