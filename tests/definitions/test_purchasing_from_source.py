"""Purchasing, payables and contracts recomputed by SQL from the ERP's own fields, not through our
tables: by its documents, and where the ERP keeps a total itself, by that total."""

from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from facts import (
    contract,
    contract_cover,
    contract_term,
    duplicate_invoice,
    goods_receipt,
    payable,
    prepayment,
    purchase,
    purchase_exception,
    received_not_invoiced,
    supplier_invoice,
    supplier_payment,
)
from samples.demo.erp.money_records import Contract
from tests.definitions.erp_source import Both, both

c = pl.col
MODULES = (
    *(contract, contract_cover, contract_term, duplicate_invoice, goods_receipt, payable),
    *(prepayment, purchase, purchase_exception, received_not_invoiced, supplier_invoice),
    supplier_payment,
)
NAMES = (
    *("t_pur_order", "t_pur_orderentry", "t_stk_instock", "t_stk_instockentry", "t_ap_payable"),
    *("t_ap_payableentry", "t_ap_paybill", "t_ap_payentry", "t_con_contract", "t_con_payplan"),
    "erp_story",
)


def kept(key: str, table: str) -> str:
    """Not in quarantine."""
    return f"{key} not in (select id from rejected where of = '{table}')"


def currency(column: str) -> str:
    return f"case {column} when 1 then 'CNY' when 7 then 'USD' end"


INVOICES = f"""t_ap_payable h where h.FCANCELSTATUS = 'A' and h.FDOCUMENTSTATUS <> 'A'
    and {kept("h.FID", "supplier_invoices")}"""
ORDERED = f"""t_pur_orderentry e join t_pur_order h on h.FID = e.FID
    where h.FCANCELSTATUS = 'A' and h.FDOCUMENTSTATUS <> 'A' and e.FMRPTERMINATESTATUS = 'A'
    and {kept("h.FID", "purchase_orders")} and {kept("e.FENTRYID", "purchase_order_lines")}"""
CAME = f"""t_stk_instockentry r join t_stk_instock d on d.FID = r.FID
    where d.FCANCELSTATUS = 'A' and r.FDELETED = 0 and {kept("r.FENTRYID", "goods_receipts")}"""
PAID = f"""t_ap_paybill b where b.FCANCELSTATUS = 'A' and b.FPAYDATE is not null
    and {kept("b.FID", "supplier_payments")}"""
SETTLED = f"""(select a.FPAYABLEID, sum(a.FSETTLEAMOUNT_F) / 100.0 as paid from t_ap_payentry a
    where a.FID in (select b.FID from {PAID}) and {kept("a.FENTRYID", "payment_allocations")}
    group by 1)"""


COPIED = {"FID": "FID + 1007 * i", "FBILLNO": "FBILLNO || '-' || i"}
COLUMNS = Contract.SHEET.columns
LATER = "printf('+%d days', 5 + FID % 31)"
ENDED = f"""
    insert into t_con_contract ({", ".join(COLUMNS)})
    with recursive n(i) as (select 1 union all select i + 1 from n where i < 12)
    select {", ".join(COPIED.get(name, name) for name in COLUMNS)} from t_con_contract, n;
    update t_con_contract set FSTATE = 1 + FID % 2,
    FCLOSEDATE = case FID % 5 when 0 then null else date(FSIGNDATE, {LATER}) end,
    FENDDATE = case FID % 7 when 0 then date(FSTARTDATE, '+12 days') else FENDDATE end,
    FMODIFYDATE = date(FSIGNDATE, {LATER}, '+1 day') || ' 10:00:00'
    where FID % 3 < 2 and date(FSIGNDATE, {LATER}) < '2026-11-18'"""
"""What two months are too few for: many contracts, two thirds of which have ended, some without a
day, some before the time first agreed."""


@pytest.fixture(scope="module", params=[7, 20261])
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Both:
    recipes = [module.RECIPE for module in MODULES]
    home = tmp_path_factory.mktemp("erp")
    return both(home, request.param, recipes, NAMES, script=ENDED)


def same(ours: pl.DataFrame, theirs: list[tuple[Any, ...]]) -> None:
    """The same cells; amounts to the cent, counts exactly."""
    told = {tuple(row[:-1]): row[-1] for row in ours.rows()}
    want = {tuple(row[:-1]): row[-1] for row in theirs}
    assert told
    assert set(told) == set(want)
    for cell, amount in want.items():
        apart = abs(Decimal(str(told[cell])) - Decimal(str(round(amount, 2))))
        assert apart < Decimal("0.011"), cell


def open_now(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.filter(c("closes_on").is_null())


def month(day: str) -> pl.Expr:
    return c(day).dt.strftime("%Y-%m").alias("month")


def test_what_is_owed_is_what_was_not_paid(world: Both) -> None:
    ours = open_now(world.fact("payable")).group_by("currency").agg(c("open_gross").sum())
    query = f"""select {currency("h.FCURRENCYID")}, sum(h.FALLAMOUNT - coalesce(s.paid, 0))
        from (select * from {INVOICES}) h left join {SETTLED} s on s.FPAYABLEID = h.FID
        group by 1"""
    same(ours, world.told(query))


def test_as_many_invoices_are_open_as_the_erp_has_not_written_off(world: Both) -> None:
    """But for those that were paid beyond, which the ERP does not write off."""
    rows = open_now(world.fact("payable"))
    ours = rows.filter((c("open_gross") * c("amount_gross").sign()) > 0)
    query = f"""select {currency("h.FCURRENCYID")}, count(*) from {INVOICES}
        and round(h.FALLAMOUNT - h.FWRITTENOFF, 2) <> 0 group by 1"""
    same(ours.group_by("currency").agg(pl.len()), world.told(query))


def test_what_was_owed_at_the_end_of_october(world: Both) -> None:
    end = pl.date(2026, 10, 31)
    closes = c("closes_on")
    rows = world.fact("payable").filter(c("opens_on") <= end, closes.is_null() | (closes > end))
    query = f"""select {currency("h.FCURRENCYID")}, sum(h.FALLAMOUNT) - coalesce(sum((select
        sum(a.FSETTLEAMOUNT_F) / 100.0 from t_ap_payentry a join t_ap_paybill b on b.FID = a.FID
        where a.FPAYABLEID = h.FID and b.FCANCELSTATUS = 'A' and b.FPAYDATE <= '2026-10-31'
        and a.FSETTLEDATE <= '2026-10-31' and {kept("b.FID", "supplier_payments")}
        and {kept("a.FENTRYID", "payment_allocations")})), 0)
        from (select * from {INVOICES}) h where h.FDATE <= '2026-10-31' group by 1"""
    same(rows.group_by("currency").agg(c("open_gross").sum()), world.told(query))


def test_what_is_prepaid_is_what_the_erp_has_not_settled(world: Both) -> None:
    ours = open_now(world.fact("prepayment")).group_by("currency").agg(c("open_gross").sum())
    query = f"""select {currency("b.FCURRENCYID")}, sum(b.FUNSETTLED_F) / 100.0 from {PAID}
        and b.FUNSETTLED_F <> 0 group by 1"""
    assert world.fact("prepayment").height > 5  # most are settled by now, in a small world all
    theirs = world.told(query)
    assert ours.height == len(theirs)
    if theirs:
        same(ours, theirs)


def test_spend_by_company_and_month(world: Both) -> None:
    rows = world.fact("supplier_invoice").filter("is_posted")
    ours = rows.group_by("company_id", "currency", month("invoiced_on")).agg(c("amount_net").sum())
    query = f"""select h.FSETTLEORGID::varchar, {currency("h.FCURRENCYID")},
        substr(h.FINVOICEDATE, 1, 7), sum(h.FNOTAXAMOUNT) from {INVOICES} group by 1, 2, 3"""
    same(ours, world.told(query))


def test_orders_and_their_value_by_month(world: Both) -> None:
    rows = world.fact("purchase").filter("is_ordered")
    cells = ("currency", month("ordered_on"))
    money, when = currency("h.FSETTLECURRID"), "substr(h.FDATE, 1, 7)"
    value = f"select {money}, {when}, sum(e.FAMOUNT) from {ORDERED} group by 1, 2"
    same(rows.group_by(cells).agg(c("ordered_net").sum()), world.told(value))
    count = f"select {money}, {when}, count(distinct h.FID) from {ORDERED} group by 1, 2"
    same(rows.filter("is_first_line").group_by(cells).agg(pl.len()), world.told(count))


def test_lines_accepted_whole_and_by_the_promised_day(world: Both) -> None:
    rows = world.fact("purchase").filter("is_ordered").with_columns(of=pl.lit("all"))
    accepted = f"""select e.FENTRYID from (select e.* from {ORDERED}) e
        join (select r.*, d.FDATE as came from {CAME}) r on r.FPOORDERENTRYID = e.FENTRYID"""
    done = "group by 1, e.FQTY having sum(r.FREALQTY - r.FREFUSEQTY) >= e.FQTY"
    whole = f"select 'all', count(*) from ({accepted} {done})"
    in_time = f"select 'all', count(*) from ({accepted} where r.came <= e.FDELIVERYDATE {done})"
    same(rows.group_by("of").agg(c("is_received").sum()), world.told(whole))
    same(rows.group_by("of").agg(c("is_received_in_time").sum()), world.told(in_time))


def test_deliveries_and_what_of_them_was_refused(world: Both) -> None:
    rows = world.fact("goods_receipt").filter("is_delivery", ~c("is_cancelled")).group_by("unit")
    for column, theirs in (("delivered_quantity", "FREALQTY"), ("rejected_quantity", "FREFUSEQTY")):
        query = f"select r.FUNIT, sum(r.{theirs}) from {CAME} group by 1"
        same(rows.agg(c(column).sum()), world.told(query))


def test_what_came_and_was_not_charged(world: Both) -> None:
    ours = open_now(world.fact("received_not_invoiced")).group_by("unit")
    charged = f"""select p.FPOORDERENTRYID as line, sum(coalesce(p.FQTY, 0)) as charged
        from t_ap_payableentry p where p.FID in (select h.FID from {INVOICES})
        and {kept("p.FENTRYID", "supplier_invoice_lines")} group by 1"""
    came = f"""select r.FPOORDERENTRYID as line, r.FUNIT as unit,
        sum(r.FREALQTY - r.FREFUSEQTY) as kept from {CAME} group by 1, 2"""
    query = f"""select unit, sum(kept - coalesce(charged, 0)) from ({came}) r
        left join ({charged}) p using (line) join t_pur_orderentry e on e.FENTRYID = r.line
        where kept > coalesce(charged, 0) and {kept("e.FID", "purchase_orders")}
        and {kept("e.FENTRYID", "purchase_order_lines")} group by 1"""
    same(ours.agg(c("open_quantity").sum()), world.told(query))


def test_three_way_match(world: Both) -> None:
    rows = world.fact("supplier_invoice").filter("is_posted", "has_order", ~c("is_credit_note"))
    ours = rows.with_columns(of=pl.lit("all")).group_by("of").agg(c("is_matched").sum())
    lines = f"""select p.*, e.FPRICE as agreed, coalesce((select sum(r.FREALQTY - r.FREFUSEQTY)
            from {CAME} and r.FPOORDERENTRYID = e.FENTRYID), 0) as kept,
        sum(coalesce(p.FQTY, 0)) over (partition by p.FPOORDERENTRYID
            order by h.FINVOICEDATE, h.FID::varchar, p.FENTRYID::varchar) as so_far, h.FBILLTYPEID
        from t_ap_payableentry p join (select * from {INVOICES}) h on h.FID = p.FID
        left join t_pur_orderentry e on e.FENTRYID = p.FPOORDERENTRYID
        where {kept("p.FENTRYID", "supplier_invoice_lines")}"""
    query = f"""select 'all', count(*) from (select FID from ({lines}) where FBILLTYPEID = 'YF01'
        group by 1 having count(agreed) = count(*)
        and max(abs(FPRICE - agreed) - agreed * 0.02) <= 0.005000001
        and max(so_far - kept * 1.02) <= 0.0000001)"""
    same(ours, world.told(query))


def test_payments_and_what_they_pay_beyond(world: Both) -> None:
    rows = world.fact("supplier_payment").filter("is_paid")
    cells = ("company_id", "currency", month("paid_on"))
    query = f"""select b.FPAYORGID::varchar, {currency("b.FCURRENCYID")}, substr(b.FPAYDATE, 1, 7),
        sum(b.FPAYAMOUNT_F) / 100.0 from {PAID} group by 1, 2, 3"""
    same(rows.group_by(cells).agg(c("amount").sum()), world.told(query))
    over = f"""select 'all', coalesce(sum(s.paid - h.FALLAMOUNT), 0) from {SETTLED} s
        join (select * from {INVOICES}) h on h.FID = s.FPAYABLEID
        where h.FBILLTYPEID = 'YF01' and s.paid > h.FALLAMOUNT + 0.001"""
    ours = rows.with_columns(of=pl.lit("all")).group_by("of").agg(c("overpaid_gross").sum())
    same(ours, world.told(over))


def test_planted_stories_are_found(world: Both) -> None:
    planted = dict(world.told("select FNAME, list(FSUBJECT) from erp_story group by 1"))
    entered = {row[0]: str(row[1]) for row in world.told("select FBILLNO, FID from t_ap_payable")}
    twice = world.fact("duplicate_invoice")
    pairs = {frozenset(pair) for pair in twice.select("invoice_id", "duplicate_of_id").iter_rows()}
    assert pairs
    assert {entered[number] for number in planted["duplicate_invoice"]} <= set().union(*pairs)
    found = open_now(world.fact("purchase_exception")).filter("is_ordered_not_approved")
    assert set(planted["order_without_approval"]) <= set(found["po_no"])
    wrong = world.fact("supplier_payment").filter("has_paid_twice")["payment_no"].to_list()
    assert set(planted.get("paid_twice", [])) <= set(wrong)


def test_contracts_signed_and_what_their_terms_come_to(world: Both) -> None:
    signed = f"""t_con_contract h where h.FDOCUMENTSTATUS <> 'A'
        and {kept("h.FID", "contracts")}"""
    rows = world.fact("contract").filter("is_signed").group_by("kind", "currency")
    kind = "case h.FTYPE when 'CG' then 'purchase' else 'sales' end"
    query = f"""select {kind}, {currency("h.FCURRENCYID")}, sum(h.FALLAMOUNT) from {signed}
        group by 1, 2"""
    same(rows.agg(c("amount_gross").sum()), world.told(query))


def test_payments_cover_what_of_the_terms_is_settled(world: Both) -> None:
    """Term by term; and no payment covers more than it moved."""
    term = ["source", "contract_id", "contract_term_id"]
    covers = world.fact("contract_cover")
    covered = covers.group_by(term).agg(c("covered_gross").sum())
    terms = world.fact("contract_term").join(covered, on=term, how="left")
    assert terms.filter(c("covered_gross").fill_null(0) != c("settled_gross")).is_empty()
    assert not covered.is_empty()
    paid = covers.filter(document_type="supplier_payment").group_by("document_id")
    moved = dict(world.told("select cast(FID as varchar), FPAYAMOUNT_F / 100.0 from t_ap_paybill"))
    for payment, total in paid.agg(c("covered_gross").sum()).rows():
        assert abs(total) <= abs(Decimal(str(moved[payment]))), payment


@pytest.mark.parametrize("on", ["2026-09-30", "2026-10-15", "2026-10-31", "2026-11-19"])
def test_contracts_that_were_in_force_on_a_day(world: Both, on: str) -> None:
    """Those that have ended since, too; but not those of which the ERP doesn't tell the day."""
    kind = "case h.FTYPE when 'CG' then 'purchase' else 'sales' end"
    held = f"""t_con_contract h where h.FDOCUMENTSTATUS <> 'A' and {kept("h.FID", "contracts")}
        and coalesce(h.FSTARTDATE, h.FSIGNDATE) <= '{on}' and h.FENDDATE >= '{on}'"""
    day = pl.lit(date.fromisoformat(on))
    rows = world.fact("contract").filter(
        "is_signed", c("opens_on") <= day, c("closes_on").is_null() | (c("closes_on") > day)
    )
    expired = "h.FENDDATE < substr(h.FMODIFYDATE, 1, 10)"
    known = f"""(h.FSTATE = 0 or h.FCLOSEDATE > '{on}' or h.FCLOSEDATE is null and {expired})"""
    counted = rows.filter("has_known_close").group_by("kind").agg(pl.len())
    same(counted, world.told(f"select {kind}, count(*) from {held} and {known} group by 1"))
    unknown = f"""h.FSTATE <> 0 and h.FCLOSEDATE is null and not {expired}
        and substr(h.FMODIFYDATE, 1, 10) > '{on}'"""
    ((left_out,),) = world.told(f"select count(*) from {held} and {unknown}")
    assert rows.height - counted["len"].sum() == left_out


def test_contracts_that_ended_are_among_those_counted(world: Both) -> None:
    """Else the check above would tell nothing."""
    ended = world.fact("contract").filter(~c("is_running") & c("is_signed"))
    assert ended["has_known_close"].sum() > 10
    assert (~ended["has_known_close"]).sum() > 2
