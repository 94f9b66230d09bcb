"""The one way to evaluate a metric: a plan over native frames, the same on Polars and DuckDB."""

from dataclasses import dataclass
from typing import Any

import narwhals.stable.v2 as nw
import polars as pl

from metrics.aggregate import aggregate, input_of, is_money, value
from metrics.balance import begins_after_pin
from metrics.definition import Cut, Metric, Text
from metrics.errors import MixedCurrencies
from metrics.excluded import excluded, reasons
from metrics.frames import Frames
from metrics.labels import label
from metrics.population import chosen, whole

Rows = nw.LazyFrame[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """The values of a cut, and the rows of its periods that were left out, by reason.

    `rows` has the columns of `collect`.
    """

    rows: pl.DataFrame
    excluded: tuple[tuple[Text, int], ...]

    @property
    def counted(self) -> int:
        """Rows counted over all cells (of a balance with a grain: over all its instants)."""
        return int(self.rows["rows"].sum())


def measure(metric: Metric, cut: Cut, frames: Frames) -> Measured:
    """Value and exclusions in one pass where the engine can share a scan.

    Raises `UnknownDimension`, `WrongCut`, `MixedCurrencies`.
    """
    values, left_out = evaluate(metric, cut, frames), excluded(metric, cut, frames)
    if left_out is None:
        return Measured(rows=collect(metric, cut, values), excluded=())
    native = (values.to_native(), left_out.to_native())
    if isinstance(native[0], pl.LazyFrame) and isinstance(native[1], pl.LazyFrame):
        collected, counts = pl.collect_all([native[0], native[1]])
        rows = _finish(metric, cut, collected)
    else:
        rows, counts = collect(metric, cut, values), _polars(left_out)
    return Measured(rows=rows, excluded=reasons(metric, counts))


def evaluate(metric: Metric, cut: Cut, frames: Frames) -> Rows:
    """The plan of a metric in a cut: a row per cell with `cut.by`…, period, value, rows.

    Money also carries `_currency_min`, `_currency_max`; `collect` checks them.
    Raises `UnknownDimension`, `WrongCut`.
    """
    if metric.share:
        return _share(metric, cut, frames)
    inputs: dict[str, nw.Expr] = {}
    aggregates = {"_n": nw.len().cast(nw.Int64)}
    for name, measure in (("_num", metric.numerator), ("_den", metric.denominator)):
        if measure is None:
            continue
        if measure.how == "count" and not measure.only:
            aggregates[name] = nw.len().cast(nw.Int64)
            continue
        inputs[name] = input_of(measure, metric)
        aggregates[name] = aggregate(name, measure, metric)
    if is_money(metric):
        known = ~nw.col(metric.numerator.of).is_null()
        inputs["_currency"] = nw.when(known).then(nw.col("currency")).otherwise(nw.lit(None))
        aggregates |= {
            "_known": (~nw.col("_num").is_null()).cast(nw.Int64).sum().cast(nw.Int64),
            "_currency_min": nw.col("_currency").min(),
            "_currency_max": nw.col("_currency").max(),
        }
    rows = whole(metric, cut, frames)
    keys = _keys(cut)
    if keys or inputs:  # only the columns in use: planning a wide relation is slow on DuckDB
        rows = rows.select(*keys, **inputs)
    return _said(metric, cut, frames, _grouped(rows, cut, aggregates))


def collect(metric: Metric, cut: Cut, plan: Rows) -> pl.DataFrame:
    """The cells of a plan, sorted: `cut.by`…, period, value, rows[, currency].

    `value` is Int64 for counts, Decimal for amounts, else Float64. Raises `MixedCurrencies`.
    """
    return _finish(metric, cut, _polars(plan))


def _keys(cut: Cut) -> list[str]:
    return [*cut.by, "period"] if cut.grain else list(cut.by)


def _grouped(rows: Rows, cut: Cut, aggregates: dict[str, nw.Expr]) -> Rows:
    """One row per cell; a cut without cells is one row, even over nothing."""
    keys = _keys(cut)
    return rows.group_by(*keys).agg(**aggregates) if keys else rows.select(**aggregates)


def _period(cut: Cut) -> nw.Expr:
    return nw.col("period") if cut.grain else nw.lit(label(cut))


def _said(metric: Metric, cut: Cut, frames: Frames, cells: Rows) -> Rows:
    denominator = nw.col("_den") if metric.denominator is not None else None
    found = value(metric, nw.col("_num"), denominator)
    money = ["_currency_min", "_currency_max"] if is_money(metric) else []
    if money:  # amounts that are all unknown don't add up to nothing
        unknown = (nw.col("_known") == 0) & (nw.col("_n") > 0)
        found = nw.when(~unknown).then(found).otherwise(nw.lit(None))
    if metric.kind == "balance" and begins_after_pin(cut, frames):
        found = nw.when(nw.col("_n") > 0).then(found).otherwise(nw.lit(None))
    return cells.select(
        *cut.by, period=_period(cut), value=found, rows=nw.col("_n"), **_same(money)
    )


def _share(metric: Metric, cut: Cut, frames: Frames) -> Rows:
    """Σ of the cell ÷ Σ over all members of the shared dimension, those not shown included."""
    shown = chosen(metric, cut)
    rows = whole(metric, cut, frames).with_columns(_shown=nw.lit(True) if shown is None else shown)
    rows = rows.with_columns(
        _num=input_of(metric.numerator, metric, nw.col("_shown")),
        _all=input_of(metric.numerator, metric),
        _n=nw.when(nw.col("_shown")).then(nw.lit(1)).otherwise(nw.lit(0)),
    )
    aggregates = {
        "_n": nw.col("_n").sum().cast(nw.Int64),
        "_num": _agg(metric, "_num"),
        "_all": _agg(metric, "_all"),
    }
    others = [name for name in cut.by if name != metric.share]
    cells = _grouped(rows, cut, aggregates).with_columns(period=_period(cut))
    cells = cells.with_columns(_den=nw.col("_all").sum().over(*others, "period"))
    if cut.by or cut.grain:
        cells = cells.filter(nw.col("_n") > 0)
    found = value(metric, nw.col("_num"), nw.col("_den"))
    return cells.select(*cut.by, "period", value=found, rows=nw.col("_n"))


def _agg(metric: Metric, column: str) -> nw.Expr:
    return aggregate(column, metric.numerator, metric)


def _same(names: list[str]) -> dict[str, nw.Expr]:
    return {name: nw.col(name) for name in names}


def _polars(plan: Rows) -> pl.DataFrame:
    return plan.collect(backend="polars").to_native()


def _finish(metric: Metric, cut: Cut, cells: pl.DataFrame) -> pl.DataFrame:
    cells = cells.sort("period", *cut.by, nulls_last=True)
    if not is_money(metric):
        return cells
    mixed = cells.filter(pl.col("_currency_min") != pl.col("_currency_max"))
    if mixed.height:
        found = ", ".join(sorted({*mixed["_currency_min"], *mixed["_currency_max"]}))
        raise MixedCurrencies(
            f"不同币种（{found}）的金额不能相加：请按币种看，或只选一种币种。",
            f"Amounts in {found} can't be added up: cut by currency or choose one.",
        )
    return cells.rename({"_currency_min": "currency"} if "currency" not in cut.by else {}).drop(
        "_currency_min" if "currency" in cut.by else "_currency_max",
        *(["_currency_max"] if "currency" in cut.by else []),
    )
