"""What a stream states whatever it is read from: one of our tables, and its columns."""

from collections.abc import Sequence
from datetime import timedelta
from hashlib import sha256
from typing import Annotated, Any, ClassVar

import orjson
from pydantic import BeforeValidator, Field, model_validator

from connectors.base import Deletes, Strict, Zone, duration_of
from connectors.mapping import Columns, check_columns
from connectors.sentences import At
from tables.definition import Table
from tables.registry import TABLES


def _overlap(value: Any) -> timedelta | int:
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    return duration_of(value)


Overlap = Annotated[timedelta | int, BeforeValidator(_overlap)]
"""How much is re-read at every pull: a duration, or a count where the cursor is a number."""


class StreamSettings(Strict):
    """One of our tables and the mapping of its columns.

    `key` are the source's columns that identify a row.
    """

    decides: ClassVar[Any] = {"table", "key", "columns"}  # what rows become; see `definition`

    table: str
    key: list[str] = Field(min_length=1)
    deletes: Deletes = "none"
    zone: Zone | None = None
    columns: Columns = Field(min_length=1)

    @model_validator(mode="after")
    def _promised(self) -> "StreamSettings":
        check_columns(self.promise, self.columns)
        if self.deletes == "tombstone" and "deleted_at" not in self.columns:
            raise At("Deletes by tombstone need the column deleted_at.", "columns")
        if self.deletes == "keys":
            unmapped = [name for name in self.named if name not in self.columns]
            if unmapped:
                raise At(f"Deletes by keys need {', '.join(unmapped)}.", "columns")
        return self

    @property
    def promise(self) -> Table:
        """The table. Raises At."""
        if self.table not in TABLES:
            raise At(f"The tables are {', '.join(TABLES)}.", "table")
        return TABLES[self.table]

    @property
    def named(self) -> tuple[str, ...]:
        """Our columns that name a row within its source."""
        return tuple(name for name in self.promise.key if name != "source")

    @property
    def identity(self) -> list[str]:
        """The source's columns that name a row in quarantine; none where our own key does."""
        return self.key

    def definition(self, zone: str | None) -> str:
        """A digest of all that decides what rows become; `zone` is the source's."""
        said = self.model_dump(mode="json", exclude_defaults=True, include=self.decides)
        said["zone"] = self.zone or zone
        return sha256(orjson.dumps(said, option=orjson.OPT_SORT_KEYS)).hexdigest()


def check_once(streams: Sequence[StreamSettings], advice: str) -> None:
    """Each table is fed by one stream; `advice` says how to join two. Raises At."""
    seen: set[str] = set()
    for i, stream in enumerate(streams):
        if stream.table in seen:
            raise At(f"{stream.table} is given twice; {advice}.", "streams", i, "table")
        seen.add(stream.table)
