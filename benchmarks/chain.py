"""Where order lines are stuck, the lines behind a station, and the chain of an order.

`python -m benchmarks.chain FOLDER`: `purchase.stuck` and `purchase.stuck_value` by station through
the door, passport included, against the same by hand in Polars on the same files; a page of 100
lines of a station against a bare scan of all columns of the partitions that hold such lines; the
chain of an order both ways in milliseconds. Every round asks about another day.
"""

import argparse
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import unquote

import polars as pl

from benchmarks.asking import files, viewer
from benchmarks.datasets import loaded
from benchmarks.timing import interleaved, table
from benchmarks.verdicts import Goal, judge
from benchmarks.world import installation, open_home, settle
from facts.purchase import PURCHASE
from facts.purchase_stage import PURCHASE_STAGE
from metrics.definition import Cut
from queries.definition import Answer, Page, Question
from queries.door import Door
from ui.document_rows import read

c = pl.col
STUCK, VALUE = "purchase.stuck", "purchase.stuck_value"
FIRST, LAST = date(2025, 11, 1), date(2026, 10, 5)
GROUP_CURRENCY = "CNY"  # of the generated companies
STATION, PAGE = "receive", 100
LISTED = tuple(name for name in read(PURCHASE_STAGE) if name in PURCHASE_STAGE.schema)


def question(metric: str, number: int) -> Question:
    """Where lines were stuck on the day of a round."""
    after = LAST + timedelta(days=number + 1)
    return Question(
        metric=metric, cut=Cut(by=("station",), start=FIRST.isoformat(), end=after.isoformat())
    )


def by_hand(metric: str, fact: pl.LazyFrame, number: int) -> pl.DataFrame:
    """The same numbers in hand-written Polars."""
    there = fact.filter(_stuck(number), ~c("is_test"), ~c("is_cancelled"), ~c("has_other_unit"))
    if metric == STUCK:
        return there.group_by("station").agg(value=pl.len(), rows=pl.len()).collect()
    booked = there.filter("has_booked_amounts", ~c("is_intercompany"))
    told = booked.group_by("station", "booked_currency").agg(
        value=c("booked_held_net").sum().cast(pl.Float64), rows=pl.len()
    )
    found = told.collect()
    if set(found["booked_currency"]) != {GROUP_CURRENCY}:
        raise SystemExit("amounts booked in other currencies would have to be converted")
    return found.drop("booked_currency")


def _stuck(number: int) -> pl.Expr:
    on = LAST + timedelta(days=number)
    return (c("opens_on") <= on) & (c("closes_on").is_null() | (c("closes_on") > on))


def run(folder: Path, *, rounds: int = 7) -> None:
    """Measure one data set."""
    home, _ = open_home(folder)
    settle(home)
    who, door = viewer(home), Door(installation(home, folder))
    parts = files(home, folder, PURCHASE_STAGE.name)
    fact = pl.scan_parquet(parts, hive_partitioning=False)
    for metric in (STUCK, VALUE):
        _same(door.ask(who, question(metric, 0)), by_hand(metric, fact, 0))
        ours, hand = f"ask {metric}", f"hand Polars {metric}"
        costs = interleaved(
            {
                ours: lambda n, m=metric: door.ask(who, question(m, n)),
                hand: lambda n, m=metric: by_hand(m, fact, n),
            },
            rounds,
        )
        table(f"chain, {folder.name}", costs, {f"{ours} / {hand}": Goal(at_most=1.3)})
    _drill(door, who, folder, parts, rounds)
    orders = pl.scan_parquet(files(home, folder, PURCHASE.name), hive_partitioning=False)
    _chains(door, who, folder, orders, rounds)
    home.close()


def _drill(door: Door, who: str, folder: Path, parts: list[str], rounds: int) -> None:
    holding = [_partitions(parts, number) for number in range(rounds + 1)]

    def drill(number: int) -> None:
        page = Page(limit=PAGE, columns=LISTED)
        asked = question(STUCK, number)
        found = door.drill(who, asked, cell={"station": STATION}, page=page)
        if found.rows.height != PAGE:
            raise SystemExit(f"the drill found {found.rows.height} rows")

    def scan(number: int) -> None:
        pl.read_parquet(holding[number], hive_partitioning=False)

    tasks = {"drill to 100": drill, "bare scan": scan}
    costs = interleaved(
        tasks | {"whole fact": lambda _: pl.read_parquet(parts, hive_partitioning=False)}, rounds
    )
    print(f"\n  the partitions that hold the station's lines: {len(holding[0])} files")
    goals = {"drill to 100 / bare scan": Goal(at_most=2), "drill to 100 / whole fact": Goal()}
    table(f"chain drill, {folder.name}", costs, goals)


def _partitions(parts: list[str], number: int) -> list[str]:
    """The files of the months in which lines stuck at the station were ordered."""
    there = pl.scan_parquet(parts, hive_partitioning=False).filter(
        _stuck(number), c("station") == STATION
    )
    months = there.select(c("created_on").dt.strftime("%Y-%m").unique()).collect()
    wanted = {f"_month={month}/" for month in months["created_on"]}
    return [part for part in parts if any(month in unquote(part) for month in wanted)]


def _chains(door: Door, who: str, folder: Path, orders: pl.LazyFrame, rounds: int) -> None:
    paid = orders.filter("is_paid", "has_request").select("source", "po_id").unique()
    some = paid.sort("po_id").collect().sample(rounds + 1, seed=1).rows()

    def chain(number: int) -> None:
        source, po_id = some[number]
        kinds = {node.type for node in door.chain(who, "purchase_order", source, po_id).nodes}
        if not {"purchase_request", "supplier_payment"} <= kinds:
            raise SystemExit(f"the chain of {po_id} tells only of {sorted(kinds)}")

    cost = interleaved({"chain": chain}, rounds)
    table(f"chain of one order, both ways, {folder.name}", cost, {})
    judge(f"chain of one order, {folder.name}, CPU", cost["chain"].cpu, Goal(), unit=" ms")


def _same(answer: Answer, hand: pl.DataFrame) -> None:
    """A benchmark of different answers would mean nothing."""
    ours = answer.rows.filter(c("rows") > 0).select("station", "value", "rows")
    both = ours.join(hand, on="station", how="full", suffix="_hand")
    alike = (c("value") - c("value_hand")).abs() <= 0.01
    same = alike & (c("rows") == c("rows_hand"))
    if not both.select(same.fill_null(value=False).all()).item():
        raise SystemExit(f"the answers differ: {both.rows()}")


def told_rebuild(folder: Path) -> None:
    """Print what building all facts from nothing cost when the data set was loaded."""
    made = loaded(folder)
    print(
        f"\n{made['events']:,} order lines, loaded {made['at']}: CPU seconds by phase"
        f" {made['cpus']}, peak GB after each {made['peaks_gb']}"
    )
    judge(f"chain rebuild, {folder.name}: CPU", made["cpus"]["facts"], Goal(), unit=" s")
    judge(f"chain rebuild, {folder.name}: peak memory", made["peaks_gb"]["facts"], Goal(), " GB")


def main() -> None:
    """Measure one data set that `benchmarks.run` has loaded."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    told_rebuild(folder)
    run(folder)


if __name__ == "__main__":
    main()
