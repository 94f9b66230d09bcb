"""Builds the demo enterprise's CRM database: two years up to now, from a seed."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from samples.demo.crm.accounts import users
from samples.demo.crm.contracts import entered, signed
from samples.demo.crm.events import Book, Event
from samples.demo.crm.history import History, in_order
from samples.demo.crm.schema import DDL, INDEXES
from samples.demo.moments import day_of, moment_of, stamp
from samples.demo.trade import Trade, trade


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """What a build made: how much of each kind, and the last moment of history (local)."""

    customers: int
    opportunities: int
    until: str


def build(
    path: Path,
    seed: int,
    today: date | datetime,
    *,
    erp: Path | None = None,
    days: int | None = None,
) -> Built:
    """Write the database at `path`, which must not exist. The same arguments give the same rows.

    `today` is the last moment of history (a date: its close of business, never the future), `erp`
    the ERP's database, whose sales contracts the CRM copies. `days` leaves out what is decided or
    ordered earlier than so many days ago.
    """
    if path.exists():
        message = f"{path} exists; a demo database is never overwritten."
        raise FileExistsError(message)
    now = moment_of(today)
    of = trade(seed, day_of(now))
    path.parent.mkdir(parents=True, exist_ok=True)
    scratch = path.with_name(f"{path.name}.building")
    scratch.unlink(missing_ok=True)
    with closing(sqlite3.connect(scratch)) as connection:
        connection.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;" + DDL)
        connection.executemany("INSERT INTO crm_user VALUES (?, ?, ?, ?)", users(of))
        book = Book(connection)
        for event in _events(of, now, erp, days):
            book.write(event)
        facts = {"seed": str(seed), "built": day_of(now).isoformat(), "acted": str(now)}
        connection.executemany("INSERT INTO crm_system VALUES (?, ?)", facts.items())
        customers, opportunities = (
            connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608 - constants
            for table in ("account", "opportunity")
        )
        connection.commit()
        connection.executescript(INDEXES + "ANALYZE; PRAGMA journal_mode=WAL;")
    scratch.replace(path)
    return Built(customers=customers, opportunities=opportunities, until=stamp(now))


def _events(of: Trade, now: int, erp: Path | None, days: int | None) -> list[Event]:
    """All of history in its order."""
    first = of.first if days is None else day_of(now) - timedelta(days=days)
    found = History(of).whole(first, now)
    if erp is not None:
        contracts = [one for one in signed(erp) if one.signed >= first]
        found += (event for event in entered(of, contracts, {}) if event.at <= now)
    return sorted(found, key=in_order)
