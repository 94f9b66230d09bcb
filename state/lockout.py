"""Patience with wrong passwords: a lock per (name, address), a slow-down per name everywhere."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from state.database import Database
from state.models import AttemptModel
from state.users import normal

EVERYWHERE = "*"
FREE_FAILURES = 10  # of one name from all addresses, before answers get slower
MAX_DELAY = 8.0  # seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """What to do with an attempt: refuse until `locked_until`, or answer after `delay` seconds."""

    locked_until: datetime | None
    delay: float


class Lockout:
    """Counts attempts before they are checked, so that parallel guesses are counted too.

    A name is never locked for everybody: that would let anyone lock anyone out.
    """

    def __init__(self, database: Database, *, failures: int, locked_for: timedelta) -> None:
        self._db = database
        self._failures = failures
        self._locked_for = locked_for

    def begin(self, username: str, ip: str) -> Patience:
        """Count an attempt as failed until `clear` says otherwise."""
        now = self._db.now()
        name = _hash(username)
        with self._db.write() as session:
            here = self._row(session, name, ip[:64], now)
            if here.locked_until is not None:
                return Patience(locked_until=here.locked_until, delay=0.0)
            overall = self._row(session, name, EVERYWHERE, now)
            for row in (here, overall):
                row.failures += 1
                row.last_at = now
            if here.failures >= self._failures:
                here.locked_until = now + self._locked_for
            over = overall.failures - FREE_FAILURES
            delay = min(MAX_DELAY, 0.5 * 2 ** min(over - 1, 10)) if over > 0 else 0.0
            return Patience(locked_until=None, delay=delay)

    def clear(self, username: str, ip: str) -> None:
        """The password was right: forget the failures from this address."""
        name = _hash(username)
        with self._db.write() as session:
            here = session.get(AttemptModel, (name, ip[:64]))
            overall = session.get(AttemptModel, (name, EVERYWHERE))
            if overall is not None:
                overall.failures = max(0, overall.failures - (here.failures if here else 0))
            if here is not None:
                session.delete(here)

    def unlock(self, username: str) -> None:
        """An administrator forgives all failures of a name."""
        with self._db.write() as session:
            session.execute(delete(AttemptModel).where(AttemptModel.name_hash == _hash(username)))

    def purge(self) -> None:
        """Forget failures that no longer count."""
        limit = self._db.now() - 2 * self._locked_for
        with self._db.write() as session:
            session.execute(delete(AttemptModel).where(AttemptModel.last_at < limit))

    def _row(self, session: Session, name: str, ip: str, now: datetime) -> AttemptModel:
        new = {"name_hash": name, "ip": ip, "failures": 0, "last_at": now}
        self._db.ensure(session, AttemptModel, new)
        row = session.get_one(AttemptModel, (name, ip), with_for_update=True)
        lock_over = row.locked_until is not None and row.locked_until <= now
        if lock_over or (row.locked_until is None and now - row.last_at > self._locked_for):
            row.failures = 0
            row.locked_until = None
        return row


def _hash(username: str) -> str:
    return hashlib.sha256(normal(username).encode()).hexdigest()
