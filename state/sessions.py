"""Sign-ins on the server's side: random ids, kept only as hashes, that can be ended at once."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, CursorResult, and_, delete, or_, select, update

from state.database import CHUNK, Database
from state.models import SessionModel, UserModel
from state.rows import SessionRow
from state.users import normal, user_row

TOKEN_BYTES = 32
MAX_TOKEN = 100


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


class Sessions:
    """Create, find, touch and end sessions."""

    def __init__(self, database: Database, *, idle: timedelta, lifetime: timedelta) -> None:
        self._db = database
        self._idle = idle
        self._lifetime = lifetime

    def create(self, username: str, *, ip: str, user_agent: str) -> str:
        """Begin a session for a user who has proved who they are; return its secret id."""
        token = secrets.token_urlsafe(TOKEN_BYTES)
        now = self._db.now()
        with self._db.write() as session:
            session.add(
                SessionModel(
                    token_hash=_hash(token),
                    handle=secrets.token_hex(8),
                    username=normal(username),
                    created_at=now,
                    last_seen_at=now,
                    expires_at=now + self._lifetime,
                    ip=ip[:64],
                    user_agent=user_agent[:300],
                )
            )
        return token

    def find(self, token: str | None) -> SessionRow | None:
        """The living session of a secret id, or None: unknown, ended, idle, expired, disabled."""
        if not token or len(token) > MAX_TOKEN:
            return None
        rows = self._living(SessionModel.token_hash == _hash(token))
        return rows[0] if rows else None

    def list(self, username: str | None = None) -> tuple[SessionRow, ...]:
        """Living sessions, newest first."""
        if username is None:
            return self._living(SessionModel.token_hash.is_not(None))
        return self._living(SessionModel.username == normal(username))

    def alive(self, handles: Iterable[str]) -> frozenset[str]:
        """Which of these sessions still live; one query for many open sockets."""
        wanted = sorted(set(handles))
        found: set[str] = set()
        for start in range(0, len(wanted), CHUNK):
            chunk = wanted[start : start + CHUNK]
            found.update(row.handle for row in self._living(SessionModel.handle.in_(chunk)))
        return frozenset(found)

    def touch(self, handle: str) -> None:
        """Somebody did something: idle time starts anew (a session already idle stays dead)."""
        now = self._db.now()
        with self._db.write() as session:
            session.execute(
                update(SessionModel)
                .where(SessionModel.handle == handle, SessionModel.last_seen_at > now - self._idle)
                .values(last_seen_at=now)
            )

    def revoke(self, handle: str) -> bool:
        """End one session; False when it had ended already."""
        return self._end(SessionModel.handle == handle) > 0

    def revoke_user(self, username: str, *, but: str | None = None) -> int:
        """End all of a user's sessions (`but` one handle) and say how many."""
        mine = SessionModel.username == normal(username)
        return self._end(mine if but is None else and_(mine, SessionModel.handle != but))

    def purge(self) -> int:
        """Forget sessions that ended or expired more than 30 days ago and say how many."""
        limit = self._db.now() - timedelta(days=30)
        gone = or_(SessionModel.expires_at < limit, SessionModel.revoked_at < limit)
        with self._db.write() as session:
            result = session.execute(delete(SessionModel).where(gone))
            return _count(result)

    def _end(self, which: ColumnElement[bool]) -> int:
        with self._db.write() as session:
            result = session.execute(
                update(SessionModel)
                .where(which, SessionModel.revoked_at.is_(None))
                .values(revoked_at=self._db.now())
            )
            return _count(result)

    def _living(self, which: ColumnElement[bool]) -> tuple[SessionRow, ...]:
        now = self._db.now()
        query = (
            select(SessionModel, UserModel)
            .join(UserModel, UserModel.username == SessionModel.username)
            .where(which, *self._alive(now))
            .order_by(SessionModel.created_at.desc())
        )
        with self._db.read() as session:
            return tuple(
                SessionRow(
                    handle=model.handle,
                    user=user_row(user),
                    created_at=model.created_at,
                    last_seen_at=model.last_seen_at,
                    expires_at=model.expires_at,
                    ip=model.ip,
                    user_agent=model.user_agent,
                )
                for model, user in session.execute(query).tuples()
            )

    def _alive(self, now: datetime) -> tuple[ColumnElement[bool], ...]:
        return (
            SessionModel.revoked_at.is_(None),
            SessionModel.expires_at > now,
            SessionModel.last_seen_at > now - self._idle,
            UserModel.disabled_at.is_(None),
        )


def _count(result: object) -> int:
    return result.rowcount if isinstance(result, CursorResult) else 0
