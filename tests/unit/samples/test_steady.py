"""One system of the demo that fails stops no other, says so, and comes back."""

import datetime as dt
import logging
from collections import Counter

import pytest

from samples.demo.erp.generate import build as build_erp
from samples.demo.generate import build
from samples.demo.moments import ZONE
from samples.demo.steady import LONGEST_REST, Steady
from samples.demo.tick import tick_all, tickers
from tests.unit.samples.oa import one

TODAY = dt.date(2026, 11, 19)
AFTER = dt.datetime(2026, 11, 19, 18, 0, 10, tzinfo=ZONE)


class Fragile:
    """A system that fails as often as it is told to."""

    def __init__(self, failures: int) -> None:
        self.failures, self.asked, self.closed = failures, 0, 0

    def tick(self, _: dt.datetime) -> Counter[str]:
        self.asked += 1
        if self.failures:
            self.failures -= 1
            raise KeyError("a bug of ours, no error of the database")
        return Counter(worked=1)

    def close(self) -> None:
        self.closed += 1


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_the_oa_goes_on_while_the_erp_is_broken(tmp_path, monkeypatch, caplog):
    oa = tmp_path / "oa.db"
    build(oa, 3, TODAY, approvals=1_500)
    build_erp(tmp_path / "erp.db", 3, TODAY, oa=oa, months=1)
    clock = Clock()
    systems = tickers(oa)
    for system in systems:
        monkeypatch.setattr(system, "_clock", clock)

    def broken(*_: object) -> None:
        raise RuntimeError("the ERP is on fire")

    acted = [one(oa, "SELECT value FROM oa_system WHERE name = 'acted'")]
    with monkeypatch.context() as patched, caplog.at_level(logging.ERROR):
        patched.setattr("samples.demo.erp.tick.month_ends", broken)
        for number in range(3):
            tick_all(systems, AFTER + dt.timedelta(seconds=3 * number))
            acted.append(one(oa, "SELECT value FROM oa_system WHERE name = 'acted'"))
    assert acted == sorted(set(acted))
    assert "The ERP could not tick" in caplog.text
    assert "the ERP is on fire" in caplog.text
    assert one(tmp_path / "erp.db", "SELECT value FROM erp_system WHERE name = 'acted'") < acted[1]
    clock.now += LONGEST_REST
    tick_all(systems, AFTER + dt.timedelta(minutes=9))
    last = one(tmp_path / "erp.db", "SELECT value FROM erp_system WHERE name = 'acted'")
    assert last == "2026-11-19 18:09:10"
    for system in systems:
        system.close()


def test_a_system_that_fails_is_opened_anew_and_left_alone_longer_each_time(caplog):
    fragile, clock, opened = Fragile(3), Clock(), []
    steady = Steady("It", lambda: opened.append(1) or fragile, clock=clock)
    with caplog.at_level(logging.INFO):
        for _ in range(30):
            steady.tick(AFTER)
            clock.now += 1
        assert (fragile.asked, fragile.closed, len(opened)) == (12, 3, 4)
    assert [bool(record.exc_info) for record in caplog.records[:3]] == [True, False, False]
    assert "tried again in 12 s" in caplog.records[2].message
    assert caplog.records[3].message == "It ticks again."


def test_a_system_that_can_not_be_opened_is_only_told(caplog):
    def missing() -> Fragile:
        raise FileNotFoundError("There is no demo ERP here.")

    assert Steady("It", missing).tick(AFTER) == Counter()
    assert "no demo ERP" in caplog.text


def test_who_interrupts_is_heard():
    class Interrupted(Fragile):
        def tick(self, _: dt.datetime) -> Counter[str]:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Steady("It", lambda: Interrupted(0)).tick(AFTER)
