"""The demo enterprise through the real worker: what its database holds is what the lake holds."""

import datetime as dt
import random
from functools import partial

import polars as pl
import pytest

from connectors.config import load
from samples import profiles
from samples.demo.crm import install as crm_install
from samples.demo.crm.generate import build as build_crm
from samples.demo.erp.generate import build as build_erp
from samples.demo.errands import ERRANDS
from samples.demo.generate import build
from samples.demo.moments import ZONE
from samples.demo.tick import Ticker
from settings import Settings
from tables.registry import TABLES
from tests.unit.samples.oa import one, rows
from worker.api import sync_once
from worker.home import Home

TODAY = dt.date(2026, 11, 19)
AFTER = dt.datetime(2026, 11, 19, 18, 0, 20, tzinfo=ZONE)
CODES = {0: "draft", 1: "running", 2: "approved", 3: "rejected", 4: "withdrawn", 5: "revoked"}


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setattr(
        profiles, "build", lambda path, seed, today: build(path, seed, today, approvals=2_000)
    )
    monkeypatch.setattr(profiles, "build_erp", partial(build_erp, months=1))
    monkeypatch.setattr(crm_install, "build", partial(build_crm, days=5))
    installed = profiles.install("demo", tmp_path, today=TODAY)
    opened = Home.open(
        Settings(home=tmp_path),
        load_sources=lambda: tuple(s for s in load(installed.config) if s.name == "oa"),
    )
    yield opened, installed.ticker
    opened.close()


def scan(home: Home, table: str) -> pl.DataFrame:
    return home.lake.store(TABLES[table]).scan().collect()


def assert_same(home: Home, oa) -> None:
    """The lake holds every living row of the source but the spoilt ones, with the same words."""
    spoilt = "(SELECT rowkey FROM oa_repair WHERE done = 0 AND columnname <> 'logtype')"
    expected = {
        str(key): (
            CODES[status],
            str(department),
            None if amount is None else f"{float(amount):.2f}",
        )
        for key, status, department, amount in rows(
            oa,
            "SELECT r.requestid, r.requeststatus, f.sqbm, f.je FROM workflow_requestbase r"
            " JOIN formtable_main f USING (requestid)"
            f" WHERE deleted = 0 AND requestid NOT IN {spoilt}",
        )
    }
    found = {
        key: (status, department, None if amount is None else f"{amount:.2f}")
        for key, status, department, amount in scan(home, "approvals")
        .select("approval_id", "status", "department_id", "amount")
        .iter_rows()
    }
    assert found == expected
    steps = one(
        oa,
        "SELECT count(*) FROM workflow_currentoperator o JOIN workflow_requestbase r"
        " USING (requestid) WHERE r.deleted = 0 AND o.isremark <> 5 AND o.id NOT IN"
        " (SELECT rowkey FROM oa_repair WHERE done = 0 AND columnname = 'logtype')",
    )
    assert scan(home, "approval_steps").height == steps
    for table, name in (("people", "hrmresource"), ("document_links", "workflow_relation")):
        assert scan(home, table).height == one(oa, f"SELECT count(*) FROM {name}")


def wrong(oa) -> int:
    return one(oa, "SELECT count(*) FROM oa_repair WHERE done = 0")


def test_the_first_sync_brings_everything_and_sets_dirt_aside(home):
    opened, oa = home
    done = sync_once(opened)
    assert done.ok, done
    assert_same(opened, oa)
    assert done.sources[0].counts.rejected == wrong(oa) == 24


def test_ticks_arrive_and_mended_rows_leave_quarantine(home):
    opened, oa = home
    sync_once(opened)
    links = scan(opened, "document_links").height
    ticker = Ticker(oa, rng=random.Random(4))
    for number in range(120):
        ticker.tick(AFTER + dt.timedelta(seconds=3 * number), at_least=3)
    office, later = ticker._office[1], 1_795_200_000  # pyright: ignore[reportPrivateUsage]
    errands = {errand.name: errand for errand in ERRANDS}
    assert sum(errands["mended"].run(office, later) for _ in range(3)) == 3
    assert errands["unlinked"].run(office, later) == 1
    ticker.close()
    done = sync_once(opened)
    assert done.ok, done
    assert_same(opened, oa)
    assert wrong(oa) < 22
    assert len(opened.state.quarantine.ids("oa", "approvals")) + len(
        opened.state.quarantine.ids("oa", "approval_steps")
    ) == wrong(oa)
    assert scan(opened, "document_links").height != links or links == 0
