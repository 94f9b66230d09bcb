"""A query over the rows of several files: how they are joined, put together or counted."""

import re
from collections.abc import Mapping

import polars as pl

from connectors.errors import Fatal

READS = re.compile(r"\bread_(csv|parquet|ipc|json|ndjson|delta)\W", re.IGNORECASE)
ASKS = re.compile(r"\s*(with|select)\b", re.IGNORECASE)
UNPARSED = "sql parser error: "
TOLD = 200  # characters of what is wrong with a query


def wrong(query: str) -> str | None:
    """What is wrong with a query before any file is read, as a sentence; None where nothing is."""
    if not ASKS.match(query):
        return "A query begins with SELECT or WITH."
    if READS.search(query):
        return "A query reads the files named under files; name the file there."
    try:
        pl.SQLContext().execute(query)
    except pl.exceptions.PolarsError as error:
        words = _first_line(error)
        if UNPARSED in words:
            return f"The query can't be read: {words.split(UNPARSED, 1)[1]}."
        if "one (and only one)" in words:
            return "A query is one statement."
    return None  # tables and columns are known once the files are


def answer(query: str, tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """The rows a query gives. Raises Fatal with what is wrong, never with a value of a row."""
    try:
        return pl.SQLContext(tables, eager=True).execute(query)
    except (pl.exceptions.SQLInterfaceError, pl.exceptions.ColumnNotFoundError) as error:
        raise Fatal(f"The query can't be answered: {_first_line(error)}.", code="query") from None
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException):
        words = "The query can't be answered: it reads a value as what it is not, such as text as "
        raise Fatal(f"{words}a number; use TRY_CAST.", code="query") from None


def _first_line(error: Exception) -> str:
    return str(error).strip().split("\n", 1)[0].rstrip(".")[:TOLD]
