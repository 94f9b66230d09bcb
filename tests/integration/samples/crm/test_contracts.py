"""Sales contracts go from the ERP into the CRM: at the build, and while both live."""

import datetime as dt
import random
import shutil
import sqlite3
from contextlib import closing

import pytest

from samples.demo.crm.generate import build
from samples.demo.crm.tick import Ticker
from samples.demo.erp.generate import build as build_erp
from samples.demo.generate import build as build_oa
from samples.demo.moments import ZONE
from samples.demo.trade import trade
from tests.integration.samples.crm.conftest import TODAY

SEED = 3
AFTER = dt.datetime(2026, 11, 19, 18, 0, 10, tzinfo=ZONE)
OURS = "SELECT number, account_id, company_id, gross, signed, status FROM agreement WHERE type = ?"
THEIRS = (
    "SELECT FBILLNO, FCUSTID, FORGID, FALLAMOUNT, FSIGNDATE, FSTATE FROM t_con_contract"
    " WHERE FTYPE = 'XS' AND FDOCUMENTSTATUS = 'C'"
)
STATES = ("effective", "finished", "cancelled")


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    folder = tmp_path_factory.mktemp("both")
    build_oa(folder / "oa.db", SEED, TODAY, approvals=12_000)
    build_erp(folder / "erp.db", SEED, TODAY, oa=folder / "oa.db", months=3)
    build(folder / "crm.db", SEED, TODAY, erp=folder / "erp.db", days=60)
    return folder


@pytest.fixture
def living(both, tmp_path):
    for name in ("erp.db", "crm.db"):
        shutil.copyfile(both / name, tmp_path / name)
    return tmp_path


def rows(path, query, *values):
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query, values).fetchall()


def change(path, statement, *values):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(statement, values)
        connection.commit()


def tick(folder, *, seconds=0):
    ticker = Ticker(folder / "crm.db", erp=folder / "erp.db", rng=random.Random(1))
    done = ticker.tick(AFTER + dt.timedelta(seconds=seconds))
    ticker.close()
    return done


def test_contracts_of_the_history_differ_only_where_planted(both):
    of = trade(SEED, TODAY)
    first = (TODAY - dt.timedelta(days=60)).isoformat()
    ours = {number: rest for number, *rest in rows(both / "crm.db", OURS, "contract")}
    theirs = [row for row in rows(both / "erp.db", THEIRS) if row[4] >= first]
    assert len(theirs) > 3
    assert set(ours) <= {row[0] for row in theirs}
    assert len(ours) >= 0.9 * len(theirs)
    for number, customer, company, total, signed, state in theirs:
        if number not in ours:
            continue
        cents = round(total * 100)
        planted = of.contract_that_differs(number, cents)
        told = cents if planted is None else int(planted.crm)
        assert ours[number] == [customer, company, told, signed[:10], STATES[state]]


def test_a_contract_signed_or_ended_later_reaches_the_crm(living):
    crm, erp = living / "crm.db", living / "erp.db"
    tick(living)
    known = {number: status for number, *_, status in rows(crm, OURS, "contract")}
    assert tick(living, seconds=3)["agreement"] == 0
    running = next(number for number, status in known.items() if status == "effective")
    change(erp, "UPDATE t_con_contract SET FSTATE = 2 WHERE FBILLNO = ?", running)
    copied = "SELECT * FROM t_con_contract WHERE FBILLNO = ?"
    with closing(sqlite3.connect(erp)) as connection:
        connection.row_factory = sqlite3.Row
        new = dict(connection.execute(copied, (running,)).fetchone())
        new |= {"FID": 999_999, "FBILLNO": "HT20261199999", "FSTATE": 0, "FSIGNDATE": "2026-11-19"}
        marks = ", ".join("?" * len(new))
        connection.execute(f"INSERT INTO t_con_contract VALUES ({marks})", tuple(new.values()))
        connection.commit()
    assert tick(living, seconds=6)["agreement"] == 2
    after = {number: status for number, *_, status in rows(crm, OURS, "contract")}
    assert after == known | {running: "cancelled", "HT20261199999": "effective"}


@pytest.mark.parametrize(
    ("column", "wrong"), [("FALLAMOUNT", "面议"), ("FSIGNDATE", "2026/13/45"), ("FSTATE", 9)]
)
def test_a_contract_typed_wrong_waits_until_it_is_mended(living, column, wrong):
    crm, erp = living / "crm.db", living / "erp.db"
    number = rows(crm, OURS, "contract")[0][0]
    right = rows(erp, f"SELECT {column} FROM t_con_contract WHERE FBILLNO = ?", number)[0][0]
    change(crm, "DELETE FROM agreement WHERE number = ?", number)
    spoil = f"UPDATE t_con_contract SET {column} = ? WHERE FBILLNO = ?"
    change(erp, spoil, wrong, number)
    tick(living)
    assert number not in {row[0] for row in rows(crm, OURS, "contract")}
    change(erp, spoil, right, number)
    tick(living, seconds=3)
    assert number in {row[0] for row in rows(crm, OURS, "contract")}


def test_an_erp_that_can_not_be_read_stops_the_tick_and_loses_nothing(living):
    before = rows(living / "crm.db", "SELECT value FROM crm_system WHERE name = 'acted'")
    (living / "erp.db").write_bytes(b"no database" * 500)
    with pytest.raises(sqlite3.DatabaseError):
        tick(living, seconds=60)
    assert rows(living / "crm.db", "SELECT value FROM crm_system WHERE name = 'acted'") == before
