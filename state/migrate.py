"""Bring the schema up to date, one process at a time."""

import os
from collections.abc import Generator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from filelock import FileLock
from sqlalchemy import Connection, Engine, inspect, text

MIGRATIONS = Path(__file__).parent / "migrations"
HEAD = "0003"  # a test compares it with the newest migration
LOCK_SECONDS = 60
ADVISORY_KEY = 0x79697069  # any number of ours


def migrate(engine: Engine, now: datetime) -> None:
    """Create or upgrade the schema; costs one query when it is current.

    Raises RuntimeError when a newer version of the program has upgraded the database.
    """
    if _current(engine) == HEAD:
        return
    with _alone(engine) as connection:
        _upgrade(connection, now)
    if engine.dialect.name == "sqlite" and engine.url.database:
        _close_to_others(Path(engine.url.database))


def _current(engine: Engine) -> str | None:
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


@contextmanager
def _alone(engine: Engine) -> Generator[Connection]:
    if engine.dialect.name == "sqlite":
        lock = FileLock(f"{engine.url.database}.migrate.lock", timeout=LOCK_SECONDS)
        with lock, engine.connect().execution_options(writes=True) as connection:
            yield connection
        return
    with engine.connect() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_KEY})
        yield connection


def _upgrade(connection: Connection, now: datetime) -> None:
    # Deferred: Alembic costs more to import than most commands take.
    from alembic import command
    from alembic.config import Config
    from alembic.util.exc import CommandError

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    config.attributes["now"] = now
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise RuntimeError(
            "the state database belongs to another version of the program; upgrade the program"
        ) from error
    connection.commit()


def _close_to_others(file: Path) -> None:
    if file.exists() and os.name == "posix":
        file.chmod(0o600)
