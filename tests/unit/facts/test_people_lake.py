"""Facts about people through the lake: after any change a refresh equals building them anew."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from facts.headcount import RECIPE as HEADCOUNT
from facts.payroll import RECIPE as PAY
from facts.person_month import RECIPE as MONTHS
from tables.finance import PAYROLL
from tables.hr import EMPLOYEE_POSTINGS, EMPLOYEES
from tests.unit.facts.subject_lake import Subject

ACTS = ("employee", "posting", "pay", "dead employee", "dead posting", "dead pay")
STEPS = st.lists(
    st.tuples(st.sampled_from(ACTS), st.integers(0, 2), st.integers(0, 2)), min_size=1, max_size=7
)


def act(world: Subject, what: str, one: int, other: int) -> None:
    dead = what.startswith("dead")
    row = {"person_id": f"p{one}"}
    match what.removeprefix("dead "):
        case "employee":
            row |= {"joined_on": date(2020 + other, 5, 1), "born_on": date(1990, 2, 28)}
            left = date(2026, 7, 15) if other == 2 else None
            company = "c9" if (one, other) == (2, 1) else "c1"
            world.write(EMPLOYEES, row | {"left_on": left, "company_id": company}, dead=dead)
        case "posting":
            row |= {"valid_from": date(2026, 3 + other, 1), "department_id": f"d{other}"}
            world.write(EMPLOYEE_POSTINGS, row | {"company_id": f"c{1 + other % 2}"}, dead=dead)
        case _:
            row |= {"payroll_id": f"S{one}{other}", "period": f"2026-0{4 - other // 2}"}
            world.write(PAYROLL, row | {"amount": Decimal(100 + other)}, dead=dead)


@settings(max_examples=5, deadline=None)
@given(rounds=st.lists(STEPS, min_size=1, max_size=3))
def test_a_refresh_equals_building_anew(
    tmp_path_factory: pytest.TempPathFactory, rounds: list[list[tuple[str, int, int]]]
) -> None:
    world = Subject(tmp_path_factory.mktemp("lake"), HEADCOUNT, MONTHS, PAY)
    for steps in rounds:
        for what, one, other in steps:
            act(world, what, one, other)
        world.check()


def test_a_later_posting_ends_the_one_before(tmp_path_factory: pytest.TempPathFactory) -> None:
    world = Subject(tmp_path_factory.mktemp("lake"), HEADCOUNT)
    act(world, "employee", 0, 0)
    act(world, "posting", 0, 0)
    world.check()
    act(world, "posting", 0, 1)
    rows, _ = world.check()
    first = rows.filter(department_id="d0")
    assert first["closes_on"].max() == date(2026, 4, 1)
