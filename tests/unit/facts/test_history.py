"""Reading history month by month: whole chains, every approval once, never all changes at once."""

import random
from collections.abc import Collection
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from facts.chains import chains
from facts.history import history, spans
from facts.links import KEY
from facts.rebuild import rebuild
from lake.lake import Lake
from lake.store import Store
from tables.approvals import APPROVAL_STEPS, APPROVALS
from tests.unit.facts.lakes import World
from tests.unit.facts.world import approval, at, steps, table

c = pl.col
DONE = ("submit", "apply", "p0", "2026-11-02 09:00", "2026-11-02 09:00")


def lake(root: Path, *rows: dict[str, Any], acts: Collection[dict[str, Any]] = ()) -> Lake:
    made = Lake(root)
    made.store(APPROVALS).append(table(APPROVALS.schema, list(rows)))
    if acts:
        made.store(APPROVAL_STEPS).append(table(APPROVAL_STEPS.schema, list(acts)))
    return made


def versions(of: Lake) -> dict[str, int]:
    return {t.name: of.store(t).version() for t in (APPROVALS, APPROVAL_STEPS)}


def told(of: Lake, limit: int = 100) -> list[list[set[str]]]:
    """The approval ids of each slice of each span."""
    return [
        [set(rows.approvals["approval_id"]) for rows in span.slices]
        for span in history(of, versions(of), limit)
    ]


@pytest.mark.parametrize(
    ("rows", "limit", "wanted"),
    [
        ({}, 10, []),
        ({"b": 4, "a": 6, "c": 1}, 10, [["a", "b"], ["c"]]),
        ({"a": 11, "b": 11, "c": 5, "d": 5}, 10, [["a"], ["b"], ["c", "d"]]),
        ({"a": 0, "b": 30, "c": 0}, 10, [["a"], ["b"], ["c"]]),
    ],
)
def test_small_months_are_read_together_and_large_ones_alone(
    rows: dict[str, int], limit: int, wanted: list[list[str]]
) -> None:
    assert spans(rows, limit) == wanted


def test_a_chain_is_told_with_its_root_wherever_its_members_lie(tmp_path: Path) -> None:
    made = lake(
        tmp_path,
        approval("root", created_at="2026-03-02 09:00"),
        approval("late", created_at="2026-06-02 09:00", previous_id="root"),
        approval("early", created_at="2026-01-02 09:00", previous_id="late"),
        approval("other", created_at="2026-06-03 09:00", previous_id="never was"),
        acts=[
            row
            for name, month in (("root", "03"), ("late", "06"), ("early", "01"))
            for row in steps(name, DONE, created_at=at(f"2026-{month}-02 09:00"))
        ],
    )
    assert told(made, limit=1) == [[], [{"root", "late", "early"}], [{"other"}]]
    acts = [
        set(rows.steps["approval_id"])
        for span in history(made, versions(made), 1)
        for rows in span.slices
    ]
    assert acts == [{"root", "late", "early"}, set()]


def test_steps_are_alone_only_if_their_approval_is_nowhere(tmp_path: Path) -> None:
    astray = steps("A", DONE, DONE, created_at=at("2026-02-02 09:00"))
    lone = steps("nobody", DONE, DONE, DONE, created_at=at("2026-02-02 09:00"))
    made = lake(tmp_path, approval("A"), acts=[*astray, *lone])
    assert sum(span.lone_steps for span in history(made, versions(made), 1)) == 3


@pytest.mark.parametrize("limit", [1, 7, 1_000])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_approval_is_told_once_and_every_chain_whole(
    tmp_path: Path, seed: int, limit: int
) -> None:
    world = World(tmp_path, seed, size=60)
    for _ in range(3):
        world.change(30)
    if random.Random(seed).random() < 0.5:
        world.lake.store(APPROVALS).compact(force=True)
    slices = [ids for span in told(world.lake, limit) for ids in span]
    assert sorted(name for ids in slices for name in ids) == sorted(world.approvals)
    placed = chains(world.lake.store(APPROVALS).scan().collect()).select(*KEY, "document_id")
    roots = {name: root for _, name, root in placed.iter_rows()}
    for ids in slices:
        documents = {roots[name] for name in ids}
        assert len(documents) <= limit
        assert ids == {name for name, root in roots.items() if root in documents}


def test_changes_of_months_that_do_not_fit_together_are_weighed_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World(tmp_path, 9)
    world.change(40)
    scan, read = Store.scan, list[tuple[str, ...]]()

    def watched(self: Store, version: int | None = None, *, months: Any = None) -> pl.LazyFrame:
        if self.table in (APPROVALS, APPROVAL_STEPS):
            assert months is not None
            read.append(tuple(months))
        return scan(self, version, months=months)

    monkeypatch.setattr(Store, "scan", watched)
    rebuild(world.lake, 1, documents_at_once=3)
    assert max(map(len, read)) == 1
