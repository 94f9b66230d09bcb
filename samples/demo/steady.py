"""Lets one system of the demo fail alone: its error is told, and it is tried again later."""

import logging
import time
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import Protocol

log = logging.getLogger(__name__)
FIRST_REST, LONGEST_REST = 3.0, 300.0  # seconds a system is left alone after it failed


class Ticking(Protocol):
    """An open system with people acting in it."""

    def tick(self, now: datetime, /) -> Counter[str]:
        """What happened up to `now`: how often each kind."""
        ...

    def close(self) -> None:
        """Let go of the database."""
        ...


class Steady:
    """One system that may fail: opened when it ticks, opened anew after it failed.

    Every failure in a row doubles the rest that follows, so that a system that stays broken
    neither fills the log nor keeps the others waiting.
    """

    def __init__(
        self,
        name: str,
        open_: Callable[[], Ticking],
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.name = name
        self._open, self._clock = open_, clock
        self._ticking: Ticking | None = None
        self._failures = 0
        self._not_before = 0.0

    def tick(self, now: datetime) -> Counter[str]:
        """What happened up to `now`; nothing while it rests or where it fails."""
        if self._failures and self._clock() < self._not_before:
            return Counter()
        try:
            if self._ticking is None:
                self._ticking = self._open()
            done = self._ticking.tick(now)
        except Exception as error:  # noqa: BLE001 - whatever it is, the other systems go on
            self._failed(error)
            return Counter()
        if self._failures:
            log.info("%s ticks again.", self.name)
        self._failures = 0
        return done

    def close(self) -> None:
        """Let go of the database; the next tick opens it again."""
        ticking, self._ticking = self._ticking, None
        if ticking is not None:
            ticking.close()

    def _failed(self, error: Exception) -> None:
        rest = min(FIRST_REST * 2**self._failures, LONGEST_REST)
        self._failures = min(self._failures + 1, 16)
        self._not_before = self._clock() + rest
        told = "%s could not tick and is tried again in %.0f s: %s: %s"
        first = self._failures == 1  # where it happened is told once
        log.error(told, self.name, rest, type(error).__name__, error, exc_info=first)
        try:
            self.close()
        except Exception as closing:  # noqa: BLE001 - what can't be closed is left behind
            log.error("%s could not be closed: %s", self.name, closing)
