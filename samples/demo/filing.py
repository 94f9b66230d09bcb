"""What people file, and when: seasons, the mix of a department, business numbers."""

import math
import random
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from itertools import accumulate
from typing import Literal

from samples.demo.habits import Habits
from samples.demo.moments import DAY, EPOCH, HOUR, OPEN_1, WORKDAY, WorkClock, day_of, kind_of
from samples.demo.processes import PROCESSES, Process, route
from samples.demo.records import Document

Season = Literal["plain", "month_end", "before_holiday"]
SALES, SHOPS = frozenset(range(204, 211)), frozenset({112, 113})
_FAVOURITES: tuple[tuple[frozenset[int], dict[str, float]], ...] = (
    (SALES, {"CLBX": 2.2, "JGSP": 4, "HTSP": 2}),
    (SHOPS, {"JBSQ": 3, "ZCLY": 2, "CLBX": 0.2, "FKSQ": 0.1, "QJSQ": 1.5}),
    (frozenset({109}), {"CGSQ": 7, "FKSQ": 6, "HTSP": 4}),
    (frozenset({117, 118}), {"XMLX": 4, "CGSQ": 1.5, "CLBX": 1.3}),
)
_SEASONS: dict[Season, dict[str, float]] = {
    "plain": {},
    "month_end": {"FYBX": 1.5, "CLBX": 1.4, "FKSQ": 1.3},
    "before_holiday": {"QJSQ": 2.6},
}
RELATED = {"HTSP": ("CGSQ", "contract_of"), "FKSQ": ("HTSP", "payment_of")}
DOLLARS = 7.1


def season(day: date) -> Season:
    """What people file more of on a day."""
    if any(kind_of(day + timedelta(days=n)) == "holiday" for n in (1, 2, 3)):
        return "before_holiday"
    return "month_end" if day.day >= 25 else "plain"


def day_weight(day: date, first: date) -> float:
    """How much is filed on a day, relative to a plain working day of the first month."""
    kind = kind_of(day)
    if kind in {"rest", "holiday"}:
        return 0.025
    weight = 1.0 + 0.12 * (day - first).days / 365
    weight *= {0: 1.12, 4: 0.93, 5: 0.7, 6: 0.7}.get(day.weekday(), 1.0)
    if day.month == 12:
        weight *= 1.2
    if day.day >= 25:
        weight *= 1.12
    if any(kind_of(day - timedelta(days=n)) == "holiday" for n in (1, 2)):
        weight *= 0.65  # people come back slowly
    return weight


def moments(clock: WorkClock, rng: random.Random, first: date, now: int, total: int) -> list[int]:
    """`total` moments between a day and now, in order, as dense as the seasons make them."""
    days = [first + timedelta(days=n) for n in range((day_of(now) - first).days + 1)]
    weights = [day_weight(day, first) for day in days]
    weights[-1] *= (clock.position(now) - clock.position(now // DAY * DAY)) / WORKDAY
    if sum(weights) <= 0:
        return []
    drawn = rng.choices(range(len(days)), cum_weights=list(accumulate(weights)), k=total)
    start = (first - EPOCH).days
    found = (_within(clock, rng, start + number) for number in drawn)
    return sorted(min(moment, now - rng.randint(0, HOUR)) for moment in found)


def _within(clock: WorkClock, rng: random.Random, day: int) -> int:
    if not clock.is_working(day) or rng.random() < 0.04:
        return day * DAY + rng.randint(18 * HOUR + 600, 22 * HOUR)
    return clock.at(clock.position(day * DAY + OPEN_1) + rng.randrange(WORKDAY))


class Filing:
    """Makes new documents; knows the last number of each month and what later forms refer to."""

    def __init__(self, habits: Habits) -> None:
        self.habits = habits
        self.next_document = 100_001
        self.counters = defaultdict[str, int](int)
        self.approved: dict[tuple[str, int], list[tuple[int, int, float]]] = defaultdict(list)
        self.links: list[tuple[int, int, str, int]] = []  # from, to, kind, moment
        self._people, self._weights = habits.organisation.members()
        self._mix: dict[tuple[int, Season], list[float]] = {}

    def remember(self, documents: Iterable[Document]) -> None:
        """Approved requests and contracts that later documents refer to."""
        for document in documents:
            if document.decided and document.amount and document.process.code in {"CGSQ", "HTSP"}:
                key = document.process.code, document.company
                entry = document.decided, document.id, document.amount
                self.approved[key] = [*self.approved[key][-149:], entry]

    def file(self, moment: int) -> Document:
        """Somebody begins a document."""
        habits, rng = self.habits, self.habits.rng
        day = day_of(moment)
        while True:
            person = rng.choices(self._people, cum_weights=self._weights)[0]
            if person.left is None or day < person.left:
                break
        department = habits.organisation.department_at(person, day)
        mix = self._weights_of(department, season(day))
        process = rng.choices(PROCESSES, cum_weights=mix)[0]
        document = self._new(process, moment, person.id, person.company, department)
        document.amount = self._amount(document)
        document.currency = "CNY" if document.amount is not None else None
        document.route = route(process, document.amount)
        if document.company == 2 and process.code in RELATED and rng.random() < 0.03:
            document.amount = round((document.amount or 0) / DOLLARS, 2)
            document.currency, document.route = "USD", route(process, document.amount)
        subject = rng.choice(process.subjects)
        name = habits.organisation.people[person.id].name
        document.title = f"{process.name}-{subject}-{name}-{day.isoformat()}"
        self._plan(document)
        return document

    def file_again(self, earlier: Document, moment: int) -> Document:
        """The applicant files a rejected or withdrawn document anew."""
        document = self._new(
            earlier.process, moment, earlier.applicant, earlier.company, earlier.department
        )
        document.amount, document.currency = earlier.amount, earlier.currency
        document.route, document.previous = earlier.route, earlier.id
        document.title = earlier.title
        document.plans.append((moment + self.habits.rng.randint(60, 1800), "submit"))
        return document

    def _new(
        self, process: Process, moment: int, applicant: int, company: int, department: int
    ) -> Document:
        month = day_of(moment).strftime("%Y%m")
        series = f"{process.code}-{month}"
        self.counters[series] += 1
        self.next_document += 1
        return Document(
            id=self.next_document - 1,
            process=process,
            route=(),
            title="",
            number=f"{series}-{self.counters[series]:05}",
            applicant=applicant,
            department=department,
            company=company,
            amount=None,
            currency=None,
            created=moment,
            modified=moment,
        )

    def _plan(self, document: Document) -> None:
        rng, moment = self.habits.rng, document.created
        draw = rng.random()
        if draw < 0.006:
            return  # a draft for ever
        if draw < 0.01:
            document.plans.append((moment + rng.randint(1, 9) * DAY, "delete"))
        elif draw < 0.05:
            document.plans.append((self.habits.later(moment, 500), "submit"))
        else:
            document.plans.append((moment + rng.randint(30, 1200), "submit"))

    def _amount(self, document: Document) -> float | None:
        shape, rng = document.process.amount, self.habits.rng
        if shape is None:
            return None
        earlier = self._related(document)
        if earlier is not None:
            share = rng.choice((0.3, 0.3, 0.5, 1.0)) if document.process.code == "FKSQ" else 1.0
            return round(earlier * share, 2)
        amount = rng.lognormvariate(math.log(shape[0]), shape[1])
        return round(amount, 2) if rng.random() < 0.6 else float(max(50, round(amount, -2)))

    def _related(self, document: Document) -> float | None:
        """Link a contract to its request, a payment to its contract; the amount there."""
        code, kind = RELATED.get(document.process.code, ("", ""))
        known = self.approved.get((code, document.company), [])
        if not known or self.habits.rng.random() > 0.6:
            return None
        decided, other, amount = self.habits.rng.choice(known)
        if decided >= document.created:
            return None
        self.links.append((document.id, other, kind, document.created))
        return amount

    def _weights_of(self, department: int, when: Season) -> list[float]:
        key = department, when
        if key not in self._mix:
            here = next((mix for group, mix in _FAVOURITES if department in group), {})
            extra = _SEASONS[when]
            weights = [p.weight * here.get(p.code, 1) * extra.get(p.code, 1) for p in PROCESSES]
            self._mix[key] = list(accumulate(weights))
        return self._mix[key]
