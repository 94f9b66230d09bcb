"""Where every source's tables resume, and the epoch that makes work begun before a restore void."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, select

from state.database import Database
from state.errors import StaleEpoch
from state.installation import epoch, next_epoch
from state.models import CursorModel
from state.rows import SavedCursor


class Cursors:
    """Save a cursor only after its rows are in the lake: replay is harmless, a gap is not."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def epoch(self) -> int:
        """The current epoch; read it before a sync begins and hand it to `save`."""
        with self._db.read() as session:
            return epoch(session)

    def get(self, source: str, table: str) -> SavedCursor | None:
        """Where to resume, or None to begin at the beginning."""
        with self._db.read() as session:
            model = session.get(CursorModel, (source, table))
            return None if model is None else _row(model)

    def save(
        self,
        source: str,
        table: str,
        value: str,
        *,
        epoch_seen: int,
        watermark: datetime | None = None,
    ) -> None:
        """Remember where to resume; raises StaleEpoch when a restore came in between."""
        with self._db.write() as session:
            if epoch(session, lock=True) != epoch_seen:
                raise StaleEpoch("the installation was restored while this sync ran")
            row = {
                "source": source,
                "table_name": table,
                "value": value,
                "watermark": watermark,
                "epoch": epoch_seen,
                "saved_at": self._db.now(),
            }
            self._db.upsert(session, CursorModel, [row], keep=set())

    def list(self) -> tuple[SavedCursor, ...]:
        """All cursors by source and table."""
        query = select(CursorModel).order_by(CursorModel.source, CursorModel.table_name)
        with self._db.read() as session:
            return tuple(_row(model) for model in session.scalars(query))

    def snapshot(self) -> dict[str, dict[str, str]]:
        """{source: {table: JSON cursor}}; read it BEFORE the store versions of a pin."""
        found: dict[str, dict[str, str]] = {}
        for cursor in self.list():
            found.setdefault(cursor.source, {})[cursor.table] = cursor.value
        return found

    def forget(self, source: str) -> int:
        """Begin a source from the beginning, under a new epoch that is returned."""
        with self._db.write() as session:
            current = next_epoch(session)
            session.execute(delete(CursorModel).where(CursorModel.source == source))
            return current

    def restore(self, cursors: Mapping[str, Mapping[str, str]]) -> int:
        """Put all cursors back to a pin's, under a new epoch that is returned.

        Tables without a cursor in the pin begin at the beginning.
        """
        now = self._db.now()
        with self._db.write() as session:
            current = next_epoch(session)
            session.execute(delete(CursorModel))
            session.add_all(
                CursorModel(
                    source=source, table_name=table, value=value, epoch=current, saved_at=now
                )
                for source, tables in cursors.items()
                for table, value in tables.items()
            )
            return current


def _row(model: CursorModel) -> SavedCursor:
    return SavedCursor(
        source=model.source,
        table=model.table_name,
        value=model.value,
        watermark=model.watermark,
        epoch=model.epoch,
        saved_at=model.saved_at,
    )
