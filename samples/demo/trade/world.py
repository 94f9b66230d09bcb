"""The trade of a seed as one value: parties, goods, orders, stories."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from samples.demo.moments import months_before
from samples.demo.organisation import Organisation, organisation
from samples.demo.trade.disagreements import (
    Disagreement,
    contract_that_differs,
    customers_that_differ,
    order_that_differs,
    phantom_orders,
)
from samples.demo.trade.goods import Sku, skus
from samples.demo.trade.orders import Market, SalesOrder, market
from samples.demo.trade.parties import Customer, Supplier, customers, suppliers
from samples.demo.trade.projects import Project, projects
from samples.demo.trade.stories import TradeStories, trade_stories

MONTHS = 27  # three more than the OA tells of, so that nothing begins at nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Trade:
    """Masters, orders, stories and disagreements that ERP and CRM share.

    `built` is the day the demo was built: history begins `months` before its month, stories are
    dated from it. Nothing here reads a database or a clock.
    """

    seed: int
    built: date
    months: int
    organisation: Organisation
    customers: tuple[Customer, ...]
    suppliers: tuple[Supplier, ...]
    skus: tuple[Sku, ...]
    projects: tuple[Project, ...]
    stories: TradeStories
    market: Market

    @property
    def first(self) -> date:
        """The first day of history."""
        return months_before(self.built, self.months)

    def orders(self, first: date, until: int) -> Iterator[SalesOrder]:
        """All sales orders from a day on, up to a moment (local seconds since 1970) inclusive."""
        day = first
        while (day - date(1970, 1, 1)).days * 86_400 <= until:
            for order in self.market.orders_on(day):
                if order.moment <= until:
                    yield order
            day += timedelta(days=1)

    def customers_that_differ(self) -> tuple[Disagreement, ...]:
        """Customers of whom the CRM says something else."""
        return customers_that_differ(self.seed, self.customers)

    def order_that_differs(self, order: SalesOrder) -> Disagreement | None:
        """What the CRM sees differently about an order, if anything."""
        return order_that_differs(self.seed, order)

    def contract_that_differs(self, number: str, total: int) -> Disagreement | None:
        """What the CRM sees differently about a sales contract of the ERP, if anything."""
        return contract_that_differs(self.seed, number, total)

    def phantom_orders(self) -> tuple[str, ...]:
        """Order numbers that only the CRM knows."""
        return phantom_orders(self.seed, self.first, self.built)


@lru_cache(maxsize=4)
def trade(seed: int, built: date, months: int = MONTHS) -> Trade:
    """The trade of a demo enterprise built on a day from a seed, with so many months of history."""
    people = organisation(seed, built)
    buyers = customers(seed, people)
    sellers = suppliers(seed)
    goods = skus(seed, tuple(s.code for s in sellers if s.related_company is None))
    stories = trade_stories(seed, built, buyers, goods)
    return Trade(
        seed=seed,
        built=built,
        months=months,
        organisation=people,
        customers=buyers,
        suppliers=sellers,
        skus=goods,
        projects=projects(seed, built, people),
        stories=stories,
        market=market(seed, buyers, goods, stories.slipping),
    )
