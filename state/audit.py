"""Who did what: written once, never changed (triggers refuse it)."""

from sqlalchemy import select

from state.database import Database
from state.models import AuditModel
from state.rows import AuditEntry

MAX_DETAIL = 500


class Audit:
    """Add and read; there is no third thing."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def add(self, who: str, what: str, *, origin: str, **detail: str) -> None:
        """Note an act, e.g. add("owner", "as_user", origin="command line", user="lisi")."""
        with self._db.write() as session:
            session.add(
                AuditModel(
                    at=self._db.now(),
                    who=who[:200],
                    what=what[:100],
                    origin=origin[:MAX_DETAIL],
                    detail={key: value[:MAX_DETAIL] for key, value in detail.items()},
                )
            )

    def list(
        self, *, who: str | None = None, what: str | None = None, limit: int = 100, offset: int = 0
    ) -> tuple[AuditEntry, ...]:
        """One page, newest first."""
        query = select(AuditModel).order_by(AuditModel.id.desc()).limit(limit).offset(offset)
        if who is not None:
            query = query.where(AuditModel.who == who)
        if what is not None:
            query = query.where(AuditModel.what == what)
        with self._db.read() as session:
            return tuple(
                AuditEntry(
                    id=model.id,
                    at=model.at,
                    who=model.who,
                    what=model.what,
                    detail=dict(model.detail),
                    origin=model.origin,
                )
                for model in session.scalars(query)
            )
