"""How opportunities live: a won one leads to an order of the trade, the others are lost.

A life is a pure function of the seed and the day it ends, so history, the ticker and a ticker
that slept for a week all tell the same story.
"""

import random
from bisect import bisect
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from samples.demo.crm.events import Event
from samples.demo.crm.words import (
    CHANNELS,
    COMPETITORS,
    LEAD,
    LOSS_REASONS,
    LOST,
    OPEN_STAGES,
    PROBABILITIES,
    SOLUTION,
    WON,
)
from samples.demo.filing import day_weight
from samples.demo.moments import DAY, OPEN_1, WORKDAY, WorkClock, day_of, midnight
from samples.demo.trade import Customer, SalesOrder, Trade, opportunity_number

LONGEST = 150  # days an opportunity takes at most
LOST_A_DAY = 6.6
FIRST_LOST = 500  # numbers of a day from here on belong to opportunities without an order
REMOVED = 0.012  # share of the lost ones that are deleted as duplicates instead
LONG_AGO = date(2024, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deal:
    """An opportunity's whole way: the stages it enters and when, and what it ends at (cents)."""

    number: str
    customer: Customer
    item: str
    amount: int
    rivalry: float  # how probably a competitor is known
    path: tuple[str, ...]
    moments: tuple[int, ...]


def won(trade: Trade, clock: WorkClock, order: SalesOrder) -> list[Event]:
    """The life of the opportunity an order came from; nothing when none led to it."""
    if order.opportunity is None or order.customer.related_company is not None:
        return []
    rng = random.Random(f"won:{trade.seed}:{order.number}")
    end = order.moment - rng.randint(600, 7_200)
    path = _stages(rng, WON)
    deal = Deal(
        number=order.opportunity,
        customer=order.customer,
        item=order.lines[0].sku.name,
        amount=order.total,
        rivalry=0.3,
        path=path,
        moments=_moments(rng, clock, end, len(path), median=46),
    )
    closing = {
        "amount": order.total,
        "expected_close": day_of(end).isoformat(),
        "order_no": order.number,
    }
    return [*_life(rng, deal), _moved(deal, -1, closing)]


def lost_on(trade: Trade, clock: WorkClock, day: date) -> list[Event]:
    """The lives of all opportunities that end on a day without an order."""
    rng = random.Random(f"lost:{trade.seed}:{day.isoformat()}")
    count = int(LOST_A_DAY * day_weight(day, LONG_AGO) + rng.random())
    orders = trade.market.orders_on(day)
    found: list[Event] = []
    for n in range(count if orders else 0):
        found += _lost(trade, clock, day, n, rng.choice(orders))
    return found


def _lost(trade: Trade, clock: WorkClock, day: date, n: int, like: SalesOrder) -> list[Event]:
    """One that might have become an order like another one of that day."""
    rng = random.Random(f"lost:{trade.seed}:{day.isoformat()}:{n}")
    customer = buyer(trade, rng)
    slipping = trade.stories.slipping
    left = slipping.shrunk(day) if customer.code == slipping.customer else 1.0
    end = clock.at(clock.position(midnight(day) + OPEN_1) + rng.randrange(WORKDAY))
    path = _stages(rng, LOST)
    deal = Deal(
        number=opportunity_number(day, FIRST_LOST + n),
        customer=customer,
        item=like.lines[0].sku.name,
        amount=max(10_000, round(like.total * rng.uniform(0.5, 1.9) * left**2)),
        rivalry=0.7,
        path=path,
        moments=_moments(rng, clock, end, len(path), median=38),
    )
    if rng.random() > left:  # a customer that turns away asks for less
        return []
    life = _life(rng, deal)
    if rng.random() < REMOVED:
        gone = Event(at=deal.moments[1], table="opportunity", number=deal.number, removed=True)
        return [life[0], gone]
    reason = rng.choices(LOSS_REASONS, weights=(34, 18, 14, 12, 14, 8))[0]
    return [*life, _moved(deal, -1, {"loss_reason": reason})]


def buyer(trade: Trade, rng: random.Random) -> Customer:
    """A customer, drawn as often as it buys."""
    market = trade.market
    return market.customers[bisect(market.shares, rng.random() * market.shares[-1])]


def title(rng: random.Random, customer: Customer, item: str) -> str:
    """What an opportunity is called: the customer, the goods, the occasion."""
    what = rng.choice(("采购", "改造项目", "年度供货", "扩产配套", "备件"))
    return f"{customer.name.removesuffix('有限公司')}{item.split(' ', maxsplit=1)[0]}{what}"


def begun(customer: Customer, stage: str, values: Mapping[str, object]) -> dict[str, object]:
    """The columns of a new opportunity of a customer."""
    return {
        "account_id": customer.id,
        "company_id": customer.company,
        "owner_id": customer.owner,
        "region_code": customer.region,
        "currency": customer.currency,
        "stage": stage,
        "probability": PROBABILITIES[stage],
        **values,
    }


def _stages(rng: random.Random, end: str) -> tuple[str, ...]:
    """The stages it enters, the last one included."""
    open_stages = list(OPEN_STAGES)
    if end == LOST:
        reached = rng.choices(range(1, 6), weights=(14, 22, 24, 24, 16))[0]
        open_stages = open_stages[:reached]
    elif rng.random() < 0.2:
        open_stages.remove(SOLUTION)
    if len(open_stages) > 1 and rng.random() < 0.3:
        open_stages.remove(LEAD)
    return (*open_stages, end)


def _moments(
    rng: random.Random, clock: WorkClock, end: int, count: int, *, median: float
) -> tuple[int, ...]:
    """When each stage is entered, at working time and one after the other, the last at `end`."""
    days = min(LONGEST - 5, max(2.0, median * rng.lognormvariate(0, 0.55)))
    shares = sorted(rng.random() for _ in range(count - 2))
    begin = end - round(days * DAY)
    found: list[int] = []
    for n, share in enumerate((0.0, *shares)):
        at_work = clock.at(clock.position(begin + round(share * days * DAY)))
        earliest = found[-1] + 60 if found else 0
        found.append(min(end - 60 * (count - 1 - n), max(at_work, earliest)))
    return (*found, end)


def _life(rng: random.Random, deal: Deal) -> list[Event]:
    """Its beginning and every stage but the last; estimates come closer to what it ends at."""
    guess = rng.lognormvariate(0, 0.3)
    steps = len(deal.path) - 1
    estimates = [
        max(100, round(deal.amount * guess ** (1 - step / steps), -2)) for step in range(steps)
    ]
    expected = day_of(deal.moments[-1]) + timedelta(days=rng.randint(-20, 15))
    values: dict[str, object] = {
        "name": title(rng, deal.customer, deal.item),
        "amount": estimates[0],
        "expected_close": max(expected, day_of(deal.moments[0])).isoformat(),
        "channel": rng.choice(CHANNELS),
        "competitor": rng.choice(COMPETITORS) if rng.random() < deal.rivalry else None,
    }
    first = Event(
        at=deal.moments[0],
        table="opportunity",
        number=deal.number,
        new=True,
        values=begun(deal.customer, deal.path[0], values),
    )
    later = [_moved(deal, step, {"amount": estimates[step]}) for step in range(1, steps)]
    return [first, *later]


def _moved(deal: Deal, step: int, values: Mapping[str, object]) -> Event:
    return Event(
        at=deal.moments[step],
        table="opportunity",
        number=deal.number,
        stage=deal.path[step],
        values=values,
    )
