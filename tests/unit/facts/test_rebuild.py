"""When facts are built again as a whole, and what an interrupted rebuild leaves."""

import copy
import shutil
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import facts.inputs
import facts.rebuild
from facts.definition import APPROVAL, CALENDAR_DAY
from facts.inputs import FactStores
from facts.rebuild import needed, rebuild
from facts.refresh import refresh
from facts.registry import FACTS
from lake.errors import RebuildNeeded
from lake.lake import Lake
from lake.store import Store
from tables.approvals import APPROVAL_STEPS, APPROVALS, PROCESS_SLA
from tables.org import CALENDAR, COMPANIES
from tests.unit.facts.lakes import World, facts_of
from tests.unit.facts.world import STAMP, calendar_rows, company, promise


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> World:
    made = World(tmp_path_factory.mktemp("built"), 21)
    made.change(30)
    rebuild(made.lake, 1)
    return made


@pytest.fixture
def world(built: World, tmp_path: Path) -> World:
    """A copy of its own for every test."""
    mine = copy.deepcopy(built)
    mine.lake = Lake(tmp_path / "lake")
    shutil.copytree(built.lake.root, mine.lake.root)
    return mine


def later(row: dict[str, Any]) -> dict[str, Any]:
    return row | {"updated_at": STAMP + timedelta(days=1)}


def test_nothing_is_needed_after_a_rebuild(world: World) -> None:
    assert needed(world.lake, 1) is None


def test_without_facts_they_are_needed(world: World) -> None:
    assert needed(world.lake, None) == "there are no facts yet"


def test_a_changed_promise_asks_for_a_rebuild_and_changes_due(world: World) -> None:
    old, *_ = facts_of(world.lake, 1)
    world.put(PROCESS_SLA, [later(promise(30))])
    assert needed(world.lake, 1) == "the process_sla table changed"
    rebuild(world.lake, 2)
    new, *_ = facts_of(world.lake, 2)
    assert needed(world.lake, 2) is None
    assert not new["due_pos"].equals(old["due_pos"])
    assert new.drop("due_pos", "due_at", "due_on", "decided_in_time").equals(
        old.drop("due_pos", "due_at", "due_on", "decided_in_time")
    )


def test_until_then_the_running_generation_keeps_the_old_promise(world: World) -> None:
    world.put(PROCESS_SLA, [later(promise(30))])
    world.change(10)
    refresh(world.lake, 1)
    assert needed(world.lake, 1) == "the process_sla table changed"
    kept, *_ = facts_of(world.lake, 1)
    world.put(PROCESS_SLA, [later(later(promise(300)))])
    world.lake.store(PROCESS_SLA).append(world.lake.store(PROCESS_SLA).scan().collect().clear())
    rebuild(world.lake, 2)
    assert facts_of(world.lake, 2)[0].equals(kept)


def test_a_changed_calendar_asks_for_a_rebuild(world: World) -> None:
    holiday = calendar_rows(
        "cn", date(2026, 11, 12), date(2026, 11, 12), off=frozenset({date(2026, 11, 12)})
    )
    world.put(CALENDAR, [later(row) for row in holiday])
    assert needed(world.lake, 1) == "the calendar table changed"


def test_another_zone_of_a_company_asks_for_a_rebuild(world: World) -> None:
    world.put(COMPANIES, [later(company("c1", zone="Asia/Singapore"))])
    assert needed(world.lake, 1) == "the companies table changed"


@pytest.mark.parametrize(
    ("table", "row"),
    [
        (COMPANIES, company("c9", name="A new one")),
        (COMPANIES, company("c1", name="Renamed")),
        (PROCESS_SLA, promise(77, node="finance")),
        (CALENDAR, calendar_rows("cn", date(2026, 11, 12), date(2026, 11, 12))[0] | {"note": "x"}),
    ],
)
def test_what_facts_do_not_use_asks_for_nothing(world: World, table: Any, row: Any) -> None:
    world.put(table, [later(row)])
    assert needed(world.lake, 1) is None


def test_delivering_and_compacting_the_same_rows_asks_for_nothing(world: World) -> None:
    store = world.lake.store(CALENDAR)
    store.append(store.scan().collect())
    store.compact(force=True)
    assert needed(world.lake, 1) is None


def test_documents_of_a_new_company_are_refreshed_without_a_rebuild(world: World) -> None:
    world.put(COMPANIES, [company("c9")])
    number = next(n for n in range(40) if f"A{n}" not in world.approvals)
    row = world._approval(number) | {"company_id": "c9", "previous_id": None}
    world.put(APPROVALS, [row])
    refresh(world.lake, 1)
    rows, *_ = facts_of(world.lake, 1)
    assert rows.filter(company_id="c9").height >= 1


def test_new_fact_code_asks_for_a_rebuild(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    now = facts.inputs.FACT_VERSION
    monkeypatch.setattr(facts.rebuild, "FACT_VERSION", now + 1)
    assert needed(world.lake, 1) == (
        f"facts of version {now} were built, version {now + 1} is meant"
    )


def test_a_change_of_much_of_a_table_asks_for_a_rebuild_instead_of_a_refresh(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(facts.inputs, "MANY", 5)
    monkeypatch.setattr(facts.inputs, "SHARE", 0.2)
    world.change(1)
    assert needed(world.lake, 1) is None
    assert refresh(world.lake, 1).documents_touched
    world.change(35)
    reason = needed(world.lake, 1)
    assert reason is not None
    assert reason.startswith("much of the approval")
    with pytest.raises(RebuildNeeded, match="much of the approval"):
        refresh(world.lake, 1)
    rebuild(world.lake, 2)
    assert needed(world.lake, 2) is None
    monkeypatch.undo()
    refresh(world.lake, 1)
    for built, refreshed in zip(facts_of(world.lake, 2), facts_of(world.lake, 1), strict=True):
        assert built.equals(refreshed)


def test_batches_of_any_size_give_the_same_facts(world: World) -> None:
    rebuild(world.lake, 2, documents_at_once=3)
    for small, whole in zip(facts_of(world.lake, 2), facts_of(world.lake, 1), strict=True):
        assert small.equals(whole)


def test_a_rebuild_that_died_is_not_complete_and_can_be_run_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = 0
    append = Store.append

    def dies(self: Store, *args: Any, **kwargs: Any) -> int:
        nonlocal calls
        calls += 1
        if calls == 4:
            raise KeyboardInterrupt
        return append(self, *args, **kwargs)

    with monkeypatch.context() as patch:
        patch.setattr(Store, "append", dies)
        with pytest.raises(KeyboardInterrupt):
            rebuild(world.lake, 2, documents_at_once=3)
    assert needed(world.lake, 2) == "generation 2 was never built to its end"
    world.change(10)
    rebuild(world.lake, 2, documents_at_once=3)
    refresh(world.lake, 1)
    for again, running in zip(facts_of(world.lake, 2), facts_of(world.lake, 1), strict=True):
        assert again.equals(running)


def test_a_complete_generation_is_refreshed_not_thrown_away(world: World) -> None:
    before = world.lake.store(APPROVAL, 1).version()
    world.change(10)
    rebuild(world.lake, 1)
    assert world.lake.store(APPROVAL, 1).version() == before + 1


def test_the_pin_gets_one_version_of_each_fact_store(world: World) -> None:
    done = rebuild(world.lake, 3)
    names = {f"facts.{fact.name}.g3" for fact in FACTS.values()}
    assert set(done.versions) == names
    assert done.versions == FactStores.of(world.lake, 3).versions()
    days = world.lake.store(CALENDAR_DAY, 3).scan().collect()
    assert days.height == world.lake.store(CALENDAR).scan().select(pl.len()).collect().item()


def test_an_empty_lake_has_empty_facts(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    done = rebuild(lake, 1)
    assert done.documents_touched == 0
    assert needed(lake, 1) is None
    assert refresh(lake, 1).versions == done.versions
    assert {lake.store(t).version() for t in (APPROVALS, APPROVAL_STEPS)} == {-1}
