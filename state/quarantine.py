"""Rows that may not enter, each with its reason and its source row, until the source mends them."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, CursorResult, delete, func, select, true

from state.database import CHUNK, Database
from state.models import QuarantineModel
from state.rows import Quarantined, Rejected


class Quarantine:
    """Put in, let out, look at."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def put(self, source: str, table: str, rows: Iterable[Rejected]) -> int:
        """Keep rejected rows (a row rejected again keeps its first moment) and say how many."""
        now = self._db.now()
        packed = {
            row.row_id: {
                "source": source,
                "table_name": table,
                "row_id": row.row_id,
                "key": row.key,
                "reason": row.reason,
                "reasons": row.reasons or row.reason,
                "raw": row.raw,
                "first_seen_at": now,
                "last_seen_at": now,
            }
            for row in rows
        }
        if packed:
            with self._db.write() as session:
                self._db.upsert(
                    session, QuarantineModel, list(packed.values()), keep={"first_seen_at"}
                )
        return len(packed)

    def resolve(self, source: str, table: str, row_ids: Sequence[str]) -> int:
        """Rows accepted or deleted at the source leave; says how many were there."""
        if not row_ids or not self.count(source=source, table=table):
            return 0
        left = 0
        with self._db.write() as session:
            for start in range(0, len(row_ids), CHUNK):
                which = _of(source, table) & QuarantineModel.row_id.in_(
                    row_ids[start : start + CHUNK]
                )
                result = session.execute(delete(QuarantineModel).where(which))
                left += result.rowcount if isinstance(result, CursorResult) else 0
        return left

    def resolve_unseen(self, source: str, table: str, *, since: datetime) -> int:
        """After a complete reading: rows not rejected again since then are gone from the source."""
        which = _of(source, table) & (QuarantineModel.last_seen_at < since)
        with self._db.write() as session:
            result = session.execute(delete(QuarantineModel).where(which))
            return result.rowcount if isinstance(result, CursorResult) else 0

    def ids(self, source: str, table: str) -> frozenset[str]:
        """The row ids now in quarantine for one table."""
        with self._db.read() as session:
            query = select(QuarantineModel.row_id).where(_of(source, table))
            return frozenset(session.scalars(query))

    def list(
        self,
        *,
        source: str | None = None,
        table: str | None = None,
        reason: str | None = None,
        limit: int = 100,
        offset: int = 0,
    ) -> tuple[Quarantined, ...]:
        """One page, newest rejection first."""
        query = (
            select(QuarantineModel)
            .where(_of(source, table, reason))
            .order_by(
                QuarantineModel.last_seen_at.desc(),
                QuarantineModel.source,
                QuarantineModel.table_name,
                QuarantineModel.row_id,
            )
            .limit(limit)
            .offset(offset)
        )
        with self._db.read() as session:
            return tuple(_row(model) for model in session.scalars(query))

    def count(
        self, *, source: str | None = None, table: str | None = None, reason: str | None = None
    ) -> int:
        """How many rows match."""
        query = select(func.count()).select_from(QuarantineModel).where(_of(source, table, reason))
        with self._db.read() as session:
            return session.execute(query).scalar_one()

    def counts(self) -> dict[tuple[str, str, str], int]:
        """(source, table, reason) -> rows."""
        columns = (QuarantineModel.source, QuarantineModel.table_name, QuarantineModel.reason)
        query = select(*columns, func.count()).group_by(*columns).order_by(*columns)
        with self._db.read() as session:
            return {
                (source, table, reason): rows
                for source, table, reason, rows in session.execute(query).tuples()
            }


def _of(
    source: str | None = None, table: str | None = None, reason: str | None = None
) -> ColumnElement[bool]:
    which: ColumnElement[bool] = true()
    if source is not None:
        which = which & (QuarantineModel.source == source)
    if table is not None:
        which = which & (QuarantineModel.table_name == table)
    if reason is not None:
        which = which & (QuarantineModel.reason == reason)
    return which


def _row(model: QuarantineModel) -> Quarantined:
    return Quarantined(
        source=model.source,
        table=model.table_name,
        row_id=model.row_id,
        key=model.key,
        reason=model.reason,
        reasons=model.reasons,
        raw=model.raw,
        first_seen_at=model.first_seen_at,
        last_seen_at=model.last_seen_at,
    )
