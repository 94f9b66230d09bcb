"""Pins: which versions belong together. One serial publisher writes them, everybody reads them."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, select, true
from sqlalchemy.orm import Session

from state.database import CHUNK, Database
from state.errors import PinHeld, PinMoved, UnknownPin
from state.installation import epoch
from state.models import HoldModel, PinModel
from state.rows import Hold, Pin, PinnedSource
from state.thinning import superfluous


class Pins:
    """Publish, find, hold and thin pins."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def publish(
        self,
        versions: Mapping[str, int],
        *,
        sources: Iterable[PinnedSource] = (),
        cursors: Mapping[str, Mapping[str, str]] | None = None,
        previous: int | None,
        epoch_seen: int,
        renew_after: timedelta | None = None,
    ) -> Pin:
        """Publish {store: version} after the pin `previous` (None: the first) and return the pin.

        Equal versions make no new pin: the newest one takes over the new watermarks and cursors,
        unless it is older than `renew_after`: ages count to a pin's moment, so it has to move on.
        Raises PinMoved when `previous` is no longer the newest, the epoch has changed, or within an
        epoch a version went backwards. `cursors` must have been read before `versions`.
        """
        with self._db.write() as session:
            current = epoch(session, lock=True)
            newest = _newest(session)
            if current != epoch_seen or (newest.id if newest else None) != previous:
                raise PinMoved("another pin or a restore came in between; look again")
            if newest is not None and newest.epoch == current:
                _refuse_backwards(newest.versions, versions)
            same = newest is not None and newest.epoch == current
            same = same and not self._is_old(newest, renew_after)
            if newest is not None and same and newest.versions == dict(versions):
                model = newest
            else:
                model = PinModel(at=self._now_after(newest), epoch=current, versions=dict(versions))
                session.add(model)
            model.sources = [_packed(source) for source in sources]
            model.cursors = {source: dict(tables) for source, tables in (cursors or {}).items()}
            session.flush()
            return _row(model)

    def _is_old(self, newest: PinModel | None, renew_after: timedelta | None) -> bool:
        if newest is None or renew_after is None:
            return False
        return self._db.now() - newest.at >= renew_after

    def _now_after(self, newest: PinModel | None) -> datetime:
        # A clock set back must not make an older pin look newest to `as_of`.
        now = self._db.now()
        return now if newest is None else max(now, newest.at)

    def newest(self) -> Pin | None:
        """The pin people see, or None before the first publication."""
        with self._db.read() as session:
            model = _newest(session)
            return None if model is None else _row(model)

    def newest_id(self) -> int | None:
        """The id of the newest pin; cheap enough to ask every few seconds."""
        with self._db.read() as session:
            return session.scalar(select(PinModel.id).order_by(PinModel.id.desc()).limit(1))

    def get(self, pin_id: int) -> Pin:
        """One pin; raises UnknownPin."""
        with self._db.read() as session:
            return _row(_find(session, pin_id))

    def as_of(self, moment: datetime) -> Pin | None:
        """The newest pin published at or before a moment."""
        with self._db.read() as session:
            model = _newest(session, PinModel.at <= moment)
            return None if model is None else _row(model)

    def list(self, *, limit: int = 200) -> tuple[Pin, ...]:
        """The newest pins, newest first."""
        with self._db.read() as session:
            query = select(PinModel).order_by(PinModel.id.desc()).limit(limit)
            return tuple(_row(model) for model in session.scalars(query))

    def hold(self, name: str, pin_id: int, *, by: str) -> Hold:
        """Keep a pin under a name; raises UnknownPin, PinHeld, ValueError for an empty name."""
        key = name.strip()[:200]
        if not key:
            raise ValueError("a hold needs a name")
        with self._db.write() as session:
            _find(session, pin_id, lock=True)
            if session.get(HoldModel, key) is not None:
                raise PinHeld(f"{key} already holds a pin; release it first")
            model = HoldModel(name=key, pin_id=pin_id, held_by=by, held_at=self._db.now())
            session.add(model)
            return _hold(model)

    def release(self, name: str) -> bool:
        """Let a held pin go; False when nothing was held under the name."""
        with self._db.write() as session:
            model = session.get(HoldModel, name.strip()[:200])
            if model is None:
                return False
            session.delete(model)
            return True

    def holds(self) -> tuple[Hold, ...]:
        """All holds by name."""
        with self._db.read() as session:
            return tuple(
                _hold(model)
                for model in session.scalars(select(HoldModel).order_by(HoldModel.name))
            )

    def needed(self) -> dict[str, frozenset[int]]:
        """Every store version that some pin still names: what the lake must keep readable."""
        kept: dict[str, set[int]] = {}
        with self._db.read() as session:
            for versions in session.scalars(select(PinModel.versions)):
                for store, version in versions.items():
                    kept.setdefault(store, set()).add(version)
        return {store: frozenset(of) for store, of in kept.items()}

    def thin(self, now: datetime) -> tuple[Pin, ...]:
        """Remove the pins that are superfluous at `now` and return them."""
        with self._db.write() as session:
            epoch(session, lock=True)
            held = set(session.scalars(select(HoldModel.pin_id)))
            pairs = session.execute(select(PinModel.id, PinModel.at)).tuples()
            gone = superfluous(pairs, now, held=held)
            removed: list[Pin] = []
            for start in range(0, len(gone), CHUNK):
                which = PinModel.id.in_(gone[start : start + CHUNK])
                removed += [_row(model) for model in session.scalars(select(PinModel).where(which))]
                session.execute(delete(PinModel).where(which))
            return tuple(removed)


def _newest(session: Session, which: ColumnElement[bool] | None = None) -> PinModel | None:
    query = select(PinModel).where(true() if which is None else which)
    return session.scalars(query.order_by(PinModel.id.desc()).limit(1)).first()


def _find(session: Session, pin_id: int, *, lock: bool = False) -> PinModel:
    model = session.get(PinModel, pin_id, with_for_update=lock)
    if model is None:
        raise UnknownPin(f"there is no pin {pin_id}")
    return model


def _refuse_backwards(before: Mapping[str, int], after: Mapping[str, int]) -> None:
    for store, version in after.items():
        if version < before.get(store, version):
            raise PinMoved(f"{store} went backwards; a newer version is already published")


def _packed(source: PinnedSource) -> dict[str, Any]:
    mark = source.watermark
    return {
        "source": source.source,
        "label": source.label,
        "watermark": None if mark is None else mark.isoformat(),
        "complete": source.complete,
    }


def _unpacked(packed: Mapping[str, Any]) -> PinnedSource:
    mark = packed["watermark"]
    whole = PinnedSource(
        source=packed["source"], label=packed["label"], watermark=None, complete=packed["complete"]
    )
    return whole if mark is None else replace(whole, watermark=datetime.fromisoformat(mark))


def _row(model: PinModel) -> Pin:
    return Pin(
        id=model.id,
        at=model.at,
        epoch=model.epoch,
        versions=dict(model.versions),
        sources=tuple(_unpacked(source) for source in model.sources),
        cursors=model.cursors,
    )


def _hold(model: HoldModel) -> Hold:
    return Hold(name=model.name, pin_id=model.pin_id, held_by=model.held_by, held_at=model.held_at)
