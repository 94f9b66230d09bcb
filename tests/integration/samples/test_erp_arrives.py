"""The demo's ERP through the real worker: what its database holds is what the lake holds."""

import datetime as dt
import random
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from connectors.config import load
from samples import profiles
from samples.demo.erp.generate import build as build_erp
from samples.demo.erp.tick import ErpTicker
from samples.demo.generate import build
from samples.demo.moments import ZONE
from settings import Settings
from tables.registry import TABLES
from tests.unit.samples.oa import one
from worker.api import sync_once
from worker.home import Home

TODAY = dt.date(2026, 11, 19)
AFTER = dt.datetime(2026, 11, 19, 18, 0, 20, tzinfo=ZONE)
# our table -> where its rows stand in the ERP
STANDS_IN = {
    "regions": "t_bd_region", "warehouses": "t_bd_stock", "units": "t_bd_unit",
    "skus": "t_bd_material", "suppliers": "t_bd_supplier", "customers": "t_bd_customer",
    "accounts": "t_bd_account", "projects": "t_bd_project", "bank_accounts": "t_cn_bankacnt",
    "employees": "t_hr_emp", "employee_postings": "t_hr_empjob", "payroll": "t_hr_salary",
    "purchase_requests": "t_pur_reqentry", "purchase_orders": "t_pur_order",
    "purchase_order_lines": "t_pur_orderentry", "goods_receipts": "t_stk_instockentry",
    "supplier_invoices": "t_ap_payable", "supplier_invoice_lines": "t_ap_payableentry",
    "supplier_payments": "t_ap_paybill", "payment_allocations": "t_ap_payentry",
    "contracts": "t_con_contract", "contract_terms": "t_con_payplan",
    "budget_lines": "t_bm_budget", "budget_revisions": "t_bm_adjust",
    "budget_entries": "t_bm_execute", "stock_balances": "t_stk_balance",
    "stock_counts": "t_stk_countentry", "stock_moves": "t_stk_invlog",
    "sales_orders": "t_sal_order", "sales_order_lines": "t_sal_orderentry",
    "shipments": "t_sal_outstockentry", "customer_invoices": "t_ar_receivable",
    "customer_invoice_lines": "t_ar_receivableentry", "customer_receipts": "t_ar_receivebill",
    "receipt_allocations": "t_ar_receiveentry", "ledger_entries": "t_gl_voucherentry",
}  # fmt: skip
# our amount -> cents in the ERP, of rows that are not spoilt
AMOUNTS = {
    ("purchase_orders", "amount_gross"): "FBILLALLAMOUNT * 100",
    ("supplier_invoices", "amount_net"): "FNOTAXAMOUNT * 100",
    ("supplier_payments", "amount"): "FPAYAMOUNT_F",
    ("payment_allocations", "amount"): "FSETTLEAMOUNT_F",
    ("contracts", "amount_gross"): "FALLAMOUNT * 100",
    ("contract_terms", "amount_gross"): "FPLANAMOUNT_F",
    ("budget_lines", "original"): "FBUDGETAMOUNT * 100",
    ("budget_entries", "amount"): "FAMOUNT * 100",
    ("stock_moves", "amount"): "FCOST * 100",
    ("sales_orders", "amount_net"): "FAMOUNT * 100",
    ("customer_receipts", "amount"): "FAMOUNT_F",
    ("ledger_entries", "debit"): "FDEBIT_F",
    ("payroll", "amount"): "FGROSS_F",
}


@pytest.fixture
def home(tmp_path):
    """An installation that reads the ERP, and from the OA whom its documents belong to."""
    sources = tmp_path / "sources"
    build(sources / "oa.db", 11, TODAY, approvals=4_000)
    build_erp(sources / "erp.db", 11, TODAY, oa=sources / "oa.db", months=2)
    config = tmp_path / "sources.yaml"
    config.write_text(profiles.demo_sources(), encoding="utf-8")
    opened = Home.open(
        Settings(home=tmp_path),
        load_sources=lambda: tuple(s for s in load(config) if s.name in {"oa", "erp"}),
    )
    yield opened, sources
    opened.close()


def scan(home: Home, table: str) -> pl.DataFrame:
    return home.lake.store(TABLES[table]).scan().collect()


def spoilt(table: str) -> str:
    return f"(SELECT rowkey FROM erp_repair WHERE tablename = '{table}' AND done = 0)"


def key_of(erp: Path, table: str) -> str:
    return one(erp, f"SELECT name FROM pragma_table_info('{table}') WHERE pk = 1")


def assert_same(home: Home, erp: Path) -> None:
    """The lake holds every row of the ERP but the spoilt ones, with the same sums."""
    where = {t: f"{key_of(erp, t)} NOT IN {spoilt(t)}" for t in set(STANDS_IN.values())}
    expected = {
        ours: one(erp, f"SELECT count(*) FROM {theirs} WHERE {where[theirs]}")
        for ours, theirs in STANDS_IN.items()
    }
    assert {ours: scan(home, ours).height for ours in STANDS_IN} == expected
    for (ours, column), cents in AMOUNTS.items():
        theirs = STANDS_IN[ours]
        query = f"SELECT CAST(sum(round({cents})) AS INTEGER) FROM {theirs} WHERE {where[theirs]}"
        assert scan(home, ours)[column].sum() == Decimal(one(erp, query)) / 100, (ours, column)
    cash = scan(home, "cash_moves")
    assert cash["is_planned"].sum() == one(erp, "SELECT count(*) FROM t_cn_plan")
    assert (~cash["is_planned"]).sum() == one(erp, "SELECT count(*) FROM t_cn_journal")
    assert scan(home, "fx_rates").height == one(
        erp, "SELECT count(*) + count(FENDRATE) FROM t_bd_rate"
    )


def test_every_stream_is_compared(home):
    opened, _ = home
    (erp,) = (source for source in opened.sources() if source.name == "erp")
    assert erp.check() == ()
    tables = {stream.table for stream in erp.streams}
    assert tables == {*STANDS_IN, "cash_moves", "fx_rates"}


def test_the_first_sync_brings_everything_and_sets_dirt_aside(home):
    opened, sources = home
    done = sync_once(opened)
    assert done.ok, done
    wrong = one(sources / "erp.db", "SELECT count(*) FROM erp_repair WHERE done = 0")
    (erp,) = (source for source in done.sources if source.source == "erp")
    assert erp.counts.rejected == wrong > 25
    assert_same(opened, sources / "erp.db")


def test_ticks_arrive_and_mended_rows_leave_quarantine(home):
    opened, sources = home
    sync_once(opened)
    erp = ErpTicker(sources / "erp.db", oa=sources / "oa.db", rng=random.Random(4))
    for number in range(150):
        erp.tick(AFTER + dt.timedelta(seconds=9 * number), at_least=6)
    erp.close()
    before = one(sources / "erp.db", "SELECT count(*) FROM erp_repair")
    wrong = one(sources / "erp.db", "SELECT count(*) FROM erp_repair WHERE done = 0")
    assert wrong < before
    done = sync_once(opened)
    assert done.ok, done
    assert_same(opened, sources / "erp.db")
    aside = {table: len(opened.state.quarantine.ids("erp", table)) for table in STANDS_IN}
    assert sum(aside.values()) == wrong, aside
    stages = scan(opened, "budget_entries").filter(pl.col("booked_on") == dt.date(2026, 11, 19))
    assert set(stages["kind"]) == {"reserve", "commit", "actual", "paid"}
