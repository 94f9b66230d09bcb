"""The target a number is held against: that of the place and the period it is about."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from access.definition import Scope, Viewer
from metrics.definition import Cut, Metric
from metrics.labels import label
from metrics.ranges import bounds
from queries.viewer import Known
from state.targets import Aim, Goal, Targets

Standing = Literal["reached", "missed", "under_way"]
Place = tuple[str | None, str | None]  # company, department
PLACES = frozenset({"company", "department"})
SUMS = frozenset({"count", "sum"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A target in the metric's unit, and how the number stands against it.

    `standing` is None where the number can't be said or its metric has no direction; `under_way`
    where a sum is still growing towards its target.
    """

    goal: Goal
    standing: Standing | None


def held(
    book: Targets, metric: Metric, cut: Cut, value: float | None, *, place: Place, today: date
) -> Held | None:
    """The target of one number of a place; None where there is none."""
    _, end = bounds(cut)
    last = today if end is None else min(today, end - timedelta(days=1))
    name = label(cut)
    aim = Aim(metric=metric.name, company_id=place[0], department_id=place[1], period=name)
    found = book.find(aim, on=last, every=_every(name))
    if found is None:
        return None
    running = end is not None and end > today
    return Held(goal=found.goal, standing=standing(metric, found.goal, value, running=running))


def standing(metric: Metric, goal: Goal, value: float | None, *, running: bool) -> Standing | None:
    """How a number stands against its goal; what only grows can't have missed it before the end."""
    if value is None:
        return None
    low, high = goal.low, goal.high
    if goal.value is not None:
        if metric.better == "neither":
            return None
        low, high = (None, goal.value) if metric.better == "lower" else (goal.value, None)
    if high is not None and value > high:
        return "missed"
    if low is None or value >= low:
        return "reached"
    return "under_way" if running and _grows(metric) else "missed"


def _grows(metric: Metric) -> bool:
    whole = metric.denominator is None and metric.over is None
    return metric.kind == "flow" and whole and metric.numerator.how in SUMS


def place_of(cut: Cut, viewer: Known, scope: Scope) -> Place | None:
    """Whose number it is, as far as the viewer sees all of it; None where it is of another place
    than any target could be of (a supplier's, a part of a company's).

    A viewer who asks for no place is taken to ask for the only one they have, but may see rows of
    their own besides: then the number is that of the place only if `within` it is the same.
    """
    if cut.by or cut.grain is not None:
        return None
    asked = dict(cut.where)
    if not asked.keys() <= PLACES or any(len(values) != 1 for values in asked.values()):
        return None
    if scope.denied or scope.denied_companies or scope.denied_departments:
        return None
    company = asked["company"][0] if "company" in asked else None
    department = asked["department"][0] if "department" in asked else None
    if not asked and not scope.everything:
        company, department = _own(viewer)
    seen = scope.everything or company in scope.companies or department in scope.departments
    return (company, department) if seen else None


def within(cut: Cut, place: Place) -> Cut:
    """The same question of a place alone."""
    names = (("company", place[0]), ("department", place[1]))
    return replace(cut, where=tuple((name, (value,)) for name, value in names if value))


def _own(viewer: Known) -> Place:
    """The one department or company that a viewer's only grant is about."""
    if not isinstance(viewer, Viewer) or len(viewer.grants) != 1:
        return None, None
    grant = viewer.grants[0]
    if grant.region_id or grant.warehouse_id or grant.project_id:
        return None, None
    return (None, grant.department_id) if grant.department_id else (grant.company_id, None)


def _every(name: str) -> str:
    """The length of a named natural period."""
    if "/" in name or not name[:1].isdigit():
        return ""
    for mark, length in (("Q", "quarter"), ("W", "week")):
        if mark in name:
            return length
    return {4: "year", 7: "month", 10: "day"}.get(len(name), "")
