"""The organisation of one pin: for rights the newest one, for reports the pin's own."""

from datetime import date

import polars as pl

from access.organisation import Organisation, organisation
from metrics.frames import DEPARTMENTS
from queries.frames import Snapshot
from queries.masters import holdings

_COLUMNS = (
    "department_id",
    "company_id",
    "parent_id",
    "head_id",
    "successor_id",
    "valid_from",
    "valid_to",
)


def of(snapshot: Snapshot, on: date) -> Organisation:
    """Departments and people of a pin, as they are on a date; of several sources the newest row."""
    departments = (
        snapshot.table("departments")
        .sort("updated_at")
        .select(_COLUMNS)
        .unique("department_id", keep="last", maintain_order=True)
    )
    people = snapshot.table("people").select("person_id")
    found, persons = pl.collect_all([departments, people])
    return organisation(found, persons, on=on, holdings=holdings(snapshot))


def departments(of: Organisation) -> pl.DataFrame:
    """The department dimension: today's department by successor, and both divisions."""
    parents_then = {each: d.parent_id for each, d in of.departments.items()}
    parents_now = {
        each: None if d.parent_id is None else of.today_of(d.parent_id)
        for each, d in of.departments.items()
    }
    rows: list[dict[str, str]] = []
    for each in of.departments:
        today = of.today_of(each)
        rows.append(
            {
                "department_id": each,
                "today_id": today,
                "today_division_id": _top(today, parents_now),
                "then_division_id": _top(each, parents_then),
            }
        )
    return pl.DataFrame(rows, schema=DEPARTMENTS)


def _top(department: str, parents: dict[str, str | None]) -> str:
    """The topmost known ancestor; a circle ends at the first department seen twice."""
    current, seen = department, {department}
    while True:
        above = parents.get(current)
        if above is None or above not in parents or above in seen:
            return current
        seen.add(above)
        current = above
