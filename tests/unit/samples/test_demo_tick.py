"""A small demo enterprise that keeps moving."""

import datetime as dt
import random
from collections import Counter

import pytest

from samples.demo.generate import build
from samples.demo.moments import ZONE
from samples.demo.tick import Ticker
from tests.unit.samples.oa import content_hash, faults, one, rows

TODAY = dt.date(2026, 11, 19)  # a Thursday
AFTER = dt.datetime(2026, 11, 19, 18, 0, 10, tzinfo=ZONE)


@pytest.fixture
def oa(tmp_path):
    path = tmp_path / "oa.db"
    build(path, 3, TODAY, approvals=1_500)
    return path


def run(path, ticks, *, begin=AFTER, every=7, at_least=2, seed=1):
    ticker = Ticker(path, rng=random.Random(seed))
    done = Counter()
    for number in range(ticks):
        done += ticker.tick(begin + dt.timedelta(seconds=number * every), at_least=at_least)
    ticker.close()
    return done


def test_the_same_seed_and_day_give_the_same_rows(oa, tmp_path):
    again, other = tmp_path / "again.db", tmp_path / "other.db"
    build(again, 3, TODAY, approvals=1_500)
    build(other, 4, TODAY, approvals=1_500)
    assert content_hash(oa) == content_hash(again)
    assert content_hash(oa) != content_hash(other)


def test_a_database_is_never_overwritten(oa):
    before = content_hash(oa)
    with pytest.raises(FileExistsError, match="never overwritten"):
        build(oa, 3, TODAY, approvals=10)
    assert content_hash(oa) == before
    assert [p.name for p in oa.parent.iterdir() if "building" in p.name] == []


def test_history_never_reaches_into_the_future(tmp_path):
    noon = dt.datetime(2026, 11, 19, 4, 0, tzinfo=dt.UTC)  # 12:00 in Shanghai
    path = tmp_path / "noon.db"
    assert build(path, 3, noon, approvals=1_500).until == "2026-11-19 12:00:00"
    assert one(path, "SELECT max(lastmod) FROM workflow_requestbase") <= "2026-11-19 12:00:00"


def test_ticks_move_cursors_forward_and_keep_order(oa):
    last = one(oa, "SELECT max(lastmod) FROM workflow_requestbase")
    count = one(oa, "SELECT count(*) FROM workflow_requestbase")
    done = run(oa, 400)
    assert done["filed"] > 20
    assert done["acted"] > 100
    assert done["mended"] > 0
    assert one(oa, "SELECT count(*) FROM workflow_requestbase") == (
        count + done["filed"] + done["filed_again"]
    )
    assert one(oa, "SELECT count(*) FROM workflow_requestbase WHERE lastmod > ?", last) > 50
    assert faults(oa) == {}
    marks = one(oa, "SELECT count(*) - count(DISTINCT requestmark) FROM workflow_requestbase")
    assert marks == 0


def test_dirt_is_mended_with_a_newer_cursor(oa):
    wrong = one(oa, "SELECT count(*) FROM oa_repair WHERE done = 0")
    done = run(oa, 400)
    assert one(oa, "SELECT count(*) FROM oa_repair WHERE done = 0") == wrong - done["mended"]
    stale = rows(
        oa,
        "SELECT lastmod FROM workflow_requestbase WHERE requestid IN"
        " (SELECT rowkey FROM oa_repair WHERE done = 1 AND columnname <> 'logtype')",
    )
    assert stale
    assert min(stale)[0] > "2026-11-19 18:00:00"


def test_a_restarted_ticker_goes_on_and_two_may_run(oa):
    run(oa, 60)
    first, second = Ticker(oa, rng=random.Random(5)), Ticker(oa, rng=random.Random(6))
    for number in range(60):
        moment = AFTER + dt.timedelta(minutes=10, seconds=number * 5)
        first.tick(moment, at_least=1)
        second.tick(moment, at_least=1)
    first.close()
    second.close()
    assert faults(oa) == {}


def test_the_night_is_quiet_but_not_dead(oa):
    moved = sum(
        run(oa, 200, begin=dt.datetime(2026, 11, 19, 19, 0, tzinfo=ZONE), at_least=0).values()
    )
    assert 20 < moved < 120


def test_a_silence_is_lived_through(oa):
    ticker = Ticker(oa, rng=random.Random(2))
    done = ticker.tick(dt.datetime(2026, 11, 25, 15, 0, tzinfo=ZONE))
    ticker.close()
    assert done["caught_up"] > 10
    filed = dict(rows(oa, "SELECT createdate, count(*) FROM workflow_requestbase GROUP BY 1"))
    assert filed["2026-11-20"] > 1
    assert filed["2026-11-24"] > 1
    assert faults(oa) == {}


def test_a_failed_tick_changes_nothing(oa, monkeypatch):
    before = content_hash(oa)
    ticker = Ticker(oa, rng=random.Random(2))
    monkeypatch.setattr("samples.demo.errands.save", _refuse)
    with pytest.raises(OSError, match="disk full"):
        ticker.tick(AFTER, at_least=30)
    ticker.close()
    assert content_hash(oa) == before


def _refuse(*_):
    raise OSError("disk full")


def test_a_missing_database_is_told(tmp_path):
    with pytest.raises(FileNotFoundError, match="no demo database"):
        Ticker(tmp_path / "nothing.db", rng=random.Random(1))
