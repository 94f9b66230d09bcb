"""What a metric is: a value that names its population, date and formula, never code that computes.

The same value is evaluated by one engine-neutral function on Polars and on DuckDB.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from tables.definition import Table

Kind = Literal["flow", "balance", "ratio", "distribution"]
Grain = Literal["day", "week", "month", "quarter", "year", "accounting"]
Lang = Literal["zh", "en"]
Text = Mapping[Lang, str]
Money = Literal["group", "booked", "original"]
Aggregation = Literal["count", "sum", "mean", "median", "quantile", "max"]

FEWEST = 5  # people in a cell that may say something about them


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One aggregate over the rows of a population.

    `of` is a fact column (ignored by count); flags sum as 0/1. `only` names a flag column that
    restricts this measure further than the metric's population does.
    """

    how: Aggregation
    of: str = ""
    q: float = 0.5
    only: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusion:
    """Rows of the period that the formula leaves out, counted by reason in the passport.

    A row is left out when its `flag` equals `holds`; `when` is the date column that places such
    rows in a period (the metric's own by default). `of_books` says that amounts as booked are
    lacking: who asks for the original ones misses only rows that have none of these, which
    `metrics.money` names in `unless`.
    """

    flag: str
    reason: Text
    holds: bool = True
    when: str = ""
    of_books: bool = False
    unless: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """A number with a meaning.

    `value` is numerator / denominator * scale when `denominator` is set (null when that is 0),
    else numerator * scale. `population` are fact flags that must all be true; `when` is the fact's
    date column that places a row in a period. A balance has no `when`: it holds the rows open at an
    instant, from `opens` (inclusive) until `closes` (exclusive, null = still open); both name a
    moment column `…_at` that has its local date beside it in `…_on`.
    `reached` is a moment column (rows whose moment lies after the pin are not yet counted) or a
    date column `…_on` (a day counts once it is over).
    `share` is a dimension: the value of a cell is its part of the sum over all its members.
    `over` makes a ratio of two metrics, each on a fact of its own, over the dimensions both have;
    `per_day` multiplies it by the days of the period (stock ÷ issues per day). `average` takes a
    balance as the mean of a period's opening and closing. `eliminates` is a flag of lines within
    the group: a total over companies leaves them out and says how much they were. `least` is a
    column of people: a cell with fewer than `FEWEST` of them says nothing. What is `recorded` is
    known only since the cockpit writes it down: of a time before, it says nothing, not 0.
    `by` are the dimensions it may be cut by; `drill` the path a click follows.
    """

    name: str
    label: Text
    words: Text  # the definition as a sentence, shown in the passport
    version: int
    kind: Kind
    fact: Table
    numerator: Measure
    denominator: Measure | None = None
    scale: float = 1.0
    unit: Text  # e.g. {"zh": "小时", "en": "h"}; "%" for ratios scaled by 100
    better: Literal["lower", "higher", "neither"] = "neither"
    when: str = ""
    opens: str = ""
    closes: str = ""
    reached: str = ""
    share: str = ""
    over: "Metric | None" = None
    per_day: bool = False
    average: bool = False
    eliminates: str = ""
    least: str = ""
    recorded: bool = False
    headline: bool = False
    population: tuple[str, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    by: tuple[str, ...] = ()
    drill: tuple[str, ...] = ()
    decimals: int = 1
    extra: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """Which rows, grouped how: the question without the person who asks.

    `where` maps a dimension to the values kept. `start` and `end` are local dates, end exclusive.
    `grain` None means one period from start to end. `spans` (calendar_id, start, end) replaces the
    range where calendars differ (accounting periods, elapsed working days).
    `organisation` is `today` (现行: departments by successor) or `then` (当时: as on the document).
    `money` says in which currency amounts are given: the group's, the company's own as `booked`, or
    the `original` one of the document.
    """

    by: tuple[str, ...] = ()
    where: tuple[tuple[str, tuple[str, ...]], ...] = ()
    grain: Grain | None = None
    start: str = ""  # ISO date
    end: str = ""  # ISO date, exclusive
    spans: tuple[tuple[str, str, str], ...] = ()
    organisation: Literal["today", "then"] = "today"
    money: Money = "group"
