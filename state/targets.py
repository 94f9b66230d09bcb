"""Targets: what a metric should be, for whom, in which period, since when, and who said so."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, select

from state.database import Database
from state.errors import InvalidTarget
from state.models import TargetModel

EVERY = ("day", "week", "month", "quarter", "year", "accounting")
_PERIOD = re.compile(
    r"\d{4}|\d{4}-Q[1-4]|\d{4}-(0[1-9]|1[0-2])|\d{4}-W(0[1-9]|[1-4]\d|5[0-3])"
    r"|\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """What is wanted, in the metric's unit: one `value`, or a band with a `low` end, a `high` end
    or both."""

    value: float | None = None
    low: float | None = None
    high: float | None = None

    def spelled(self) -> str:
        """As people write it: 95, 75…85, …3."""
        if self.value is not None:
            return f"{self.value:,.15g}"
        low, high = ("" if end is None else f"{end:,.15g}" for end in (self.low, self.high))
        return f"{low}…{high}"

    def problem(self) -> str | None:
        """What is wrong with it, as a sentence; None when nothing is."""
        told = [each for each in (self.value, self.low, self.high) if each is not None]
        if not told or not all(math.isfinite(each) for each in told):
            return "a target needs a value, or a band with a low or a high end, as plain numbers"
        if self.value is not None and len(told) > 1:
            return "a target is a value or a band, not both"
        if self.low is not None and self.high is not None and self.low > self.high:
            return "the low end of a band lies above its high end"
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """What a target is about: a metric of a company or department (None: of all), in a period.

    `period` is one period (2026, 2026-Q4, 2026-11, 2026-W47, 2026-11-22), every period of a length
    (month, …), or empty: any period at all, as befits rates and balances.
    """

    metric: str
    company_id: str | None = None
    department_id: str | None = None
    period: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A target that was set; it counts from `valid_from` until a later one or its removal."""

    id: int
    aim: Aim
    goal: Goal
    valid_from: date
    note: str
    set_by: str
    set_at: datetime
    removed_by: str | None
    removed_at: datetime | None


class Targets:
    """Set, remove, list and find targets; nothing that was ever set is forgotten."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def set(self, aim: Aim, goal: Goal, *, valid_from: date, by: str, note: str = "") -> int:
        """Set a target from a day on and return its id; raises InvalidTarget."""
        problem = _problem(aim) or goal.problem()
        if problem is not None:
            raise InvalidTarget(problem)
        model = TargetModel(
            metric=aim.metric,
            company_id=aim.company_id,
            department_id=aim.department_id,
            period=aim.period,
            value=goal.value,
            low=goal.low,
            high=goal.high,
            valid_from=valid_from,
            note=note.strip()[:500],
            set_by=by,
            set_at=self._db.now(),
        )
        with self._db.write() as session:
            session.add(model)
            session.flush()
            return model.id

    def remove(self, aim: Aim, *, by: str) -> int:
        """End all living targets of an aim, whenever they count from; how many there were."""
        with self._db.write() as session:
            living = session.scalars(select(TargetModel).where(*_of(aim), _alive())).all()
            for model in living:
                model.removed_by, model.removed_at = by, self._db.now()
            return len(living)

    def history(self, metric: str | None = None) -> tuple[Target, ...]:
        """Everything that was ever set, the newest first."""
        return self._read([] if metric is None else [TargetModel.metric == metric])

    def current(self, on: date, metric: str | None = None) -> tuple[Target, ...]:
        """The targets that count on a day, one an aim."""
        wanted = [_alive(), TargetModel.valid_from <= on]
        found: dict[Aim, Target] = {}
        own = [] if metric is None else [TargetModel.metric == metric]
        for target in self._read([*wanted, *own]):
            best = found.get(target.aim)
            if best is None or target.valid_from > best.valid_from:
                found[target.aim] = target
        return tuple(sorted(found.values(), key=_order))

    def find(self, aim: Aim, *, on: date, every: str = "") -> Target | None:
        """The target that counts on a day for exactly this company and department.

        One for the aim's own period beats one for `every` period of its length, that beats one for
        any period. A department's or company's target is never taken for another's.
        """
        place = (aim.company_id, aim.department_id)
        found = {
            target.aim.period: target
            for target in self.current(on, aim.metric)
            if (target.aim.company_id, target.aim.department_id) == place
        }
        periods = dict.fromkeys((aim.period, every, ""))
        return next((found[period] for period in periods if period in found), None)

    def _read(self, where: Sequence[ColumnElement[bool]]) -> tuple[Target, ...]:
        query = select(TargetModel).where(*where).order_by(TargetModel.id.desc())
        with self._db.read() as session:
            return tuple(_row(model) for model in session.scalars(query))


def _problem(aim: Aim) -> str | None:
    if not aim.metric.strip():
        return "a target needs a metric"
    if aim.period and aim.period not in EVERY and not _PERIOD.fullmatch(aim.period):
        return (
            "a period is written 2026, 2026-Q4, 2026-11, 2026-W47 or 2026-11-22, "
            f"or is every {', '.join(EVERY)}"
        )
    return None


def _alive() -> ColumnElement[bool]:
    return TargetModel.removed_at.is_(None)


def _of(aim: Aim) -> tuple[ColumnElement[bool], ...]:
    return (
        TargetModel.metric == aim.metric,
        TargetModel.period == aim.period,
        TargetModel.company_id.is_not_distinct_from(aim.company_id),
        TargetModel.department_id.is_not_distinct_from(aim.department_id),
    )


def _order(target: Target) -> tuple[str, str, str, str]:
    aim = target.aim
    return aim.metric, aim.company_id or "", aim.department_id or "", aim.period


def _row(model: TargetModel) -> Target:
    return Target(
        id=model.id,
        aim=Aim(
            metric=model.metric,
            company_id=model.company_id,
            department_id=model.department_id,
            period=model.period,
        ),
        goal=Goal(value=model.value, low=model.low, high=model.high),
        valid_from=model.valid_from,
        note=model.note,
        set_by=model.set_by,
        set_at=model.set_at,
        removed_by=model.removed_by,
        removed_at=model.removed_at,
    )
