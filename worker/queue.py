"""The queue database: where it is, and how queued work is written down."""

import contextlib
import sqlite3
from pathlib import Path

from dbos import DBOSPortableJSONSerializer


def serializer() -> DBOSPortableJSONSerializer:
    """Queued work as plain JSON: readable by every version, and nothing to unpickle."""
    return DBOSPortableJSONSerializer()


def prepare(url: str) -> None:
    """A SQLite queue in WAL mode lets web and command line read while the worker writes."""
    path = sqlite_path(url)
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.closing(sqlite3.connect(path, timeout=30)) as connection:
            connection.execute("PRAGMA journal_mode=WAL")


def sqlite_path(url: str) -> Path | None:
    """The file of a SQLite address, None for a server."""
    return Path(url.removeprefix("sqlite:///")) if url.startswith("sqlite:///") else None
