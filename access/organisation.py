"""The organisation as it is today: a tree with successors that survives cycles and gaps."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import polars as pl

from access.holdings import Holdings

NEEDED = ("department_id", "company_id", "parent_id", "head_id", "successor_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Department:
    """One department; `successor_id` is set only once the department has ended."""

    department_id: str
    company_id: str | None = None
    parent_id: str | None = None
    head_id: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    successor_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class Organisation:
    """Departments by id and the people known; the frames it comes from are of one pin."""

    departments: Mapping[str, Department] = field(default_factory=dict)
    people: frozenset[str] = frozenset()
    holdings: Holdings = field(default_factory=Holdings)

    def today_of(self, department_id: str) -> str:
        """Where a department's work lives today: successors followed to the end.

        In a circle of successors every department is its own today.
        """
        current = department_id
        while (after := self._successors.get(current)) is not None:
            current = after
        return current

    def subtree(self, department_id: str) -> frozenset[str]:
        """All department ids a right on this department reaches: it, those below, all predecessors.

        A right follows a renamed department. It does not grow when the department is merged with
        others: then it reaches what it reached before. An unknown department reaches nothing.
        """
        if department_id not in self.departments:
            return frozenset()
        root = self._renamed(department_id)
        dissolved = root in self._successors
        below = self._raw_children if dissolved else self._children
        reached: set[str] = set()
        queue = [root]
        while queue:
            current = queue.pop()
            if current in reached:
                continue
            reached.add(current)
            queue += below.get(current, ())
            queue += self._predecessors.get(current, ())
        return frozenset(reached)

    def headed_by(self, person_id: str) -> frozenset[str]:
        """The departments a person heads today."""
        return frozenset(
            department.department_id
            for department in self.departments.values()
            if department.head_id == person_id and department.department_id not in self._successors
        )

    def company_of(self, department_id: str) -> str | None:
        """The company a department belongs to."""
        department = self.departments.get(department_id)
        return None if department is None else department.company_id

    def _renamed(self, department_id: str) -> str:
        """Follow successors that began when their only predecessor ended."""
        current = department_id
        while (after := self._successors.get(current)) is not None:
            ended, began = self.departments[current].valid_to, self.departments[after].valid_from
            alone = self._predecessors.get(after, ()) == (current,)
            if not alone or ended is None or began is None or began < ended:
                break
            current = after
        return current

    @cached_property
    def _successors(self) -> Mapping[str, str]:
        """Successors that exist; a department in a circle of them has none."""
        after = {
            each: of.successor_id
            for each, of in self.departments.items()
            if of.successor_id in self.departments and of.successor_id is not None
        }
        return {each: to for each, to in after.items() if not _returns(each, after)}

    @cached_property
    def _predecessors(self) -> Mapping[str, tuple[str, ...]]:
        return _grouped((to, each) for each, to in self._successors.items())

    @cached_property
    def _raw_children(self) -> Mapping[str, tuple[str, ...]]:
        return _grouped((of.parent_id, each) for each, of in self.departments.items())

    @cached_property
    def _children(self) -> Mapping[str, tuple[str, ...]]:
        # The parent may have been merged; a merged department hangs under no parent any more.
        return _grouped(
            (self.today_of(of.parent_id), each)
            for each, of in self.departments.items()
            if of.parent_id is not None and each not in self._successors
        )


def organisation(
    departments: pl.DataFrame,
    people: pl.DataFrame,
    *,
    on: date,
    holdings: Holdings | None = None,
) -> Organisation:
    """Today's organisation from the newest rows of the canonical tables, as it is on a date.

    A successor counts once its department has ended (no end date: at once).
    """
    known: dict[str, Department] = {}
    wanted = [*NEEDED, "valid_from", "valid_to"]
    for row in departments.select(wanted).sort("department_id").iter_rows(named=True):
        ended = row["valid_to"] is None or row["valid_to"] <= on
        known[row["department_id"]] = Department(
            department_id=row["department_id"],
            company_id=row["company_id"],
            parent_id=row["parent_id"],
            head_id=row["head_id"],
            valid_from=row["valid_from"],
            valid_to=row["valid_to"],
            successor_id=row["successor_id"] if ended else None,
        )
    return Organisation(
        departments=known,
        people=frozenset(people.get_column("person_id").to_list()),
        holdings=holdings or Holdings(),
    )


def _returns(start: str, after: Mapping[str, str]) -> bool:
    current, seen = after.get(start), set[str]()
    while current is not None and current not in seen:
        if current == start:
            return True
        seen.add(current)
        current = after.get(current)
    return False


def _grouped(pairs: Iterable[tuple[str | None, str]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for key, value in pairs:
        if key is not None:
            found.setdefault(key, []).append(value)
    return {key: tuple(values) for key, values in found.items()}
