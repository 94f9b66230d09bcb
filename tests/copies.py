"""A lake in miniature, for tests of connectors alone."""

from typing import Any

import polars as pl

from connectors.definition import Batch, Source
from tables.conform import conform, conform_keys
from tables.registry import TABLES


class Copy:
    """A lake in miniature: newest by (updated_at, arrival), keyed."""

    def __init__(self, table: str = "approvals", key: str = "approval_id") -> None:
        self.table, self.key = TABLES[table], key
        self.rows: dict[str, dict[str, Any]] = {}
        self.cursor: str | None = None
        self.rejected: list[dict[str, Any]] = []
        self.pulled = 0

    def sync(self, oa: Source, *, stop_after: int | None = None) -> None:
        for n, batch in enumerate(oa.pull(self.table.name, self.cursor)):
            self.take(oa, batch)
            if stop_after is not None and n + 1 >= stop_after:
                return

    def take(self, oa: Source, batch: Batch) -> None:
        """What the worker does with a batch."""
        done = conform(self.table, batch.frame, source=oa.name)
        self.rejected += done.rejected.to_dicts()
        self.pulled += batch.frame.height
        for found in done.rows.to_dicts():
            old = self.rows.get(found[self.key])
            if old is None or old["updated_at"] <= found["updated_at"]:
                self.rows[found[self.key]] = found
        if batch.cursor is not None:
            self.cursor = batch.cursor

    def reconcile(self, oa: Source) -> None:
        living = oa.keys(self.table.name)
        assert living is not None
        keys = [conform_keys(self.table, f, source=oa.name)[self.key] for f in living]
        alive = set(pl.concat(keys)) if keys else set()
        self.rows = {key: value for key, value in self.rows.items() if key in alive}
