"""Reads a statement as rows, with any driver SQLAlchemy knows."""

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import sqlalchemy as sa

from connectors.generic.frames import frame_of
from connectors.generic.page import Page, check_names
from connectors.generic.sql_errors import sorted_error


def row_pages(
    connection: sa.Connection,
    query: sa.Select[Any],
    *,
    table: str,
    size: int,
    secrets: tuple[str, ...] = (),
) -> Iterator[Page]:
    """Pages of at most `size` rows, by a server-side cursor where there is one."""
    options = {"stream_results": True, "max_row_buffer": size}
    result = connection.execution_options(**options).execute(query)
    with closing(result):
        names = list(result.keys())
        check_names(table, names)
        for rows in _told(_tuples(result, size), connection.dialect.loaded_dbapi, secrets):
            last = dict(zip(names, rows[-1], strict=True))
            yield Page(frame=frame_of(names, rows), last=last)


def _tuples(result: sa.CursorResult[Any], size: int) -> Iterator[list[Any]]:
    """The driver's own tuples, a page at a time: nothing is converted on the way.

    SQLAlchemy holds back exactly one row of a streamed result, so the first row comes from it.
    """
    head = result.fetchone()
    if head is None:
        return
    cursor: Any = result.cursor
    page = [tuple(head), *cursor.fetchmany(size - 1)] if size > 1 else [tuple(head)]
    while page:
        yield page
        page = list(cursor.fetchmany(size))


def _told(pages: Iterator[list[Any]], driver: Any, secrets: tuple[str, ...]) -> Iterator[list[Any]]:
    """The driver's own errors, sorted: past the first row SQLAlchemy doesn't see them."""
    try:
        yield from pages
    except driver.Error as error:
        unsure = isinstance(error, (driver.OperationalError, driver.InterfaceError))
        raise sorted_error(error, secrets, unsure=unsure) from None
