"""Who keeps the ERP's books: masters, chance, working time, and what is to be done when."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from heapq import heappop, heappush
from typing import Any

from samples.demo.erp.book import Book
from samples.demo.erp.shelves import Shelves
from samples.demo.moments import DAY, OPEN_1, WORKDAY, WorkClock, day_of
from samples.demo.trade import (
    WAREHOUSES,
    Customer,
    Sku,
    Supplier,
    Trade,
    Warehouse,
    rate,
)

STORES: dict[str, Warehouse] = {store.code: store for store in WAREHOUSES}
CLOSES_ON = {1: 31, 2: 25}  # the last day of a company's accounting month


class Diary:
    """What is to be done at which moment, carried out in that order.

    A diary that is not `kept` forgets: the ticker finds what is due in the database instead.
    """

    def __init__(self, *, kept: bool) -> None:
        self.kept = kept
        self._todo: list[tuple[int, int, Callable[..., Any], tuple[Any, ...]]] = []
        self._count = 0

    def at(self, moment: int, act: Callable[..., Any], *details: Any) -> None:
        """Note an act; it will be called with (enterprise, moment, *details)."""
        if self.kept:
            self._count += 1
            heappush(self._todo, (moment, self._count, act, details))

    def live(self, enterprise: "Enterprise", until: int) -> None:
        """Do all that is due up to a moment."""
        while self._todo and self._todo[0][0] <= until:
            moment, _, act, details = heappop(self._todo)
            act(enterprise, moment, *details)


@dataclass(slots=True, kw_only=True)
class Enterprise:
    """Everything an act in the ERP needs; `now` is the moment history ends."""

    trade: Trade
    book: Book
    rng: random.Random
    clock: WorkClock
    diary: Diary
    shelves: Shelves
    now: int
    sku: dict[int, Sku] = field(default_factory=dict[int, Sku])
    supplier: dict[int, Supplier] = field(default_factory=dict[int, Supplier])
    customer: dict[int, Customer] = field(default_factory=dict[int, Customer])
    # what later acts look up by a document's number or id (a build keeps it, a tick reads rows)
    memory: dict[tuple[object, ...], Any] = field(default_factory=dict[tuple[object, ...], Any])

    def __post_init__(self) -> None:
        self.sku = {one.id: one for one in self.trade.skus}
        self.supplier = {one.id: one for one in self.trade.suppliers}
        self.customer = {one.id: one for one in self.trade.customers}

    def later(self, moment: int, low: float, high: float) -> int:
        """A moment of office hours between `low` and `high` working days after another."""
        days = self.rng.uniform(low, high)
        return self.clock.after(moment, 1 + int(days * WORKDAY))

    def morning(self, day: int, *, hour: float = 0.0) -> int:
        """A moment of office hours on a day (a number), or on the next working day."""
        return self.clock.at(self.clock.position(day * DAY + OPEN_1) + int(hour * 3600))

    def chance(self, share: float) -> bool:
        """True in a share of cases."""
        return self.rng.random() < share

    def rate(self, currency: str, day: int) -> float:
        """CNY for one unit of a currency: the average of the day's month."""
        if currency == "CNY":
            return 1.0
        date = day_of(day * DAY)
        return rate(self.trade.seed, date.year, date.month).average

    def people(self, department: int) -> list[int]:
        """Everybody who works in a department today."""
        key = ("people", department)
        if key not in self.memory:
            everybody = self.trade.organisation.people.values()
            self.memory[key] = [p.id for p in everybody if p.department == department] or [
                self.trade.organisation.head(department)
            ]
        return self.memory[key]


def period(company: int, day: int) -> str:
    """The accounting month of a day (a number), `2026-11`."""
    date = day_of(day * DAY)
    month = date.year * 12 + date.month - 1 + (date.day > CLOSES_ON[company])
    return f"{month // 12}-{month % 12 + 1:02}"


def month_of(moment: int) -> str:
    """The month of a moment as bill numbers carry it, `202611`."""
    return f"{day_of(moment):%Y%m}"


def net_of(total: int, tax: int) -> int:
    """An amount without its tax (a whole per cent), in cents."""
    return round(total * 100 / (100 + tax))


def split(rng: random.Random, total: int, parts: int) -> list[int]:
    """An amount in so many parts of different sizes, each at least one cent."""
    parts = min(parts, max(1, total // 100))
    weights = [rng.uniform(0.4, 1.6) for _ in range(parts)]
    shares = [max(1, int(total * weight / sum(weights))) for weight in weights]
    shares[-1] += total - sum(shares)
    return shares
