"""Keeps the demo enterprise alive: `python -m samples.demo.tick PATH --every 3`."""

import argparse
import logging
import random
import sqlite3
import time
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path

from samples.demo.erp.tick import ErpTicker
from samples.demo.errands import ERRANDS, Errand, Office
from samples.demo.filing import day_weight, moments
from samples.demo.generate import World, world
from samples.demo.moments import ZONE, day_of, moment_of, parse, stamp
from samples.demo.steady import Steady
from samples.demo.store import load, save

log = logging.getLogger(__name__)
BUSY, QUIET = 0.7, 0.3  # events a tick, in and outside working hours
GAP = 2 * 3600  # a longer silence is lived through before ticking on
STOCK = 250  # documents in flight the enterprise tends to


class Ticker:
    """One open database and the people acting in it.

    Every tick is one transaction at one moment; ids and numbers are read inside it, so that a
    killed ticker, a restarted one and even a second one continue where the database stands.
    """

    def __init__(self, path: Path, *, rng: random.Random) -> None:
        if not path.exists():
            message = f"There is no demo database at {path}."
            raise FileNotFoundError(message)
        self.connection = sqlite3.connect(path, timeout=30, isolation_level=None)
        self.connection.execute("PRAGMA journal_mode=WAL")
        self.connection.execute("PRAGMA synchronous=NORMAL")
        facts = dict(self.connection.execute("SELECT name, value FROM oa_system"))
        self.seed, self.built = int(facts["seed"]), date.fromisoformat(facts["built"])
        self.rng = rng
        self._office: tuple[int, Office] | None = None

    def close(self) -> None:
        """Let go of the database."""
        self.connection.close()

    def tick(self, now: datetime, *, at_least: int = 0) -> Counter[str]:
        """What happened at `now`: how often each errand was run."""
        moment = moment_of(now)
        done: Counter[str] = Counter()
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            office = self._at(moment)
            last = self._last_act()
            if moment - last > GAP:
                done["caught_up"] = self._catch_up(office.actors, last, moment)
            for errand in self._chosen(office, moment, at_least):
                done[errand.name] += errand.run(office, moment)
            self.connection.execute(
                "UPDATE oa_system SET value = ? WHERE name = 'acted'", (stamp(max(moment, last)),)
            )
        except BaseException:
            self.connection.execute("ROLLBACK")
            raise
        self.connection.execute("COMMIT")
        return done

    def _chosen(self, office: Office, moment: int, at_least: int) -> list[Errand]:
        mean = BUSY if office.actors.clock.is_open(moment) else QUIET
        events = max(at_least, int(mean + self.rng.random()))
        open_now = self.connection.execute(
            "SELECT count(*) FROM workflow_requestbase WHERE requeststatus = 1"
        ).fetchone()[0]
        lack = min(max(STOCK / max(open_now, 1), 0.2), 4.0)
        weights = [errand.weight * (lack if errand.fills else 1) for errand in ERRANDS]
        return self.rng.choices(ERRANDS, weights=weights, k=events)

    def _at(self, moment: int) -> Office:
        """The people of the enterprise, with the ids the database has come to."""
        year = day_of(moment).year
        if self._office is None or self._office[0] != year:
            actors = world(self.seed, moment, rng=self.rng, built=self.built)
            self._office = year, Office(connection=self.connection, actors=actors)
        office = self._office[1]
        office.refresh(day_of(moment))
        return office

    def _last_act(self) -> int:
        row = self.connection.execute("SELECT value FROM oa_system WHERE name = 'acted'").fetchone()
        return parse(*row[0].split(" ")) or 0

    def _catch_up(self, actors: World, last: int, now: int) -> int:
        """Live through a silence as if nobody had stopped; the number of documents it touched."""
        rows = self.connection.execute(
            "SELECT requestid FROM workflow_requestbase WHERE deleted = 0 AND (requeststatus = 1"
            " OR requeststatus = 2 AND archivedate IS NULL) AND requestid NOT IN"
            " (SELECT rowkey FROM oa_repair WHERE done = 0)"
        ).fetchall()
        documents = [load(self.connection, row[0]) for row in rows]
        for document in documents:
            actors.flow.resume(document, last)
            actors.flow.run(document, now)
        for moment in self._missed(actors, last, now):
            document = actors.filing.file(moment)
            actors.flow.run(document, now)
            documents.append(document)
        save(self.connection, documents)
        actors.filing.links.clear()
        return len(documents)

    def _missed(self, actors: World, last: int, now: int) -> list[int]:
        """When people would have filed, at the rate of the four weeks before the silence."""
        first = day_of(last)
        since = stamp(last - 28 * 86_400)[:10]
        filed = self.connection.execute(
            "SELECT count(*) FROM workflow_requestbase WHERE createdate >= ?", (since,)
        ).fetchone()[0]
        before = range(first.toordinal() - 28, first.toordinal() + 1)
        after = range(first.toordinal(), day_of(now).toordinal() + 1)
        rate = filed / sum(day_weight(date.fromordinal(day), first) for day in before)
        total = round(rate * sum(day_weight(date.fromordinal(day), first) for day in after))
        found = moments(actors.clock, self.rng, first, now, total)
        return [moment for moment in found if moment > last]


def main() -> None:
    """Tick until interrupted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("path", type=Path, help="the demo database")
    parser.add_argument("--every", type=float, default=3.0, help="seconds between two ticks")
    asked = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    if not asked.path.exists():
        parser.exit(1, f"There is no demo database at {asked.path}.\n")
    systems = tickers(asked.path)
    try:
        while True:
            done = tick_all(systems, datetime.now(UTC).astimezone(ZONE))
            if done:
                log.info("%s", ", ".join(f"{name} {n}" for name, n in sorted(done.items())))
            time.sleep(asked.every)
    except KeyboardInterrupt:
        log.info("The demo enterprise goes home.")
    finally:
        for system in systems:
            system.close()


def tickers(oa: Path) -> tuple[Steady, ...]:
    """The OA and, where one lies beside it, the ERP: each fails alone."""
    found = [Steady("The OA", lambda: Ticker(oa, rng=random.Random()))]
    erp = oa.with_name("erp.db")
    if erp.exists():
        found.append(Steady("The ERP", lambda: ErpTicker(erp, oa=oa, rng=random.Random())))
    return tuple(found)


def tick_all(systems: Iterable[Steady], now: datetime) -> Counter[str]:
    """What happened in all systems together."""
    done: Counter[str] = Counter()
    for system in systems:
        done += system.tick(now)
    return done


if __name__ == "__main__":
    main()
