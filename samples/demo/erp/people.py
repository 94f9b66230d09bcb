"""People as employees: everybody of the OA, those who left before, levels and wages over time."""

import random
from dataclasses import dataclass
from datetime import date, timedelta

from samples.demo.erp.enterprise import Enterprise
from samples.demo.erp.master_records import Employee, Job
from samples.demo.moments import EPOCH, midnight, months_before
from samples.demo.organisation import GIVEN, SURNAMES
from samples.demo.trade import MONTHS, Trade

FORMER = 145  # people who left during the demo's history and whom the OA has forgotten
LEVELS = ("P3", "P4", "P5", "P6", "P7", "M1", "M2", "M3")
PAY = {"P3": 7_200, "P4": 9_000, "P5": 11_800, "P6": 15_500, "P7": 21_000, "M1": 17_000,
       "M2": 26_000, "M3": 42_000}  # fmt: skip
RESIGNED, DISMISSED, RETIRED, EXPIRED = 1, 2, 3, 4
TODAY_SINCE = date(2018, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Career:
    """One employment: `postings` are (from, department, level), oldest first; `left` is the first
    day no longer employed."""

    person: int
    number: str
    name: str
    company: int
    position: str
    born: date
    joined: date
    left: date | None
    leave_type: int | None
    postings: tuple[tuple[date, int, str], ...]

    def posting(self, day: date) -> tuple[int, str]:
        """Department and level on a day."""
        known = [(d, level) for since, d, level in self.postings if since <= day]
        return known[-1] if known else self.postings[0][1:]


def careers(trade: Trade) -> list[Career]:
    """Everybody who was employed at any time of the demo's history."""
    rng = random.Random(f"careers:{trade.seed}")
    organisation = trade.organisation
    found: list[Career] = []
    for person in organisation.people.values():
        if person.company != 9:
            head = organisation.departments[person.department].head == person.id
            joined = _joined(rng, trade, veteran=head or bool(person.former))
            left = person.left if person.left is None or person.left > joined else None
            found.append(
                _career(rng, trade, (person.id, f"HY{person.id:05}", person.name),
                        (person.company, person.department, person.former), person.position,
                        (joined, left))
            )  # fmt: skip
    return found + [_former(rng, trade, number) for number in range(FORMER)]


def wage(career: Career, day: date) -> int:
    """Gross pay for the month of a day, in cents; 0 when not employed at its end."""
    if career.joined > day or (career.left is not None and career.left <= day):
        return 0
    _, level = career.posting(day)
    years = (day - career.joined).days / 365
    share = 0.88 + (career.person * 37 % 100) / 400 + min(years, 8) * 0.012
    return round(PAY[level] * share * 1.31) * 100


def write_people(e: Enterprise, moment: int, found: list[Career]) -> None:
    """Employees and their postings, as of `moment`."""
    today = date.fromordinal(EPOCH.toordinal() + moment // 86_400)
    for career in found:
        gone = career.left is not None and career.left <= today
        last = career.left if gone and career.left else career.postings[-1][0]
        e.book.add(
            Employee(id=career.person, number=career.number, name=career.name,
                     company=career.company, department=career.posting(today)[0],
                     born=_number(career.born), joined=_number(career.joined),
                     leaves=_number(career.left) if gone and career.left else None,
                     leave_type=career.leave_type if gone else None,
                     modified=min(max(midnight(last), midnight(career.joined)) + 9 * 3600, moment))
        )  # fmt: skip
        for since, department, level in career.postings:
            if since <= today:
                e.book.add(
                    Job(id=e.book.id(Job), person=career.person, company=career.company,
                        department=department, level=level, position=career.position,
                        starts=_number(since), modified=min(midnight(since) + 9 * 3600, moment))
                )  # fmt: skip


def _number(day: date) -> int:
    return (day - EPOCH).days


def _joined(rng: random.Random, trade: Trade, *, veteran: bool) -> date:
    """Most have been here for years; about a fifth joined during the demo's history."""
    if not veteran and rng.random() < 0.24:
        days = (trade.built - trade.first).days
        return trade.first + timedelta(days=rng.randrange(1, days))
    return TODAY_SINCE + timedelta(days=rng.randrange((trade.first - TODAY_SINCE).days))


def _career(
    rng: random.Random,
    trade: Trade,
    who: tuple[int, str, str],
    where: tuple[int, int, int | None],
    position: str,
    when: tuple[date, date | None],
) -> Career:
    joined, left = when
    company, department, former = where
    merged = trade.organisation.merged_on
    manager = position == "部门负责人"
    rank = rng.choice((5, 6, 6, 7)) if manager else rng.choices(range(5), (20, 30, 26, 16, 8))[0]
    postings = [(joined, former if former and joined < merged else department, LEVELS[rank])]
    risen = trade.first + timedelta(days=rng.randrange(700))
    if rng.random() < 0.3 and rank not in {4, 7} and risen > joined and (not left or risen < left):
        place = former if former and risen < merged else department
        postings.append((risen, place, LEVELS[rank + 1]))
    if former and joined < merged:
        postings.append((merged, department, postings[-1][2]))
    return Career(
        person=who[0], number=who[1], name=who[2], company=company, position=position,
        born=joined - timedelta(days=rng.randint(21 * 365, 45 * 365)), joined=joined, left=left,
        leave_type=rng.choices((RESIGNED, DISMISSED, RETIRED, EXPIRED), (70, 12, 8, 10))[0]
        if left else None,
        postings=tuple(sorted(postings)),
    )  # fmt: skip


def _former(rng: random.Random, trade: Trade, number: int) -> Career:
    departments = [d for d in trade.organisation.departments.values() if d.company != 9]
    here = rng.choice([d for d in departments if d.until is None])
    left = months_before(trade.built, rng.randint(0, MONTHS - 1)) + timedelta(
        days=rng.randrange(27)
    )
    left = min(left, trade.built)
    joined = left - timedelta(days=rng.randint(70, 2200))
    name = rng.choice(SURNAMES) + rng.choice(GIVEN)
    return _career(rng, trade, (8001 + number, f"HY{8001 + number:05}", name),
                   (here.company, here.id, None), rng.choice(("专员", "工程师", "助理")),
                   (joined, left))  # fmt: skip
