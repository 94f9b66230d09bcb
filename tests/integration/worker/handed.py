"""A source that delivers whatever it was handed."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

import polars as pl

from connectors.definition import Batch, Deletes, Stream
from tables.definition import Table
from tables.registry import TABLES
from tests.unit.facts.world import STAMP, table


class Handed:
    """Rows by table, each delivered once; its clock goes on by a second with every hand-over."""

    kind = "rows"
    label = MappingProxyType({"zh": "交来", "en": "Handed over"})
    every, stale_after = timedelta(hours=1), timedelta(days=1)

    def __init__(self, *tables: Table, name: str = "oa", deletes: Deletes = "none") -> None:
        self.name = name
        self.streams = tuple(
            Stream(table=of.name, deletes=deletes, incremental=True) for of in tables
        )
        self.clock = STAMP
        self.waiting = dict[str, list[pl.DataFrame]]()

    def hand(self, of: Table, *rows: dict[str, Any], at: datetime | None = None) -> None:
        self.clock = at or self.clock + timedelta(seconds=1)
        frame = table(of.schema, [row | {"updated_at": self.clock} for row in rows])
        self.waiting.setdefault(of.name, []).append(frame.drop("source", "raw"))

    def pull(self, of: str, since: str | None) -> Iterator[Batch]:
        for frame in self.waiting.pop(of, []):
            yield Batch(table=of, frame=frame, cursor=str(int(since or 0) + 1), watermark=STAMP)

    def keys(self, of: str) -> None:
        assert of in TABLES

    def check(self) -> tuple[str, ...]:
        return ()
