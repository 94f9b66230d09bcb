"""Measures as engine-neutral aggregates: integers stay integers, decimals exact until divided."""

import narwhals.stable.v2 as nw
import polars as pl

from metrics.definition import Measure, Metric
from metrics.derived import UNITS

FLOATING = frozenset({"mean", "median", "quantile"})


def input_of(measure: Measure, metric: Metric, inside: nw.Expr | None = None) -> nw.Expr:
    """The column a measure aggregates: null where the row doesn't take part, flags as 0 and 1."""
    column = nw.lit(1) if measure.how == "count" else _numeric(measure, metric)
    conditions = [nw.col(measure.only)] if measure.only else []
    if inside is not None:
        conditions.append(inside)
    for condition in conditions:
        column = nw.when(condition).then(column).otherwise(nw.lit(None))
    return column


def aggregate(column: str, measure: Measure, metric: Metric) -> nw.Expr:
    """The aggregate of an `input_of` column; counts and sums of whole numbers come out as Int64."""
    of = nw.col(column)
    match measure.how:
        case "mean":
            return of.mean()
        case "median":
            return of.median()
        case "quantile":
            return of.quantile(measure.q, "linear")
        case "max":
            return of.max()
        case "count" | "sum":
            whole = measure.how == "count" or not _is_fraction(metric, measure.of)
            return of.sum().cast(nw.Int64) if whole else of.sum()


def value(metric: Metric, numerator: nw.Expr, denominator: nw.Expr | None) -> nw.Expr:
    """Σ numerator ÷ Σ denominator × scale, null over a denominator of 0; or numerator × scale."""
    if denominator is not None:
        divided = numerator.cast(nw.Float64) / denominator.cast(nw.Float64) * metric.scale
        return nw.when(denominator != 0).then(divided).otherwise(nw.lit(None))
    if metric.scale != 1.0 or metric.numerator.how in FLOATING:
        return numerator.cast(nw.Float64) * metric.scale
    return numerator


def _numeric(measure: Measure, metric: Metric) -> nw.Expr:
    column = nw.col(measure.of)
    if _is(metric, measure.of, pl.Boolean):
        return column.cast(nw.Int64)
    if measure.how in FLOATING and _is_fraction(metric, measure.of):
        return column.cast(nw.Float64)
    return column


def _is_fraction(metric: Metric, column: str) -> bool:
    """An amount, a quantity or a share: a number that need not be whole."""
    dtype = metric.fact.schema.get(column)
    return column in UNITS or (dtype is not None and (dtype.is_decimal() or dtype.is_float()))


def _is(metric: Metric, column: str, of: pl.DataType | type[pl.DataType]) -> bool:
    return metric.fact.schema.get(column) == of
