"""What people do in the CRM between the events of its history, at one moment each."""

import random
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from samples.demo.crm.accounts import mobile
from samples.demo.crm.corrections import correction
from samples.demo.crm.events import Book, Event
from samples.demo.crm.moments import milliseconds
from samples.demo.crm.pipeline import begun, buyer, title
from samples.demo.crm.service import SERVICE, TITLES, answer
from samples.demo.crm.words import (
    CATEGORIES,
    LEAD,
    LOSS_REASONS,
    LOST,
    NEGOTIATION,
    NEW,
    OPEN_STAGES,
    SOLVED,
    WEBSITE,
    WORKING,
)
from samples.demo.moments import DAY, day_of
from samples.demo.trade import Trade, opportunity_number

WEB_FIRST, WEB_LAST = 700, 999  # numbers of a day for inquiries from the website
_MOVABLE = "SELECT number, stage, amount, expected_close FROM opportunity WHERE closed IS NULL"


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """One transaction of somebody at work."""

    trade: Trade
    connection: sqlite3.Connection
    book: Book
    rng: random.Random
    now: int  # wall-clock seconds

    def pick(self, query: str, *values: object) -> sqlite3.Row | None:
        """A random row among the newest that a query finds."""
        rows = self.connection.execute(f"{query} ORDER BY id DESC LIMIT 400", values).fetchall()
        return self.rng.choice(rows) if rows else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """One kind of act with its frequency; `run` tells whether there was anything to do.

    What `brings` opportunities in is preferred while few are open, what `takes` them while many.
    """

    name: str
    weight: float
    run: Callable[[Desk], bool]
    brings: bool = False
    takes: bool = False


def _revised(desk: Desk) -> bool:
    """Amount and expected close are thought over."""
    found = desk.pick(f"{_MOVABLE} AND is_deleted = 0")
    if found is None:
        return False
    number, _, amount, _ = found
    close = day_of(desk.now) + timedelta(days=desk.rng.randint(3, 60))
    factor = desk.rng.choice((0.97, 0.98, 1.0, 1.02, 1.03))
    values = {"amount": round(amount * factor), "expected_close": close.isoformat()}
    return desk.book.write(Event(at=desk.now, table="opportunity", number=number, values=values))


def _moved(desk: Desk) -> bool:
    """An opportunity goes on by one stage."""
    found = desk.pick(f"{_MOVABLE} AND is_deleted = 0 AND stage < ?", NEGOTIATION)
    if found is None:
        return False
    number, stage, _, _ = found
    following = OPEN_STAGES[OPEN_STAGES.index(stage) + 1]
    return desk.book.write(Event(at=desk.now, table="opportunity", number=number, stage=following))


def _inquired(desk: Desk) -> bool:
    """Somebody asks on the website."""
    rng = desk.rng
    customer = buyer(desk.trade, rng)
    item = rng.choice(desk.trade.market.goods[customer.company])
    day = day_of(desk.now)
    values: dict[str, object] = {
        "name": title(rng, customer, item.name),
        "amount": round(item.price * item.use * rng.uniform(2, 9), -2),
        "expected_close": (day + timedelta(days=rng.randint(20, 90))).isoformat(),
        "channel": WEBSITE,
    }
    number = opportunity_number(day, rng.randint(WEB_FIRST, WEB_LAST))
    return desk.book.write(
        Event(
            at=desk.now,
            table="opportunity",
            number=number,
            new=True,
            values=begun(customer, LEAD, values),
        )
    )


def _lost(desk: Desk) -> bool:
    """An inquiry comes to nothing."""
    found = desk.pick(f"{_MOVABLE} AND is_deleted = 0 AND channel = ?", WEBSITE)
    if found is None:
        return False
    values = {"loss_reason": desk.rng.choice(LOSS_REASONS)}
    return desk.book.write(
        Event(at=desk.now, table="opportunity", number=found[0], stage=LOST, values=values)
    )


def _reachable(desk: Desk) -> bool:
    """Somebody at a customer has a new phone number, which the customer shows too."""
    found = desk.pick(
        "SELECT number, (SELECT code FROM account WHERE id = account_id) FROM contact"
        " WHERE is_primary = 1 AND is_deleted = 0"
    )
    if found is None:
        return False
    values = {"mobile": mobile(desk.rng)}
    done = desk.book.write(Event(at=desk.now, table="contact", number=found[0], values=values))
    return done and desk.book.write(Event(at=desk.now, table="account", number=found[1]))


def _complained(desk: Desk) -> bool:
    """A customer complains on the website about an order of the last weeks."""
    found = desk.pick(
        "SELECT number, account_id, company_id FROM agreement WHERE created BETWEEN ? AND ?",
        milliseconds(desk.now - 60 * DAY),
        milliseconds(desk.now - 10 * DAY),
    )
    if found is None:
        return False
    rng, people = desk.rng, desk.trade.organisation.people.values()
    category = rng.choice(tuple(CATEGORIES))
    values: dict[str, object] = {
        "title": TITLES[category].format("货物"),
        "account_id": found[1],
        "company_id": found[2],
        "owner_id": rng.choice([p.id for p in people if p.department == SERVICE and not p.left]),
        "order_no": found[0],
        "category": category,
        "severity": rng.choices((1, 2, 3), weights=(45, 40, 15))[0],
        "status": NEW,
    }
    number = f"TSW{day_of(desk.now):%Y%m%d}{rng.randint(1, 9999):04}"
    return desk.book.write(
        Event(at=desk.now, table="complaint", number=number, new=True, values=values)
    )


def _responded(desk: Desk) -> bool:
    """Somebody calls back about a complaint of the website."""
    found = desk.pick(
        "SELECT number FROM complaint WHERE resolved IS NULL AND first_response IS NULL"
        " AND number LIKE 'TSW%'"
    )
    values = {"status": WORKING, "first_response": milliseconds(desk.now)}
    return found is not None and desk.book.write(
        Event(at=desk.now, table="complaint", number=found[0], values=values)
    )


def _solved(desk: Desk) -> bool:
    """A complaint of the website is settled."""
    found = desk.pick(
        "SELECT number FROM complaint WHERE resolved IS NULL AND first_response IS NOT NULL"
        " AND number LIKE 'TSW%'"
    )
    values = {"status": SOLVED, "resolved": milliseconds(desk.now)}
    return found is not None and desk.book.write(
        Event(at=desk.now, table="complaint", number=found[0], values=values)
    )


def _answered(desk: Desk) -> bool:
    """A customer answers a survey of the last two weeks."""
    found = desk.pick(
        "SELECT number FROM survey WHERE answered IS NULL AND created > ?",
        milliseconds(desk.now - 14 * DAY),
    )
    score = desk.rng.choices((1, 2, 3, 4, 5), weights=(3, 5, 14, 36, 42))[0]
    return found is not None and desk.book.write(
        Event(at=desk.now, table="survey", number=found[0], values=answer(desk.now, score))
    )


def _corrected(desk: Desk) -> bool:
    """An order that the CRM had otherwise than the ERP, or not at all, is put right."""
    event = correction(desk.trade, desk.connection, desk.rng, desk.now)
    return event is not None and desk.book.write(event)


ERRANDS = (
    Errand(name="revised", weight=30, run=_revised),
    Errand(name="reachable", weight=4, run=_reachable),
    Errand(name="moved", weight=3, run=_moved),
    Errand(name="answered", weight=3, run=_answered),
    Errand(name="inquired", weight=0.5, run=_inquired, brings=True),
    Errand(name="lost", weight=0.5, run=_lost, takes=True),
    Errand(name="complained", weight=0.2, run=_complained),
    Errand(name="responded", weight=0.6, run=_responded),
    Errand(name="solved", weight=0.5, run=_solved),
    Errand(name="corrected", weight=0.25, run=_corrected),
)
