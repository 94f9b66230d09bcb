"""How every source is doing, in facts a person can act on."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from state.database import Database
from state.models import SourceModel
from state.rows import SourceStatus

MAX_SENTENCE = 2000


class Sources:
    """One row a source: begun, done, failed."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def started(self, source: str, label: str, stale_after: timedelta | None = None) -> None:
        """A sync begins; the configuration says how long the source may go without success."""
        with self._db.write() as session:
            model = self._of(session, source)
            model.label = label
            model.last_started_at = self._db.now()
            seconds = None if stale_after is None else int(stale_after.total_seconds())
            model.stale_after_seconds = seconds

    def succeeded(
        self, source: str, *, watermark: datetime | None, rows: int, complete: bool = True
    ) -> None:
        """A sync ended well: complete to `watermark`, which never moves back, after `rows` rows."""
        with self._db.write() as session:
            model = self._of(session, source)
            marks = [mark for mark in (model.watermark, watermark) if mark is not None]
            model.watermark = max(marks) if marks else None
            model.last_ok_at = self._db.now()
            model.last_error = None
            model.complete = complete
            model.rows = rows

    def failed(self, source: str, sentence: str, *, complete: bool | None = None) -> None:
        """A sync failed: say why in one sentence without secrets; `complete` None leaves it."""
        with self._db.write() as session:
            model = self._of(session, source)
            model.last_error = sentence[:MAX_SENTENCE]
            model.complete = model.complete if complete is None else complete

    def rewind(self, source: str, watermark: datetime | None) -> None:
        """After a restore: known only up to an earlier watermark, incomplete until synced again,
        which is due at once however rarely the source is asked."""
        with self._db.write() as session:
            model = self._of(session, source)
            model.watermark = watermark
            model.complete = False
            model.last_started_at = None

    def get(self, source: str) -> SourceStatus | None:
        """One source, or None before its first sync."""
        with self._db.read() as session:
            model = session.get(SourceModel, source)
            return None if model is None else _row(model)

    def list(self) -> tuple[SourceStatus, ...]:
        """All sources by name."""
        with self._db.read() as session:
            models = session.scalars(select(SourceModel).order_by(SourceModel.source))
            return tuple(_row(model) for model in models)

    def forget(self, source: str) -> None:
        """A source left the configuration."""
        with self._db.write() as session:
            model = session.get(SourceModel, source)
            if model is not None:
                session.delete(model)

    def _of(self, session: Session, source: str) -> SourceModel:
        new = {"source": source, "label": source, "complete": False, "rows": 0}
        self._db.ensure(session, SourceModel, new)
        return session.get_one(SourceModel, source, with_for_update=True)


def _row(model: SourceModel) -> SourceStatus:
    return SourceStatus(
        source=model.source,
        label=model.label,
        last_started_at=model.last_started_at,
        last_ok_at=model.last_ok_at,
        watermark=model.watermark,
        last_error=model.last_error,
        complete=model.complete,
        rows=model.rows,
        stale_after=None
        if model.stale_after_seconds is None
        else timedelta(seconds=model.stale_after_seconds),
    )
