"""Keeps the CRM alive: what its history holds for this moment, and what people do besides."""

import random
import sqlite3
from collections import Counter
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path

from samples.demo.crm.contracts import entered, signed
from samples.demo.crm.errands import ERRANDS, Desk, Errand
from samples.demo.crm.events import Book, Event
from samples.demo.crm.history import History
from samples.demo.crm.words import CONTRACT
from samples.demo.moments import WorkClock, day_of, moment_of
from samples.demo.trade import trade

BUSY, QUIET = 0.4, 0.2  # errands a tick, in and outside working hours
STOCK = 650  # open opportunities the enterprise tends to


@lru_cache(maxsize=2)
def _clock(year: int) -> WorkClock:
    return WorkClock.of_years(year, year)


class Ticker:
    """One open database and the people acting in it.

    Every tick is one transaction and does all that its history holds since the last one, so a
    killed ticker, a restarted one and one that slept for a week lose nothing.
    """

    def __init__(
        self, path: Path, *, erp: Path | None = None, rng: random.Random | None = None
    ) -> None:
        if not path.exists():
            message = f"There is no demo CRM database at {path}."
            raise FileNotFoundError(message)
        # One thread at a time, but not always the same one.
        self.connection = sqlite3.connect(
            path, timeout=30, isolation_level=None, check_same_thread=False
        )
        self.connection.execute("PRAGMA journal_mode=WAL")
        self.connection.execute("PRAGMA synchronous=NORMAL")
        facts = dict(self.connection.execute("SELECT name, value FROM crm_system"))
        self.trade = trade(int(facts["seed"]), date.fromisoformat(facts["built"]))
        self.history = History(self.trade)
        self.erp = erp
        self.rng = rng or random.Random()

    def close(self) -> None:
        """Let go of the database."""
        self.connection.close()

    def tick(self, now: datetime | None = None, *, at_least: int = 0) -> Counter[str]:
        """What happened up to `now` (default: this moment): how often each kind."""
        moment = moment_of(now or datetime.now(UTC))
        done: Counter[str] = Counter()
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            acted = self._acted()
            book = Book(self.connection)
            for event in [*self.history.between(acted, moment), *self._contracts(moment)]:
                done[event.table] += book.write(event)
            desk = Desk(
                trade=self.trade, connection=self.connection, book=book, rng=self.rng, now=moment
            )
            for errand in self._chosen(moment, at_least) if moment >= acted else ():
                done[errand.name] += errand.run(desk)
            self.connection.execute(
                "UPDATE crm_system SET value = ? WHERE name = 'acted'", (str(max(moment, acted)),)
            )
        except BaseException:
            self.connection.execute("ROLLBACK")
            raise
        self.connection.execute("COMMIT")
        return +done

    def _contracts(self, moment: int) -> list[Event]:
        """What the ERP says of contracts and the CRM doesn't know yet."""
        if self.erp is None:
            return []
        known = self.connection.execute(
            "SELECT number, status FROM agreement WHERE type = ?", (CONTRACT,)
        )
        return entered(self.trade, signed(self.erp), dict(known), now=moment)

    def _acted(self) -> int:
        row = self.connection.execute("SELECT value FROM crm_system WHERE name = 'acted'")
        return int(row.fetchone()[0])

    def _chosen(self, moment: int, at_least: int) -> list[Errand]:
        year = day_of(moment).year
        mean = BUSY if _clock(year).is_open(moment) else QUIET
        count = max(at_least, int(mean + self.rng.random()))
        if not count:
            return []
        open_now = self.connection.execute(
            "SELECT count(*) FROM opportunity WHERE closed IS NULL AND is_deleted = 0"
        ).fetchone()[0]
        lack = min(max(STOCK / max(open_now, 1), 0.25), 4.0)
        weights = [e.weight * (lack if e.brings else 1 / lack if e.takes else 1) for e in ERRANDS]
        return self.rng.choices(ERRANDS, weights=weights, k=count)
