"""What is owed, unapplied and not shipped, against the totals that the ERP itself keeps of it.

How each number follows from single bills is tests/integration/business_sql; these are another way
of counting.
"""

from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from facts import backlog, receivable, shipment, unapplied_receipt
from tests.definitions.erp_source import Both, both

c = pl.col
MODULES = (backlog, receivable, shipment, unapplied_receipt)
KEPT = "{0} not in (select id from rejected where of = '{1}')"
CURRENCY = "case FCURRENCYID when 1 then 'CNY' when 7 then 'USD' end"


@pytest.fixture(scope="module", params=[7, 20261])
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Both:
    recipes = [module.RECIPE for module in MODULES]
    return both(tmp_path_factory.mktemp("erp"), request.param, recipes)


def same(ours: pl.DataFrame, theirs: list[tuple[Any, ...]]) -> None:
    """The same cells; amounts to the cent, counts exactly."""
    told = {tuple(row[:-1]): row[-1] for row in ours.rows()}
    want = {tuple(row[:-1]): row[-1] for row in theirs}
    assert set(told) == set(want)
    assert told
    for cell, amount in want.items():
        assert abs(Decimal(str(told[cell])) - Decimal(str(round(amount, 2)))) < Decimal("0.011"), (
            cell
        )


def open_now(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.filter(c("opens_on").is_not_null(), c("closes_on").is_null())


def test_what_customers_owe_is_what_the_erp_has_not_written_off(world: Both) -> None:
    ours = open_now(world.fact("receivable")).group_by("currency").agg(c("amount_gross").sum())
    query = f"""select {CURRENCY}, sum(FALLAMOUNT - FWRITTENOFF) from t_ar_receivable
        where FCANCELSTATUS = 'A' and {KEPT.format("FID", "customer_invoices")} group by 1"""
    same(ours, world.told(query))


def test_as_many_invoices_are_open_as_the_erp_has_not_written_off(world: Both) -> None:
    entries = open_now(world.fact("receivable")).filter("is_first_entry")
    query = f"""select {CURRENCY}, count(*) from t_ar_receivable where FCANCELSTATUS = 'A'
        and round(FALLAMOUNT - FWRITTENOFF, 2) <> 0
        and {KEPT.format("FID", "customer_invoices")} group by 1"""
    same(entries.group_by("currency").agg(pl.len()), world.told(query))


def test_unapplied_receipts_are_what_the_erp_has_not_settled(world: Both) -> None:
    frame = open_now(world.fact("unapplied_receipt"))
    ours = frame.group_by("currency").agg(c("amount_gross").sum())
    query = f"""select {CURRENCY}, sum(FUNSETTLED_F) / 100.0 from t_ar_receivebill
        where FCANCELSTATUS = 'A' and FUNSETTLED_F <> 0
        and {KEPT.format("FID", "customer_receipts")} group by 1"""
    same(ours, world.told(query))


ORDERED = f"""t_sal_orderentry e join t_sal_order h on h.FID = e.FID
    where h.FCANCELSTATUS = 'A' and e.FMRPTERMINATESTATUS = 'A'
    and h.FDOCUMENTSTATUS = 'C' and {KEPT.format("h.FID", "sales_orders")}
    and {KEPT.format("e.FENTRYID", "sales_order_lines")}"""


def test_the_backlog_is_what_the_erp_has_not_shipped(world: Both) -> None:
    frame = open_now(world.fact("backlog"))
    ours = frame.group_by("unit").agg(c("quantity").sum()).filter(c("quantity") != 0)
    query = f"""select e.FUNIT, sum(e.FQTY - e.FSTOCKOUTQTY) from {ORDERED}
        and e.FQTY > e.FSTOCKOUTQTY and h.FCLOSESTATUS = 'A' group by 1"""
    same(ours, world.told(query))


def test_what_was_shipped_arrived_and_came_back(world: Both) -> None:
    """At the price of the order; a line's shipments may lose a cent each to rounding."""
    sent = f"""t_sal_outstockentry s join t_sal_outstock o on o.FID = s.FID
        join t_sal_orderentry e on e.FENTRYID = s.FSOENTRYID join t_sal_order h on h.FID = e.FID
        where {KEPT.format("s.FENTRYID", "shipments")}
        and {KEPT.format("e.FENTRYID", "sales_order_lines")}"""
    state = """case when o.FCANCELSTATUS = 'B' then 'cancelled' when s.FREALQTY < 0 then 'returned'
        when o.FARRIVEDATE is null then 'shipped' else 'delivered' end"""
    money = "case h.FSETTLECURRID when 1 then 'CNY' when 7 then 'USD' end"
    worth = "round(e.FAMOUNT * s.FREALQTY / e.FQTY, 2)"
    rows = world.fact("shipment").filter("has_order").group_by("status", "currency")
    told = world.told(f"select {state}, {money}, sum({worth}), count(*) from {sent} group by 1, 2")
    found = rows.agg(c("amount_net").sum(), lines=pl.len()).rows()
    ours = {(status, of): (net, lines) for status, of, net, lines in found}
    assert {row[:2] for row in told} == set(ours)
    for *cell, net, lines in told:
        held, counted = ours[cell[0], cell[1]]
        assert counted == lines
        assert abs(float(held) - net) <= 0.01 * lines, cell
