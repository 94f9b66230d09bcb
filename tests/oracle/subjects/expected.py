"""What the door should say: the metric on the rows the oracle lets a user see, and on no others."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property

import polars as pl

from metrics.compare import attach, plan
from metrics.definition import Cut, Metric
from metrics.eliminate import among_companies
from metrics.errors import MetricError
from metrics.frames import Frames
from metrics.measure import cells
from metrics.recorded import comparable
from queries.basis import Basis
from queries.definition import Compare
from tests.oracle.subjects.enterprise import Row
from tests.oracle.subjects.recompute import Answered, answer
from tests.oracle.subjects.recount import Counted, counted, pin_moment
from tests.oracle.subjects.rules import User, masks, may_ask
from tests.oracle.subjects.world import NEW, Enterprise, Keys, plain
from tests.unit.metrics.fitting import fitting

CUTS: tuple[Cut, ...] = (
    Cut(start="2026-01-01", end="2026-04-01"),
    Cut(by=("department",), start="2025-11-01", end="2026-05-01"),
    Cut(by=("company",), grain="month", start="2026-01-01", end="2026-04-01"),
    Cut(by=("region", "category", "owner"), start="2025-10-01"),
    Cut(where=(("department", ("D21", "D11")), ("company", ("C1", "C2")))),
    Cut(by=("division",), grain="accounting", start="2026-01-01", organisation="then"),
    Cut(by=("company", "booked_currency"), money="booked", end="2026-04-01"),
    Cut(by=("document", "customer", "position"), grain="quarter", start="2026-01-01"),
)
"""Shapes of questions; every metric is asked in each by some users, and each user asks all."""

COMPARED: Mapping[int, Compare] = {2: "prev", 7: "year"}
"""The shapes that some users compare with an earlier period besides."""

PEOPLE_DIMENSIONS = frozenset(
    {
        *("applicant", "current_actor", "actor", "owner", "buyer", "counter", "customer_owner"),
    }
)
COST_METRICS = frozenset({"sales.gross_margin", "sales.gross_margin_rate"})


class Oracle:
    """Answers for any user, made from the plain rows they may see; equal rows give one answer."""

    def __init__(self, enterprise: Enterprise) -> None:
        self.enterprise = enterprise
        self._said: dict[tuple[object, ...], Answered] = {}
        self._compared: dict[tuple[object, ...], pl.DataFrame | str] = {}
        self._counted: dict[tuple[object, ...], list[Counted]] = {}

    @cached_property
    def basis(self) -> Mapping[int, Basis]:
        """What numbers stand on beside the fact: the same for everybody."""
        desk = self.enterprise.door._desk
        return {pin: desk.basis(desk.snapshot(pin)) for pin in self.enterprise.at}

    def cut(self, metric: Metric, number: int) -> Cut:
        """A shape of question, as far as the metric can be asked it."""
        return fitting(metric, CUTS[number])

    def refuses(self, user: User, metric: Metric, cut: Cut) -> bool:
        """Whether the user may not ask the question at all."""
        today = self.enterprise.today
        if not may_ask(user, metric.fact.name, today):
            return True
        hidden = masks(user, metric.fact.name, today)
        names = {*cut.by, *(name for name, _ in cut.where)}
        if "person" in hidden and (names & PEOPLE_DIMENSIONS or tells_people(metric, names)):
            return True
        if "cost" in hidden and metric.name in COST_METRICS:
            return True
        return metric.over is not None and self.refuses(user, metric.over, cut)

    def said(self, user: User, metric: Metric, cut: Cut, pin: int = NEW) -> Answered:
        """The answer on the rows the user may see, in plain Python."""
        key = (metric.name, cut, pin, *self._seen(user, metric, pin))
        if key not in self._said:
            self._said[key] = answer(metric, cut, self._rows(user, metric, pin), pin)
        return self._said[key]

    def counted(self, metric: Metric, cut: Cut, pin: int = NEW) -> list[Counted]:
        """Everything a cut counts when all rows are seen."""
        key = (metric.name, cut, pin)
        if key not in self._counted:
            rows = self.enterprise.at[pin][metric.fact.name]
            self._counted[key] = list(counted(metric, cut, rows, pin=pin))
        return self._counted[key]

    def compared(
        self, user: User, metric: Metric, cut: Cut, compare: Compare, pin: int = NEW
    ) -> pl.DataFrame | str:
        """The rows with their base and change, or the words of a refusal; the periods compared are
        those the application plans, the rows those the user may see."""
        key = (metric.name, cut, compare, pin, *self._seen(user, metric, pin))
        if key not in self._compared:
            asked = among_companies(metric, cut)
            frames = self._frames(asked, self._rows(user, metric, pin), pin)
            try:
                self._compared[key] = self._attached(asked, cut, compare, frames, pin)
            except MetricError as error:
                self._compared[key] = error.zh
        return self._compared[key]

    def _attached(
        self, asked: Metric, cut: Cut, compare: Compare, frames: Frames, pin: int
    ) -> pl.DataFrame:
        basis = self.basis[pin]
        planned = comparable(
            plan(cut, compare, basis.days, basis.clock.today), asked, basis.recorded_since
        )
        bases = [cells(asked, each, frames) for each in planned.cuts]
        return attach(asked, cut, cells(asked, cut, frames), planned, bases)

    def _seen(self, user: User, metric: Metric, pin: int) -> list[Keys]:
        own = [self.enterprise.seen(user, metric.fact.name, pin)]
        return own if metric.over is None else own + self._seen(user, metric.over, pin)

    def _rows(self, user: User, metric: Metric, pin: int) -> Mapping[str, list[Row]]:
        facts = [each.fact.name for each in (metric, metric.over) if each is not None]
        return {fact: self.enterprise.rows(user, fact, pin) for fact in facts}

    def _frames(self, metric: Metric, rows: Mapping[str, list[Row]], pin: int) -> Frames:
        basis = self.basis[pin]
        made = Frames(
            fact=plain(metric.fact, rows[metric.fact.name]),
            calendar_day=basis.days.lazy(),
            departments=basis.departments.lazy(),
            clock=basis.clock.frame.lazy(),
            at=pin_moment(pin),
            masters=basis.masters,
            rates=basis.rates.lazy(),
            group_currency=basis.group_currency,
            recorded_since=basis.recorded_since,
        )
        if metric.over is None:
            return made
        return replace(made, over=self._frames(metric.over, rows, pin))


def tells_people(metric: Metric, names: set[str]) -> bool:
    """Whether `document` names a person: where the document of a row is one."""
    return "document" in names and metric.fact.name in {"headcount", "person_month"}
