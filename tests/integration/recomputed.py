"""A metric told twice: by the one door, and in SQL over what the systems themselves hold."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import duckdb
import polars as pl

from metrics.definition import Cut, Grain, Money
from queries.definition import Question
from queries.door import Door
from queries.viewer import Who

AGE = "date_diff('day', opens, period_end.day)"
SHAPES = {"month": "%Y-%m", "year": "%Y"}
Cells = dict[tuple[Any, ...], Any]


@dataclass(frozen=True, kw_only=True)
class Said:
    """A metric in SQL. `when` dates a flow; without it rows are open from opens until closes.

    `by` names dimensions by the columns of `of` that hold them, `per` those that every cut has
    (a currency, a unit); `within` is a condition of rows within the group, which a total over its
    companies leaves out. `nonzero` says that cells without a value are no cells, `having` which
    cells are any. Amounts are asked for in `money`. With `over` it is divided by another in every
    cell that this has (`per_day` of what a period has had so far), a `mean` is that of what was
    open when a period began and when it ended.
    """

    of: str
    value: str
    where: str = "true"
    when: str | None = None
    by: tuple[str, ...] = ()
    per: tuple[str, ...] = ()
    within: str = "false"
    having: str = "true"
    nonzero: bool = False
    money: Money = "group"
    over: "Said | None" = None
    mean: bool = False
    per_day: bool = False


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A metric cut by some dimensions over the days from `first` until before `after`."""

    name: str
    said: Said
    by: tuple[str, ...]
    grain: Grain | None
    first: str
    after: str

    @property
    def dimensions(self) -> tuple[str, ...]:
        """What it is cut by, with what it always is."""
        return (*self.said.per, *(each for each in self.by if each not in self.said.per))


def ours(door: Door, who: Who, asked: Asked) -> Cells:
    """What the door answers, by the cut's dimensions and the period."""
    cut = Cut(
        by=asked.dimensions,
        grain=asked.grain,
        start=asked.first,
        end=asked.after,
        money=asked.said.money,
    )
    rows = door.ask(who, Question(metric=asked.name, cut=cut)).rows
    keys = [*cut.by, *(["period"] if asked.grain else [])]
    told = pl.col("rows") > 0 if asked.said.over is None else pl.col("value").is_not_null()
    found = rows.filter(told).iter_rows(named=True)
    return _cells({tuple(row[key] for key in keys): row["value"] for row in found}, asked.said)


def theirs(source: duckdb.DuckDBPyConnection, asked: Asked) -> Cells:
    """What the source says of the same, where `period_end` has its periods."""
    found = _balanced(source, asked)
    over = asked.said.over
    if over is not None:
        lower = _balanced(source, replace(asked, said=replace(over, per=asked.said.per)))
        days = _days(source, asked) if asked.said.per_day else {}
        found = {
            key: float(found.get(key, 0)) / float(divisor) * days.get(_period(asked, key), 1)
            for key, divisor in lower.items()
            if divisor
        }
    return _cells(found, asked.said)


def _balanced(source: duckdb.DuckDBPyConnection, asked: Asked) -> Cells:
    """The cells of one side; of a mean half of what opening and closing say together."""
    closing = _told(source, asked, "day")
    if not asked.said.mean:
        return closing
    opening = _told(source, asked, "before")
    keys = closing.keys() | opening.keys()
    return {key: ((closing.get(key) or 0) + (opening.get(key) or 0)) / 2 for key in keys}


def _told(source: duckdb.DuckDBPyConnection, asked: Asked, at: str) -> Cells:
    said, keys = asked.said, list(asked.dimensions)
    conditions = [said.where]
    if "company" not in keys:
        conditions.append(f"not ({said.within})")
    if said.when is not None:
        rows = said.of
        conditions += [f"{said.when} >= '{asked.first}'", f"{said.when} < '{asked.after}'"]
        keys += [f"strftime({said.when}, '{SHAPES[asked.grain]}')"] if asked.grain else []
    else:
        rows = f"""{said.of} join period_end on opens <= period_end.{at}
            and (closes is null or closes > period_end.{at})"""
        conditions.append(f"period_end.grain = '{asked.grain or 'all'}'")
        keys += ["period_end.period"] if asked.grain else []
    picked = "".join(f"{key}, " for key in keys)
    query = f"select {picked}{said.value} from {rows} where "
    query += " and ".join(f"({each})" for each in conditions)
    query += f" group by {', '.join(keys)}" if keys else ""
    found = source.execute(f"{query} having {said.having}").fetchall()
    return {tuple(row[:-1]): row[-1] for row in found}


def _days(source: duckdb.DuckDBPyConnection, asked: Asked) -> dict[str, int]:
    query = "select period, day - before from period_end where grain = ?"
    return dict(source.execute(query, [asked.grain or "all"]).fetchall())


def _period(asked: Asked, key: tuple[Any, ...]) -> str:
    return key[-1] if asked.grain else "all"


def period_ends(first: date, last: date) -> pl.DataFrame:
    """Months, years, and all: `grain`, `period`, its last `day` and the day `before` its first.

    `last` is the last day anything is known of: of periods still running then it is the last.
    """
    days = pl.DataFrame({"day": pl.date_range(first, last, eager=True)})
    before = (pl.col("day").min() - timedelta(days=1)).alias("before")
    grains = [
        days.group_by(pl.lit(grain).alias("grain"), period).agg(pl.col("day").max(), before)
        for grain, period in (
            *(
                (name, pl.col("day").dt.strftime(shape).alias("period"))
                for name, shape in SHAPES.items()
            ),
            ("all", pl.lit("all").alias("period")),
        )
    ]
    return pl.concat(grains)


def apart(one: Cells, other: Cells) -> dict[tuple[Any, ...], tuple[Any, Any]]:
    """The cells of which two sides say something else: what both say of them."""
    return {
        key: (one.get(key, "no cell"), other.get(key, "no cell"))
        for key in one.keys() | other.keys()
        if key not in one or key not in other or not _same(one[key], other[key])
    }


def _same(one: Any, other: Any) -> bool:
    """Counts and cents exactly, all else to a thousand-millionth."""
    if one is None or other is None:
        return one is other
    if isinstance(one, Decimal):
        return one == Decimal(round(other * 100)) / 100
    if isinstance(one, int):
        return one == other
    return abs(one - float(other)) <= 1e-9 * max(1.0, abs(other))


def _cells(found: Cells, said: Said) -> Cells:
    return {key: value for key, value in found.items() if value or not said.nonzero}
