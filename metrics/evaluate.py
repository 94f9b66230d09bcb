"""The one way to evaluate a metric: a plan over native frames, the same on Polars and DuckDB."""

from dataclasses import dataclass
from typing import Any

import narwhals.stable.v2 as nw
import polars as pl

from metrics import convert
from metrics.aggregate import FLOATING, aggregate, input_of, value
from metrics.balance import begins_after_pin, ends_before_record
from metrics.columns import counted
from metrics.definition import Cut, Metric
from metrics.errors import MissingRate, MixedCurrencies, MixedUnits
from metrics.frames import Frames
from metrics.money import Same, in_money, is_amount, same_of
from metrics.population import Placed, chosen, spelled_period, whole

Rows = nw.LazyFrame[Any]


def evaluate(metric: Metric, cut: Cut, frames: Frames, *, opening: bool = False) -> Rows:
    """The plan of a metric of one fact: a row per cell with `cut.by`…, period, value, rows.

    Money and quantities also carry what `collect` checks. A balance is taken at the `opening` of
    periods or at their end. Raises `UnknownDimension`, `WrongCut`.
    """
    metric = in_money(metric, cut)
    if metric.share:
        return _share(metric, cut, frames)
    same = _same(metric, cut, frames)
    placed = whole(metric, cut, frames, _read(metric, cut, frames), opening=opening)
    parts = _parts(metric, same)
    if same is not None and same.converted:
        cells = _converted(placed, parts, metric, frames)
    else:
        cells = _grouped(placed, parts)
    return _said(metric, cut, frames, cells, same)


def collect(metric: Metric, cut: Cut, plan: Rows, frames: Frames) -> pl.DataFrame:
    """The cells of a plan, sorted: `cut.by`…, period, value, rows[, currency or unit].

    `value` is Int64 for counts, Decimal for amounts of one currency, else Float64. Raises
    `MixedCurrencies`, `MixedUnits`, `MissingRate`.
    """
    cells = collected(plan, frames)
    # a few rows: threads cost more than they save
    cells = cells.sort("period", *cut.by, nulls_last=True, multithreaded=False)
    same = _same(in_money(metric, cut), cut, frames)
    return cells if same is None else _checked(cells, cut, same, frames)


def collected(plan: Rows, frames: Frames) -> pl.DataFrame:
    """What a plan comes to, in Polars; without streaming where the rows lie in memory."""
    native = plan.to_native()
    if isinstance(native, pl.LazyFrame) and frames.held:
        return native.collect(engine="in-memory")
    return plan.collect(backend="polars").to_native()


def _same(metric: Metric, cut: Cut, frames: Frames) -> Same | None:
    """What must agree; without rates nothing is converted, so the currency must."""
    same = same_of(metric, cut)
    if same is not None and same.converted and (frames.rates is None or not frames.group_currency):
        return Same(column=same.column)
    return same


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parts:
    """What is computed of each row, and then of the rows of each cell."""

    inputs: dict[str, nw.Expr]
    aggregates: dict[str, nw.Expr]


def _parts(metric: Metric, same: Same | None) -> _Parts:
    """The parts of a value: `_n` rows, `_num`, [`_den`], [`_people`], [what must be the same]."""
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
    if metric.least:
        inputs["_person"] = nw.col(metric.least)
        aggregates["_people"] = nw.col("_person").n_unique()
    if same is not None:
        known = ~nw.col(metric.numerator.of).is_null() if metric.numerator.of else nw.lit(True)
        inputs["_known"] = _flag(known)
        aggregates["_known"] = _total("_known")
        if not same.converted:
            found = nw.when(known).then(nw.col(same.column)).otherwise(nw.lit(None))
            inputs["_of"] = found
            aggregates |= {"_of_min": nw.col("_of").min(), "_of_max": nw.col("_of").max()}
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


def _converted(placed: Placed, parts: _Parts, metric: Metric, frames: Frames) -> Rows:
    """The cells of amounts brought to the group's currency; `_lost` amounts have no rate."""
    rows = convert.with_rate_period(placed.rows, metric, frames)
    names = [
        name
        for name, measure in (("_num", metric.numerator), ("_den", metric.denominator))
        if measure is not None and is_amount(metric, measure)
    ]
    if metric.least or metric.numerator.how in (*FLOATING, "max"):
        # what can't be added up is converted row by row
        rows = rows.with_columns(**convert.keys())
        rows = convert.with_rate(rows, metric, frames)
        inputs = {n: convert.converted(e) if n in names else e for n, e in parts.inputs.items()}
        lost = _flag(nw.col(convert.RATE).is_null() & (parts.inputs["_known"] == 1))
        known = _Parts(
            inputs={**inputs, convert.LOST: lost},
            aggregates={**parts.aggregates, convert.LOST: _total(convert.LOST)},
        )
        return _grouped(Placed(rows=rows, keys=placed.keys), known)
    finer = Placed(rows=rows, keys={**placed.keys, **convert.keys()})
    sums = convert.with_rate(_grouped(finer, parts), metric, frames)
    of_sums = {
        name: convert.converted(nw.col(name)) if name in names else nw.col(name)
        for name in parts.aggregates
    }
    lost = _flag(nw.col(convert.RATE).is_null() & (nw.col("_known") > 0))
    sums = sums.with_columns(**of_sums, **{convert.LOST: lost})
    whole_numbers = {"_n", "_known", convert.LOST, *(n for n in of_sums if n not in names)}
    totals = {
        name: _total(name) if name in whole_numbers else nw.col(name).sum()
        for name in (*parts.aggregates, convert.LOST)
    }
    if not placed.keys:
        return sums.select(**totals)
    return sums.group_by(*placed.keys).agg(**totals)


def _period(metric: Metric, cut: Cut) -> nw.Expr:
    return spelled_period(metric, cut, nw.col("period"))


def _said(metric: Metric, cut: Cut, frames: Frames, cells: Rows, same: Same | None) -> Rows:
    denominator = nw.col("_den") if metric.denominator is not None else None
    found = value(metric, nw.col("_num"), denominator)
    told: list[str] = []
    if same is not None:  # amounts that are all unknown don't add up to nothing
        told = ["_known", *([convert.LOST] if same.converted else ["_of_min", "_of_max"])]
        unknown = (nw.col("_known") == 0) & (nw.col("_n") > 0)
        found = nw.when(~unknown).then(found).otherwise(nw.lit(None))
    if metric.least:
        told.append("_people")
    unknown = metric.kind == "balance" and begins_after_pin(cut, frames)
    if unknown or (metric.recorded and ends_before_record(cut, frames)):
        found = nw.when(nw.col("_n") > 0).then(found).otherwise(nw.lit(None))
    return cells.select(
        *cut.by,
        period=_period(metric, cut),
        value=found,
        rows=nw.col("_n"),
        **{name: nw.col(name) for name in told},
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


def _read(metric: Metric, cut: Cut, frames: Frames) -> tuple[str, ...]:
    return counted(metric, cut, resolved=frames.resolved)


def _checked(cells: pl.DataFrame, cut: Cut, same: Same, frames: Frames) -> pl.DataFrame:
    """The cells with what their amounts are of. Raises where they are of several."""
    name = "currency" if same.is_money else "unit"
    if same.converted:
        if cells[convert.LOST].sum():
            raise MissingRate(
                f"缺少折算为 {frames.group_currency} 的汇率：请补充汇率，或按本位币查看。",
                f"A rate to {frames.group_currency} is missing: add it to the exchange rates, or "
                "look at amounts as booked.",
            )
        told = cells.drop(convert.LOST, "_known")
        if name in cut.by:  # of cells cut by currency it tells the dimension
            return told
        return told.with_columns(pl.lit(frames.group_currency).alias(name))
    mixed = cells.filter(pl.col("_of_min") != pl.col("_of_max"))
    if mixed.height:
        found = ", ".join(sorted({*mixed["_of_min"], *mixed["_of_max"]}))
        if same.is_money:
            raise MixedCurrencies(
                f"不同币种（{found}）的金额不能相加：请按币种看，或只选一种币种。",
                f"Amounts in {found} can't be added up: cut by currency or choose one.",
            )
        raise MixedUnits(
            f"不同计量单位（{found}）的数量不能相加：请按计量单位看，或只选一种。",
            f"Quantities in {found} can't be added up: cut by unit or choose one.",
        )
    told = cells.drop("_of_max", "_known")
    return told.drop("_of_min") if name in cut.by else told.rename({"_of_min": name})
