"""Amounts and quantities: which column is added up, what must be the same, what is converted.

The unit of a fact's column tells: `currency` (in the column `currency`), `booked currency`, or
`booked currency of amount_net` (in `booked_currency`; the original of `booked_net` is `net` or
`amount_net` unless it is named), `unit` (a quantity).
"""

from dataclasses import dataclass, replace

from metrics.definition import Cut, Measure, Metric
from metrics.derived import UNITS

CURRENCY, BOOKED, UNIT = "currency", "booked_currency", "unit"
IN_BOOKS = "booked currency"


@dataclass(frozen=True, slots=True, kw_only=True)
class Same:
    """The column whose values must agree among the rows added up; `converted` says that they are
    brought to the group's currency instead."""

    column: str
    converted: bool = False

    @property
    def is_money(self) -> bool:
        """Whether it is a currency; a unit of measure otherwise."""
        return self.column != UNIT


def in_money(metric: Metric, cut: Cut) -> Metric:
    """The metric with measures on the columns of the currency asked for; nothing is left out for
    lack of a rate where no rate is needed."""
    if cut.money != "original":
        return metric
    upper, lower = metric.numerator, metric.denominator
    own = _original(metric, upper), None if lower is None else _original(metric, lower)
    needed = tuple(each.of for each in own if each is not None and each not in (upper, lower))
    exclusions = tuple(
        replace(each, of_books=False, unless=needed) if each.of_books and needed else each
        for each in metric.exclusions
    )
    return replace(metric, numerator=own[0], denominator=own[1], exclusions=exclusions)


def same_of(metric: Metric, cut: Cut) -> Same | None:
    """What must be the same in a cell of a metric `in_money`; None for counts and durations."""
    for measure in (metric.numerator, metric.denominator):
        unit = "" if measure is None else unit_of(metric, measure)
        if unit.startswith(IN_BOOKS):
            return Same(column=BOOKED, converted=cut.money == "group")
        if unit == CURRENCY:
            return Same(column=CURRENCY)
        if unit == UNIT:
            return Same(column=UNIT)
    return None


def unit_of(metric: Metric, measure: Measure) -> str:
    """The unit of the column a measure adds up; empty for a count."""
    if measure.how == "count":
        return ""
    return metric.fact.units.get(measure.of) or UNITS.get(measure.of, "")


def is_amount(metric: Metric, measure: Measure) -> bool:
    """Whether a measure is made of money."""
    unit = unit_of(metric, measure)
    return unit == CURRENCY or unit.startswith(IN_BOOKS)


def _original(metric: Metric, measure: Measure) -> Measure:
    unit, name = unit_of(metric, measure), measure.of.removeprefix("booked_")
    if not unit.startswith(IN_BOOKS):
        return measure
    named = unit.removeprefix(IN_BOOKS).removeprefix(" of ")
    known = {*metric.fact.schema, *UNITS}
    twins = [each for each in (named, name, f"amount_{name}") if each in known]
    return replace(measure, of=twins[0]) if twins else measure
