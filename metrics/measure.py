"""The values of a metric in a cut: of one fact, a mean of balances, or a ratio of two facts."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

import polars as pl

from metrics.definition import FEWEST, Cut, Metric, Text
from metrics.evaluate import Rows, collect, collected, evaluate
from metrics.excluded import excluded, reasons
from metrics.frames import Frames
from metrics.money import in_money
from metrics.ranges import bounds

ADDITIVE = frozenset({"count", "sum"})
Excluded = tuple[tuple[Text, int], ...]
Planned = Callable[[Metric, Cut, Frames], Rows]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """The values of a cut, and the rows of its periods that were left out, by reason.

    `rows` has the columns of `cells`.
    """

    rows: pl.DataFrame
    excluded: Excluded

    @property
    def counted(self) -> int:
        """Rows counted over all cells (of a balance with a grain: over all its instants)."""
        return int(self.rows["rows"].sum())


def measure(metric: Metric, cut: Cut, frames: Frames, *, planned: Planned = evaluate) -> Measured:
    """Value and exclusions of a cut; `planned` is how cells are planned.

    Raises `UnknownDimension`, `WrongCut`, `MixedCurrencies`, `MixedUnits`, `MissingRate`.
    """
    found = cells(metric, cut, frames, planned=planned)
    return Measured(rows=found, excluded=left_out(metric, cut, frames))


def cells(metric: Metric, cut: Cut, frames: Frames, *, planned: Planned = evaluate) -> pl.DataFrame:
    """A row per cell, sorted: `cut.by`…, period, value, rows[, currency or unit].

    `rows` of a ratio of two metrics are those of the upper one.
    """
    if metric.over is None:
        return _withheld(metric, _balanced(metric, cut, frames, planned))
    alone = replace(metric, over=None, per_day=False, scale=1.0)
    upper = cells(alone, cut, frames, planned=planned)
    lower = cells(metric.over, cut, frames.over or frames, planned=planned)
    return _divided(metric, cut, upper, lower, frames)


def left_out(metric: Metric, cut: Cut, frames: Frames) -> Excluded:
    """The rows left out, by reason; of a ratio those of both sides."""
    metric = in_money(metric, cut)
    plan = excluded(metric, cut, frames)
    found: Excluded = ()
    if plan is not None:
        counts = collected(plan, frames.apart or frames)
        found = reasons(metric, counts.row(0, named=True))
    if metric.over is not None:
        found += left_out(metric.over, cut, frames.over or frames)
    return found


def _balanced(metric: Metric, cut: Cut, frames: Frames, planned: Planned) -> pl.DataFrame:
    """The cells of one fact; of an `average` half of what opening and closing say together."""
    closing = collect(metric, cut, planned(metric, cut, frames), frames)
    if not metric.average:
        return closing
    opening = collect(metric, cut, evaluate(metric, cut, frames, opening=True), frames)
    keys = [*cut.by, "period"]
    both = closing.join(
        opening.select(*keys, _opening="value"),
        on=keys,
        how="full",
        nulls_equal=True,
        coalesce=True,
    )
    mean = (pl.col("value").cast(pl.Float64).fill_null(0) + _float("_opening").fill_null(0)) / 2
    return (
        both.with_columns(value=mean, rows=pl.col("rows").fill_null(0))
        .drop("_opening")
        .sort("period", *cut.by, nulls_last=True)
    )


def _divided(
    metric: Metric, cut: Cut, upper: pl.DataFrame, lower: pl.DataFrame, frames: Frames
) -> pl.DataFrame:
    """Upper ÷ lower × scale in every cell that either has; null over 0 or nothing."""
    keys = [*cut.by, "period"]
    told = [name for name in ("currency", "unit") if name not in keys]
    joined = upper.drop(told, strict=False).join(
        lower.select(*keys, _lower="value"), on=keys, how="full", nulls_equal=True, coalesce=True
    )
    top = _float("value")
    if metric.numerator.how in ADDITIVE:  # nothing happened: 0 of what the other side counts
        top = pl.when(pl.col("rows").is_null()).then(0.0).otherwise(top)
    ratio = top / _float("_lower") * metric.scale
    found = pl.when(pl.col("_lower") != 0).then(ratio)
    if metric.per_day:
        days = _days(cut, joined["period"], frames)
        found = found * pl.Series("_days", days, pl.Float64)
    return (
        joined.with_columns(value=found, rows=pl.col("rows").fill_null(0))
        .drop("_lower")
        .sort("period", *cut.by, nulls_last=True)
    )


def _days(cut: Cut, periods: pl.Series, frames: Frames) -> list[float | None]:
    """How many calendar days of each period have passed at the pin."""
    days = frames.calendar_day
    calendar = days.collect() if isinstance(days, pl.LazyFrame) else days.pl()
    start, end = bounds(cut)
    known = calendar.select("day", period=cut.grain or pl.lit("")).unique()
    if cut.grain == "day":
        known = calendar.select("day", period=pl.col("day").dt.strftime("%Y-%m-%d")).unique()
    after = min(d for d in (end, frames.at.date() + timedelta(days=1)) if d is not None)
    first = start or date.min
    within = known.filter((pl.col("day") >= first) & (pl.col("day") < after))
    counted = dict(within.group_by("period").agg(pl.col("day").n_unique()).iter_rows())
    return [counted.get(period if cut.grain else "") for period in periods]


def _withheld(metric: Metric, found: pl.DataFrame) -> pl.DataFrame:
    """Cells about fewer than `FEWEST` people say nothing; and where they are so few together that
    the others would tell, neither does the next smallest."""
    if not metric.least:
        return found
    few = pl.col("_people") < FEWEST
    hidden = found.filter(few)
    others = found.filter(~few)
    keep = few
    if hidden.height and others.height and int(hidden["_people"].sum()) < FEWEST:
        keep = few | (pl.col("_people") == others["_people"].min())
    return found.with_columns(value=pl.when(~keep).then(pl.col("value"))).drop("_people")


def _float(name: str) -> pl.Expr:
    return pl.col(name).cast(pl.Float64)
