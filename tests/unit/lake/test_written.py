"""How much was written between two versions."""

from datetime import timedelta
from pathlib import Path

import pytest

from lake.errors import RebuildNeeded
from lake.lake import Lake
from lake.store import Store
from tests.unit.lake.model import DOC, doc, frame


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Lake(tmp_path / "lake", timeout=5).store(DOC)


def put(store: Store, *numbers: int, hour: int) -> int:
    return store.append(frame(DOC, [doc(number, hour) for number in numbers]))


def test_every_batch_after_a_version_counts_whatever_it_repeats(store: Store):
    first = put(store, 1, 2, 3, hour=1)
    second = put(store, 3, 4, hour=2)
    third = put(store, 3, hour=3)
    assert store.written(-1) == 6
    assert store.written(first) == 3
    assert store.written(first, second) == 2
    assert store.written(third) == 0


def test_compaction_writes_nothing_new(store: Store):
    first = put(store, 1, 2, 3, hour=1)
    store.compact(force=True)
    assert store.written(first) == 0
    put(store, 4, hour=2)
    store.compact(force=True)
    assert store.written(first) == 1 == store.changed(first).height


def test_a_restore_counts_what_only_one_of_the_versions_has(store: Store):
    first = put(store, 1, 2, 3, hour=1)
    second = put(store, 4, 5, hour=2)
    store.restore(first)
    assert store.written(second) == 2 == store.changed(second).height


def test_a_version_that_was_cleaned_away_asks_for_a_rebuild(store: Store):
    first = put(store, 1, hour=1)
    put(store, 2, hour=2)
    store.compact(force=True)
    assert store.clean(keep=(), older_than=timedelta(0)).files
    with pytest.raises(RebuildNeeded, match=f"version {first}"):
        store.written(first)
