"""The whole history of the demo's ERP under a seed nobody looked at: sound, and its stories."""

import datetime as dt
from pathlib import Path

import pytest

from samples.demo.erp.generate import build as build_erp
from samples.demo.generate import build
from samples.demo.trade import Trade, trade
from tests.unit.samples.oa import ERP_FAULTS, faults, one, rows

TODAY = dt.date(2026, 11, 20)
SEED = 424_242
NOT_MENDED = "(SELECT rowkey FROM erp_repair WHERE tablename = '{}' AND done = 0)"


@pytest.fixture(scope="module")
def erp(tmp_path_factory) -> tuple[Trade, Path]:
    folder = tmp_path_factory.mktemp("erp")
    build(folder / "oa.db", SEED, TODAY)
    build_erp(folder / "erp.db", SEED, TODAY, oa=folder / "oa.db")
    return trade(SEED, TODAY), folder / "erp.db"


def count(path: Path, table: str, where: str = "1") -> int:
    return one(path, f"SELECT count(*) FROM {table} WHERE {where}")


def test_it_is_large_and_ends_today(erp):
    _, path = erp
    least = {
        "t_pur_order": 20_000, "t_pur_orderentry": 40_000, "t_pur_req": 4_000,
        "t_stk_instock": 20_000, "t_ap_payable": 15_000, "t_ap_paybill": 9_000,
        "t_con_contract": 3_000, "t_bm_execute": 60_000, "t_stk_countentry": 15_000,
        "t_sal_order": 9_000, "t_sal_outstock": 9_000, "t_ar_receivable": 9_000,
        "t_ar_receivebill": 5_000, "t_gl_voucherentry": 120_000, "t_hr_emp": 650,
    }  # fmt: skip
    counted = {table: count(path, table) for table in least}
    assert {t: n for t, n in counted.items() if n < least[t]} == {}
    lines = rows(
        path, "SELECT n, count(*) FROM (SELECT count(*) AS n FROM t_pur_orderentry e"
        " JOIN t_pur_order USING (FID) WHERE FBILLTYPEID <> 'NBCG' GROUP BY FID) GROUP BY n",
    )  # fmt: skip
    assert {n for n, _ in lines} == {1, 2, 3, 4, 5, 6}
    for table in ("t_pur_order", "t_sal_order", "t_stk_instock", "t_ap_paybill"):
        first, last = rows(path, f"SELECT min(FCREATEDATE), max(FCREATEDATE) FROM {table}")[0]
        assert first[:7] in {"2024-08", "2024-09"}
        assert "2026-11-20" <= last <= "2026-11-20 18:00:00"


def test_it_is_whole(erp):
    assert faults(erp[1], ERP_FAULTS) == {}


def test_dirt_is_there_and_its_cure_is_known(erp):
    _, path = erp
    spoilt = rows(path, "SELECT tablename, columnname, count(*) FROM erp_repair GROUP BY 1, 2")
    assert len(spoilt) == 8
    assert sum(n for *_, n in spoilt) == 39


def test_approved_forms_have_their_documents_with_equal_amounts(erp):
    _, path = erp
    oa = path.with_name("oa.db")
    approved = dict(
        rows(
            oa, "SELECT requestmark, CAST(round(je * 100) AS INTEGER) FROM workflow_requestbase"
            " JOIN formtable_main USING (requestid) WHERE requeststatus = 2 AND deleted = 0"
            " AND subcompanyid IN (1, 2) AND workflowid = ? AND finishdate < '2026-11-01'"
            " AND requestid NOT IN (SELECT rowkey FROM oa_repair)", 13,
        )
    )  # fmt: skip
    assert len(approved) > 4_000
    ordered = dict(
        rows(
            path, "SELECT FOANO, CAST(round(sum(FBILLALLAMOUNT) * 100) AS INTEGER)"
            " FROM t_pur_order WHERE FOANO IS NOT NULL GROUP BY 1",
        )
    )  # fmt: skip
    waiting = {r for (r,) in rows(path, "SELECT FSUBJECT FROM erp_story WHERE FNAME LIKE 'app%'")}
    missing = approved.keys() - ordered.keys()
    assert missing == waiting & approved.keys()
    assert {n for n, amount in approved.items() if n in ordered and ordered[n] != amount} == set()
    for table, amount, flow in (
        ("t_con_contract", "round(FALLAMOUNT * 100)", 14),
        ("t_ap_paybill", "FPAYAMOUNT_F", 15),
    ):
        said = dict(rows(path, f"SELECT FOANO, CAST({amount} AS INTEGER) FROM {table}"
                               " WHERE FOANO IS NOT NULL"))  # fmt: skip
        asked = rows(
            oa, "SELECT requestmark, CAST(round(je * 100) AS INTEGER) FROM workflow_requestbase"
            " JOIN formtable_main USING (requestid) WHERE requeststatus = 2 AND deleted = 0"
            " AND subcompanyid IN (1, 2) AND workflowid = ? AND finishdate < '2026-11-15'"
            " AND requestid NOT IN (SELECT rowkey FROM oa_repair)", flow,
        )  # fmt: skip
        assert len(asked) > 3_000
        assert {number: said.get(number) for number, _ in asked} == dict(asked)


def test_documents_are_as_various_as_in_life(erp):
    _, path = erp
    assert count(path, "t_stk_instockentry", "FREFUSEQTY > 0") > 200
    several = "(SELECT FPOORDERENTRYID FROM t_stk_instockentry GROUP BY 1 HAVING count(*) > 1)"
    assert count(path, several) > 1_000  # delivered in parts
    assert count(path, "t_ap_payable", "FBILLTYPEID = 'YF02'") > 50  # credit notes
    orders = (
        "(SELECT e.FID FROM t_ap_payableentry e JOIN t_pur_orderentry l"
        " ON l.FENTRYID = e.FPOORDERENTRYID GROUP BY 1 HAVING count(DISTINCT l.FID) > 1)"
    )
    assert count(path, orders) > 500  # several orders on one invoice
    assert count(path, "(SELECT FID FROM t_ap_payentry GROUP BY 1 HAVING count(*) > 2)") > 500
    assert count(path, "t_ap_paybill", "FUNSETTLED_F > 0") > 50  # prepayments
    assert count(path, "t_ar_receivebill", "FUNSETTLED_F > 0") > 20  # nobody knows what for
    assert count(path, "t_stk_countentry", "FROUND = 2") > 200
    assert count(path, "t_pur_order", "FSETTLECURRID = 7") > 200
    assert count(path, "t_sal_order", "FSETTLECURRID = 7") > 200
    assert count(path, "t_con_contract", "FTYPE = 'XS'") > 400
    assert count(path, "t_bm_adjust") > 100
    assert count(path, "t_cn_plan", "FPLANDATE > '20270101'") > 20
    assert one(path, "SELECT max(FPLANDATE) FROM t_cn_plan") <= "20270219"
    stores = rows(path, "SELECT FSTOCKID, count(DISTINCT FPERIOD) FROM t_stk_count GROUP BY 1")
    assert len(stores) == 6
    assert min(months for _, months in stores) >= 27
    assert count(path, "t_bd_rate") == 28


def test_banks_never_run_dry(erp):
    low = rows(
        erp[1], "SELECT FBANKACNTID, min(held) FROM (SELECT j.FBANKACNTID, a.FINITBALANCE_F +"
        " sum(j.FAMOUNT_F) OVER (PARTITION BY j.FBANKACNTID ORDER BY j.FBIZDATE, j.FID) AS held"
        " FROM t_cn_journal j JOIN t_cn_bankacnt a ON a.FID = j.FBANKACNTID) GROUP BY 1",
    )  # fmt: skip
    assert len(low) == 6
    assert min(held for _, held in low) > 0


def test_contracts_commit_money_that_their_invoices_take_over(erp):
    _, path = erp
    committed, released, by_invoice = rows(
        path, "SELECT sum(FAMOUNT) FILTER (WHERE FSRCTYPE = 't_con_contract'"
        " AND FRELEASEID IS NULL),"
        " -sum(FAMOUNT) FILTER (WHERE FRELEASEID IN (SELECT FID FROM t_bm_execute"
        " WHERE FSRCTYPE = 't_con_contract')), -sum(FAMOUNT) FILTER (WHERE FRELEASEID IN"
        " (SELECT FID FROM t_bm_execute WHERE FSRCTYPE = 't_con_contract')"
        " AND FSRCTYPE = 't_ap_payable') FROM t_bm_execute",
    )[0]  # fmt: skip
    assert 0.4 * committed < by_invoice <= released <= committed
    known = "FTERMID IN (SELECT FENTRYID FROM t_con_payplan p WHERE p.FID = FCONTRACTID)"
    for table in ("t_ap_payable", "t_ar_receivable"):
        assert count(path, table, "FTERMID IS NOT NULL") > 300
        assert count(path, table, "(FCONTRACTID IS NULL) <> (FTERMID IS NULL)") == 0
        assert count(path, table, f"FTERMID IS NOT NULL AND NOT {known}") == 0


def test_revenue_is_planned_and_money_is_carried_into_the_new_year(erp):
    _, path = erp
    attained = dict(
        rows(
            path, "SELECT b.FPERIOD, sum((SELECT sum(FAMOUNT) FROM t_bm_execute e WHERE"
            " e.FPERIOD = b.FPERIOD AND e.FDEPTID = b.FDEPTID AND e.FACCOUNTID = b.FACCOUNTID"
            " AND e.FKIND = 'SJ')) / sum(FBUDGETAMOUNT) FROM t_bm_budget b WHERE FTYPE = 'S'"
            " AND FPERIOD BETWEEN '2024-12' AND '2026-10' GROUP BY 1",
        )
    )  # fmt: skip
    assert len(attained) == 23
    assert min(attained.values()) > 0.7
    assert max(attained.values()) < 1.35
    carried = dict(rows(path, "SELECT FTYPE || substr(FDATE, 1, 4), sum(FAMOUNT) FROM t_bm_adjust"
                              " WHERE FTYPE IN ('JR', 'JC') GROUP BY 1"))  # fmt: skip
    assert carried.keys() == {"JC2024", "JR2025", "JC2025", "JR2026"}
    assert carried["JR2026"] == pytest.approx(-carried["JC2025"])
    assert carried["JR2026"] > 50_000


def test_a_department_runs_out_of_money_in_six_weeks(erp):
    world, path = erp
    story = world.stories.short
    weeks = dict(
        rows(
            path, """
            WITH used AS (SELECT FDEPTID || '/' || FACCOUNTID AS line,
                     sum(FAMOUNT) FILTER (WHERE FPERIOD >= '2026-01') AS year,
                     sum(FAMOUNT) FILTER (WHERE FDATE > '2026-05-22') / 26 AS week
                   FROM t_bm_execute WHERE FKIND <> 'FK' GROUP BY 1),
                 plan AS (SELECT FDEPTID || '/' || FACCOUNTID AS line, sum(FBUDGETAMOUNT + coalesce(
                       (SELECT sum(FAMOUNT) FROM t_bm_adjust a WHERE a.FLINEID = b.FID), 0)) AS year
                   FROM t_bm_budget b WHERE FPERIOD >= '2026-01' AND FTYPE = 'F' GROUP BY 1)
            SELECT line, (plan.year - used.year) / used.week FROM plan JOIN used USING (line)
            WHERE used.week > 5000""",
        )
    )  # fmt: skip
    short = f"{story.department}/{story.account}"
    assert weeks[short] == pytest.approx(story.weeks, abs=0.3)
    others = sorted(value for line, value in weeks.items() if line != short)
    assert others[len(others) // 20] > 1.8 * story.weeks


def test_a_warehouse_counts_worse_since_three_months(erp):
    world, path = erp
    story = world.stories.failing
    found = rows(
        path, "SELECT h.FSTOCKID, h.FPERIOD >= ?, avg(abs(FCOUNTQTY - FACCTQTY) <= FACCTQTY *"
        " CASE FABC WHEN 'A' THEN 0.002 WHEN 'B' THEN 0.01 ELSE 0.05 END)"
        " FROM t_stk_countentry e JOIN t_stk_count h USING (FID)"
        " WHERE FROUND = 1 AND h.FPERIOD >= '2026-03' GROUP BY 1, 2", f"{story.since:%Y-%m}",
    )  # fmt: skip
    accuracy = {(store, late): share for store, late, share in found}
    assert accuracy.pop((story.warehouse, 1)) < 0.90
    assert min(accuracy.values()) > 0.93


def test_orders_without_approval_and_approvals_without_order(erp):
    world, path = erp
    told = dict(rows(path, "SELECT FNAME, count(*) FROM erp_story GROUP BY 1"))
    assert told["order_without_approval"] == world.stories.orders_without_approval
    assert told["approval_without_order"] == world.stories.approvals_without_order
    unasked = count(path, "t_pur_order", "FBILLTYPEID = 'CGDD01' AND FOANO IS NULL")
    assert unasked == world.stories.orders_without_approval
    idle = count(
        path, "t_pur_req", "FCREATEDATE < '2026-10-20' AND FOANO NOT IN"
        " (SELECT FOANO FROM t_pur_order WHERE FOANO IS NOT NULL)",
    )  # fmt: skip
    assert abs(idle - world.stories.approvals_without_order) <= 1  # one may be of these weeks


def test_duplicate_invoices_and_a_payment_made_twice(erp):
    world, path = erp
    pairs = rows(
        path, "SELECT a.FINVOICENO, b.FINVOICENO, a.FALLAMOUNT = b.FALLAMOUNT, a.FSUPPLIERID ="
        " b.FSUPPLIERID, julianday(a.FINVOICEDATE) - julianday(b.FINVOICEDATE), a.FDOCUMENTSTATUS"
        " FROM erp_story s JOIN t_ap_payable a ON a.FBILLNO = s.FSUBJECT"
        " JOIN t_ap_payable b ON b.FBILLNO = s.FOTHER WHERE s.FNAME = 'duplicate_invoice'"
        " AND b.FID NOT IN " + NOT_MENDED.format("t_ap_payable"),
    )  # fmt: skip
    assert world.stories.duplicate_invoices - 2 <= len(pairs)
    for number, other, amount, supplier, days, status in pairs:
        assert number != other
        assert sorted(number) == sorted(other) or sum(map(str.__ne__, number, other)) == 1
        assert (amount, supplier, status) == (1, 1, "B")
        assert 0 <= days <= 3
    ((same, invoices, days),) = rows(
        path, "SELECT a.FPAYAMOUNT_F = b.FPAYAMOUNT_F AND a.FSUPPLIERID = b.FSUPPLIERID,"
        " (SELECT count(DISTINCT FPAYABLEID) FROM t_ap_payentry WHERE FID IN (a.FID, b.FID)),"
        " julianday(a.FPAYDATE) - julianday(b.FPAYDATE) FROM erp_story s"
        " JOIN t_ap_paybill a ON a.FBILLNO = s.FSUBJECT"
        " JOIN t_ap_paybill b ON b.FBILLNO = s.FOTHER WHERE s.FNAME = 'paid_twice'",
    )  # fmt: skip
    assert (same, invoices) == (1, 1)
    assert 1 <= days <= 14


def test_a_customer_slips(erp):
    world, path = erp
    story = world.stories.slipping
    (customer,) = (c.id for c in world.customers if c.code == story.customer)
    late = (
        "SELECT avg(julianday(a.FSETTLEDATE) - julianday(b.FENDDATE)) FROM t_ar_receivable b"
        " JOIN t_ar_receiveentry a ON a.FRECEIVABLEID = b.FID"
        " WHERE b.FCUSTID = ? AND b.FALLAMOUNT > 0 AND b.FENDDATE >= ? AND b.FENDDATE < ?"
    )
    before = one(path, late, customer, "2025-05-01", "2026-05-01")
    after = one(path, late, customer, "2026-07-15", "2026-10-15")
    assert after > before + 15
    size = (
        "SELECT sum(FALLAMOUNT) / ? FROM t_sal_order WHERE FCUSTID = ? AND FDATE >= ? AND FDATE < ?"
        " AND FID NOT IN " + NOT_MENDED.format("t_sal_order")
    )
    year = one(path, size, 12, customer, "2025-05-01", "2026-05-01")
    quarter = one(path, size, 2.67, customer, "2026-09-01", "2026-11-20")
    assert quarter < 0.65 * year
    overdue = one(
        path, "SELECT sum(FALLAMOUNT - FWRITTENOFF) FROM t_ar_receivable"
        " WHERE FCUSTID = ? AND FENDDATE < '2026-10-20'", customer,
    )  # fmt: skip
    assert overdue > 0


PURCHASED = """
    SELECT substr(l.FDELIVERYDATE, 1, 7) AS month, h.FSUPPLIERID AS party, l.FRECEIVEQTY >= l.FQTY
      AND (SELECT max(r.FDATE) FROM t_stk_instockentry e JOIN t_stk_instock r USING (FID)
           WHERE e.FPOORDERENTRYID = l.FENTRYID) <= l.FDELIVERYDATE AS ok
    FROM t_pur_orderentry l JOIN t_pur_order h USING (FID)
    WHERE h.FCANCELSTATUS = 'A' AND h.FBILLTYPEID <> 'NBCG'"""
SOLD = """
    SELECT substr(l.FDELIVERYDATE, 1, 7) AS month, h.FCUSTID AS party, l.FSTOCKOUTQTY >= l.FQTY
      AND (SELECT max(coalesce(s.FARRIVEDATE, '9999'))
           FROM t_sal_outstockentry e JOIN t_sal_outstock s USING (FID)
           WHERE e.FSOENTRYID = l.FENTRYID AND e.FREALQTY > 0) <= l.FDELIVERYDATE AS ok
    FROM t_sal_orderentry l JOIN t_sal_order h USING (FID)
    WHERE h.FCANCELSTATUS = 'A' AND h.FBILLTYPEID = 'XSDD'"""


@pytest.mark.parametrize("lines", [PURCHASED, SOLD], ids=["purchases", "sales"])
def test_most_is_delivered_in_time_but_by_and_to_those_who_slip(erp, lines):
    world, path = erp
    slipping = world.stories.slipping.customer, world.stories.supplier.supplier
    parties = world.suppliers if lines is PURCHASED else world.customers
    (party,) = (one.id for one in parties if one.code in slipping)
    share = f"SELECT month, count(*), avg(ok) FROM ({lines}) WHERE party {{}} ? GROUP BY 1"
    others = {month: ok for month, n, ok in rows(path, share.format("<>"), party) if n > 100}
    year = [others[f"2025-{month:02}"] for month in range(1, 13)]
    assert 0.8 < sum(year) / 12 < 0.95
    assert min(year) > 0.6  # many are late around Spring Festival
    own = {month: ok for month, _, ok in rows(path, share.format("="), party)}
    assert own["2026-10"] < 0.55 < own["2026-05"]


def test_people_join_leave_rise_and_are_paid(erp):
    _, path = erp
    leaves = count(path, "t_hr_emp", "FLEAVEDATE >= '2024-11-01'")
    joins = count(path, "t_hr_emp", "FJOINDATE >= '2024-11-01'")
    assert 100 < leaves < 250
    assert 80 < joins < 300
    assert count(path, "(SELECT FEMPID FROM t_hr_empjob GROUP BY 1 HAVING count(*) > 1)") > 100
    months = rows(path, "SELECT FPERIOD, count(*), avg(FGROSS_F) FROM t_hr_salary GROUP BY 1")
    assert [month for month, *_ in months][:2] == ["2024-08", "2024-09"]
    assert months[-1][0] == "2026-10"
    assert all(450 < people < 700 and 900_000 < mean < 3_000_000 for _, people, mean in months)
    assert count(path, "t_hr_emp", "FLEAVEDATE <= FJOINDATE") == 0
