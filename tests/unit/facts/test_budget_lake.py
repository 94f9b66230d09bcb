"""Budget facts through the lake: after any change a refresh equals building them anew."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from facts.budget_cell import RECIPE as CELLS
from facts.budget_entry import RECIPE as ENTRIES
from tables.budget import BUDGET_ENTRIES, BUDGET_LINES, BUDGET_REVISIONS
from tables.masters import ACCOUNTS
from tests.unit.facts.subject_lake import Subject

ACTS = ("line", "entry", "revision", "account", "dead line", "dead entry", "dead revision")
STEPS = st.lists(
    st.tuples(st.sampled_from(ACTS), st.integers(0, 3), st.integers(0, 2)), min_size=1, max_size=7
)


def act(world: Subject, what: str, one: int, other: int) -> None:
    dead = what.startswith("dead")
    place = {"department_id": f"d{one % 2}", "account_id": f"66{one // 2}"}
    months = ("2026-03", "2026-04", "2031-01")  # the calendar doesn't know the last one
    match what.removeprefix("dead "):
        case "line":
            row = place | {"budget_line_id": f"B{one}-{other}", "period": months[other]}
            row |= {"fiscal_year": "2026", "kind": "expense", "original": Decimal(100)}
            world.write(BUDGET_LINES, row, dead=dead)
        case "entry":
            row = place | {"entry_id": f"E{one}-{other}", "period": months[other % 2]}
            row |= {"kind": "actual", "booked_on": "03-10", "amount": Decimal(other - 1)}
            company = "c9" if (one, other) == (3, 2) else "c1"
            world.write(BUDGET_ENTRIES, row | {"company_id": company}, dead=dead)
        case "revision":
            row = {"revision_id": f"R{one}", "budget_line_id": f"B{one}-{other}", "kind": "cut"}
            row |= {"revised_on": "03-05", "amount": Decimal(-10)}
            world.write(BUDGET_REVISIONS, row, dead=dead)
        case _:
            row = {"account_id": f"66{one // 2}", "name": "a", "kind": "expense"}
            world.write(ACCOUNTS, row | {"source": "hq", "is_leaf": other > 0})


@settings(max_examples=6, deadline=None)
@given(rounds=st.lists(STEPS, min_size=1, max_size=3))
def test_a_refresh_equals_building_anew(
    tmp_path_factory: pytest.TempPathFactory, rounds: list[list[tuple[str, int, int]]]
) -> None:
    world = Subject(tmp_path_factory.mktemp("lake"), CELLS, ENTRIES)
    for steps in rounds:
        for what, one, other in steps:
            act(world, what, one, other)
        world.check()


@pytest.fixture
def world(tmp_path_factory: pytest.TempPathFactory) -> Subject:
    return Subject(tmp_path_factory.mktemp("lake"), CELLS, ENTRIES)


def test_spending_without_any_line_reaches_the_facts(world: Subject) -> None:
    act(world, "entry", 0, 2)
    cells, entries, aside = world.check()
    assert cells["is_budgeted"].to_list() == [False]
    assert entries["is_unbudgeted_actual"].to_list() == [True]
    assert aside.is_empty()


def test_an_account_reaches_spending_without_a_line(world: Subject) -> None:
    act(world, "entry", 0, 2)
    world.check()
    act(world, "account", 0, 0)
    assert world.check()[0]["is_leaf"].to_list() == [False]


def test_a_line_turns_what_was_unplanned_into_planned(world: Subject) -> None:
    act(world, "entry", 0, 0)
    world.check()
    act(world, "line", 0, 0)
    cells, entries, _ = world.check()
    assert cells["is_budgeted"].all()
    assert not entries["is_unbudgeted_actual"].any()


def test_spending_of_an_unknown_company_stands_aside(world: Subject) -> None:
    act(world, "entry", 3, 2)
    cells, _, aside = world.check()
    assert cells.is_empty()
    assert set(aside["reason"]) == {"unknown_company"}


def test_a_period_no_calendar_knows_stands_aside(world: Subject) -> None:
    act(world, "line", 0, 2)
    act(world, "line", 0, 1)
    cells, entries, aside = world.check()
    assert cells["period"].to_list() == ["2026-04"]
    assert entries["period"].to_list() == ["2026-04"]
    assert aside.select("fact", "document_id", "reason").rows() == [
        ("budget_cell", "d0/660/2031-01", "unknown_day"),
        ("budget_entry", "d0/660/2031-01", "unknown_day"),
    ]
