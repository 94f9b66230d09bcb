"""What customers order, day by day: the same orders the ERP books and the CRM knows."""

import random
from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from samples.demo.filing import day_weight
from samples.demo.moments import CLOSE_1, DAY, OPEN_2, WORKDAY, midnight
from samples.demo.trade.goods import Sku
from samples.demo.trade.parties import Customer, cumulative
from samples.demo.trade.places import GROUP, TRADING
from samples.demo.trade.rates import rate
from samples.demo.trade.stories import SlippingCustomer

A_DAY = 15  # orders on a plain working day
TAX = 13  # per cent; exports go without
STILL_COMES = 0.1  # added to the share of its orders that a slipping customer still places
WON = 0.3  # share of the orders that an opportunity of the CRM led to
EPOCH_DAY = date(2024, 1, 1)
OPENED = 9 * 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class SalesLine:
    """One line: `tax_price` is cents a unit with tax, `total` = quantity x tax_price, cents."""

    sku: Sku
    quantity: int
    tax_price: int

    @property
    def total(self) -> int:
        """The line's amount with tax, in cents of the order's currency."""
        return self.quantity * self.tax_price


@dataclass(frozen=True, slots=True, kw_only=True)
class SalesOrder:
    """One order of a customer. `moment` is local seconds since 1970, `tax` a whole per cent,
    `rate` CNY a unit of `currency`; `opportunity` is the CRM's number when one led here."""

    number: str
    customer: Customer
    moment: int
    promised: date
    tax: int
    rate: float
    lines: tuple[SalesLine, ...]
    opportunity: str | None

    @property
    def total(self) -> int:
        """The order's amount with tax, in cents of the customer's currency."""
        return sum(line.total for line in self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Market:
    """Who buys what: everything a day's orders depend on besides the day."""

    seed: int
    customers: tuple[Customer, ...]
    shares: Sequence[float]
    goods: dict[int, tuple[Sku, ...]]  # what a company sells, what moves most first
    slipping: SlippingCustomer

    def orders_on(self, day: date) -> tuple[SalesOrder, ...]:
        """All orders of a day by moment: past or future, the same for the same seed."""
        rng = random.Random(f"orders:{self.seed}:{day.isoformat()}")
        count = int(A_DAY * day_weight(day, EPOCH_DAY) + rng.random())
        moments = sorted(rng.randrange(WORKDAY) for _ in range(count))
        orders = [self._order(rng, day, n, moment) for n, moment in enumerate(moments, start=1)]
        return tuple(order for order in orders if not self._stays_away(order, day))

    def _stays_away(self, order: SalesOrder, day: date) -> bool:
        """The slipping customer also comes less often; a number that it leaves out stays unused."""
        if order.customer.code != self.slipping.customer:
            return False
        draw = random.Random(f"comes:{self.seed}:{order.number}").random()
        return draw > self.slipping.shrunk(day) + STILL_COMES * self.slipping.progress(day)

    def _order(self, rng: random.Random, day: date, number: int, worked: int) -> SalesOrder:
        # Draw in a fixed order, whatever the draw decides: one order more changes no other.
        place = bisect(self.shares, rng.random() * self.shares[-1])
        customer = self.customers[place]
        abroad = customer.currency != "CNY"
        price = rate(self.seed, day.year, day.month).average if abroad else 1.0
        factor = self.slipping.shrunk(day) if customer.code == self.slipping.customer else 1.0
        won = rng.random() < WON
        tax = 0 if abroad else TAX
        morning = OPENED + worked
        clock = morning if morning < CLOSE_1 else morning + OPEN_2 - CLOSE_1
        return SalesOrder(
            number=f"XSDD{day:%Y%m%d}{number:03}",
            customer=customer,
            moment=midnight(day) + min(clock, DAY - 1),
            promised=day + timedelta(days=rng.choice((5, 7, 10, 14, 21))),
            tax=tax,
            rate=price,
            lines=tuple(
                self._line(rng, customer, tax, price, factor)
                for _ in range(rng.choices((1, 2, 3, 4), weights=(35, 30, 20, 15))[0])
            ),
            opportunity=opportunity_number(day, number) if won else None,
        )

    def _line(
        self, rng: random.Random, customer: Customer, tax: int, price: float, factor: float
    ) -> SalesLine:
        goods = self.goods[customer.company]
        sku = goods[int(len(goods) * rng.random() ** 1.8)]
        size = rng.lognormvariate(0, 0.7) * sku.use * 1.6 * factor
        discount = rng.choice((1.0, 1.0, 0.98, 0.95, 0.9))
        return SalesLine(
            sku=sku,
            quantity=max(1, round(size)),
            tax_price=max(1, round(sku.price * discount * (100 + tax) / 100 / price)),
        )


def opportunity_number(day: date, n: int) -> str:
    """The number of the n-th opportunity decided on a day: unique, and it doesn't tell the day."""
    return f"SJ{(day.toordinal() * 1000 + n) * 387_420_489 % 10**9:09}"


def market(
    seed: int, customers: tuple[Customer, ...], goods: tuple[Sku, ...], slipping: SlippingCustomer
) -> Market:
    """The market of a seed: the group sells what it makes, the trading company all goods."""
    buyers = tuple(customer for customer in customers if customer.weight > 0)
    sold = sorted((g for g in goods if "CK05" in g.warehouses), key=lambda g: (-g.use, g.id))
    return Market(
        seed=seed,
        customers=buyers,
        shares=cumulative(buyers, watched=slipping.customer),
        goods={GROUP: tuple(g for g in sold if g.category == "finished"), TRADING: tuple(sold)},
        slipping=slipping,
    )
