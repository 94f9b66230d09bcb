"""A CRM that goes on living."""

import datetime as dt
import random
from collections import Counter

import pytest

from samples.demo.crm import tick as ticking
from samples.demo.crm.tick import Ticker
from samples.demo.moments import ZONE
from tests.unit.samples.crm.reading import content_hash, faults, one, rows

AFTER = dt.datetime(2026, 11, 19, 18, 0, 10, tzinfo=ZONE)
TABLES = ("account", "contact", "opportunity", "agreement", "complaint", "survey")


def run(path, ticks, *, begin=AFTER, every=7, at_least=2, seed=1):
    ticker = Ticker(path, rng=random.Random(seed))
    done = Counter()
    for number in range(ticks):
        done += ticker.tick(begin + dt.timedelta(seconds=number * every), at_least=at_least)
    ticker.close()
    return done


def test_ticks_change_rows_and_break_nothing(crm):
    done = run(crm, 300)
    assert {"revised", "moved", "answered", "reachable", "inquired", "complained"} <= set(done)
    assert faults(crm) == {}


def test_a_change_is_never_dated_before_one_that_was_there(crm):
    """Who reads by (modified, id) misses nothing: a tick's rows come after all earlier ones."""
    ticker = Ticker(crm, rng=random.Random(5))
    for number in range(40):
        last = max(one(crm, f"SELECT max(modified) FROM {table}") for table in TABLES)
        before = {table: dict(rows(crm, f"SELECT id, modified FROM {table}")) for table in TABLES}
        ticker.tick(AFTER + dt.timedelta(seconds=number), at_least=4)
        stamps = [
            modified
            for table in TABLES
            for key, modified in rows(crm, f"SELECT id, modified FROM {table}")
            if before[table].get(key) != modified
        ]
        assert all(stamp > last for stamp in stamps)
        assert len(set(stamps)) == len(stamps)
    ticker.close()


def test_a_new_phone_changes_the_customer_that_shows_it(crm):
    before = one(crm, "SELECT count(*) FROM account WHERE modified > created + 86400000")
    done = run(crm, 60, at_least=10)
    changed = one(crm, "SELECT count(*) FROM account WHERE modified > created + 86400000")
    assert done["reachable"] > 10
    assert changed > before


def test_a_silence_is_lived_through(crm):
    orders = one(crm, "SELECT count(*) FROM agreement")
    done = run(crm, 1, begin=dt.datetime(2026, 11, 26, 15, 0, tzinfo=ZONE), at_least=0)
    assert done["opportunity"] > 200
    assert one(crm, "SELECT count(*) FROM agreement") > orders + 50
    assert one(crm, "SELECT count(*) FROM opportunity WHERE closed > 1795082400000") > 20
    assert faults(crm) == {}


def test_a_restarted_ticker_goes_on_and_two_may_run(crm):
    run(crm, 30)
    first, second = Ticker(crm, rng=random.Random(5)), Ticker(crm, rng=random.Random(6))
    for number in range(30):
        moment = AFTER + dt.timedelta(hours=15, seconds=number * 5)
        first.tick(moment, at_least=1)
        second.tick(moment, at_least=1)
    first.close()
    second.close()
    assert faults(crm) == {}


def test_a_clock_set_back_does_nothing_twice(crm):
    run(crm, 1, begin=AFTER + dt.timedelta(hours=40))
    before = content_hash(crm)
    assert run(crm, 3, begin=AFTER) == Counter()
    assert content_hash(crm) == before


def test_the_night_is_quiet_but_not_dead(crm):
    night = dt.datetime(2026, 11, 19, 23, 0, tzinfo=ZONE)
    assert 5 < sum(run(crm, 200, begin=night, every=3, at_least=0).values()) < 60


def test_a_failed_tick_changes_nothing(crm, monkeypatch):
    before = content_hash(crm)
    ticker = Ticker(crm, rng=random.Random(2))

    def refuse(*_):
        raise OSError("disk full")

    monkeypatch.setattr(ticking.Book, "write", refuse)
    with pytest.raises(OSError, match="disk full"):
        ticker.tick(AFTER + dt.timedelta(days=1), at_least=5)
    ticker.close()
    assert content_hash(crm) == before


def test_a_missing_database_is_told(tmp_path):
    with pytest.raises(FileNotFoundError, match="no demo CRM"):
        Ticker(tmp_path / "nothing.db")
