"""The value of any metric in any cut, from plain rows, in plain Python."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from statistics import fmean, median

from metrics.definition import Cut, Measure, Metric
from metrics.derived import UNITS
from metrics.labels import label
from tests.oracle.subjects.enterprise import CALENDAR, Row
from tests.oracle.subjects.recount import Counted, counted, days_of, excluded, inside
from tests.oracle.subjects.values import value
from tests.oracle.subjects.world import NEW

Cell = tuple[str, ...]
"""The values of the dimensions of a cut, then the period; "" where there is none."""

Rows = Mapping[str, Sequence[Row]]
LAST_TOLD = "2026-03"
FEWEST = 5
"""People in a group that may say something about them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a cell says, and how many rows it counted."""

    value: float | None
    rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """Every cell of a cut, and how many rows each exclusion left out."""

    cells: Mapping[Cell, Told]
    excluded: tuple[int, ...]


def answer(metric: Metric, cut: Cut, rows: Rows, pin: int) -> Answered:
    """A metric on some rows of its facts."""
    left_out = excluded(metric, cut, rows[metric.fact.name], pin=pin)
    if metric.over is None:
        return Answered(cells=_cells(metric, cut, rows, pin), excluded=left_out)
    top = replace(metric, over=None, per_day=False, scale=1.0)
    lower = answer(metric.over, cut, rows, pin)
    cells = _divided_cells(metric, cut, _cells(top, cut, rows, pin), lower.cells, pin)
    return Answered(cells=cells, excluded=left_out + lower.excluded)


def _cells(metric: Metric, cut: Cut, rows: Rows, pin: int) -> dict[Cell, Told]:
    closing = _of_fact(metric, cut, rows, pin, opening=False)
    if not metric.average:
        return _withheld(metric, cut, closing) if metric.least else _told(metric, cut, closing)
    ends = _told(metric, cut, closing)
    begins = _told(metric, cut, _of_fact(metric, cut, rows, pin, opening=True))
    nothing = Told(value=0.0, rows=0)
    return {
        cell: Told(
            value=(_or_0(ends.get(cell, nothing)) + _or_0(begins.get(cell, nothing))) / 2,
            rows=ends.get(cell, nothing).rows,
        )
        for cell in ends.keys() | begins.keys()
    }


def _or_0(told: Told) -> float:
    return told.value or 0.0


def _of_fact(
    metric: Metric, cut: Cut, rows: Rows, pin: int, *, opening: bool
) -> dict[Cell, list[Row]]:
    """The rows of each cell, booked amounts in the group's currency."""
    found: dict[Cell, list[Row]] = {}
    if not cut.by and cut.grain is None:
        found[(label(cut),)] = []
    for each in counted(metric, cut, rows[metric.fact.name], pin=pin, opening=opening):
        found.setdefault(cell_of(metric, cut, each, pin), []).append(_converted(metric, cut, each))
    return found


def cell_of(metric: Metric, cut: Cut, each: Counted, pin: int = NEW) -> Cell:
    """Where a row is counted."""
    values = (value(name, metric.fact.name, each.row, pin) for name in cut.by)
    return (*(told or "" for told in values), each.period)


def _converted(metric: Metric, cut: Cut, each: Counted) -> Row:
    if cut.money != "group" or each.row.get("booked_currency") != "EUR":
        return each.row
    units = {**metric.fact.units, **UNITS}
    booked = [n for n, unit in units.items() if unit.startswith("booked currency")]
    worth = rate("closing" if metric.kind == "balance" else "average", each.accounting)
    amounts = {name: each.row[name] for name in booked if each.row.get(name) is not None}
    return each.row | {name: float(amount) * worth for name, amount in amounts.items()}


def rate(kind: str, period: str) -> float:
    """What a euro is worth in an accounting period; later ones take the last that was told."""
    kind, period = (kind, period) if period <= LAST_TOLD else ("closing", LAST_TOLD)
    year, month = map(int, period.split("-"))
    since = (year - 2024) * 12 + month - 12
    return (7.5 if kind == "average" else 7.75) + since / 8


def _told(metric: Metric, cut: Cut, found: Mapping[Cell, list[Row]]) -> dict[Cell, Told]:
    return {
        cell: Told(value=_value(metric, cut, cell, found), rows=len(rows))
        for cell, rows in found.items()
    }


def _value(metric: Metric, cut: Cut, cell: Cell, found: Mapping[Cell, list[Row]]) -> float | None:
    rows = found[cell]
    number = _measured(metric, metric.numerator, rows)
    if metric.share:
        at = [n for n, name in enumerate(cut.by) if name == metric.share]
        others = [
            row
            for each, of in found.items()
            if all(each[n] == cell[n] for n in range(len(cell)) if n not in at)
            for row in of
        ]
        return divided(number, _measured(metric, metric.numerator, others), metric.scale)
    if metric.denominator is not None:
        return divided(number, _measured(metric, metric.denominator, rows), metric.scale)
    return None if number is None else number * metric.scale


def divided(number: float | None, by: float | None, scale: float) -> float | None:
    """A ratio; nothing over nothing."""
    return None if number is None or not by else number / by * scale


def _measured(metric: Metric, measure: Measure, rows: Sequence[Row]) -> float | None:
    if measure is metric.numerator and _all_unknown(metric, measure, rows):
        return None
    rows = [row for row in rows if not measure.only or row[measure.only]]
    if measure.how == "count":
        return float(len(rows))
    return aggregated(measure, [row[measure.of] for row in rows])


def _all_unknown(metric: Metric, measure: Measure, rows: Sequence[Row]) -> bool:
    """Amounts and quantities that nobody told are no zero."""
    counted_in = {**metric.fact.units, **UNITS}.get(measure.of, "")
    is_counted = counted_in == "unit" or "currency" in counted_in
    return is_counted and bool(rows) and all(row[measure.of] is None for row in rows)


def aggregated(measure: Measure, given: Iterable[Decimal | float | bool | None]) -> float | None:
    """A measure over some values; unknown ones take no part."""
    values = sorted(float(each) for each in given if each is not None)
    if measure.how == "sum":
        return sum(values)
    if not values:
        return None
    match measure.how:
        case "mean":
            return fmean(values)
        case "max":
            return values[-1]
        case "median":
            return median(values)
        case _:
            at = (len(values) - 1) * measure.q
            low, high = int(at), min(int(at) + 1, len(values) - 1)
            return values[low] + (values[high] - values[low]) * (at - low)


def _withheld(metric: Metric, cut: Cut, found: Mapping[Cell, list[Row]]) -> dict[Cell, Told]:
    """Cells of fewer than five people say nothing, nor may the others tell by subtraction."""
    people = {cell: len({row[metric.least] for row in rows}) for cell, rows in found.items()}
    few = {cell for cell, count in people.items() if count < FEWEST}
    others = [count for cell, count in people.items() if cell not in few]
    if few and others and sum(people[cell] for cell in few) < FEWEST:
        few |= {cell for cell, count in people.items() if count == min(others)}
    told = _told(metric, cut, found)
    return {cell: replace(t, value=None) if cell in few else t for cell, t in told.items()}


def _divided_cells(
    metric: Metric, cut: Cut, upper: Mapping[Cell, Told], lower: Mapping[Cell, Told], pin: int
) -> dict[Cell, Told]:
    found: dict[Cell, Told] = {}
    for cell in upper.keys() | lower.keys():
        top = upper.get(cell)
        additive = metric.numerator.how in {"count", "sum"}
        number = top.value if top else (0.0 if additive else None)
        below = lower[cell].value if cell in lower else None
        ratio = divided(number, below, metric.scale)
        if metric.per_day and ratio is not None:
            days = len(_days(cut, cell[-1], pin))
            ratio = ratio * days if days else None  # nothing of a period that has not begun
        found[cell] = Told(value=ratio, rows=top.rows if top else 0)
    return found


def _days(cut: Cut, period: str, pin: int) -> set[date]:
    """The days of a period that have passed, in any calendar."""
    found: set[date] = set()
    for calendar in CALENDAR.values():
        found |= {d for d in days_of(cut, calendar, pin).get(period, ()) if inside(d, cut)}
    return found
