"""From a department's month down to 100 documents, against a bare scan of that partition.

`python -m benchmarks.drilling FOLDER`: a page of 100 of approval.cycle_time, passport included,
with the columns the screen lists documents by, and with every column of the fact.
"""

import argparse
from pathlib import Path
from urllib.parse import unquote

import polars as pl

from benchmarks.asking import METRIC, files, viewer
from benchmarks.timing import interleaved, table
from benchmarks.verdicts import Goal
from benchmarks.world import installation, open_home, settle
from facts.definition import APPROVAL
from metrics.definition import Cut
from queries.definition import Page, Question
from queries.door import Door
from ui.document_rows import read

MONTHS = [f"2025-{month:02}" for month in range(1, 13)]
PAGE = 100
LISTED = read(APPROVAL)


def run(folder: Path, *, rounds: int = 7) -> None:
    """Measure one data set; each round takes another month."""
    home, _ = open_home(folder)
    settle(home)
    door, who = Door(installation(home, folder)), viewer(home)
    parts = files(home, folder, "approval")

    def drill(number: int, columns: tuple[str, ...] | None = LISTED) -> None:
        month = MONTHS[number % len(MONTHS)]
        year, number_of = int(month[:4]), int(month[5:])
        after = f"{year + number_of // 12}-{number_of % 12 + 1:02}-01"
        cut = Cut(by=("department",), grain="month", start=f"{month}-01", end=after)
        columns = None if columns is None else tuple(set(columns) & set(APPROVAL.schema))
        cell = {"department": "D3", "period": month}
        asked = Question(metric=METRIC, cut=cut)
        page = door.drill(who, asked, cell=cell, page=Page(limit=PAGE, columns=columns))
        if page.rows.height != PAGE:
            raise SystemExit(f"the drill found {page.rows.height} rows")

    def scan(number: int) -> None:
        month = MONTHS[number % len(MONTHS)]
        chosen = [part for part in parts if f"_month={month}/" in unquote(part)]
        pl.read_parquet(chosen, hive_partitioning=False)

    costs = interleaved(
        {"drill to 100": drill, "all columns": lambda n: drill(n, None), "bare scan": scan}, rounds
    )
    goals = {"drill to 100 / bare scan": Goal(at_most=2), "all columns / bare scan": Goal()}
    table(f"drill, {folder.name}", costs, goals)
    home.close()


def main() -> None:
    """Measure one data set that `benchmarks.run` has loaded."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    run(parser.parse_args().folder)


if __name__ == "__main__":
    main()
