"""What a database driver says, sorted by what has to happen next."""

import re
import sqlite3
from collections.abc import Generator
from contextlib import contextmanager

from sqlalchemy import exc

from connectors.errors import ConnectorError, Fatal, Retriable

_MYSQL_RETRY = {
    0,
    1040,
    1053,
    1158,
    1159,
    1160,
    1161,
    1205,
    1213,
    2002,
    2003,
    2006,
    2013,
    3024,
    1969,
}
_MYSQL_DENIED = {1044, 1045, 1142, 1143, 1227, 1698}
_MYSQL_ABSENT = {1049, 1054, 1146, 1051}
_PG_RETRY = ("08", "40", "53", "55", "57", "25P03")
_PG_DENIED = ("28", "42501")
_PG_ABSENT = ("3D000", "42703", "42P01", "3F000")
_SQLITE_RETRY = ("locked", "busy", "disk i/o", "interrupted", "schema has changed")
_SQLITE_ABSENT = ("no such", "unable to open", "not a database", "malformed")
_DENIED_WORDS = ("password authentication failed", "access denied", "no pg_hba.conf entry")

_PREAMBLE = r"^(?:[A-Z_]+: |connection failed: ).*?\b(?:ERROR|FATAL):\s+"  # of ADBC and of libpq

LOST = "The database can't be reached or is busy; it will be tried again."
DENIED = "The database refuses this user; correct the user name, password or rights."
ABSENT = "The database has no such table, column or file; correct the configuration"
UNREADABLE = "The driver can't read a value of this table; cast the column to text in a query."
OTHER = "The database refused the query; correct the configuration"


@contextmanager
def classified(secrets: tuple[str, ...] = ()) -> Generator[None]:
    """Driver errors inside the block leave it as Retriable or Fatal, without any secret."""
    try:
        yield
    except ConnectorError:
        raise
    except exc.DBAPIError as error:
        unsure = isinstance(error, (exc.OperationalError, exc.InterfaceError))
        lost = error.connection_invalidated
        raise sorted_error(error.orig, secrets, unsure=unsure, lost=lost) from None
    except (exc.NoSuchModuleError, ImportError):
        raise Fatal("There is no driver for this database; install it.", code="driver") from None
    except exc.SQLAlchemyError:
        raise Fatal(f"{OTHER}.", code="query") from None
    except (ConnectionError, TimeoutError, OSError):
        raise Retriable(LOST, code="connection") from None
    except (OverflowError, ValueError, TypeError, UnicodeError):
        # the driver itself couldn't turn a value into a Python object
        raise Fatal(UNREADABLE, code="value") from None


def sorted_error(
    orig: BaseException | None, secrets: tuple[str, ...], *, unsure: bool, lost: bool = False
) -> ConnectorError:
    """A driver's error by what has to happen next; `unsure`: its class may mean either."""
    words = _first_line(orig, secrets)
    verdict = _by_code(orig) or _by_words(words.lower())
    if verdict == "denied":
        return Fatal(DENIED, code="auth")
    if verdict == "absent":
        return Fatal(f"{ABSENT}: {words}.", code="missing")
    if verdict == "retry" or lost:
        return Retriable(LOST, code="connection")
    if verdict is None and type(orig).__name__ == "DataError":
        return Fatal(UNREADABLE, code="value")  # no code: not the server's words but the driver's
    # SQLite says OperationalError for a syntax error, too
    certain = verdict == "query" or isinstance(orig, sqlite3.Error)
    if not certain and unsure:
        return Retriable(LOST, code="connection")
    return Fatal(f"{OTHER}: {words}.", code="query")


def _by_code(orig: BaseException | None) -> str | None:
    number = orig.args[0] if orig is not None and orig.args else None
    if isinstance(number, int):  # MySQL and MariaDB
        for numbers, verdict in (
            (_MYSQL_DENIED, "denied"),
            (_MYSQL_ABSENT, "absent"),
            (_MYSQL_RETRY, "retry"),
        ):
            if number in numbers:
                return verdict
        return "query"
    state = getattr(orig, "sqlstate", None)
    if isinstance(state, str):
        for prefixes, verdict in (
            (_PG_DENIED, "denied"),
            (_PG_ABSENT, "absent"),
            (_PG_RETRY, "retry"),
        ):
            if state.startswith(prefixes):
                return verdict
        return "query"
    return None


def _by_words(words: str) -> str | None:
    if any(word in words for word in _DENIED_WORDS):
        return "denied"
    if re.search(r'database "[^"]*" does not exist', words):
        return "absent"
    if any(word in words for word in _SQLITE_RETRY):
        return "retry"
    if any(word in words for word in _SQLITE_ABSENT):
        return "absent"
    return None


def _first_line(orig: BaseException | None, secrets: tuple[str, ...]) -> str:
    """The driver's first line, cut, with every secret and quoted value of a row blanked."""
    text = str(orig.args[-1]) if orig is not None and orig.args else ""
    line = text.strip().splitlines()[0] if text.strip() else "no reason given"
    line = re.sub(_PREAMBLE, "", line)
    for secret in secrets:
        line = line.replace(secret, "•••")
    return line[:200].rstrip(".;:, ")
