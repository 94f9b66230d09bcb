"""Named locks of one home, held across processes and freed by the system when a process dies."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from filelock import FileLock, Timeout


class Busy(Exception):
    """Somebody else holds the lock; `str()` is one sentence."""


@contextmanager
def held(folder: Path, name: str, *, timeout: float = -1) -> Generator[None]:
    """Hold the lock `name` of a home; waits without end unless `timeout` seconds are given.

    Errors: Busy when the time is over.
    """
    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(
        folder / f"{quote(name, safe='')}.lock", timeout=timeout, preserve_lock_file=True
    )
    try:
        lock.acquire(poll_interval=0.02)
    except Timeout as error:
        raise Busy(f"Another process is still working on “{name}”; try again later.") from error
    try:
        yield
    finally:
        lock.release()
