"""Totals over the companies of a group leave out what these do with each other, and say so."""

from dataclasses import replace

from metrics.definition import Cut, Exclusion, Metric, Text

WITHIN_GROUP: Text = {"zh": "集团内部往来，合计时抵销", "en": "within the group, eliminated"}


def eliminated(metric: Metric, cut: Cut) -> bool:
    """Whether a cut adds up companies without telling them apart."""
    named = {*cut.by, *(name for name, _ in cut.where)}
    return bool(metric.eliminates) and "company" not in named


def among_companies(metric: Metric, cut: Cut) -> Metric:
    """The metric as a cut asks for it: lines within the group excluded from a group's total, on
    both sides of a ratio."""
    if metric.over is not None:
        metric = replace(metric, over=among_companies(metric.over, cut))
    if not eliminated(metric, cut):
        return metric
    without = Exclusion(flag=metric.eliminates, reason=WITHIN_GROUP)
    return replace(metric, exclusions=(*metric.exclusions, without))


def within_group(metric: Metric) -> Metric:
    """What a total leaves out, as a metric of its own: how much the companies did with each
    other."""
    return replace(
        metric, over=None, population=(*metric.population, metric.eliminates), eliminates=""
    )


def ways(metric: Metric) -> tuple[Metric, ...]:
    """The metric in every way a cut may ask for it."""
    return (metric, among_companies(metric, Cut())) if metric.eliminates else (metric,)
