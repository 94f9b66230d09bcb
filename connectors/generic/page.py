"""What one statement gives, page by page, whichever way the driver hands it over."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl
import sqlalchemy as sa

from connectors.errors import Fatal

Bind = Callable[[str, Any], sa.ColumnElement[Any]]
"""A value to compare a named column with, as a parameter."""

Ask = Callable[[Bind], sa.Select[Any]]
"""A statement, given how to bind the values in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Rows in the order of the statement.

    `last` has values of the last row as the driver's Python objects: at least those of the cursor
    and the key, where the statement selects them.
    """

    frame: pl.DataFrame
    last: Mapping[str, Any]


def plain(_: str, value: Any) -> sa.ColumnElement[Any]:
    """A parameter whose type the driver decides; a cast by us could change what it compares as."""
    return sa.bindparam(None, value, type_=sa.types.NullType(), unique=True)


def check_names(table: str, names: list[str]) -> None:
    """Refuse a statement that returns a column name twice. Raises Fatal."""
    if len(set(names)) < len(names):
        raise Fatal(f"The query for {table} returns a column name twice.", code="query")
