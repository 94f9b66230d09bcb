"""The worker on a real lake, a real state and a changing SQLite source."""

import random
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from dbos import DBOSClient

import facts.inputs
from connectors.definition import Batch
from tests.chaos.fleet import Worker
from tests.chaos.source import Writer
from tests.chaos.verify import deep_differences, differences
from worker import api
from worker.advance import advance, generation, rebuild
from worker.home import Home, UnknownSource
from worker.names import APP, SOURCES, SYNC
from worker.plan import due
from worker.queue import serializer
from worker.sync import sync
from worker.ticker import Ticker

PATIENCE = 90.0


@pytest.fixture
def process(tmp_path: Path, home: Home) -> Iterator[Worker]:
    made = Worker(home=tmp_path, rng=random.Random(1))
    yield made
    made.kill()


def wait_for(what: str, done: object, seconds: float = PATIENCE) -> float:
    """Seconds until `done()` holds; fails when it never does."""
    assert callable(done)
    began = time.monotonic()
    while time.monotonic() < began + seconds:
        if done():
            return time.monotonic() - began
        time.sleep(0.2)
    raise AssertionError(f"{what} did not happen within {seconds} s")


def test_a_round_brings_the_lake_facts_and_pin_to_the_source(home: Home, writer: Writer) -> None:
    assert api.sync_once(home).ok
    for _ in range(10):
        writer.step()
    assert api.sync_once(home).ok
    assert deep_differences(home, writer.path) == []


def test_much_that_arrives_at_once_is_built_anew_beside_and_published(
    home: Home, writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = api.sync_once(home).pin
    monkeypatch.setattr(facts.inputs, "MANY", 20)
    for _ in range(60):
        writer.step()
    done = api.sync_once(home)
    assert done.ok
    assert (generation(first), generation(done.pin)) == (1, 2)
    assert deep_differences(home, writer.path) == []


def test_a_round_that_finds_nothing_new_publishes_nothing_new(home: Home) -> None:
    first = api.sync_once(home)
    again = api.sync_once(home)
    assert first.pin is not None
    assert again.pin is not None
    assert (again.pin.id, again.pin.versions) == (first.pin.id, first.pin.versions)
    assert not any(one.changed for one in again.sources)


def test_a_source_that_is_down_stops_no_other_and_says_so(home: Home, writer: Writer) -> None:
    assert api.sync_once(home).ok
    before = home.state.sources.get("oa")
    writer.path.rename(writer.path.with_suffix(".away"))
    summary = api.sync_once(home)
    after = home.state.sources.get("oa")
    assert {one.source: one.problem is None for one in summary.sources} == {
        "org": True,
        "days": True,
        "oa": False,
    }
    assert before is not None
    assert after is not None
    assert after.last_error
    assert after.watermark == before.watermark
    assert summary.pin is not None  # what was known is still there, only stale


def test_a_broken_row_waits_in_quarantine_until_it_is_mended(home: Home, writer: Writer) -> None:
    api.sync_once(home)
    with sqlite3.connect(writer.path) as db:
        db.execute("UPDATE form SET state = 99, changed = ? WHERE nr = 3", (int(time.time()),))
    api.sync_once(home)
    assert [row.reason for row in home.state.quarantine.list(source="oa")] == ["unmapped_value"]
    writer.mend(1.0)
    api.sync_once(home)
    assert home.state.quarantine.count(source="oa") == 0
    assert differences(home, writer.path) == []


def test_restore_goes_back_and_the_next_sync_converges(home: Home, writer: Writer) -> None:
    first = api.sync_once(home).pin
    assert first is not None
    for _ in range(8):
        writer.step()
    second = api.sync_once(home).pin
    assert second is not None
    back = api.restore(home, first.id)
    assert back.epoch == first.epoch + 1
    assert dict(back.cursors) == dict(first.cursors)
    undone = api.restore(home, second.id)
    assert undone.id > back.id
    api.restore(home, first.id)
    assert api.sync_once(home).ok
    assert deep_differences(home, writer.path) == []


def test_after_a_restore_even_a_rarely_asked_source_is_due_at_once(home: Home) -> None:
    pin = api.sync_once(home).pin
    assert pin is not None
    ticker = Ticker(home, "nobody")
    ticker._sources = home.sources()  # pyright: ignore[reportPrivateUsage]
    now = home.state.database.now()
    assert "days" not in due(ticker._sync_jobs(), (), now)  # pyright: ignore[reportPrivateUsage]
    api.restore(home, pin.id)
    assert "days" in due(ticker._sync_jobs(), (), now)  # pyright: ignore[reportPrivateUsage]


def test_a_sync_that_met_a_restore_does_not_call_itself_complete(home: Home) -> None:
    pin = api.sync_once(home).pin
    assert pin is not None

    class Restored:
        """Something is restored while the last table is read."""

        def __init__(self) -> None:
            self._inner = home.source("oa")

        def __getattr__(self, name: str) -> Any:
            return getattr(self._inner, name)

        def pull(self, table: str, since: str | None) -> Iterator[Batch]:
            if table == "approval_steps" and home.state.cursors.epoch() == pin.epoch:
                api.restore(home, pin.id)
            return self._inner.pull(table, since)

    assert sync(home, Restored()).problem is None
    status = home.state.sources.get("oa")
    assert status is not None
    assert not status.complete
    assert sync(home, home.source("oa")).problem is None
    again = home.state.sources.get("oa")
    assert again is not None
    assert again.complete


def test_a_held_pin_survives_until_released(home: Home) -> None:
    pin = api.sync_once(home).pin
    assert pin is not None
    api.hold(home, "weekly", pin.id, by="tester")
    assert [hold.name for hold in home.state.pins.holds()] == ["weekly"]
    assert api.release(home, "weekly")
    assert not api.release(home, "weekly")


def test_an_unknown_source_is_told_with_the_names_there_are(home: Home) -> None:
    with pytest.raises(UnknownSource, match="org, days, oa"):
        api.sync_once(home, "crm")


def test_without_a_worker_nobody_takes_a_request(home: Home) -> None:
    with pytest.raises(api.NoWorker):
        api.request_sync(home)


def test_a_running_worker_shows_a_change_soon_and_takes_requests(
    home: Home, writer: Writer, process: Worker
) -> None:
    api.sync_once(home)  # so that only the change itself is timed
    process.start()
    process.until_busy()
    wait_for("rest", lambda: differences(home, writer.path) == [])
    writer.step()
    wait_for("the change in a pin", lambda: differences(home, writer.path) == [], 30.0)
    (request,) = api.request_sync(home, "oa")
    wait_for("the request", lambda: api.is_done(home, request))
    assert process.stop() == 0


def test_an_upgrade_takes_over_what_the_old_version_left(
    home: Home, writer: Writer, process: Worker
) -> None:
    process.version = "old"
    process.start()
    process.until_busy()
    process.kill()
    client = DBOSClient(
        system_database_url=home.queue_url, serializer=serializer(), application_name=APP
    )
    left = client.enqueue(
        {
            "workflow_name": SYNC,
            "queue_name": SOURCES,
            "queue_partition_key": "oa",
            "app_version": "old",
            "workflow_id": "left-behind",
        },
        "oa",
    )
    process.version = "new"
    process.start()
    process.until_busy()
    wait_for("the takeover", lambda: left.get_status().status == "CANCELLED")
    heir = client.retrieve_workflow("left-behind~")
    wait_for("its work", lambda: heir.get_status().status == "SUCCESS")
    assert heir.get_status().app_version == "new"
    client.destroy()
    wait_for("rest", lambda: differences(home, writer.path) == [])
    assert process.stop() == 0


def test_documents_of_a_first_load_wait_for_companies_instead_of_standing_aside(
    home: Home, writer: Writer
) -> None:
    """A worker may publish an empty lake before anything has arrived."""
    empty = advance(home).pin
    assert empty is not None
    for source in home.sources():
        assert sync(home, source).problem is None
    held_back = advance(home)
    assert (held_back.pin, held_back.problem) == (empty, None)
    assert held_back.stale
    assert home.state.quarantine.count() == 0
    assert rebuild(home)
    assert advance(home).stale is None
    assert deep_differences(home, writer.path) == []
