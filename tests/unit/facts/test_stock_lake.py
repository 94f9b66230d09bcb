"""Stock facts through the lake: after any change a refresh equals building them anew."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from facts.stock_balance import RECIPE as BALANCES
from facts.stock_count import RECIPE as COUNTS
from facts.stock_move import RECIPE as MOVES
from tables.inventory import STOCK_BALANCES, STOCK_COUNTS, STOCK_MOVES, STOCK_TOLERANCES
from tables.masters import SKUS
from tests.unit.facts.subject_lake import Subject
from tests.unit.facts.world import at

ACTS = ("balance", "count", "move", "sku", "tolerance", "dead balance", "dead count", "dead move")
STEPS = st.lists(
    st.tuples(st.sampled_from(ACTS), st.integers(0, 3), st.integers(0, 2)), min_size=1, max_size=6
)


def act(world: Subject, what: str, one: int, other: int) -> None:
    dead = what.startswith("dead")
    month = other + 1
    on = date(2026, month, 20)
    row = {"sku_id": f"S{one % 2}", "warehouse_id": f"W{one // 2}", "unit": "EA"}
    match what.removeprefix("dead "):
        case "balance":
            row |= {"balance_id": f"B{one}{other}", "balance_on": on, "quantity": Decimal(one + 1)}
            world.write(STOCK_BALANCES, row, dead=dead)
        case "count":
            row |= {"count_line_id": f"C{one}{other}", "count_id": "C", "is_first": other < 2}
            row |= {"book_quantity": Decimal(100), "counted_quantity": Decimal(100 + other)}
            row |= {"created_on": on, "counted_at": at(f"2026-0{month}-20 10:00")}
            world.write(STOCK_COUNTS, row | {"abc_class": "A" if one else None}, dead=dead)
        case "move":
            row |= {"move_id": f"M{one}{other}", "kind": "issue", "quantity": Decimal(-1)}
            world.write(STOCK_MOVES, row | {"created_on": on, "moved_on": on}, dead=dead)
        case "sku":
            row = {"sku_id": f"S{one % 2}", "name": "s", "unit": "EA", "source": "hq"}
            row |= {"abc_class": "ABC"[other], "safety_stock": Decimal(other)}
            world.write(SKUS, row)
        case _:
            row = {"tolerance_id": f"T{one}", "abc_class": "ABC"[other], "share": Decimal("0.5")}
            world.write(STOCK_TOLERANCES, row | {"valid_from": date(2026, 1, 1)})


@settings(max_examples=5, deadline=None)
@given(rounds=st.lists(STEPS, min_size=1, max_size=3))
def test_a_refresh_equals_building_anew(
    tmp_path_factory: pytest.TempPathFactory, rounds: list[list[tuple[str, int, int]]]
) -> None:
    world = Subject(tmp_path_factory.mktemp("lake"), BALANCES, COUNTS, MOVES)
    for steps in rounds:
        for what, one, other in steps:
            act(world, what, one, other)
        world.check()


def test_a_snapshot_of_other_skus_ends_what_it_does_not_list(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    world = Subject(tmp_path_factory.mktemp("lake"), BALANCES)
    act(world, "balance", 0, 0)
    world.check()
    act(world, "balance", 1, 1)
    balances, _ = world.check()
    ended = balances.filter(sku_id="S0")["closes_on"].to_list()
    assert ended == [date(2026, 2, 20)]


def test_the_class_of_a_sku_and_its_tolerance_reach_old_counts(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    world = Subject(tmp_path_factory.mktemp("lake"), COUNTS)
    act(world, "count", 0, 1)
    assert world.check()[0]["is_within_tolerance"].to_list() == [False]
    act(world, "sku", 0, 0)
    assert world.check()[0]["abc_class"].to_list() == ["A"]
    act(world, "tolerance", 0, 0)
    assert world.check()[0]["is_within_tolerance"].to_list() == [True]
