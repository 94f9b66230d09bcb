"""What goes wrong in the demo's trade, planted by the seed: the truth that tests look for."""

import random
from collections import Counter
from dataclasses import dataclass
from datetime import date

from samples.demo.moments import months_before
from samples.demo.trade.goods import Sku
from samples.demo.trade.parties import Customer
from samples.demo.trade.places import TRADING, WAREHOUSES


@dataclass(frozen=True, slots=True, kw_only=True)
class SlippingCustomer:
    """A customer (code) whose goods reach it `waits` days later in the end, who orders only
    `share` as much and pays `late` days later: all growing month by month since a day."""

    customer: str
    since: date
    share: float
    late: int
    waits: int

    def progress(self, day: date) -> float:
        """How far it has slipped: 0 before it began, 1 after half a year."""
        return _progress(self.since, day, 180)

    def shrunk(self, day: date) -> float:
        """The factor on what it orders on a day."""
        return 1 - (1 - self.share) * self.progress(day)


@dataclass(frozen=True, slots=True, kw_only=True)
class SlippingSupplier:
    """A supplier (code) that delivers later month by month since a day: `late` days in the end."""

    supplier: str
    since: date
    late: int

    def delay(self, code: str, day: date) -> float:
        """How many days later than it used to the supplier `code` delivers on a day."""
        return self.late * _progress(self.since, day, 120) if code == self.supplier else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class FailingWarehouse:
    """A warehouse (code) where counts miss the book `factor` times as often since a day."""

    warehouse: str
    since: date
    factor: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortDepartment:
    """A department that will have used up the year's money of one account in about `weeks`."""

    department: int
    account: str
    weeks: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TradeStories:
    """The planted stories of a seed; counts say how many documents carry each of the others."""

    slipping: SlippingCustomer
    supplier: SlippingSupplier
    failing: FailingWarehouse
    short: ShortDepartment
    duplicate_invoices: int
    orders_without_approval: int
    approvals_without_order: int
    payments_made_twice: int


_SHORT = ((117, "660205"), (118, "660203"), (119, "660205"), (114, "660205"), (207, "660102"))


def trade_stories(
    seed: int, today: date, customers: tuple[Customer, ...], goods: tuple[Sku, ...]
) -> TradeStories:
    """The stories a seed plants; another seed plants them elsewhere."""
    rng = random.Random(f"trade-stories:{seed}")
    known = [c for c in customers[1:20] if c.company == TRADING and c.currency == "CNY"]
    department, account = rng.choice(_SHORT)
    return TradeStories(
        slipping=SlippingCustomer(
            customer=rng.choice(known).code,
            since=months_before(today, 6),
            share=0.25,
            late=65,
            waits=5,
        ),
        supplier=SlippingSupplier(
            supplier=_busy_supplier(seed, goods), since=months_before(today, 5), late=8
        ),
        failing=FailingWarehouse(
            warehouse=rng.choice(WAREHOUSES).code,
            since=months_before(today, 3),
            factor=rng.choice((5.0, 6.0)),
        ),
        short=ShortDepartment(department=department, account=account, weeks=6.0),
        duplicate_invoices=rng.randint(9, 14),
        orders_without_approval=rng.randint(24, 34),
        approvals_without_order=rng.randint(24, 34),
        payments_made_twice=1,
    )


def _busy_supplier(seed: int, goods: tuple[Sku, ...]) -> str:
    """One of those that deliver the most items, so that its slipping is seen."""
    known = Counter(sku.supplier for sku in goods if sku.supplier and sku.warehouses)
    busiest = sorted(known, key=lambda code: (-known[code], code))[:12]
    return random.Random(f"slipping-supplier:{seed}").choice(busiest)


def _progress(since: date, day: date, days: int) -> float:
    return min(max((day - since).days / days, 0.0), 1.0)
