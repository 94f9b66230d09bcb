"""What ERP and CRM of the demo share: the same for the same seed, whoever asks and in any order."""

import datetime as dt
from collections import Counter

import pytest

from samples.demo.moments import DAY, EPOCH, ZONE, moment_of
from samples.demo.trade import GROUP_CUSTOMER, TRADING, Trade, rate, trade

TODAY = dt.date(2026, 11, 20)
_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@pytest.fixture(params=[7, 90210], scope="module")
def world(request) -> Trade:
    return trade(request.param, TODAY)


def test_its_size_is_as_promised(world):
    assert len(world.customers) == 400
    assert len(world.suppliers) == 150
    assert len(world.skus) == 1_500
    assert len(world.projects) == 20
    for many in (world.customers, world.suppliers, world.skus, world.projects):
        assert len({one.code for one in many}) == len({one.id for one in many}) == len(many)
    classes = Counter(sku.abc for sku in world.skus)
    assert classes["A"] < classes["B"] < classes["C"]
    assert all(0 < sku.cost < sku.price for sku in world.skus)
    owners = {customer.owner for customer in world.customers}
    people = world.organisation.people
    assert all(people[owner].left is None for owner in owners)
    assert {c.code for c in world.customers if c.related_company} == {GROUP_CUSTOMER}


def test_credit_codes_carry_their_check_character(world):
    for customer in world.customers:
        if customer.tax_id:
            places = [_SIGNS.index(sign) for sign in customer.tax_id]
            total = sum(value * pow(3, place, 31) for place, value in enumerate(places[:-1]))
            assert (total + places[-1]) % 31 == 0
    local = [c for c in world.customers if c.currency == "CNY"]
    assert len({c.tax_id for c in local}) == len(local)


def test_a_day_is_the_same_whoever_asks(world):
    day = dt.date(2026, 3, 17)
    alone = world.market.orders_on(day)
    among = [o for o in world.orders(dt.date(2026, 3, 1), moment_of(dt.date(2026, 3, 31)))
             if o.moment // DAY == (day - EPOCH).days]  # fmt: skip
    assert list(alone) == among
    assert trade.__wrapped__(world.seed, TODAY).market.orders_on(day) == alone


def test_orders_have_distinct_numbers_and_honest_sums(world):
    orders = list(world.orders(world.first, moment_of(TODAY)))
    assert len(orders) > 9_000
    assert len({order.number for order in orders}) == len(orders)
    led = [order.opportunity for order in orders if order.opportunity]
    assert len(set(led)) == len(led) > 2_000
    assert all(o.total == sum(line.quantity * line.tax_price for line in o.lines) for o in orders)
    assert all(line.quantity > 0 and line.tax_price > 0 for o in orders for line in o.lines)
    assert not any(order.customer.related_company for order in orders)
    assert {order.customer.currency for order in orders} == {"CNY", "USD"}
    assert {order.customer.company for order in orders} == {1, 2}


def test_orders_stop_at_the_moment_asked_for(world):
    noon = moment_of(dt.datetime(2026, 3, 17, 12, 0, tzinfo=ZONE))
    found = list(world.orders(dt.date(2026, 3, 17), noon))
    assert found == [o for o in world.market.orders_on(dt.date(2026, 3, 17)) if o.moment <= noon]


def test_disagreements_are_few_real_and_stable(world):
    differ = world.customers_that_differ()
    assert 20 < len(differ) < 60
    assert all(one.erp != one.crm for one in differ)
    assert {one.field for one in differ} == {"name", "tax_id", "credit_limit", "owner", "region"}
    assert differ == trade.__wrapped__(world.seed, TODAY).customers_that_differ()
    orders = list(world.orders(dt.date(2026, 1, 1), moment_of(TODAY)))
    told = [one for order in orders if (one := world.order_that_differs(order))]
    assert 0.01 < len(told) / len(orders) < 0.05
    assert {one.field for one in told} == {"total", "promised", "missing"}
    phantoms = set(world.phantom_orders())
    assert len(phantoms) > 15
    assert not phantoms & {o.number for o in world.orders(world.first, moment_of(TODAY))}
    contracts = [world.contract_that_differs(f"HT{n}", 1_234_500) for n in range(1_000)]
    assert 20 < sum(one is not None for one in contracts) < 70


def test_stories_lie_elsewhere_under_another_seed():
    told = [trade(seed, TODAY).stories for seed in range(12)]
    assert len({one.slipping.customer for one in told}) > 5
    assert len({one.failing.warehouse for one in told}) > 2
    assert len({one.short.department for one in told}) > 2
    assert len({one.supplier.supplier for one in told}) > 5
    for one in told:
        slipping = one.slipping
        assert slipping.progress(slipping.since) == 0
        assert slipping.progress(TODAY) == 1
        assert slipping.shrunk(TODAY) == pytest.approx(slipping.share)
        supplier = one.supplier
        assert supplier.delay(supplier.supplier, supplier.since) == 0
        assert supplier.delay(supplier.supplier, TODAY) == supplier.late
        assert supplier.delay("GYS00001", TODAY) == 0


def test_history_can_be_shorter_without_changing_a_day():
    whole, short = trade(7, TODAY), trade(7, TODAY, 2)
    assert short.first == dt.date(2026, 9, 1)
    assert short.customers == whole.customers
    day = dt.date(2026, 10, 13)
    assert short.market.orders_on(day) == whole.market.orders_on(day)


def test_the_dollar_moves_a_little_every_month():
    rates = [rate(7, 2025, month) for month in range(1, 13)]
    assert len({one.average for one in rates}) > 8
    assert all(6.9 < one.average < 7.4 and abs(one.closing - one.average) < 0.03 for one in rates)
    assert rate(7, 2025, 3).month == "2025-03"


def test_the_trading_company_sells_most(world):
    direct = [c for c in world.customers if c.company != TRADING and not c.related_company]
    assert 20 < len(direct) < 80
