"""Somebody compares the CRM with the ERP and puts an order right."""

import random
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import timedelta

from samples.demo.crm.copies import as_sold
from samples.demo.crm.events import Event
from samples.demo.moments import day_of
from samples.demo.trade import SalesOrder, Trade

USUAL_AGE = 20  # days; most look at what is recent
DAYS_LOOKED_AT = 40


def correction(
    trade: Trade, connection: sqlite3.Connection, rng: random.Random, now: int
) -> Event | None:
    """What brings one order of the CRM to what the ERP says; None where none was found wrong."""
    for _ in range(DAYS_LOOKED_AT):
        day = day_of(now) - timedelta(days=1 + int(rng.expovariate(1 / USUAL_AGE)))
        if day >= trade.first:
            for event in _wrong(trade, connection, trade.market.orders_on(day), now):
                return event
    return None


def _wrong(
    trade: Trade, connection: sqlite3.Connection, orders: Sequence[SalesOrder], now: int
) -> Iterator[Event]:
    """What puts right the orders of a day; nothing where the CRM knows none of that day at all."""
    held = _held(connection, [order.number for order in orders])
    differing = [order for order in orders if held and trade.order_that_differs(order) is not None]
    for order in differing:
        right = as_sold(order)
        said = {name: right[name] for name in ("gross", "promised")}
        if order.number not in held:
            yield Event(at=now, table="agreement", number=order.number, new=True, values=right)
        elif held[order.number] != tuple(said.values()):
            yield Event(at=now, table="agreement", number=order.number, values=said)


def _held(
    connection: sqlite3.Connection, numbers: Sequence[str]
) -> dict[str, tuple[object, object]]:
    marks = ", ".join("?" * len(numbers))
    rows = connection.execute(
        f"SELECT number, gross, promised FROM agreement WHERE number IN ({marks})",  # noqa: S608 - question marks
        tuple(numbers),
    )
    return {number: (gross, promised) for number, gross, promised in rows}
