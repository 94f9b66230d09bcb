"""A small ERP that keeps moving beside its OA."""

import datetime as dt
import random
from collections import Counter
from pathlib import Path

import pytest

from samples.demo.erp.ending import UNDATED
from samples.demo.erp.errands import ERRANDS
from samples.demo.erp.generate import build as build_erp
from samples.demo.erp.tick import ErpTicker
from samples.demo.generate import build
from samples.demo.moments import ZONE
from samples.demo.tick import Ticker
from tests.unit.samples.oa import ERP_FAULTS, content_hash, faults, one, rows

TODAY = dt.date(2026, 11, 19)  # a Thursday
AFTER = dt.datetime(2026, 11, 19, 18, 0, 10, tzinfo=ZONE)


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("erp")
    build(folder / "oa.db", 3, TODAY, approvals=5_000)
    build_erp(folder / "erp.db", 3, TODAY, oa=folder / "oa.db", months=2)
    return folder


@pytest.fixture
def home(built, tmp_path) -> Path:
    for name in ("oa.db", "erp.db"):
        (tmp_path / name).write_bytes((built / name).read_bytes())
    return tmp_path


def opened(home: Path, seed: int = 1) -> ErpTicker:
    return ErpTicker(home / "erp.db", oa=home / "oa.db", rng=random.Random(seed))


def run(home: Path, ticks: int, *, every=7, at_least=3, seed=1, oa_least=2) -> Counter[str]:
    oa, erp = Ticker(home / "oa.db", rng=random.Random(seed)), opened(home, seed)
    done = Counter()
    for number in range(ticks):
        now = AFTER + dt.timedelta(seconds=number * every)
        oa.tick(now, at_least=oa_least)
        done += erp.tick(now, at_least=at_least)
    oa.close()
    erp.close()
    return done


def test_the_same_seed_and_day_give_the_same_rows(built, tmp_path):
    again, other = tmp_path / "again.db", tmp_path / "other.db"
    build_erp(again, 3, TODAY, oa=built / "oa.db", months=2)
    build_erp(other, 4, TODAY, oa=built / "oa.db", months=2)
    assert content_hash(built / "erp.db") == content_hash(again)
    assert content_hash(again) != content_hash(other)


def test_a_database_is_never_overwritten_and_needs_its_oa(home, tmp_path):
    before = content_hash(home / "erp.db")
    with pytest.raises(FileExistsError, match="never overwritten"):
        build_erp(home / "erp.db", 3, TODAY, oa=home / "oa.db")
    assert content_hash(home / "erp.db") == before
    with pytest.raises(FileNotFoundError, match="build it first"):
        build_erp(tmp_path / "new.db", 3, TODAY, oa=tmp_path / "nothing.db")
    assert not (tmp_path / "new.db").exists()


def test_history_never_reaches_into_the_future(built, tmp_path):
    noon = dt.datetime(2026, 11, 19, 4, 0, tzinfo=dt.UTC)  # 12:00 in Shanghai
    path = tmp_path / "noon.db"
    assert build_erp(path, 3, noon, oa=built / "oa.db", months=1).until == "2026-11-19 12:00:00"
    assert faults(path, ERP_FAULTS) == {}
    for table in (
        "t_pur_order",
        "t_sal_order",
        "t_stk_invlog",
        "t_gl_voucherentry",
        "t_ap_paybill",
    ):
        assert one(path, f"SELECT max(FMODIFYDATE) FROM {table}") <= "2026-11-19 12:00:00"


def test_ticks_move_everything_on_and_keep_the_books(home):
    path = home / "erp.db"
    assert faults(path, ERP_FAULTS) == {}
    tables = ("t_pur_order", "t_stk_instock", "t_ap_payable", "t_ar_receivable", "t_stk_invlog",
              "t_bm_execute", "t_gl_voucherentry")  # fmt: skip
    before = {name: one(path, f"SELECT count(*) FROM {name}") for name in tables}
    last = one(path, "SELECT max(FMODIFYDATE) FROM t_pur_order")
    done = run(home, 400, at_least=4, oa_least=4)
    assert faults(path, ERP_FAULTS) == {}
    assert all(one(path, f"SELECT count(*) FROM {n}") > before[n] for n in tables)
    assert one(path, "SELECT count(*) FROM t_pur_order WHERE FMODIFYDATE > ?", last) > 50
    often = {"ordered", "called_off", "delivered", "charged", "shipped", "billed", "collected",
             "used", "formed", "arrived", "mended", "counted"}  # fmt: skip
    assert {name for name in often if done[name] < 2} == set()
    assert {name for name in ("paid", "applied") if not done[name]} == set()


def test_every_errand_alone_keeps_the_books(home, monkeypatch):
    erp = opened(home)
    now = dt.datetime(2026, 11, 20, 9, 5, tzinfo=ZONE)
    idle, broken = set(), {}
    for errand in ERRANDS:
        monkeypatch.setattr("samples.demo.erp.tick.ERRANDS", (errand,))
        done = Counter()
        for _ in range(3):
            now += dt.timedelta(minutes=12)
            done += erp.tick(now, at_least=3)
        if not done[errand.name]:
            idle.add(errand.name)
        if found := faults(home / "erp.db", ERP_FAULTS):
            broken[errand.name] = found
    erp.close()
    assert broken == {}
    assert idle <= {"paid", "applied", "paid_due", "settled_up", "billed", "ended"}


def test_contracts_end_on_a_day(home, monkeypatch):
    path = home / "erp.db"
    erp = opened(home)
    (ended,) = (errand for errand in ERRANDS if errand.name == "ended")
    monkeypatch.setattr("samples.demo.erp.tick.ERRANDS", (ended,))
    done = erp.tick(dt.datetime(2026, 11, 20, 9, 5, tzinfo=ZONE), at_least=60)
    erp.close()
    assert faults(path, ERP_FAULTS) == {}
    closed = dict(rows(path, "SELECT FID, FCLOSEDATE FROM t_con_contract WHERE FSTATE <> 0"
                             " AND FMODIFYDATE >= '2026-11-20'"))  # fmt: skip
    assert len(closed) == done["ended"] > 3
    told = {number: "2026-11-20" for number in closed if number % UNDATED}
    assert {n: day for n, day in closed.items() if day} == told


def test_what_the_oa_approves_is_carried_out(home):
    oa = home / "oa.db"
    run(home, 200, oa_least=8)
    found = rows(
        oa, "SELECT requestmark, workflowid, je FROM workflow_requestbase JOIN formtable_main"
        " USING (requestid) WHERE requeststatus = 2 AND deleted = 0 AND subcompanyid IN (1, 2)"
        " AND workflowid IN (13, 14, 15) AND finishdate || ' ' || finishtime > ?"
        " AND finishdate || ' ' || finishtime < ?", "2026-11-19 18:00:00", "2026-11-19 18:20:00",
    )  # fmt: skip
    assert len(found) > 5
    amounts = {
        13: "SELECT FALLAMOUNT FROM t_pur_req WHERE FOANO = ?",
        14: "SELECT FALLAMOUNT FROM t_con_contract WHERE FOANO = ?",
        15: "SELECT FPAYAMOUNT_F / 100.0 FROM t_ap_paybill WHERE FOANO = ?",
    }
    for number, flow, amount in found:
        assert one(home / "erp.db", amounts[flow], number) == pytest.approx(float(amount))


def test_dirt_is_mended_with_a_newer_cursor(home):
    path = home / "erp.db"
    wrong = one(path, "SELECT count(*) FROM erp_repair WHERE done = 0")
    done = run(home, 150, at_least=8)
    assert done["mended"] > 3
    assert one(path, "SELECT count(*) FROM erp_repair WHERE done = 0") == wrong - done["mended"]
    mended = rows(path, "SELECT tablename, rowkey FROM erp_repair WHERE done = 1")
    for table, key in mended:
        column = "FENTRYID" if table == "t_stk_countentry" else "FID"
        changed = one(path, f"SELECT FMODIFYDATE FROM {table} WHERE {column} = ?", key)
        assert changed > "2026-11-19 18:00:00"


def test_a_restarted_ticker_goes_on_and_two_may_run(home):
    run(home, 40)
    first, second = opened(home, 5), opened(home, 6)
    for number in range(60):
        moment = AFTER + dt.timedelta(minutes=10, seconds=number * 5)
        first.tick(moment, at_least=2)
        second.tick(moment, at_least=2)
    first.close()
    second.close()
    assert faults(home / "erp.db", ERP_FAULTS) == {}


def test_a_silence_over_the_end_of_a_month_is_lived_through(home):
    path = home / "erp.db"
    Ticker(home / "oa.db", rng=random.Random(2)).tick(dt.datetime(2026, 12, 11, 15, tzinfo=ZONE))
    erp = opened(home, 2)
    done = erp.tick(dt.datetime(2026, 12, 11, 15, 0, 5, tzinfo=ZONE))
    erp.close()
    assert done["caught_up"] > 100
    assert faults(path, ERP_FAULTS) == {}
    assert one(path, "SELECT max(FPERIODEND) FROM t_stk_balance") == "20261130"
    assert one(path, "SELECT FENDRATE FROM t_bd_rate WHERE FYEARPERIOD = '202611'") > 6
    assert one(path, "SELECT count(*) FROM t_hr_salary WHERE FPERIOD = '2026-11'") > 450
    sold = dict(rows(path, "SELECT FDATE, count(*) FROM t_sal_order GROUP BY 1"))
    assert sold["2026-11-24"] > 5
    assert sold["2026-12-08"] > 5


def test_a_failed_tick_changes_nothing(home, monkeypatch):
    before = content_hash(home / "erp.db")
    erp = opened(home)
    monkeypatch.setattr("samples.demo.erp.tick.take_order", _refuse)
    with pytest.raises(OSError, match="disk full"):
        erp.tick(dt.datetime(2026, 11, 20, 17, 0, tzinfo=ZONE), at_least=10)
    erp.close()
    assert content_hash(home / "erp.db") == before


def _refuse(*_):
    raise OSError("disk full")


def test_a_missing_database_is_told(tmp_path):
    with pytest.raises(FileNotFoundError, match="no demo ERP"):
        opened(tmp_path)


def test_what_falls_due_is_paid_in_the_weeks_that_follow(home):
    Ticker(home / "oa.db", rng=random.Random(2)).tick(dt.datetime(2026, 12, 4, 15, tzinfo=ZONE))
    erp = opened(home, 2)
    erp.tick(dt.datetime(2026, 12, 4, 15, 0, 5, tzinfo=ZONE))
    erp.close()
    paid = "SELECT count(*) FROM t_ap_paybill WHERE FPAYDATE > '2026-11-19' AND FBILLTYPEID = ?"
    assert one(home / "erp.db", paid, "FKYX") > 10
    assert one(home / "erp.db", paid, "FKSQ") > 0
