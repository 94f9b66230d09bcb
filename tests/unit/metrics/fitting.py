"""A question bent until a metric can be asked it."""

from dataclasses import replace

from metrics.definition import Cut, Metric
from metrics.money import in_money, same_of


def fitting(metric: Metric, cut: Cut) -> Cut:
    """The cut by the dimensions the metric has, and by what its amounts or quantities are in where
    they would mix."""
    by = [name for name in cut.by if name in metric.by]
    where = tuple(each for each in cut.where if each[0] in metric.by)
    for each in (metric, metric.over):
        same = None if each is None else same_of(in_money(each, cut), cut)
        if same is not None and not same.converted:
            by.append(same.column)
    return replace(cut, by=tuple(dict.fromkeys(by)), where=where)
