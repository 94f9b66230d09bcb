"""Sales, receivables and cash recomputed by SQL from the ERP's own fields, not through our tables.

Where the ERP keeps a total itself (written off, not settled, shipped) that total is compared, so
that the facts stand against another way of counting.
"""

from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from facts import (
    backlog,
    cash,
    collection,
    receivable,
    revenue,
    sales_order,
    sales_stage,
    shipment,
    unapplied_receipt,
)
from tests.definitions.erp_source import Both, both

c = pl.col
MODULES = (
    *(backlog, cash, collection, receivable, revenue, sales_order, sales_stage),
    *(shipment, unapplied_receipt),
)
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


def test_revenue_and_margin_by_company_and_month(world: Both) -> None:
    month = c("invoiced_on").dt.strftime("%Y-%m")
    rows = world.fact("revenue").filter("is_revenue").group_by("company_id", "currency", month)
    query = f"""select FSETTLEORGID::varchar, {CURRENCY}, substr(FDATE, 1, 7), sum(FNOTAXAMOUNT)
        from t_ar_receivable where FCANCELSTATUS = 'A'
        and {KEPT.format("FID", "customer_invoices")} group by 1, 2, 3"""
    same(rows.agg(c("amount_net").sum()), world.told(query))
    margin = f"""select h.FSETTLEORGID::varchar, {CURRENCY}, substr(h.FDATE, 1, 7),
        sum(e.FNOTAXAMOUNT - e.FCOSTAMOUNT) from t_ar_receivable h
        join t_ar_receivableentry e on e.FID = h.FID where h.FCANCELSTATUS = 'A'
        and {KEPT.format("h.FID", "customer_invoices")}
        and {KEPT.format("e.FENTRYID", "customer_invoice_lines")} group by 1, 2, 3"""
    same(rows.agg(c("margin_net").sum()), world.told(margin))


ORDERED = f"""t_sal_orderentry e join t_sal_order h on h.FID = e.FID
    where h.FCANCELSTATUS = 'A' and e.FMRPTERMINATESTATUS = 'A'
    and h.FDOCUMENTSTATUS = 'C' and {KEPT.format("h.FID", "sales_orders")}
    and {KEPT.format("e.FENTRYID", "sales_order_lines")}"""


def test_orders_and_their_value_by_month(world: Both) -> None:
    month = c("ordered_on").dt.strftime("%Y-%m")
    rows = world.fact("sales_order").filter("is_order")
    value = rows.group_by("currency", month).agg(c("amount_net").sum())
    money = "case h.FSETTLECURRID when 1 then 'CNY' else 'USD' end"
    same(
        value,
        world.told(
            f"select {money}, substr(h.FDATE, 1, 7), sum(e.FAMOUNT) from {ORDERED} group by 1, 2"
        ),
    )
    count = rows.filter("is_first_line").group_by("currency", month).agg(pl.len())
    query = f"""select {money}, substr(h.FDATE, 1, 7), count(distinct h.FID) from {ORDERED}
        group by 1, 2"""
    same(count, world.told(query))


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


def test_lines_delivered_complete_and_in_time(world: Both) -> None:
    rows = world.fact("sales_order").filter("is_order").with_columns(of=pl.lit("all"))
    ours = rows.group_by("of").agg(c("is_on_time").sum())
    late = rows.group_by("of").agg(c("is_delivered").sum())
    arrived = f"""select e.FENTRYID, max(e.FDELIVERYDATE) as promised, max(e.FQTY) as wanted,
        sum(s.FREALQTY) filter (s.FREALQTY > 0 and o.FARRIVEDATE is not null) as there,
        max(o.FARRIVEDATE) filter (s.FREALQTY > 0) as last
        from (select e.* from {ORDERED}) e
        join t_sal_outstockentry s on s.FSOENTRYID = e.FENTRYID
        join t_sal_outstock o on o.FID = s.FID and o.FCANCELSTATUS = 'A'
        and {KEPT.format("s.FENTRYID", "shipments")} group by 1"""
    whole = f"from ({arrived}) where there >= wanted"
    same(late, world.told(f"select 'all', count(*) {whole}"))
    same(ours, world.told(f"select 'all', count(*) {whole} and last <= promised"))


def test_received_and_due_by_month(world: Both) -> None:
    rows = world.fact("collection").with_columns(month=c("falls_on").dt.strftime("%Y-%m"))
    received = rows.filter("is_received").group_by("currency", "month")
    query = f"""select {CURRENCY}, substr(FDATE, 1, 7), sum(FAMOUNT_F) / 100.0 from t_ar_receivebill
        where FCANCELSTATUS = 'A' and {KEPT.format("FID", "customer_receipts")} group by 1, 2"""
    same(received.agg(c("received_gross").sum()), world.told(query))
    due = rows.filter("is_due").group_by("currency", "month")
    query = f"""select {CURRENCY}, substr(FENDDATE, 1, 7), sum(FALLAMOUNT) from t_ar_receivable
        where FCANCELSTATUS = 'A' and {KEPT.format("FID", "customer_invoices")} group by 1, 2"""
    same(due.agg(c("due_gross").sum()), world.told(query))


def test_money_in_the_bank_at_the_end_of_october_and_now(world: Both) -> None:
    frame = world.fact("cash").filter(c("opens_on").is_not_null())
    for last in ("2026-10-31", "2026-12-31"):
        there = frame.filter(c("opens_on") <= pl.lit(last).str.to_date())
        ours = there.group_by("bank_account_id").agg(c("amount").sum())
        query = f"""select b.FID::varchar, (max(b.FINITBALANCE_F) + coalesce(sum(j.FAMOUNT_F), 0))
            / 100.0 from t_cn_bankacnt b left join t_cn_journal j on j.FBANKACNTID = b.FID
            and j.FCANCELED = 0 and j.FBIZDATE <= '{last.replace("-", "")}' group by 1"""
        same(ours, world.told(query))


PASSED = f"""with line as (
    select e.FENTRYID as id, e.FQTY as qty, e.FAMOUNT as net, h.FDATE::date as ordered,
        h.FCLOSESTATUS = 'B' as closed from {ORDERED}),
out as (
    select s.FSOENTRYID as id, s.FENTRYID as entry, s.FREALQTY as moved, o.FDATE::date as went,
        o.FARRIVEDATE::date as came from t_sal_outstockentry s
    join t_sal_outstock o on o.FID = s.FID
    where o.FCANCELSTATUS = 'A' and {KEPT.format("s.FENTRYID", "shipments")}),
sums as (
    select id, sum(moved) filter (moved > 0) as sent, coalesce(-sum(moved) filter (moved < 0), 0)
        as back, coalesce(sum(moved) filter (moved > 0 and came is not null), 0) as there,
        max(went) filter (moved > 0) as last_went, max(came) filter (moved > 0) as last_came
    from out group by 1),
gone as (
    select id, min(went) as day from (
        select id, went, sum(moved) over (partition by id order by went, entry) as by_then
        from out where moved > 0) join line using (id) where by_then >= qty group by 1),
here as (
    select id, min(came) as day from (
        select id, came, sum(moved) over (partition by id order by came, entry) as by_then
        from out where moved > 0 and came is not null) join line using (id)
    where by_then >= qty group by 1),
money as (
    select a.FRECEIVABLEID as bill, max(greatest(a.FSETTLEDATE::date, b.FDATE::date)) as day
    from t_ar_receiveentry a join t_ar_receivebill b on b.FID = a.FID
    where b.FCANCELSTATUS = 'A' and {KEPT.format("b.FID", "customer_receipts")}
    and {KEPT.format("a.FENTRYID", "receipt_allocations")} group by 1),
bills as (
    select e.FSOENTRYID as id, sum(e.FQTY) as charged, sum(e.FNOTAXAMOUNT) as net,
        sum(e.FALLAMOUNT) as total, sum(e.FALLAMOUNT * h.FWRITTENOFF / h.FALLAMOUNT) as paid,
        max(h.FDATE::date) filter (e.FNOTAXAMOUNT > 0) as last, max(money.day) as last_paid
    from t_ar_receivableentry e join t_ar_receivable h on h.FID = e.FID
    left join money on money.bill = h.FID
    where h.FCANCELSTATUS = 'A' and h.FDOCUMENTSTATUS <> 'A'
    and {KEPT.format("h.FID", "customer_invoices")}
    and {KEPT.format("e.FENTRYID", "customer_invoice_lines")} group by 1),
days as (
    select line.*, coalesce(gone.day, case when closed then coalesce(last_went, last) end) as went,
        coalesce(here.day, case when closed and coalesce(there, 0) >= coalesce(sent, 0)
            then coalesce(last_came, last) end) as came,
        coalesce(sent, 0) as sent, coalesce(there, 0) as there, coalesce(there - back, 0) as kept,
        coalesce(charged, 0) as charged, coalesce(bills.net, 0) as billed,
        coalesce(total, 0) as total, coalesce(paid, 0) as paid, last, last_paid,
        bills.id is not null and charged >= coalesce(there - back, 0) as is_charged
    from line left join sums using (id) left join gone using (id) left join here using (id)
    left join bills using (id)),
stays as (
    select *, is_charged and paid > total - 0.005 as is_paid, greatest(came, last) as charged_on,
        greatest(came, last, last_paid) as paid_on
    from days)
"""
NOW = """select case when went is null then 'ship' when came is null then 'deliver'
        when not coalesce(is_charged, false) then 'invoice' else 'collect' end as station,
    case when went is null then net * greatest(qty - sent, 0) / qty
        when came is null then net * (sent - there) / qty
        when not coalesce(is_charged, false) then greatest(net * kept / qty - billed, 0)
        else billed * (1 - paid / nullif(total, 0)) end as held
    from stays where not (went is null and closed)
    and not (came is not null and kept = 0 and billed = 0) and not coalesce(is_paid, false)"""
LEFT = """select 'ship' as station, went - ordered as wait from stays where went >= ordered
    union all select 'deliver', came - went from stays where came >= went and sent > 0
    union all select 'invoice', charged_on - came from stays
        where is_charged and came is not null and sent > 0
    union all select 'collect', paid_on - charged_on from stays where is_paid and came is not null
    """


def test_where_lines_wait_and_what_they_hold(world: Both) -> None:
    stays = world.fact("sales_stage").filter(c("closes_on").is_null())
    ours = stays.group_by("station").agg(pl.len(), c("held_net").sum().cast(pl.Float64))
    theirs = world.told(f"{PASSED} select station, count(*), sum(held) from ({NOW}) group by 1")
    counts = {station: count for station, count, _ in ours.iter_rows()}
    assert counts == {station: count for station, count, _ in theirs}
    assert counts.keys() == {"ship", "deliver", "invoice", "collect"}
    held = {station: amount for station, _, amount in ours.iter_rows()}
    for station, count, amount in theirs:
        assert abs(held[station] - float(amount)) <= 0.006 * count, station  # each to the cent


def test_how_long_lines_had_waited_that_left_a_station(world: Both) -> None:
    stays = world.fact("sales_stage").filter(c("closes_on").is_not_null(), ~c("is_cancelled"))
    ours = stays.group_by("station").agg(pl.len(), c("wait_calendar_days").sum())
    theirs = world.told(f"{PASSED} select station, count(*), sum(wait) from ({LEFT}) group by 1")
    assert sorted(ours.rows()) == sorted(theirs)
    assert min(count for _, count, _ in theirs) > 10
