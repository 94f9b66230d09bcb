"""Opens a database for reading only: sessions that can't write, in a zone we know."""

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from psycopg.types.string import TextLoader
from sqlalchemy import event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.pool import NullPool

from connectors.errors import Fatal
from connectors.generic.undecodable import text_of

_DEFAULT_DRIVERS = {
    "postgresql": "postgresql+psycopg",
    "postgres": "postgresql+psycopg",
    "mysql": "mysql+pymysql",
    "mariadb": "mariadb+pymysql",
}


def open_engine(url: str, folder: Path, *, zone: str | None, timeout: int) -> sa.Engine:
    """An engine whose every session is read-only; a SQLite path is relative to `folder`."""
    parsed = make_url(url)
    parsed = parsed.set(drivername=_DEFAULT_DRIVERS.get(parsed.drivername, parsed.drivername))
    backend = parsed.get_backend_name()
    if backend == "sqlite":
        parsed = _existing(parsed, folder)
    engine = sa.create_engine(
        parsed, poolclass=NullPool, hide_parameters=True, connect_args=_arguments(backend, timeout)
    )
    if backend in {"sqlite", "postgresql", "mysql", "mariadb"}:

        def prepare(connection: Any, _: object) -> None:
            if parsed.get_driver_name() == "psycopg":
                _json_as_text(connection)
            if backend == "sqlite":
                connection.text_factory = text_of
            with closing(connection.cursor()) as cursor:
                _session(backend, cursor, zone)
            if backend != "sqlite":
                connection.commit()

        event.listen(engine, "connect", prepare)
    return engine


def _json_as_text(connection: Any) -> None:
    """JSON as the server writes it, like every other database; not as Python's dictionaries."""
    for name in ("json", "jsonb"):
        connection.adapters.register_loader(name, TextLoader)


def _arguments(backend: str, timeout: int) -> dict[str, Any]:
    if backend == "sqlite":
        return {"timeout": float(timeout)}
    if backend in {"postgresql", "mysql", "mariadb"}:
        return {"connect_timeout": timeout}
    return {}


def _existing(url: URL, folder: Path) -> URL:
    """SQLite creates what it doesn't find; a source must exist."""
    name = url.database
    if not name or name == ":memory:" or name.startswith("file:"):
        raise Fatal("A SQLite source is a file; write sqlite:///path/to/file.db.", code="missing")
    path = (folder / name).resolve()
    if not path.is_file():
        raise Fatal(f"There is no database file {path.name}.", code="missing")
    return url.set(database=str(path))


def _session(backend: str, cursor: Any, zone: str | None) -> None:
    if backend == "sqlite":
        cursor.execute("PRAGMA query_only = ON")
    elif backend == "postgresql":
        cursor.execute("SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY")
        cursor.execute("SET TIME ZONE 'UTC'")
    else:
        cursor.execute("SET SESSION TRANSACTION READ ONLY")
        _mysql_zone(cursor, zone)


def _mysql_zone(cursor: Any, zone: str | None) -> None:
    """TIMESTAMP columns arrive as wall clock of the session's zone: make it the configured one."""
    name = zone or "UTC"
    offsets = {
        datetime(year, month, 1, tzinfo=UTC).astimezone(ZoneInfo(name)).strftime("%z")
        for year in (2000, 2010, 2020, datetime.now(UTC).year)
        for month in (1, 7)
    }
    if len(offsets) == 1:
        offset = offsets.pop()
        cursor.execute("SET time_zone = %s", (f"{offset[:3]}:{offset[3:]}",))
        return
    cursor.execute("SELECT CONVERT_TZ('2020-07-01 00:00:00', 'UTC', %s)", (name,))
    if cursor.fetchone()[0] is None:
        raise Fatal(
            f"The server doesn't know the zone {name}; load its time zone tables "
            "(mysql_tzinfo_to_sql).",
            code="zone",
        )
    cursor.execute("SET time_zone = %s", (name,))
