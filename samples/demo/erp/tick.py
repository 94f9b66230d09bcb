"""Keeps the demo enterprise's ERP alive; `python -m samples.demo.tick` calls it."""

import random
import sqlite3
from collections import Counter, deque
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from samples.demo.erp.book import Book
from samples.demo.erp.cash import renew
from samples.demo.erp.days import carry_out
from samples.demo.erp.enterprise import Diary, Enterprise
from samples.demo.erp.errands import ERRANDS, Errand
from samples.demo.erp.forms import Form, approved
from samples.demo.erp.routine import month_ends
from samples.demo.erp.selling import take_order
from samples.demo.erp.shelves import Shelves
from samples.demo.moments import DAY, WorkClock, day_of, moment_of, parse, stamp
from samples.demo.trade import trade

BUSY, QUIET = 0.6, 0.15  # events a tick, in and outside working hours
GAP = 2 * 3600  # a longer silence is lived through before ticking on
STEP = 20 * 60  # so many working seconds lie between two moments of a silence
EVENTS = 8  # that happen at each of them
MOST = 1500  # moments of one silence
Coming = tuple[int, str, Callable[..., Any], Any]  # when, its name, what to do with what


class ErpTicker:
    """One open ERP and the people who keep its books; `oa` is where they look for approved forms.

    Every tick is one transaction at one moment and reads ids, numbers and what is due inside it,
    so that a killed ticker, a restarted one and even a second one continue where the books stand.
    """

    def __init__(self, path: Path, *, oa: Path, rng: random.Random) -> None:
        if not path.exists():
            message = f"There is no demo ERP at {path}."
            raise FileNotFoundError(message)
        self.oa, self.rng = oa, rng
        self.connection = sqlite3.connect(path, timeout=30, isolation_level=None)
        self.connection.execute("PRAGMA journal_mode=WAL")
        self.connection.execute("PRAGMA synchronous=NORMAL")
        self._clock: tuple[int, WorkClock] | None = None

    def close(self) -> None:
        """Let go of the database."""
        self.connection.close()

    def tick(self, now: datetime, *, at_least: int = 0) -> Counter[str]:
        """What happened at `now`: how often each errand was run."""
        moment = moment_of(now)
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            done = self._live(moment, at_least)
        except BaseException:
            self.connection.execute("ROLLBACK")
            raise
        self.connection.execute("COMMIT")
        return done

    def _live(self, moment: int, at_least: int) -> Counter[str]:
        done: Counter[str] = Counter()
        facts = dict(self.connection.execute("SELECT name, value FROM erp_system"))
        last, seen = _moment(facts["acted"]), _moment(facts["oa_seen"])
        e = self._enterprise(facts, moment)
        forms = list(approved(self.oa, seen, moment))
        newest = max((form.decided for form in forms), default=seen)
        coming = _in_order(e, forms, last, moment)
        lived = last
        for then in (*self._missed(last, moment), moment):
            done["closed"] += month_ends(e, lived, then)
            while coming and coming[0][0] <= max(then, last):
                when, name, act, what = coming.popleft()
                act(e, when, what)
                done[name] += 1
            if then < moment:
                done["caught_up"] += sum(one.run(e, then) for one in self._drawn(EVENTS))
            lived = then
        if day_of(last) != day_of(moment):
            renew(e, moment)
        for errand in self._chosen(moment, at_least):
            done[errand.name] += errand.run(e, moment)
        e.book.write(self.connection)
        self._note(acted=stamp(max(moment, last)), oa_seen=stamp(newest))
        return done

    def _chosen(self, moment: int, at_least: int) -> list[Errand]:
        mean = BUSY if self._open(moment) else QUIET
        return self._drawn(max(at_least, int(mean + self.rng.random())))

    def _drawn(self, events: int) -> list[Errand]:
        return self.rng.choices(ERRANDS, weights=[one.weight for one in ERRANDS], k=events)

    def _missed(self, last: int, moment: int) -> list[int]:
        """The moments of a silence at which people would have worked."""
        if moment - last <= GAP:
            return []
        clock = self._work(moment)
        first, end = clock.position(last), clock.position(moment)
        steps = min((end - first) // STEP, MOST)
        return [clock.at(first + (end - first) * n // (steps + 1)) for n in range(1, steps + 1)]

    def _open(self, moment: int) -> bool:
        return self._work(moment).is_open(moment)

    def _work(self, moment: int) -> WorkClock:
        year = day_of(moment).year
        if self._clock is None or self._clock[0] != year:
            self._clock = year, WorkClock.of_years(year - 3, year + 2)
        return self._clock[1]

    def _enterprise(self, facts: dict[str, str], moment: int) -> Enterprise:
        world = trade(int(facts["seed"]), date.fromisoformat(facts["built"]), int(facts["months"]))
        book = Book(self.connection)
        return Enterprise(
            trade=world, book=book, rng=self.rng, clock=self._work(moment),
            diary=Diary(kept=False), shelves=Shelves(book), now=moment,
        )  # fmt: skip

    def _note(self, **facts: str) -> None:
        self.connection.executemany(
            "UPDATE erp_system SET value = ? WHERE name = ?",
            [(value, name) for name, value in facts.items()],
        )


def _in_order(e: Enterprise, forms: list[Form], last: int, moment: int) -> deque[Coming]:
    """The forms approved and the orders placed since `last`, each with when and how to act."""
    found: list[Coming] = [(max(form.decided, last), "formed", _carry_out, form) for form in forms]
    found += [
        (order.moment, "sold", take_order, order)
        for order in e.trade.orders(day_of(last), moment)
        if order.moment > last
    ]
    return deque(sorted(found, key=lambda one: one[0]))


def _carry_out(e: Enterprise, moment: int, form: Form) -> None:
    carry_out(e, moment, form, forgotten=False)


def _moment(text: str) -> int:
    return parse(*text.split(" ")) or DAY
