"""Payables against the totals that the ERP keeps itself, goods without an invoice, and which
payment covered which term: by SQL from the ERP's own fields, not through our tables.

What metrics tell of purchasing, payables and contracts is recomputed through the door, in
tests/integration/test_business_numbers.py.
"""

from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from facts import (
    contract_cover,
    contract_term,
    duplicate_invoice,
    payable,
    prepayment,
    purchase_exception,
    received_not_invoiced,
    supplier_payment,
)
from tests.definitions.erp_source import Both, both

c = pl.col
MODULES = (
    *(contract_cover, contract_term, duplicate_invoice, payable, prepayment),
    *(purchase_exception, received_not_invoiced, supplier_payment),
)


def kept(key: str, table: str) -> str:
    """Not in quarantine."""
    return f"{key} not in (select id from rejected where of = '{table}')"


def currency(column: str) -> str:
    return f"case {column} when 1 then 'CNY' when 7 then 'USD' end"


INVOICES = f"""t_ap_payable h where h.FCANCELSTATUS = 'A' and h.FDOCUMENTSTATUS <> 'A'
    and {kept("h.FID", "supplier_invoices")}"""
CAME = f"""t_stk_instockentry r join t_stk_instock d on d.FID = r.FID
    where d.FCANCELSTATUS = 'A' and r.FDELETED = 0 and {kept("r.FENTRYID", "goods_receipts")}"""
PAID = f"""t_ap_paybill b where b.FCANCELSTATUS = 'A' and b.FPAYDATE is not null
    and {kept("b.FID", "supplier_payments")}"""


@pytest.fixture(scope="module", params=[7, 20261])
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Both:
    recipes = [module.RECIPE for module in MODULES]
    home = tmp_path_factory.mktemp("erp")
    return both(home, request.param, recipes)


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


def test_as_many_invoices_are_open_as_the_erp_has_not_written_off(world: Both) -> None:
    """But for those that were paid beyond, which the ERP does not write off."""
    rows = open_now(world.fact("payable"))
    ours = rows.filter((c("open_gross") * c("amount_gross").sign()) > 0)
    query = f"""select {currency("h.FCURRENCYID")}, count(*) from {INVOICES}
        and round(h.FALLAMOUNT - h.FWRITTENOFF, 2) <> 0 group by 1"""
    same(ours.group_by("currency").agg(pl.len()), world.told(query))


def test_what_is_prepaid_is_what_the_erp_has_not_settled(world: Both) -> None:
    ours = open_now(world.fact("prepayment")).group_by("currency").agg(c("open_gross").sum())
    query = f"""select {currency("b.FCURRENCYID")}, sum(b.FUNSETTLED_F) / 100.0 from {PAID}
        and b.FUNSETTLED_F <> 0 group by 1"""
    assert world.fact("prepayment").height > 5  # most are settled by now, in a small world all
    theirs = world.told(query)
    assert ours.height == len(theirs)
    if theirs:
        same(ours, theirs)


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
