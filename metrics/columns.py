"""Which of a fact's columns a number reads: an engine plans a narrow relation much faster."""

from metrics.balance import needed_of
from metrics.definition import Cut, Metric
from metrics.derived import DERIVED
from metrics.dimensions import at, resolved_columns, split, told_by_masters
from metrics.money import same_of


def counted(metric: Metric, cut: Cut, *, resolved: bool = False) -> tuple[str, ...]:
    """The columns of the fact that evaluating a metric in a cut reads."""
    measures = [m for m in (metric.numerator, metric.denominator) if m is not None]
    same = same_of(metric, cut)
    read = [
        *(name for each in metric.exclusions for name in (each.flag, *each.unless)),
        *metric.population,
        *(name for measure in measures for name in (measure.of, measure.only)),
        metric.when,
        metric.reached,
        "" if same is None else same.column,
        metric.least,
        "calendar_id" if same is not None and same.converted else "",
        "calendar_id" if metric.reached.endswith("_on") else "",
    ]
    looked_up = resolved_columns(metric, cut) if resolved else []
    return _of_fact([*read, *_placing(metric, cut), *looked_up])


def left_out(metric: Metric, cut: Cut) -> tuple[str, ...]:
    """The columns of the fact that counting a metric's exclusions reads."""
    read = [name for each in metric.exclusions for name in (each.flag, each.when, *each.unless)]
    return _of_fact([*read, metric.when, *_placing(metric, cut)])


def _placing(metric: Metric, cut: Cut) -> list[str]:
    """What tells the cell a row belongs to."""
    own, joined = split(metric, cut)
    found = [at(metric, dimension).column for dimension in (*own, *joined)]
    found += [via.column for _, via in told_by_masters(metric, cut)]
    if cut.grain or cut.spans or metric.kind == "balance":
        found.append("calendar_id")
    if metric.kind == "balance":
        found += needed_of(metric)
    return found


def _of_fact(names: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in names if name and name not in DERIVED))
