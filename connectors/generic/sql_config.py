"""Settings of the `sql` connector."""

from datetime import timedelta
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, Field, SecretStr, field_validator, model_validator
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from connectors.base import SourceConfig, Zone
from connectors.mapping import check_plain
from connectors.sentences import At
from connectors.streams import Overlap, StreamSettings, check_once


def _secret(value: Any) -> SecretStr:
    if not isinstance(value, str):
        raise At("This must be a database URL such as postgresql://user:${PASSWORD}@host/name.")
    return SecretStr(value)


class StreamConfig(StreamSettings):
    """One of our tables, read from one table or query of the source.

    `cursor` is the column that grows when a row changes (a time, or a number), `key` the columns
    that identify a row; without a cursor the whole table is read each time. `overlap` is re-read at
    every pull, because rows become visible later than the time they carry.
    """

    decides: ClassVar[Any] = StreamSettings.decides | {"source", "db_schema", "query", "cursor"}

    source: str | None = Field(default=None, alias="from", min_length=1)
    db_schema: str | None = Field(default=None, alias="schema", min_length=1)
    query: str | None = Field(default=None, min_length=1)
    cursor: str | None = Field(default=None, min_length=1)
    overlap: Overlap = timedelta(minutes=10)
    batch: int = Field(default=100_000, ge=1, le=1_000_000)

    @model_validator(mode="after")
    def _sound(self) -> "StreamConfig":
        if (self.source is None) == (self.query is None):
            raise At("Give exactly one of from (a table) and query.")
        if self.query is not None and self.db_schema is not None:
            raise At("A query names its schema itself.", "schema")
        check_plain(self.columns)
        return self


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
        check_once(self.streams, "join both with UNION ALL in a query")
        return self
