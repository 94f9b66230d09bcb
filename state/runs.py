"""The run log: what the worker did, in words and numbers people can read."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Literal, cast

from sqlalchemy import CursorResult, delete, select, update

from state.database import Database
from state.models import RunModel
from state.rows import Run

Status = Literal["running", "ok", "partial", "failed", "interrupted"]
MAX_SENTENCE = 2000


class Runs:
    """Start, finish and list runs."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def start(self, kind: str, *, source: str | None = None) -> int:
        """Work of a kind (sync, facts, publish, compact, restore) begins; returns the run's id."""
        with self._db.write() as session:
            model = RunModel(
                kind=kind, source=source, started_at=self._db.now(), status="running", counts={}
            )
            session.add(model)
            session.flush()
            return model.id

    def finish(
        self,
        run_id: int,
        *,
        counts: Mapping[str, int] | None = None,
        error: str | None = None,
        partial: bool = False,
        note: str | None = None,
    ) -> None:
        """The run ended: well, or with one sentence that says why not; only the first end counts.

        `partial` with a sentence means part of the work was done and counts. `note` is what people
        should know even of work that went well; it stands in `error` without being one.
        """
        with self._db.write() as session:
            model = session.get(RunModel, run_id, with_for_update=True)
            if model is None:
                raise LookupError(f"there is no run {run_id}")
            if model.status != "running":
                return
            model.finished_at = self._db.now()
            model.status = "ok" if error is None else "partial" if partial else "failed"
            model.counts = dict(counts or {})
            said = " ".join(part for part in (error, note) if part)
            model.error = said[:MAX_SENTENCE] or None

    def interrupt(self) -> int:
        """The worker starts: whatever still claims to run was cut off; say how many."""
        with self._db.write() as session:
            result = session.execute(
                update(RunModel)
                .where(RunModel.status == "running")
                .values(status="interrupted", finished_at=self._db.now())
            )
            return result.rowcount if isinstance(result, CursorResult) else 0

    def list(
        self, *, limit: int = 100, source: str | None = None, kind: str | None = None
    ) -> tuple[Run, ...]:
        """The newest runs, newest first."""
        query = select(RunModel).order_by(RunModel.id.desc()).limit(limit)
        if source is not None:
            query = query.where(RunModel.source == source)
        if kind is not None:
            query = query.where(RunModel.kind == kind)
        with self._db.read() as session:
            return tuple(_row(model) for model in session.scalars(query))

    def purge(self, *, keep: timedelta = timedelta(days=90)) -> int:
        """Forget finished runs older than `keep` and say how many."""
        with self._db.write() as session:
            result = session.execute(
                delete(RunModel).where(RunModel.finished_at < self._db.now() - keep)
            )
            return result.rowcount if isinstance(result, CursorResult) else 0


def _row(model: RunModel) -> Run:
    return Run(
        id=model.id,
        kind=model.kind,
        source=model.source,
        started_at=model.started_at,
        finished_at=model.finished_at,
        status=cast(Status, model.status),
        counts=dict(model.counts),
        error=model.error,
    )
