from datetime import UTC, datetime, timedelta

import pytest

from state import State
from state.errors import PinHeld, PinMoved, StaleEpoch, UnknownPin
from state.rows import Pin, PinnedSource, Rejected
from tests.integration.state.conftest import Clock

MARK = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)


def publish(state: State, versions: dict[str, int], mark: datetime = MARK) -> Pin:
    newest = state.pins.newest()
    source = PinnedSource(source="oa", label="OA", watermark=mark, complete=True)
    return state.pins.publish(
        versions,
        sources=[source],
        cursors=state.cursors.snapshot(),
        previous=newest.id if newest else None,
        epoch_seen=state.cursors.epoch(),
    )


def test_cursors_resume_where_they_were_saved(state: State) -> None:
    assert state.cursors.get("oa", "approvals") is None
    epoch = state.cursors.epoch()
    state.cursors.save("oa", "approvals", '{"at": 1}', epoch_seen=epoch, watermark=MARK)
    state.cursors.save("oa", "approvals", '{"at": 2}', epoch_seen=epoch, watermark=MARK)
    saved = state.cursors.get("oa", "approvals")
    assert saved is not None
    assert (saved.value, saved.watermark, saved.epoch) == ('{"at": 2}', MARK, epoch)
    assert state.cursors.snapshot() == {"oa": {"approvals": '{"at": 2}'}}


def test_a_restore_sets_cursors_back_and_voids_work_begun_before(state: State) -> None:
    epoch = state.cursors.epoch()
    state.cursors.save("oa", "approvals", "1", epoch_seen=epoch)
    pin = publish(state, {"approvals": 1})
    state.cursors.save("oa", "approvals", "2", epoch_seen=epoch)
    state.cursors.save("oa", "people", "2", epoch_seen=epoch)
    undo = state.cursors.snapshot()
    later = state.cursors.restore(pin.cursors)
    assert later == epoch + 1
    assert state.cursors.snapshot() == {"oa": {"approvals": "1"}}
    with pytest.raises(StaleEpoch):
        state.cursors.save("oa", "approvals", "3", epoch_seen=epoch)
    state.cursors.restore(undo)
    assert state.cursors.snapshot() == {"oa": {"approvals": "2", "people": "2"}}
    state.cursors.forget("oa")
    assert state.cursors.snapshot() == {}


def test_only_changed_versions_make_a_new_pin(state: State, clock: Clock) -> None:
    first = publish(state, {"approvals": 1})
    clock.forward(minutes=1)
    later = MARK + timedelta(minutes=1)
    same = publish(state, {"approvals": 1}, later)
    assert (same.id, same.at, same.watermark) == (first.id, first.at, later)
    second = publish(state, {"approvals": 2})
    assert second.id > first.id
    assert state.pins.newest() == second
    assert state.pins.newest_id() == second.id
    assert [pin.id for pin in state.pins.list()] == [second.id, first.id]


def test_an_old_publisher_is_refused(state: State) -> None:
    first = publish(state, {"approvals": 5})
    publish(state, {"approvals": 6})
    epoch = state.cursors.epoch()
    with pytest.raises(PinMoved):
        state.pins.publish({"approvals": 7}, previous=first.id, epoch_seen=epoch)
    with pytest.raises(PinMoved, match="backwards"):
        publish(state, {"approvals": 5})
    state.cursors.restore({})
    newest = state.pins.newest_id()
    with pytest.raises(PinMoved):
        state.pins.publish({"approvals": 9}, previous=newest, epoch_seen=epoch)
    assert publish(state, {"approvals": 4}).epoch == epoch + 1


def test_as_of_finds_the_pin_of_a_moment(state: State, clock: Clock) -> None:
    before = clock.now - timedelta(seconds=1)
    first = publish(state, {"a": 1})
    clock.forward(hours=1)
    second = publish(state, {"a": 2})
    assert state.pins.as_of(before) is None
    assert state.pins.as_of(first.at) == first
    assert state.pins.as_of(second.at - timedelta(seconds=1)) == first
    assert state.pins.as_of(second.at) == second
    assert state.pins.get(first.id) == first
    with pytest.raises(UnknownPin):
        state.pins.get(999)


def test_a_clock_set_back_does_not_reorder_pins(state: State, clock: Clock) -> None:
    first = publish(state, {"a": 1})
    clock.forward(hours=-5)
    assert publish(state, {"a": 2}).at == first.at


def test_thinning_spares_held_pins_until_released(state: State, clock: Clock) -> None:
    pins = [publish(state, {"a": 0, "old": 0})]
    for version in range(1, 5):
        clock.forward(minutes=5)
        pins.append(publish(state, {"a": version}))
    hold = state.pins.hold("周例会", pins[0].id, by="admin")
    assert state.pins.holds() == (hold,)
    with pytest.raises(PinHeld):
        state.pins.hold("周例会", pins[1].id, by="admin")
    with pytest.raises(UnknownPin):
        state.pins.hold("other", 999, by="admin")
    clock.forward(days=3)
    publish(state, {"a": 9})
    removed = state.pins.thin(clock.now)
    assert [pin.id for pin in removed] == [pin.id for pin in pins[1:4]]
    assert state.pins.needed() == {"a": {0, 4, 9}, "old": {0}}
    assert state.pins.release("周例会")
    assert not state.pins.release("周例会")
    assert [pin.id for pin in state.pins.thin(clock.now)] == [pins[0].id]
    assert publish(state, {"a": 10}).id > pins[-1].id + 1


def test_a_source_tells_how_it_is_doing(state: State, clock: Clock) -> None:
    state.sources.started("oa", "泛微 OA")
    state.sources.failed("oa", "The server did not answer")
    failed = state.sources.get("oa")
    assert failed is not None
    assert (failed.last_error, failed.complete, failed.last_ok_at) == (
        "The server did not answer",
        False,
        None,
    )
    clock.forward(minutes=5)
    state.sources.succeeded("oa", watermark=MARK, rows=7)
    state.sources.succeeded("oa", watermark=MARK - timedelta(days=1), rows=8)
    (now,) = state.sources.list()
    assert (now.last_error, now.complete, now.watermark, now.rows, now.label) == (
        None,
        True,
        MARK,
        8,
        "泛微 OA",
    )
    state.sources.rewind("oa", None)
    assert state.sources.get("oa").complete is False  # type: ignore[union-attr]
    state.sources.forget("oa")
    assert state.sources.list() == ()


def test_the_run_log_says_what_happened(state: State, clock: Clock) -> None:
    good, bad, cut = (state.runs.start("sync", source=name) for name in ("oa", "erp", "crm"))
    clock.forward(seconds=3)
    state.runs.finish(good, counts={"rows": 12, "quarantined": 1})
    state.runs.finish(bad, error="No route to the database", partial=True, counts={"rows": 2})
    assert state.runs.interrupt() == 1
    state.runs.finish(cut, counts={"rows": 1})
    assert [(run.source, run.status, run.counts) for run in state.runs.list()] == [
        ("crm", "interrupted", {}),
        ("erp", "partial", {"rows": 2}),
        ("oa", "ok", {"rows": 12, "quarantined": 1}),
    ]
    (one,) = state.runs.list(source="erp", kind="sync")
    assert one.error == "No route to the database"
    with pytest.raises(LookupError):
        state.runs.finish(999)
    clock.forward(days=91)
    assert state.runs.purge() == 3


def test_quarantine_keeps_rows_until_mended(state: State, clock: Clock) -> None:
    bad = [
        Rejected(row_id=f"r{i}", key=f'["{i}"]', reason="null_key", raw="{}") for i in range(1200)
    ]
    assert state.quarantine.put("oa", "approvals", bad) == 1200
    first = clock.now
    clock.forward(minutes=1)
    again = Rejected(row_id="r7", key="7", reason="bad_date", raw='{"a": 1}', reasons="bad_date:x")
    state.quarantine.put("oa", "approvals", [again])
    assert state.quarantine.counts() == {
        ("oa", "approvals", "bad_date"): 1,
        ("oa", "approvals", "null_key"): 1199,
    }
    (newest,) = state.quarantine.list(limit=1)
    assert (newest.row_id, newest.first_seen_at, newest.last_seen_at, newest.raw) == (
        "r7",
        first,
        clock.now,
        '{"a": 1}',
    )
    page = state.quarantine.list(source="oa", table="approvals", limit=10, offset=1195)
    assert len(page) == 5
    assert state.quarantine.resolve("oa", "approvals", [f"r{i}" for i in range(100, 2000)]) == 1100
    assert state.quarantine.resolve("oa", "people", ["r1"]) == 0
    assert state.quarantine.resolve_unseen("oa", "approvals", since=clock.now) == 99
    assert state.quarantine.ids("oa", "approvals") == {"r7"}
    assert state.quarantine.count(reason="bad_date") == 1
