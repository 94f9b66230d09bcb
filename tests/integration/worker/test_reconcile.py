"""Comparing keys deletes what is gone, and never a key that lives."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from typing import Any

import polars as pl
import pytest

from connectors.definition import Source
from tables.registry import TABLES
from tests.chaos.source import Writer
from tests.chaos.verify import deep_differences, differences
from worker import api
from worker.home import Home
from worker.reconcile import reconcile
from worker.sync import sync


class Misread:
    """The real source, of whose key readings some are falsified, or meet something."""

    def __init__(self, inner: Source, *readings: Callable[[pl.DataFrame], pl.DataFrame]) -> None:
        self._inner, self._readings = inner, list(readings)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def keys(self, table: str) -> Iterator[pl.DataFrame] | None:
        frames = self._inner.keys(table)
        if frames is None or table != "approvals" or not self._readings:
            return frames
        return map(self._readings.pop(0), [pl.concat(list(frames))])


def without_f1(keys: pl.DataFrame) -> pl.DataFrame:
    return keys.filter(pl.col("approval_id") != "F1")


def held(home: Home) -> set[str]:
    rows = home.lake.store(TABLES["approvals"]).scan().select("approval_id").collect()
    return set(rows["approval_id"])


@pytest.fixture
def synced(home: Home) -> Home:
    assert api.sync_once(home, keys=False).ok
    return home


def test_a_document_that_is_gone_is_deleted(synced: Home, writer: Writer) -> None:
    with sqlite3.connect(writer.path) as db:
        db.execute("DELETE FROM act WHERE form_id = 'F1'")
        db.execute("DELETE FROM form WHERE nr = 1")
    result = reconcile(synced, synced.source("oa"))
    assert result.problem is None
    assert result.counts.deletes >= 1
    assert "F1" not in held(synced)


def test_a_key_that_one_reading_missed_is_not_deleted(synced: Home) -> None:
    result = reconcile(synced, Misread(synced.source("oa"), without_f1))
    assert (result.problem, result.counts.deletes) == (None, 0)
    assert "F1" in held(synced)


def test_a_document_written_during_the_comparison_is_not_deleted(
    synced: Home, writer: Writer
) -> None:
    def while_another_process_syncs(keys: pl.DataFrame) -> pl.DataFrame:
        with sqlite3.connect(writer.path) as db:
            now = int(time.time())
            db.execute("UPDATE form SET caption = 'mended', changed = ? WHERE nr = 1", (now,))
        assert sync(synced, synced.source("oa")).counts.rows == 1
        return without_f1(keys)

    source = Misread(synced.source("oa"), without_f1, while_another_process_syncs)
    result = reconcile(synced, source)
    assert (result.problem, result.counts.deletes) == (None, 0)
    assert "F1" in held(synced)


def test_blanks_around_a_key_make_no_other_key(synced: Home) -> None:
    def padded(keys: pl.DataFrame) -> pl.DataFrame:
        return keys.with_columns("  " + pl.col("approval_id") + " ")

    result = reconcile(synced, Misread(synced.source("oa"), padded))
    assert (result.problem, result.counts.deletes, result.counts.rows) == (None, 0, 0)


def test_a_comparison_that_finds_nothing_changes_nothing(synced: Home, writer: Writer) -> None:
    before = synced.lake.store(TABLES["approvals"]).version()
    assert not reconcile(synced, synced.source("oa")).changed
    assert synced.lake.store(TABLES["approvals"]).version() == before
    assert differences(synced, writer.path) == []


def test_a_restore_during_the_comparison_deletes_nothing(synced: Home, writer: Writer) -> None:
    def while_somebody_restores(keys: pl.DataFrame) -> pl.DataFrame:
        newest = synced.state.pins.newest()
        assert newest is not None
        api.restore(synced, newest.id)
        return without_f1(keys)

    source = Misread(synced.source("oa"), without_f1, while_somebody_restores)
    assert reconcile(synced, source).counts.deletes == 0
    assert api.sync_once(synced).ok
    assert deep_differences(synced, writer.path) == []
