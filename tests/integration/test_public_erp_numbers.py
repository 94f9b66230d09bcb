"""AdventureWorks and the permits' budgets, recomputed by SQL straight from the raw files.

Nothing of ours takes part in the SQL (tests/integration/public_sql): rounding, working days, what
counts as placed, kept or granted are its own. Ours come through the one door.
"""

from collections.abc import Iterator

import duckdb
import pytest

from metrics.definition import Cut, Grain
from metrics.registry import METRICS
from queries.definition import Question
from queries.errors import Unanswerable
from tests.integration.public_sql.said import FAULTS, SAID
from tests.integration.public_sql.world import (
    AFTER,
    FIRST,
    PUBLIC,
    WHO,
    World,
    ours,
    raw,
    theirs,
)
from tests.integration.recomputed import apart

GRAINS: tuple[Grain, ...] = ("year", "month")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return World(door=ours(tmp_path_factory.mktemp("public_erp")))


@pytest.fixture(scope="module")
def files() -> Iterator[duckdb.DuckDBPyConnection]:
    with raw() as connection:
        yield connection


def agree(
    world: World,
    files: duckdb.DuckDBPyConnection,
    name: str,
    by: tuple[str, ...],
    grain: Grain | None,
) -> int:
    """Both sides say the same; how many cells they have."""
    want = theirs(files, name, by, grain)
    assert not apart(world.ours(name, by, grain), want)
    return len(want)


def test_every_metric_that_the_data_feed_is_recomputed(world: World) -> None:
    fed = set[str]()
    for name in METRICS:
        if not name.startswith("approval."):
            by = ("unit",) if name.endswith("_quantity") else ()
            cut = Cut(by=by, grain="year", start=FIRST, end=AFTER)
            answer = world.door.ask(WHO, Question(metric=name, cut=cut))
            fed |= {name} if answer.rows["rows"].sum() else set()
    assert fed == set(SAID)


@pytest.mark.parametrize("grain", GRAINS)
@pytest.mark.parametrize("name", SAID)
def test_the_number_of_every_period(
    world: World, files: duckdb.DuckDBPyConnection, name: str, grain: Grain
) -> None:
    assert agree(world, files, name, (), grain) > 0


@pytest.mark.parametrize("name", [name for name, said in SAID.items() if said.when])
def test_the_number_overall(world: World, files: duckdb.DuckDBPyConnection, name: str) -> None:
    assert agree(world, files, name, (), None) == 1 or SAID[name].per


@pytest.mark.parametrize(
    ("name", "by"), [(name, by) for name, said in SAID.items() for by in said.by]
)
def test_its_parts(world: World, files: duckdb.DuckDBPyConnection, name: str, by: str) -> None:
    assert agree(world, files, name, (by,), "year") > 0
    if SAID[name].when:
        assert agree(world, files, name, (by,), None) > 0


def test_rejects_of_several_units_are_never_added_up(
    world: World, files: duckdb.DuckDBPyConnection
) -> None:
    """Cans and gallons stay apart."""
    name = "purchase.reject_rate_quantity"
    with pytest.raises(Unanswerable, match="can't be added up"):
        world.door.ask(WHO, Question(metric=name, cut=Cut(start=FIRST, end=AFTER)))
    assert len(theirs(files, name, (), None)) == 7


def test_nobody_left_and_nobody_is_paid(world: World, files: duckdb.DuckDBPyConnection) -> None:
    employees = PUBLIC / "adventureworks" / "Employee.parquet"
    query = f"select count(*) from '{employees}' where not CurrentFlag"
    [(gone,)] = files.execute(query).fetchall()
    assert gone == 0
    cut = Cut(start=FIRST, end=AFTER)
    for name, value in (("people.leaves", 0), ("people.payroll", None)):
        answer = world.door.ask(WHO, Question(metric=name, cut=cut))
        assert (answer.rows["value"][0], answer.rows["rows"][0]) == (value, 0)


def test_each_company_is_told_in_its_own_currency(world: World) -> None:
    """No rates are published and no company is above the other, so nothing is converted."""
    for name, currency in (("purchase.ordered", "USD"), ("budget.actual", "EUR")):
        for money in ("group", "booked", "original"):
            cut = Cut(by=("company",), start=FIRST, end=AFTER, money=money)
            rows = world.door.ask(WHO, Question(metric=name, cut=cut)).rows
            assert rows["currency"].to_list() == [currency]


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_on_one_side_is_seen(world: World, fault: str) -> None:
    before, after, name = FAULTS[fault]
    with raw((before, after)) as wrong:
        seen = [
            apart(world.ours(name, by, "month"), theirs(wrong, name, by, "month"))
            for by in ((), *((each,) for each in SAID[name].by))
        ]
    assert any(seen)
