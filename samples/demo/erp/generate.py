"""Builds the demo enterprise's ERP database beside its OA: two years up to now, from a seed."""

import random
import sqlite3
from contextlib import closing as closed
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from samples.demo.dirt import spoil
from samples.demo.erp import carrying, cash, closing, days, making, planning, planted, targets
from samples.demo.erp.book import Book, create
from samples.demo.erp.buying_records import BUYING
from samples.demo.erp.dirt import DIRT
from samples.demo.erp.enterprise import Diary, Enterprise
from samples.demo.erp.expected import write_plans
from samples.demo.erp.forms import approved
from samples.demo.erp.master_records import MASTERS
from samples.demo.erp.masters import write_masters
from samples.demo.erp.money_records import MONEY
from samples.demo.erp.people import careers, write_people
from samples.demo.erp.sales_records import SALES
from samples.demo.erp.shelves import Shelves
from samples.demo.erp.stock_records import STOCK
from samples.demo.moments import WorkClock, day_of, midnight, moment_of, stamp
from samples.demo.trade import MONTHS, Trade, trade

RECORDS = (*MASTERS, *BUYING, *STOCK, *SALES, *MONEY, planted.Planted)
SYSTEM = """
CREATE TABLE erp_system (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE erp_repair (
  id INTEGER PRIMARY KEY, tablename TEXT NOT NULL, rowkey INTEGER NOT NULL,
  columnname TEXT NOT NULL, rightvalue TEXT, done INTEGER NOT NULL DEFAULT 0);
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """What a build made: rows, rows spoilt on purpose, first day, last moment (local)."""

    rows: int
    spoilt: int
    first: date
    until: str


def enterprise(world: Trade, now: int, *, rng: random.Random, book: Book, kept: bool) -> Enterprise:
    """Those who keep the ERP's books, as of `now`."""
    return Enterprise(
        trade=world,
        book=book,
        rng=rng,
        clock=WorkClock.of_years(world.first.year, day_of(now).year + 2),
        diary=Diary(kept=kept),
        shelves=Shelves(book),
        now=now,
    )


def build(
    path: Path, seed: int, today: date | datetime, *, oa: Path, months: int = MONTHS
) -> Built:
    """Write the database at `path`, which must not exist, for the OA at `oa`.

    `today` is the last moment of history, as it was when the OA was built, `months` how far history
    reaches back; the same arguments give the same rows.
    """
    if path.exists():
        message = f"{path} exists; a demo database is never overwritten."
        raise FileExistsError(message)
    if not oa.exists():
        message = f"There is no demo OA at {oa}; build it first."
        raise FileNotFoundError(message)
    now = moment_of(today)
    rng = random.Random(f"erp:{seed}")
    world = trade(seed, day_of(now), months)
    e = enterprise(world, now, rng=rng, book=Book(), kept=True)
    live(e, oa)
    scratch = path.with_name(f"{path.name}.building")
    scratch.unlink(missing_ok=True)
    with closed(sqlite3.connect(scratch)) as connection:
        connection.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;")
        create(connection, RECORDS)
        connection.executescript(SYSTEM)
        rows = e.book.write(connection)
        spoilt = spoil(connection, rng, DIRT)
        facts = {"seed": str(seed), "built": day_of(now).isoformat(), "acted": stamp(now),
                 "oa_seen": stamp(now), "months": str(months)}  # fmt: skip
        connection.executemany("INSERT INTO erp_system VALUES (?, ?)", facts.items())
        connection.commit()
        connection.executescript("".join(kind.SHEET.indexes for kind in RECORDS))
        connection.executescript("ANALYZE; PRAGMA journal_mode=WAL;")
    scratch.replace(path)
    return Built(rows=rows, spoilt=spoilt, first=e.trade.first, until=stamp(now))


def live(e: Enterprise, oa: Path) -> None:
    """Everything that happened from the first day to now, in its order."""
    began = midnight(e.trade.first) + 8 * 3600
    people = careers(e.trade)
    write_masters(e, began)
    write_people(e, e.now, people)
    cash.open_accounts(e, began)
    making.open_books(e, began)
    forms = list(approved(oa, began, e.now))
    days.note_forms(e, forms, planted.forgotten_forms(e, forms, e.now))
    days.note_orders(e, e.trade.orders(e.trade.first, e.now))
    days.note_days(e, people)
    planted.plan_orders_without_approval(e, e.now)
    e.diary.live(e, e.now)
    planted.duplicate_invoices(e, e.now)
    planted.pay_twice(e, e.now)
    used = planning.spending(e, e.now)
    carrying.carry_forward(e, planning.write_budgets(e, used, e.now), used.months)
    targets.write_targets(e, used, e.now)
    write_plans(e, e.now)
    _rates(e)


def _rates(e: Enterprise) -> None:
    """The dollar's rates of every month; this month's closing rate is not known yet."""
    month, today = e.trade.first, day_of(e.now)
    while month <= today:
        after = (month + timedelta(days=32)).replace(day=1)
        over = after <= today
        moment = min(midnight(after) + 9 * 3600, e.now) if over else midnight(month) + 9 * 3600
        closing.month_rate(e, month.year, month.month, moment, closed=over)
        month = after
