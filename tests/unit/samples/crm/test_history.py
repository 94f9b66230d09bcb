"""What the CRM's history holds: consistent in itself, with the trade, and with its own future."""

import datetime as dt
from collections import Counter

import pytest

from samples.demo.crm.generate import build
from samples.demo.crm.history import History
from samples.demo.crm.moments import milliseconds, wall
from samples.demo.moments import day_of, midnight, moment_of
from samples.demo.trade import trade
from tests.unit.samples.crm.conftest import SEED, TODAY
from tests.unit.samples.crm.reading import content_hash, faults, one, rows


def test_the_same_seed_and_day_give_the_same_rows(built, tmp_path):
    again, other = tmp_path / "again.db", tmp_path / "other.db"
    build(again, SEED, TODAY, days=56)
    build(other, SEED + 1, TODAY, days=56)
    assert content_hash(built) == content_hash(again)
    assert content_hash(built) != content_hash(other)


def test_a_database_is_never_overwritten(crm):
    before = content_hash(crm)
    with pytest.raises(FileExistsError, match="never overwritten"):
        build(crm, SEED, TODAY, days=1)
    assert content_hash(crm) == before


def test_nothing_contradicts_itself(built):
    assert faults(built) == {}
    for table in ("contact", "opportunity", "agreement", "complaint", "survey"):
        assert one(built, f"SELECT count(*) FROM {table}") > 15


def test_history_ends_at_its_moment(built):
    now = milliseconds(moment_of(TODAY))
    for table in ("account", "opportunity", "agreement", "complaint", "survey"):
        assert one(built, f"SELECT max(modified) FROM {table}") <= now + 1_000


def test_every_won_opportunity_is_an_order_of_the_trade(built, world):
    first = TODAY - dt.timedelta(days=56)
    orders = {
        order.opportunity: (order.number, order.total, order.customer.id)
        for order in world.orders(first, moment_of(TODAY))
        if order.opportunity and order.customer.related_company is None
    }
    won = {
        number: values
        for number, *values in rows(
            built, "SELECT number, order_no, amount, account_id FROM opportunity WHERE stage = 'S6'"
        )
    }
    assert len(won) > 100
    assert {number: tuple(values) for number, values in won.items()} == orders


def test_open_opportunities_are_those_whose_day_has_not_come(built):
    """Neither the number nor anything else of an open one tells when or how it will end."""
    open_now = one(
        built, "SELECT count(*) FROM opportunity WHERE closed IS NULL AND NOT is_deleted"
    )
    assert 300 < open_now < 1_200
    assert one(built, "SELECT count(*) FROM opportunity WHERE number LIKE '%2026%'") < 20


def test_copies_of_orders_differ_only_where_planted(built, world):
    first = TODAY - dt.timedelta(days=56)
    known = {
        number: (gross, promised)
        for number, gross, promised in rows(
            built, "SELECT number, gross, promised FROM agreement WHERE type = 'order'"
        )
    }
    kinds = Counter()
    for order in world.orders(first, moment_of(TODAY) - 3_600):
        planted = world.order_that_differs(order)
        copy = known.pop(order.number, None)
        told = None if planted is None else planted.field
        kinds[told] += 1
        if told == "missing":
            assert copy is None
            continue
        right = (order.total, order.promised.isoformat())
        assert (copy == right) == (planted is None)
    assert kinds["missing"] > 0
    assert kinds["total"] > 0
    assert kinds[None] > 0.9 * sum(kinds.values())
    late = {n for n in known if n[4:12] == TODAY.strftime("%Y%m%d")}
    assert set(known) - late == set(world.phantom_orders()) & set(known)


def test_customers_differ_only_where_planted(built, world):
    planted = {found.code: found for found in world.customers_that_differ()}
    assert planted
    columns = "name, credit_code, credit_limit, owner_id, region_code"
    for code, *values in rows(built, f"SELECT code, {columns} FROM account"):
        customer = next(c for c in world.customers if c.code == code)
        right = {
            "name": customer.name,
            "tax_id": customer.tax_id,
            "credit_limit": customer.credit_limit,
            "owner": customer.owner,
            "region": customer.region,
        }
        wrong = {
            field: str(value)
            for (field, value) in zip(right, values, strict=True)
            if value != right[field]
        }
        found = planted.get(code)
        assert wrong == ({} if found is None else {found.field: found.crm})


@pytest.mark.parametrize("seed", [3, 23])
def test_the_slipping_customer_asks_for_less_and_complains_more(tmp_path, seed):
    """By the day and by the order, compared with the time before it began to slip."""
    path = tmp_path / "crm.db"
    build(path, seed, TODAY)
    of = trade(seed, TODAY)
    slipping = of.stories.slipping
    customer = next(c.id for c in of.customers if c.code == slipping.customer)
    before = (midnight(of.first), midnight(slipping.since))
    late = (midnight(TODAY - dt.timedelta(days=90)), midnight(TODAY))

    def of_customer(value, table, span):
        query = f"SELECT {value} FROM {table} WHERE account_id = ? AND created BETWEEN ? AND ?"
        return one(path, query, customer, *map(milliseconds, span)) or 0

    def a_day(value, table, span):
        return of_customer(value, table, span) * 86_400 / (span[1] - span[0])

    def an_order(span):
        orders = of_customer("count(*)", "agreement", span)
        return of_customer("count(*)", "complaint", span) / orders

    asked = a_day("sum(amount)", "opportunity", before)
    assert a_day("sum(amount)", "opportunity", late) < 0.4 * asked
    complaints = a_day("count(*)", "complaint", before)
    assert a_day("count(*)", "complaint", late) > 1.5 * complaints
    assert an_order(late) > 4 * an_order(before)
    marks = of_customer("avg(score)", "survey", before)
    assert of_customer("avg(score)", "survey", late) < marks
    assert faults(path) == {}


def test_what_a_ticker_lives_through_is_what_a_later_build_would_tell(world):
    """Past and future are one story, however the days are cut."""
    first, early = TODAY - dt.timedelta(days=30), TODAY - dt.timedelta(days=9)
    whole = History(world).whole(first - dt.timedelta(days=200), moment_of(TODAY))
    ticker = History(world)
    cut = moment_of(early)
    lived = []
    for hours in (0.01, 5, 30, 31, 100, 215.99):
        until = moment_of(early) + round(hours * 3_600)
        lived += ticker.between(cut, until)
        cut = until
    lived += ticker.between(cut, moment_of(TODAY))
    told = [event for event in whole if event.at > moment_of(early)]
    assert len(lived) > 500
    assert {(e.at, e.table, e.number) for e in lived} == {(e.at, e.table, e.number) for e in told}
    assert sorted(lived, key=repr) == sorted(told, key=repr)
    assert [e.at for e in lived] == sorted(e.at for e in lived)


def test_the_clock_of_the_crm_is_the_wall_in_shanghai():
    moment = moment_of(dt.datetime(2026, 11, 19, 9, 30, tzinfo=dt.UTC))
    assert milliseconds(moment) == 1_795_080_600_000
    assert wall(milliseconds(moment)) == moment
    assert day_of(moment) == TODAY
