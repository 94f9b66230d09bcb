"""Reads a statement of PostgreSQL as Arrow record batches: no Python object per value.

Same statement, same pages, same read-only session in UTC as by rows. Where that can't be promised
(no driver, a type it hands over otherwise, a sign-in it doesn't know) `arrow_session` gives None.
"""

import re
from collections.abc import Generator, Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import date
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, cast

import psycopg
import pyarrow as pa
import sqlalchemy as sa
from psycopg.conninfo import make_conninfo
from sqlalchemy.dialects.postgresql.base import PGDialect
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.types import UserDefinedType

from connectors.generic.arrow_frames import (
    BINDABLE,
    fits,
    frame_of_arrow,
    own_types,
    type_names,
    value_of,
)
from connectors.generic.page import Ask, Bind, Page, check_names, plain
from connectors.generic.sql_errors import sorted_error

if TYPE_CHECKING:
    from adbc_driver_manager import AdbcDatabase, Error
    from adbc_driver_manager.dbapi import Connection

DRIVERS = {"postgresql", "postgres", "postgresql+psycopg"}
SETTINGS = (
    "SELECT set_config('TimeZone', 'UTC', false), "
    "set_config('default_transaction_read_only', 'on', false), current_setting('server_encoding')"
)
_DIALECT = PGDialect(paramstyle="numeric_dollar")
_UNABLE = re.compile(
    r"gss|sspi|authentication method .* not supported|invalid connection opt", re.I
)
_idle: dict[str, list["AdbcDatabase"]] = {}  # a handle knows the server's types; costly to open


def conninfo_of(url: str, *, timeout: int) -> str | None:
    """How libpq connects to `url`, None where there is no Arrow driver for it."""
    parsed = sa.make_url(url)
    if parsed.drivername not in DRIVERS or find_spec("adbc_driver_postgresql") is None:
        return None
    dialect = parsed.set(drivername="postgresql+psycopg").get_dialect()()
    fixed = {"connect_timeout": timeout, "client_encoding": "UTF8"}
    try:
        _, options = dialect.create_connect_args(parsed)
        words = {name: value for name, value in options.items() if name != "context"}
        return make_conninfo("", **{**words, **fixed})
    except (psycopg.Error, SQLAlchemyError, ValueError):
        return None  # what only psycopg understands, or what it will refuse in its own words


class ArrowSession:
    """An open transaction in which one statement is described and read."""

    def __init__(self, connection: "Connection", ask: Ask) -> None:
        self._connection = connection
        self._ask = ask
        described, _ = _compiled(ask(plain))
        with connection.cursor() as cursor:
            self.schema = cursor.adbc_execute_schema(described)

    def pages(self, *, table: str, size: int, compared: Iterable[str]) -> Iterator[Page]:
        """Pages of at most `size` rows; `last` has the `compared` columns."""
        check_names(table, self.schema.names)
        kinds = type_names(self.schema)
        last = [name for name in compared if name in kinds]
        sql, values = _compiled(self._ask(_casting(kinds)))
        with self._connection.cursor() as cursor:
            cursor.execute(f"DECLARE pages NO SCROLL CURSOR FOR {sql}", _parameters(values))
        full = True
        while full:
            rows = self._fetch(size)
            full = rows.num_rows == size
            if rows.num_rows:
                tail = {name: value_of(kinds[name], rows.column(name)[-1]) for name in last}
                yield Page(frame=frame_of_arrow(rows), last=tail)

    def _fetch(self, size: int) -> pa.Table:
        # COPY, the driver's way to stream, takes no parameters and no FETCH; a page is small
        options = {"adbc.postgresql.use_copy": "false"}
        with self._connection.cursor(adbc_stmt_kwargs=options) as cursor:
            cursor.execute(f"FETCH FORWARD {size:d} FROM pages")
            return cursor.fetch_record_batch().read_all()


@contextmanager
def arrow_session(
    conninfo: str, ask: Ask, *, compared: Iterable[str], secrets: tuple[str, ...] = ()
) -> Generator[ArrowSession | None]:
    """A session for one statement, None where rows must be read. Raises Retriable or Fatal."""
    with _told(secrets), ExitStack() as stack:
        session = _session(stack, conninfo, ask, fresh=False)
        if session is not None and own_types(session.schema):
            # a kept handle may know the users' types of a database that was replaced since
            stack.close()
            session = _session(stack, conninfo, ask, fresh=True)
        yield session if session is not None and fits(session.schema, compared) else None


@contextmanager
def _told(secrets: tuple[str, ...]) -> Generator[None]:
    """What the driver says, sorted by what has to happen next."""
    from adbc_driver_manager import Error, OperationalError

    try:
        yield
    except Error as error:
        unsure = isinstance(error, OperationalError)
        raise sorted_error(error, secrets, unsure=unsure) from None


def _session(stack: ExitStack, conninfo: str, ask: Ask, *, fresh: bool) -> ArrowSession | None:
    from adbc_driver_manager import Error

    try:
        connection, encoding = _prepared(stack, conninfo, fresh=fresh)
    except Error as error:
        if _foreign(error):
            return None
        raise
    # without an encoding, text is bytes that may mean nothing
    return None if encoding == "SQL_ASCII" else ArrowSession(connection, ask)


def _prepared(stack: ExitStack, conninfo: str, *, fresh: bool) -> tuple["Connection", str]:
    """A read-only connection within a transaction, and the server's encoding."""
    from adbc_driver_manager import AdbcConnection
    from adbc_driver_manager.dbapi import Connection

    wire = AdbcConnection(stack.enter_context(_database(conninfo, fresh=fresh)))
    kept = cast("AdbcDatabase", _Kept())
    connection = stack.enter_context(closing(Connection(kept, wire, autocommit=True)))
    with connection.cursor() as cursor:
        cursor.execute(SETTINGS)
        [(_, _, encoding)] = cursor.fetchall()
    wire.set_autocommit(enabled=False)  # begins the transaction a cursor lives in
    return connection, str(encoding)


def _foreign(error: "Error") -> bool:
    """Whether the driver can't work with this server, though another may: a sign-in it doesn't
    know, or a database that only speaks PostgreSQL's protocol and lacks its catalogue."""
    if _UNABLE.search(str(error)):
        return True
    state = error.sqlstate or ""
    return state.startswith(("0A", "42")) and state != "42501"


class _Kept:
    """Stands in for a handle that outlives the connection."""

    def close(self) -> None:
        """Nothing: the handle goes back to the idle ones."""


@contextmanager
def _database(conninfo: str, *, fresh: bool) -> Generator["AdbcDatabase"]:
    """A handle nobody else uses meanwhile; kept for the next session unless this one fails."""
    from adbc_driver_postgresql import connect

    idle = _idle.setdefault(conninfo, [])
    while fresh and idle:
        idle.pop().close()
    try:
        database = idle.pop()
    except IndexError:
        database = connect(conninfo)
    try:
        yield database
    except BaseException:
        database.close()
        raise
    idle.append(database)


class _Named(UserDefinedType[Any]):
    """A type of PostgreSQL by its name."""

    cache_ok = True

    def __init__(self, name: str) -> None:
        self.name = name

    def get_col_spec(self, **_: Any) -> str:
        """Its name."""
        return self.name


def _casting(kinds: dict[str, str]) -> Bind:
    """Binds a value as text the server reads as the type of the column it is compared with."""

    def bind(name: str, value: Any) -> sa.ColumnElement[Any]:
        text = None if value is None else _word(value)
        return sa.cast(plain(name, text), _Named(BINDABLE[kinds[name]]))

    return bind


def _word(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _compiled(query: sa.Select[Any]) -> tuple[str, list[Any]]:
    compiled = query.compile(dialect=_DIALECT)
    names: list[str] = getattr(compiled, "positiontup", None) or []
    return str(compiled), [compiled.params[name] for name in names]


def _parameters(values: list[Any]) -> pa.RecordBatch | None:
    """One row: numbers of ours as int8, everything else as text."""
    if not values:
        return None
    kinds = [pa.int64() if isinstance(value, int) else pa.string() for value in values]
    arrays = [pa.array([v], kind) for v, kind in zip(values, kinds, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, names=[f"p{i}" for i in range(len(values))])
