"""How often a source is asked: one count for all threads and pulls of this process."""

import time
from collections import deque
from collections.abc import Callable
from threading import Lock

Limits = tuple[tuple[int, float], ...]
"""Pairs of how many requests are allowed in how many seconds."""


class Limiter:
    """Gives every request a moment of its own, so that no window holds more than is allowed."""

    def __init__(self, limits: Limits, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        self._given = [(deque[float](maxlen=count), period) for count, period in limits]
        self._closed_until = 0.0

    def reserve(self, most: float) -> float | None:
        """Take the next free moment; in how many seconds it is.

        None when the source wants to be left alone for longer than `most`.
        """
        with self._lock:
            now = self._clock()
            if self._closed_until - now > most:
                return None
            moment = max(now, self._closed_until)
            for given, period in self._given:
                if len(given) == given.maxlen:
                    moment = max(moment, given[0] + period)
            for given, _ in self._given:
                given.append(moment)
            return moment - now

    def close(self, seconds: float) -> None:
        """Let nobody ask for so long: the source said when to come back."""
        with self._lock:
            self._closed_until = max(self._closed_until, self._clock() + seconds)


_limiters: dict[tuple[str, str, Limits], Limiter] = {}
_lock = Lock()


def limiter(source: str, origin: str, limits: Limits) -> Limiter:
    """The limiter of a source, the same for everyone in this process."""
    with _lock:
        return _limiters.setdefault((source, origin, limits), Limiter(limits))
