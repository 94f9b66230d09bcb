"""What a record that the cockpit keeps itself can be asked: nothing of a time before it began."""

from dataclasses import replace
from datetime import date

from metrics.compare import Plan, Step
from metrics.definition import Metric, Text


def comparable(planned: Plan, metric: Metric, since: date | None) -> Plan:
    """A plan without the bases that a `recorded` metric knows in part or not at all, with the
    reason; any other metric's plan as it is. `since` is the first day of the record.

    What is counted over a period needs all of its days whole, so none on which the record began; a
    balance only the last.
    """
    if not metric.recorded:
        return planned
    known = tuple(step for step in planned.steps if _covers(step, metric, since))
    lost = {step.label: _reason(since) for step in planned.steps if step not in known}
    return replace(planned, steps=known, reasons={**planned.reasons, **lost})


def _covers(step: Step, metric: Metric, since: date | None) -> bool:
    if since is None:
        return False
    first, after = step.base
    return after > since if metric.kind == "balance" else first > since


def _reason(since: date | None) -> Text:
    if since is None:
        return {"zh": "尚无记录，无法比较", "en": "nothing has been recorded yet"}
    return {
        "zh": f"记录始于 {since}，对比期不完整",
        "en": f"the record began on {since}, within or after the period to compare with",
    }
