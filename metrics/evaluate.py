"""The one way to evaluate a metric: a plan over native frames, the same on Polars and DuckDB."""

from dataclasses import dataclass
from typing import Any

import narwhals.stable.v2 as nw
import polars as pl

from metrics.aggregate import aggregate, input_of, is_money, value
from metrics.balance import begins_after_pin
from metrics.columns import counted
from metrics.definition import Cut, Metric, Text
from metrics.errors import MixedCurrencies
from metrics.excluded import excluded, reasons
from metrics.frames import Frames
from metrics.population import Placed, chosen, spelled_period, whole

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
    """Value and exclusions of a cut.

    Raises `UnknownDimension`, `WrongCut`, `MixedCurrencies`.
    """
    values, left_out = evaluate(metric, cut, frames), excluded(metric, cut, frames)
    rows = _finish(metric, cut, _polars(values, frames.held))
    if left_out is None:
        return Measured(rows=rows, excluded=())
    counts = _polars(left_out, frames.held or frames.excluded is not None).row(0, named=True)
    return Measured(rows=rows, excluded=reasons(metric, counts))


def evaluate(metric: Metric, cut: Cut, frames: Frames) -> Rows:
    """The plan of a metric in a cut: a row per cell with `cut.by`…, period, value, rows.

    Money also carries `_currency_min`, `_currency_max`; `collect` checks them.
    Raises `UnknownDimension`, `WrongCut`.
    """
    if metric.share:
        return _share(metric, cut, frames)
    placed = whole(metric, cut, frames, _read(metric, cut, frames))
    return _said(metric, cut, frames, _grouped(placed, _parts(metric)))


def collect(metric: Metric, cut: Cut, plan: Rows) -> pl.DataFrame:
    """The cells of a plan, sorted: `cut.by`…, period, value, rows[, currency].

    `value` is Int64 for counts, Decimal for amounts, else Float64. Raises `MixedCurrencies`.
    """
    return _finish(metric, cut, plan.collect(backend="polars").to_native())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parts:
    """What is computed of each row, and then of the rows of each cell."""

    inputs: dict[str, nw.Expr]
    aggregates: dict[str, nw.Expr]


def _parts(metric: Metric) -> _Parts:
    """The parts of a value: `_n` rows, `_num`, [`_den`], [currencies]."""
    inputs: dict[str, nw.Expr] = {}
    number = nw.len().cast(nw.Int64)
    aggregates = {"_n": number}
    for name, measure in (("_num", metric.numerator), ("_den", metric.denominator)):
        if measure is None:
            continue
        if measure.how == "count" and not measure.only:
            aggregates[name] = number
            continue
        inputs[name] = input_of(measure, metric)
        aggregates[name] = aggregate(name, measure, metric)
    if is_money(metric):
        known = ~nw.col(metric.numerator.of).is_null()
        inputs["_currency"] = nw.when(known).then(nw.col("currency")).otherwise(nw.lit(None))
        inputs["_known"] = _flag(known)
        aggregates |= {
            "_known": _total("_known"),
            "_currency_min": nw.col("_currency").min(),
            "_currency_max": nw.col("_currency").max(),
        }
    return _Parts(inputs=inputs, aggregates=aggregates)


def _flag(condition: nw.Expr) -> nw.Expr:
    return nw.when(condition).then(nw.lit(1)).otherwise(nw.lit(0))


def _total(column: str) -> nw.Expr:
    return nw.col(column).sum().cast(nw.Int64)


def _grouped(placed: Placed, parts: _Parts) -> Rows:
    """One row per cell; a cut without cells is one row, even over nothing."""
    if not placed.keys:
        rows = placed.rows  # literals alone would not be a row each, so keep the columns
        rows = rows.with_columns(**parts.inputs) if parts.inputs else rows
        return rows.select(**parts.aggregates)
    rows = placed.rows.select(**placed.keys, **parts.inputs)
    return rows.group_by(*placed.keys).agg(**parts.aggregates)


def _period(metric: Metric, cut: Cut) -> nw.Expr:
    return spelled_period(metric, cut, nw.col("period"))


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
        *cut.by,
        period=_period(metric, cut),
        value=found,
        rows=nw.col("_n"),
        **_same(money),
    )


def _share(metric: Metric, cut: Cut, frames: Frames) -> Rows:
    """Σ of the cell ÷ Σ over all members of the shared dimension, those not shown included."""
    shown = chosen(metric, cut)
    inside = nw.lit(True) if shown is None else shown
    inputs = {
        "_num": input_of(metric.numerator, metric, inside),
        "_all": input_of(metric.numerator, metric),
        "_n": _flag(inside),
    }
    aggregates = {"_n": _total("_n"), "_num": _agg(metric, "_num"), "_all": _agg(metric, "_all")}
    placed = whole(metric, cut, frames, _read(metric, cut, frames))
    others = [name for name in cut.by if name != metric.share]
    cells = _grouped(placed, _Parts(inputs=inputs, aggregates=aggregates)).with_columns(
        period=_period(metric, cut)
    )
    cells = cells.with_columns(_den=nw.col("_all").sum().over(*others, "period"))
    if cut.by or cut.grain:
        cells = cells.filter(nw.col("_n") > 0)
    found = value(metric, nw.col("_num"), nw.col("_den"))
    return cells.select(*cut.by, "period", value=found, rows=nw.col("_n"))


def _agg(metric: Metric, column: str) -> nw.Expr:
    return aggregate(column, metric.numerator, metric)


def _same(names: list[str]) -> dict[str, nw.Expr]:
    return {name: nw.col(name) for name in names}


def _read(metric: Metric, cut: Cut, frames: Frames) -> tuple[str, ...]:
    return counted(metric, cut, resolved=frames.resolved)


def _polars(plan: Rows, held: bool) -> pl.DataFrame:
    native = plan.to_native()
    if isinstance(native, pl.LazyFrame) and held:
        return native.collect(engine="in-memory")
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
