"""The statements of the `sql` connector, for any database; values are always parameters."""

import re
from typing import Any

import sqlalchemy as sa

from connectors.generic.page import Bind
from connectors.generic.position import Position, floor
from connectors.generic.sql_config import StreamConfig


def relation(stream: StreamConfig) -> sa.FromClause:
    """The table, or the configured query as a subquery; nothing in it is a parameter."""
    if stream.source is not None:
        return sa.table(stream.source, schema=stream.db_schema)
    text = re.sub(r";\s*(--[^\n]*)?\s*$", "", (stream.query or "").strip())
    # the line break ends a trailing comment before the closing bracket
    return sa.text(text.replace(":", r"\:") + "\n").columns().subquery("source_rows")


def everything(stream: StreamConfig) -> sa.Select[Any]:
    """All rows, in no order."""
    return sa.select(sa.literal_column("*")).select_from(relation(stream))


def undated(stream: StreamConfig, cursor: str) -> sa.Select[Any]:
    """Rows without a cursor value."""
    return everything(stream).where(sa.column(cursor).is_(None))


def named(stream: StreamConfig, names: list[str]) -> sa.Select[Any]:
    """Some columns of all rows."""
    return sa.select(*(sa.column(name) for name in names)).select_from(relation(stream))


def changed(
    stream: StreamConfig, cursor: str, since: Position | None, zone: str | None, bind: Bind
) -> sa.Select[Any]:
    """Rows by (cursor, key): after the last of an open pass, from the floor on for a new one."""
    order = [sa.column(name) for name in dict.fromkeys((cursor, *stream.key))]
    dated = everything(stream).where(sa.column(cursor).is_not(None)).order_by(*order)
    if since is None or since.watermark is None:
        return dated
    if not since.open:
        low = floor(since, stream.overlap, zone)
        return dated.where(sa.column(cursor) >= bind(cursor, low))
    pairs = dict(zip((cursor, *stream.key), (since.watermark, *since.key), strict=True))
    return dated.where(_beyond(list(pairs.items()), bind))


def _beyond(pairs: list[tuple[str, Any]], bind: Bind) -> sa.ColumnElement[bool]:
    """(a, b, c) > (x, y, z) in the order of the database, for any database."""
    name, value = pairs[0]
    column = sa.column(name)
    if len(pairs) == 1:
        return column > bind(name, value)
    later = sa.or_(column > bind(name, value), _beyond(pairs[1:], bind))
    return sa.and_(column >= bind(name, value), later)
