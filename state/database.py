"""One engine for SQLite (WAL) and PostgreSQL, with reading and writing transactions."""

from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.orm import Session

from state.models import Base

BUSY_SECONDS = 30
CHUNK = 500

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The present moment."""
    return datetime.now(UTC)


def parse_url(url: str) -> URL:
    """The address of a state database; raises ValueError without it, it may hold a password."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise ValueError("state_url is not a database address such as sqlite:///state.db") from None
    backend = parsed.get_backend_name()
    if backend == "sqlite" and not parsed.database:
        raise ValueError("state_url needs a file: several processes share the state")
    if backend == "postgresql" and parsed.drivername == "postgresql":
        return parsed.set(drivername="postgresql+psycopg")
    if backend not in {"sqlite", "postgresql"}:
        raise ValueError(f"state_url must be sqlite or postgresql, not {backend}")
    return parsed


def connect(url: str) -> Engine:
    """An engine whose SQLite files are WAL, wait for each other and enforce foreign keys."""
    parsed = parse_url(url)
    if parsed.get_backend_name() == "postgresql":
        return create_engine(parsed, pool_pre_ping=True)
    Path(parsed.database or "").parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    engine = create_engine(parsed, connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # The driver would begin only at the first write; reads must see one snapshot too.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that reads and then writes can't upgrade its lock once another one wrote.
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


class Database:
    """Transactions on one engine; `now` is the clock of every repository."""

    def __init__(self, engine: Engine, clock: Clock = utc_now) -> None:
        self.engine = engine
        self.now = clock
        self._writer = engine.execution_options(writes=True)

    @contextmanager
    def read(self) -> Generator[Session]:
        """A transaction that sees one snapshot and changes nothing."""
        with Session(self.engine, autoflush=False) as session:
            yield session

    @contextmanager
    def write(self) -> Generator[Session]:
        """A transaction that commits at the end, or not at all."""
        with Session(self._writer, expire_on_commit=False) as session, session.begin():
            yield session

    def ensure(self, session: Session, model: type[Base], row: dict[str, Any]) -> None:
        """Insert a row unless its primary key is there already, also when two try at once."""
        dialect = sqlite if self.engine.dialect.name == "sqlite" else postgresql
        table = Base.metadata.tables[model.__tablename__]
        session.execute(dialect.insert(table).values(row).on_conflict_do_nothing())

    def upsert(
        self, session: Session, model: type[Base], rows: Sequence[dict[str, Any]], *, keep: set[str]
    ) -> None:
        """Insert rows or overwrite the ones with the same primary key, except columns in `keep`."""
        table = Base.metadata.tables[model.__tablename__]
        dialect = sqlite if self.engine.dialect.name == "sqlite" else postgresql
        keys = [column.name for column in table.primary_key]
        insert = dialect.insert(table)
        changed = {
            column.name: insert.excluded[column.name]
            for column in table.columns
            if column.name not in keep and column.name not in keys
        }
        statement = insert.on_conflict_do_update(index_elements=keys, set_=changed)
        for start in range(0, len(rows), CHUNK):
            session.execute(statement, list(rows[start : start + CHUNK]))
