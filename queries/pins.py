"""Which pin a question is about."""

import threading
from datetime import datetime

from queries.errors import BadQuestion, NothingPublished
from queries.frames import Frames, Snapshot
from state import State
from state.errors import UnknownPin
from state.rows import Heads, Pin

AsOf = int | datetime | None


class Resolver:
    """Finds pins; the newest one is asked for by its id alone while it stays the newest."""

    def __init__(self, state: State, frames: Frames) -> None:
        self._state = state
        self._frames = frames
        self._newest: Pin | None = None
        self._lock = threading.Lock()

    def snapshot(self, as_of: AsOf = None, heads: Heads | None = None) -> Snapshot:
        """The pin asked for; raises `NothingPublished`, or `BadQuestion` for an unknown id."""
        return self.of(self._pin(as_of, heads))

    def of(self, pin: Pin) -> Snapshot:
        """The frames of a pin at hand."""
        return Snapshot(pin=pin, frames=self._frames)

    def newest(self, heads: Heads | None = None) -> Pin | None:
        """The newest pin (that of `heads`, when they have just been read), or None before the
        first publication."""
        wanted = self._state.pins.newest_id() if heads is None else heads.pin
        with self._lock:
            if wanted is None or self._newest is None or self._newest.id != wanted:
                self._newest = self._state.pins.newest()
            return self._newest

    def _pin(self, as_of: AsOf, heads: Heads | None) -> Pin:
        if isinstance(as_of, datetime):
            if as_of.tzinfo is None:
                raise BadQuestion("时点须带时区。", "A moment needs a time zone.")
            found = self._state.pins.as_of(as_of)
        elif as_of is not None:
            found = self._by_id(as_of)
        else:
            found = self.newest(heads)
        if found is None:
            raise NothingPublished(
                "还没有发布过数据，请先同步。", "Nothing has been published yet: sync first."
            )
        return found

    def _by_id(self, pin: int) -> Pin:
        try:
            return self._state.pins.get(pin)
        except (UnknownPin, OverflowError):
            raise BadQuestion(
                f"没有编号为 {pin} 的时点，请用 snapshots 查看。",
                f"There is no pin {pin}; list them with snapshots.",
            ) from None
