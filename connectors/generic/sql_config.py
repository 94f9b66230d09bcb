"""Settings of the `sql` connector."""

from datetime import timedelta
from hashlib import sha256
from typing import Annotated, Any, Literal

import orjson
from pydantic import BeforeValidator, Field, SecretStr, field_validator, model_validator
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from connectors.base import Deletes, SourceConfig, Strict, Zone, duration_of
from connectors.mapping import Columns, check_columns
from connectors.sentences import At
from tables.registry import TABLES

_DECIDES = {"table", "source", "db_schema", "query", "cursor", "key", "columns"}


def _overlap(value: Any) -> timedelta | int:
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    return duration_of(value)


def _secret(value: Any) -> SecretStr:
    if not isinstance(value, str):
        raise At("This must be a database URL such as postgresql://user:${PASSWORD}@host/name.")
    return SecretStr(value)


class StreamConfig(Strict):
    """One of our tables, read from one table or query of the source.

    `cursor` is the column that grows when a row changes (a time, or a number), `key` the columns
    that identify a row; without a cursor the whole table is read each time. `overlap` is re-read at
    every pull, because rows become visible later than the time they carry.
    """

    table: str
    source: str | None = Field(default=None, alias="from", min_length=1)
    db_schema: str | None = Field(default=None, alias="schema", min_length=1)
    query: str | None = Field(default=None, min_length=1)
    cursor: str | None = Field(default=None, min_length=1)
    key: list[str] = Field(min_length=1)
    overlap: Annotated[timedelta | int, BeforeValidator(_overlap)] = timedelta(minutes=10)
    deletes: Deletes = "none"
    batch: int = Field(default=100_000, ge=1, le=1_000_000)
    zone: Zone | None = None
    columns: Columns = Field(min_length=1)

    @model_validator(mode="after")
    def _sound(self) -> "StreamConfig":
        if self.table not in TABLES:
            raise At(f"The tables are {', '.join(TABLES)}.", "table")
        if (self.source is None) == (self.query is None):
            raise At("Give exactly one of from (a table) and query.")
        if self.query is not None and self.db_schema is not None:
            raise At("A query names its schema itself.", "schema")
        table = TABLES[self.table]
        check_columns(table, self.columns)
        if self.deletes == "tombstone" and "deleted_at" not in self.columns:
            raise At("Deletes by tombstone need the column deleted_at.", "columns")
        if self.deletes == "keys":
            self._check_keys(tuple(n for n in table.key if n != "source"))
        return self

    def definition(self, zone: str | None) -> str:
        """A digest of all that decides what rows become; `zone` is the source's."""
        said = self.model_dump(mode="json", exclude_defaults=True, include=_DECIDES)
        said["zone"] = self.zone or zone
        return sha256(orjson.dumps(said, option=orjson.OPT_SORT_KEYS)).hexdigest()

    def _check_keys(self, key: tuple[str, ...]) -> None:
        unmapped = [name for name in key if name not in self.columns]
        if unmapped:
            raise At(f"Deletes by keys need {', '.join(unmapped)}.", "columns")


class SqlConfig(SourceConfig):
    """A database that SQLAlchemy can reach.

    `arrow`: read it as Arrow record batches where its driver and all types allow it, or never.
    """

    kind: Literal["sql"]
    url: Annotated[SecretStr, BeforeValidator(_secret)] = Field(repr=False)
    zone: Zone | None = None
    timeout: int = Field(default=10, ge=1, le=300)  # seconds to connect
    arrow: Literal["auto", "never"] = "auto"
    streams: list[StreamConfig] = Field(min_length=1)

    @field_validator("url")
    @classmethod
    def _usable(cls, value: SecretStr) -> SecretStr:
        try:
            url = make_url(value.get_secret_value())
            url.get_dialect()
        except (SQLAlchemyError, ValueError, ImportError, TypeError, AttributeError):
            raise At(
                "This is no database URL we have a driver for; "
                "write postgresql+psycopg://, mysql+pymysql:// or sqlite:///."
            ) from None
        return value

    @model_validator(mode="after")
    def _once(self) -> "SqlConfig":
        seen: set[str] = set()
        for i, stream in enumerate(self.streams):
            if stream.table in seen:
                raise At(
                    f"{stream.table} is given twice; join both with UNION ALL in a query.",
                    "streams",
                    i,
                    "table",
                )
            seen.add(stream.table)
        return self
