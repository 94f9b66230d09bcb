"""Refreshing after changes gives the facts a full rebuild gives, row for row."""

import tempfile
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import facts.batches
from facts.definition import APPROVAL
from facts.inputs import FactStores, recorded_versions
from facts.rebuild import needed, rebuild
from facts.refresh import refresh
from lake.errors import RebuildNeeded
from lake.store import Store
from tables.approvals import APPROVAL_STEPS, APPROVALS
from tests.unit.facts.lakes import World, facts_of


def same(world: World, generation: int) -> None:
    """Generation equals a rebuild of the same tables from nothing."""
    other = max(world.lake.generations(APPROVAL), default=0) + 1
    rebuild(world.lake, other, documents_at_once=15)
    for got, want in zip(
        facts_of(world.lake, generation), facts_of(world.lake, other), strict=True
    ):
        assert got.equals(want), got.join(want, on=got.columns, how="anti", nulls_equal=True)


@settings(max_examples=3, deadline=None)
@given(st.integers(0, 2**32))
def test_refreshing_is_rebuilding(seed: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        world = World(Path(folder), seed, dirty=0.15)
        world.change(20)
        rebuild(world.lake, 1)
        for _ in range(2):
            world.change(world.rng.randint(1, 12))
            if world.rng.random() < 0.3:
                world.lake.store(APPROVALS).compact(force=True)
            if world.rng.random() < 0.5:  # as in a new process
                world.lake.store(APPROVALS)._snapshots._memo.clear()
            refresh(world.lake, 1)
            same(world, 1)


def test_history_is_read_by_the_first_refresh_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World(tmp_path, 8)
    world.change(20)
    rebuild(world.lake, 1)
    world.change(5)
    refresh(world.lake, 1)
    world.change(10)
    scan = Store.scan

    def refuses(self: Store, *args: object, **kwargs: object) -> pl.LazyFrame:
        assert self.table not in (APPROVALS, APPROVAL_STEPS)
        return scan(self, *args, **kwargs)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(Store, "scan", refuses)
        assert refresh(world.lake, 1).documents_touched
    same(world, 1)


def test_a_crash_between_the_two_stores_is_made_good(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World(tmp_path, 5, dirty=0.15)
    world.change(20)
    rebuild(world.lake, 1)
    world.change(10)
    append = Store.append

    def dies(self: Store, *args: object, **kwargs: object) -> int:
        if self.table is APPROVAL:
            raise KeyboardInterrupt
        return append(self, *args, **kwargs)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(Store, "append", dies)
        with pytest.raises(KeyboardInterrupt):
            refresh(world.lake, 1)
    stores = FactStores.of(world.lake, 1)
    ahead = stores.approval_step.consumed("approvals")
    assert ahead is not None
    assert recorded_versions(stores)["approvals"] < ahead
    world.change(5)
    refresh(world.lake, 1)
    same(world, 1)


def test_a_large_change_is_written_in_parts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World(tmp_path, 11, dirty=0.15)
    world.change(20)
    rebuild(world.lake, 1)
    world.change(35)
    real = facts.batches.batches
    monkeypatch.setattr("facts.refresh.batches", lambda rows: real(rows, 4))
    refresh(world.lake, 1)
    same(world, 1)


def test_nothing_changed_writes_nothing(tmp_path: Path) -> None:
    world = World(tmp_path, 1)
    world.change(20)
    built = rebuild(world.lake, 1)
    assert refresh(world.lake, 1).versions == built.versions
    world.lake.store(APPROVALS).compact(force=True)
    again = refresh(world.lake, 1)
    assert again.versions == built.versions
    assert again.documents_touched == 0


def test_only_touched_documents_are_written(tmp_path: Path) -> None:
    world = World(tmp_path, 2)
    world.change(35)
    rebuild(world.lake, 1)
    store = world.lake.store(APPROVAL, 1)
    before = store.version()
    name = next(n for n, a in world.approvals.items() if not a["previous_id"])
    row = world.approvals[name] | {"title": "New title", "updated_at": world.tick()}
    world.put(APPROVALS, [row])
    done = refresh(world.lake, 1)
    written = store.changed(before)
    assert written.height == done.documents_touched < 10
    title = pl.col("title").filter(pl.col("latest_approval_id") == name)
    assert store.scan().select(title).collect().to_series().to_list() == ["New title"]


def test_versions_before_a_given_one_are_built(tmp_path: Path) -> None:
    world = World(tmp_path, 3)
    world.change(20)
    rebuild(world.lake, 1)
    world.change(10)
    goal = {t.name: world.lake.store(t).version() for t in (APPROVALS, APPROVAL_STEPS)}
    rebuild(world.lake, 2, until=goal)
    want = facts_of(world.lake, 2)
    world.change(10)
    done = refresh(world.lake, 1, until=goal)
    assert {n: done.inputs[n] for n in goal} == goal
    assert all(a.equals(b) for a, b in zip(facts_of(world.lake, 1), want, strict=True))
    refresh(world.lake, 1)
    same(world, 1)


def test_steps_wait_for_their_approval_and_are_counted(tmp_path: Path) -> None:
    world = World(tmp_path, 4)
    world.change(20)
    rebuild(world.lake, 1)
    number = next(n for n in range(40) if f"A{n}" not in world.approvals)
    approval = world._approval(number)
    steps = []
    while not steps:
        steps = world._new_steps(approval)
    world.put(APPROVAL_STEPS, steps)
    assert refresh(world.lake, 1).left_out == {"step_without_approval": len(steps)}
    same(world, 1)
    world.put(APPROVALS, [approval])
    assert refresh(world.lake, 1).left_out == {}
    same(world, 1)


def test_tables_restored_to_an_earlier_state_are_followed(tmp_path: Path) -> None:
    world = World(tmp_path, 6)
    world.change(20)
    rebuild(world.lake, 1)
    before = {t.name: world.lake.store(t).version() for t in (APPROVALS, APPROVAL_STEPS)}
    world.change(15)
    refresh(world.lake, 1)
    for of in (APPROVALS, APPROVAL_STEPS):
        world.lake.store(of).restore(before[of.name])
    refresh(world.lake, 1)
    same(world, 1)


def test_a_generation_never_built_is_refused(tmp_path: Path) -> None:
    world = World(tmp_path, 7)
    with pytest.raises(RebuildNeeded, match="generation 1"):
        refresh(world.lake, 1)
    assert needed(world.lake, 1) == "generation 1 was never built to its end"
