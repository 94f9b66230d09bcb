"""How fast the API may be called: a bucket that fills steadily and empties by one a call."""

import threading
import time
from collections.abc import Callable

from samples.demo.crm.answers import Code, Refusal


class Throttle:
    """At most `burst` calls at once and `per_second` in the long run; safe among threads."""

    def __init__(
        self, *, per_second: float, burst: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._rate, self._burst, self._clock = per_second, burst, clock
        self._left, self._at = float(burst), clock()
        self._lock = threading.Lock()

    def take(self) -> None:
        """Count one call; Refusal(TOO_FAST) with the seconds to wait when the bucket is empty."""
        with self._lock:
            now = self._clock()
            self._left = min(self._burst, self._left + (now - self._at) * self._rate)
            self._at = now
            if self._left < 1:
                raise Refusal(
                    Code.TOO_FAST,
                    f"Too many calls; at most {self._rate:g} a second.",
                    retry_after=(1 - self._left) / self._rate,
                )
            self._left -= 1
