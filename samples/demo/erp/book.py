"""The open book of the ERP: ids, bill numbers, and the records that are new or changed."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from itertools import islice
from typing import cast

from samples.demo.erp.sheet import R, Record, read

FIRST_ID = 100_001
CHUNK = 50_000


class Book:
    """Records by table. Without a connection everything is new (a build); with one, ids and
    numbers go on where the database stands, and what is loaded twice is one object."""

    def __init__(self, connection: sqlite3.Connection | None = None) -> None:
        self.connection = connection
        self.records: dict[type[Record], list[Record]] = defaultdict(list)
        self._ids: dict[type[Record], int] = {}
        self._numbers: dict[str, int] = {}
        self._known: dict[tuple[type[Record], int], Record] = {}
        self._changed: set[tuple[type[Record], int]] = set()

    def id(self, kind: type[Record]) -> int:
        """The next id of a table."""
        if kind not in self._ids:
            self._ids[kind] = self._last_id(kind) + 1
        self._ids[kind] += 1
        return self._ids[kind] - 1

    def number(self, kind: type[Record], series: str) -> str:
        """The next bill number of a series such as `CGDD202611`."""
        if series not in self._numbers:
            self._numbers[series] = self._last_number(kind, series)
        self._numbers[series] += 1
        return f"{series}{self._numbers[series]:05}"

    def add(self, record: R) -> R:
        """Keep a new record."""
        self.records[type(record)].append(record)
        if self.connection is not None:
            key = type(record), record.id
            self._known[key] = record
            self._changed.add(key)
        return record

    def changed(self, record: Record, moment: int) -> None:
        """Date a change of a record, so that it is written and its cursor moves."""
        record.modified = max(record.modified, moment)
        if self.connection is not None:
            key = type(record), record.id
            if key not in self._changed:
                self._changed.add(key)
                self.records[type(record)].append(record)

    def load(self, kind: type[R], where: str, *values: object) -> list[R]:
        """Records that satisfy a condition (a constant of ours), as they stand."""
        if self.connection is None:
            return []
        self.write(self.connection)  # what is new belongs to the answer
        sheet = kind.SHEET
        found = self.connection.execute(
            f"SELECT {', '.join(sheet.columns)} FROM {sheet.table} WHERE {where}",  # noqa: S608 - constants
            values,
        ).fetchall()
        return [self._once(kind, row) for row in found]

    def write(self, connection: sqlite3.Connection) -> int:
        """Write all that is new or changed; the number of rows."""
        total = 0
        for kind, records in self.records.items():
            rows = (record.row() for record in records)
            while chunk := list(islice(rows, CHUNK)):
                connection.executemany(kind.SHEET.insert, chunk)
                total += len(chunk)
        self.records.clear()
        self._changed.clear()
        return total

    def _once(self, kind: type[R], row: tuple[object, ...]) -> R:
        key = kind, int(str(row[0]))
        if key not in self._known:
            self._known[key] = read(kind, row)
        return cast(R, self._known[key])

    def _last_id(self, kind: type[Record]) -> int:
        if self.connection is None:
            return FIRST_ID - 1
        sheet = kind.SHEET
        last = self.connection.execute(f"SELECT max({sheet.columns[0]}) FROM {sheet.table}")  # noqa: S608 - constants
        return last.fetchone()[0] or FIRST_ID - 1

    def _last_number(self, kind: type[Record], series: str) -> int:
        if self.connection is None:
            return 0
        last = self.connection.execute(
            f"SELECT max(FBILLNO) FROM {kind.SHEET.table} WHERE FBILLNO >= ? AND FBILLNO < ?",  # noqa: S608 - constants
            (f"{series}0", f"{series}:"),
        ).fetchone()[0]
        return int(last[len(series) :]) if last else 0


def create(connection: sqlite3.Connection, kinds: Iterable[type[Record]]) -> None:
    """Create the tables of some records."""
    connection.executescript("".join(kind.SHEET.ddl for kind in kinds))
