"""Executor ids: stable over restarts, distinct between processes, known to be alive or dead.

A process owns a slot by holding its lock file; the slot remembers the executor id it was first
given. DBOS re-runs the unfinished work of an executor id when a process starts with it, so two
living processes must never share one, and a restarted process should find its own again.
"""

import json
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

SLOTS = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Executor:
    """One slot: the id DBOS knows it by, the work version it last ran, and whether it lives."""

    executor_id: str
    version: str
    alive: bool


@contextmanager
def taken(folder: Path, *, prefix: str, version: str) -> Generator[str]:
    """Own the first free slot while the block runs; gives its executor id, `prefix` and a number
    when it is given its first."""
    folder.mkdir(parents=True, exist_ok=True)
    number, lock = _first_free(folder)
    try:
        executor_id = _read(folder, number).get("executor_id") or f"{prefix}-{number}"
        _write(folder, number, {"executor_id": executor_id, "version": version})
        yield executor_id
    finally:
        lock.release()


def executors(folder: Path, *, mine: str) -> tuple[Executor, ...]:
    """Every executor this home has ever seen; `mine` is alive without asking."""
    found: list[Executor] = []
    for path in sorted(folder.glob("executor-*.json")):
        number = int(path.stem.removeprefix("executor-"))
        known = _read(folder, number)
        executor_id = known.get("executor_id")
        if executor_id:
            alive = executor_id == mine or _is_held(folder, number)
            version = known.get("version", "")
            found.append(Executor(executor_id=executor_id, version=version, alive=alive))
    return tuple(found)


def _first_free(folder: Path) -> tuple[int, FileLock]:
    for number in range(SLOTS):
        lock = _lock(folder, number)
        try:
            # A neighbour asking whether this slot lives holds it for a moment.
            lock.acquire(timeout=0.2, poll_interval=0.02)
        except Timeout:
            continue
        return number, lock
    raise RuntimeError(f"All {SLOTS} worker slots of this home are taken.")


def _is_held(folder: Path, number: int) -> bool:
    lock = _lock(folder, number)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return True
    lock.release()
    return False


def _lock(folder: Path, number: int) -> FileLock:
    return FileLock(folder / f"executor-{number}.lock", preserve_lock_file=True)


def _read(folder: Path, number: int) -> dict[str, str]:
    try:
        return json.loads((folder / f"executor-{number}.json").read_text())
    except (FileNotFoundError, ValueError):
        return {}  # never used, or torn by a crash: the slot starts anew


def _write(folder: Path, number: int, content: dict[str, str]) -> None:
    part = folder / f"executor-{number}.part"
    part.write_text(json.dumps(content))
    part.replace(folder / f"executor-{number}.json")
