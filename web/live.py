"""Open websockets by session, closed within seconds of its end, whichever process ends it."""

import asyncio
import logging
from collections.abc import Generator
from contextlib import contextmanager

from anyio import to_thread

from state import State

LOG = logging.getLogger(__name__)
MAX_BLIND = 10  # checks in a row without an answer before everything is closed


class Live:
    """Knows every open socket of this process and asks state whether its session still lives."""

    def __init__(self, state: State, every: float) -> None:
        self._state = state
        self._every = every
        self._ends: dict[str, set[asyncio.Event]] = {}
        self._watch: asyncio.Task[None] | None = None

    @contextmanager
    def opened(self, handle: str) -> Generator[asyncio.Event]:
        """Register a socket while it is open; the event is set when it has to close."""
        end = asyncio.Event()
        self._ends.setdefault(handle, set()).add(end)
        if self._watch is None or self._watch.done():
            self._watch = asyncio.create_task(self._watch_all())
        try:
            yield end
        finally:
            self._ends[handle].discard(end)
            if not self._ends[handle]:
                del self._ends[handle]

    def end(self, handle: str) -> None:
        """Close a session's sockets in this process at once."""
        for end in tuple(self._ends.get(handle, ())):
            end.set()

    async def _watch_all(self) -> None:
        blind = 0
        while self._ends:
            await asyncio.sleep(self._every)
            handles = tuple(self._ends)
            try:
                alive = await to_thread.run_sync(self._state.sessions.alive, handles)
                blind = 0
            except Exception:
                blind += 1
                LOG.exception("Could not check %d open sessions", len(handles))
                alive = frozenset[str]() if blind >= MAX_BLIND else frozenset(handles)
            for handle in handles:
                if handle not in alive:
                    self.end(handle)
