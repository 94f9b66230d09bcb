"""Which of a fact's columns a number reads: an engine plans a narrow relation much faster."""

from metrics.aggregate import is_money
from metrics.balance import DERIVED, local_date
from metrics.definition import Cut, Metric
from metrics.dimensions import resolved_columns, split


def counted(metric: Metric, cut: Cut, *, resolved: bool = False) -> tuple[str, ...]:
    """The columns of the fact that evaluating a metric in a cut reads."""
    measures = [m for m in (metric.numerator, metric.denominator) if m is not None]
    read = [
        *(exclusion.flag for exclusion in metric.exclusions),
        *metric.population,
        *(name for measure in measures for name in (measure.of, measure.only)),
        metric.when,
        metric.reached,
        "currency" if is_money(metric) else "",
    ]
    looked_up = resolved_columns(metric, cut) if resolved else []
    return _of_fact([*read, *_placing(metric, cut), *looked_up])


def left_out(metric: Metric, cut: Cut) -> tuple[str, ...]:
    """The columns of the fact that counting a metric's exclusions reads."""
    read = [name for exclusion in metric.exclusions for name in (exclusion.flag, exclusion.when)]
    return _of_fact([*read, metric.when, *_placing(metric, cut)])


def _placing(metric: Metric, cut: Cut) -> list[str]:
    """What tells the cell a row belongs to."""
    own, joined = split(metric, cut)
    found = [dimension.column for dimension in (*own, *joined)]
    if cut.grain or cut.spans or metric.kind == "balance":
        found.append("calendar_id")
    if metric.kind == "balance":
        found += [metric.opens, local_date(metric.opens), metric.closes, local_date(metric.closes)]
        found += ["submitted_pos", "due_pos"]
    return found


def _of_fact(names: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in names if name and name not in DERIVED))
