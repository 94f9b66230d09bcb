"""Booked amounts in the group's currency: flows at a period's average rate, balances at closing.

Amounts are added up per currency and accounting period first, as exact decimals, and only those few
sums are multiplied by a rate.
"""

from typing import Any

import narwhals.stable.v2 as nw

from metrics.definition import Metric
from metrics.frames import Frames
from metrics.money import BOOKED
from metrics.naming import with_accounting

Rows = nw.LazyFrame[Any]
CURRENCY, PERIOD, RATE, LOST = "_currency", "_rate_period", "_rate", "_lost"


def with_rate_period(rows: Rows, metric: Metric, frames: Frames) -> Rows:
    """The rows with the accounting period whose rate counts for each."""
    if metric.kind == "balance":
        return rows.with_columns(nw.col("_accounting").alias(PERIOD))
    return with_accounting(rows, metric.when, frames, name=PERIOD)


def keys() -> dict[str, nw.Expr]:
    """What amounts are added up by before they are converted, beside the cells."""
    return {CURRENCY: nw.col(BOOKED), PERIOD: nw.col(PERIOD)}


def with_rate(rows: Rows, metric: Metric, frames: Frames) -> Rows:
    """Rows that carry `keys` with `_rate`: 1 for the group's own currency, null where unknown."""
    kind = "closing" if metric.kind == "balance" else "average"
    rates: Rows = nw.from_native(frames.rates)
    told = rates.select(
        nw.col("currency").alias(CURRENCY), nw.col("period").alias(PERIOD), _told=nw.col(kind)
    )
    own = nw.col(CURRENCY) == frames.group_currency
    joined = rows.join(told, on=[CURRENCY, PERIOD], how="left")
    return joined.with_columns(
        nw.when(own).then(nw.lit(1.0)).otherwise(nw.col("_told")).alias(RATE)
    ).drop("_told")


def converted(amount: nw.Expr) -> nw.Expr:
    """An amount times its rate."""
    return amount.cast(nw.Float64) * nw.col(RATE)
