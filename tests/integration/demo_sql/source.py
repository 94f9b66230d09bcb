"""The demo's source database in DuckDB: its tables as they are, then what the SQL makes of them."""

from datetime import datetime
from pathlib import Path

import duckdb

from tests.integration.copied import copy

SCRIPTS = sorted(Path(__file__).parent.glob("*.sql"))
NOTES = ("oa_system", "oa_repair")
"""The generator's own: what it spoilt is for the SQL to find out."""


def open_source(database: Path, pin: datetime) -> duckdb.DuckDBPyConnection:
    """A connection with the source's tables and those of the scripts, as of a local moment."""
    connection = duckdb.connect()
    copy(connection, database, without=NOTES)
    connection.execute("create table pin as select ?::timestamp as asked", [pin])
    for script in SCRIPTS:
        connection.execute(script.read_text(encoding="utf-8"))
    return connection
