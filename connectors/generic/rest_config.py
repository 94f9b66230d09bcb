"""Settings of the `rest` connector."""

from datetime import date, datetime, timedelta
from typing import Annotated, Any, ClassVar, Literal

import httpx
from pydantic import BeforeValidator, Field, field_validator, model_validator

from connectors.base import Duration, SourceConfig, Strict, Zone, duration_of
from connectors.generic.moment_formats import NUMBER, Format
from connectors.generic.rest_auth_config import Auth, Signing
from connectors.generic.rest_judge import Errors, Success
from connectors.generic.rest_paging import NoPaging, Paging
from connectors.generic.rest_request import Request, Scalar, check_headers
from connectors.generic.rest_template import check_names
from connectors.mapping import Columns, check_columns
from connectors.sentences import At
from connectors.streams import Overlap, StreamSettings, check_once


def _start(value: Any) -> date | datetime | int:
    if isinstance(value, (date, int)) and not isinstance(value, bool):
        return value
    raise At("This must be a day such as 2024-01-31, or a number for format number.")


class Window(Strict):
    """How `{from}` and `{to}` are written; `span` cuts what is read into slices from `start` on.

    `inclusive` is False for a source that leaves out rows of exactly `{from}`.
    """

    format: Format = "iso"
    inclusive: bool = True
    zone: Zone | None = None
    start: Annotated[date | datetime | int | None, BeforeValidator(_start)] = None
    span: Duration | None = None

    @model_validator(mode="after")
    def _sound(self) -> "Window":
        if self.span is not None and self.start is None:
            raise At("Slices need a day to begin with; give start.", "start")
        if self.start is not None and (self.format == NUMBER) != isinstance(self.start, int):
            raise At("A number begins with a number, a time with a day.", "start")
        if self.format == NUMBER and self.span is not None:
            raise At("Numbers can't be cut into slices of time.", "span")
        return self


class Listing(Strict):
    """A request that lists rows page by page, and where the rows stand in an answer.

    `items` is the path of the rows (empty: the body is the list); `fields` name the values of rows
    that are arrays; `explode` makes a row of each element of an array within a row.
    """

    request: Request = Field(default_factory=Request, repr=False)
    paging: Paging = Field(default_factory=NoPaging)
    items: str = ""
    absent_items: Literal["error", "empty"] = "error"
    fields_: list[str] = Field(default_factory=list, alias="fields")
    explode: str | None = Field(default=None, min_length=1)


class Keys(Listing):
    """Another listing for the keys of all rows; `columns` where its fields have other names."""

    columns: Columns = Field(default_factory=dict)


class RestStream(Listing, StreamSettings):
    """One of our tables, read from one listing.

    `cursor` is the field that grows when a row changes; `order` says how rows come: only ascending
    ones let a cut-off pass go on in the middle. Rows that carry no such field can be read by slices
    of time alone.
    """

    decides: ClassVar[Any] = {
        **dict.fromkeys((*StreamSettings.decides, "cursor", "items", "fields_", "explode"), True),
        "request": {"method", "path", "query", "body", "form"},
        "window": {"start"},
    }

    cursor: str | None = Field(default=None, min_length=1)
    order: Literal["none", "ascending", "descending"] = "none"
    overlap: Overlap = timedelta(minutes=10)
    batch: int = Field(default=10_000, ge=1, le=1_000_000)
    window: Window = Field(default_factory=Window)
    keys: Keys | None = None

    @model_validator(mode="after")
    def _sound(self) -> "RestStream":
        low, high = "from" in self.request.named, "to" in self.request.named
        if self.cursor is None and self.order != "none":
            raise At("Without a cursor there is no order; name the cursor.", "cursor")
        if self.cursor is None and not high and (low or self.windowed):
            raise At("Name the cursor, or slices of time: {from} and {to}.", "cursor")
        if high and (not low or self.window.format == NUMBER):
            raise At("{to} ends a slice of time that begins with {from}.", "request")
        if self.window.span is not None and not high:
            raise At("Slices end with {to}; write it into the request.", "window", "span")
        if self.incremental and self.cursor is None and self.window.start is None:
            raise At("Slices need a day to begin with; give start.", "window")
        if self.keys is not None:
            self._check_keys(self.keys)
        return self

    @property
    def windowed(self) -> bool:
        """Whether anything is said about a window."""
        return "window" in self.model_fields_set

    @property
    def incremental(self) -> bool:
        """Whether a pass goes on where the last one ended."""
        return self.cursor is not None or "to" in self.request.named

    def _check_keys(self, keys: Keys) -> None:
        if self.deletes != "keys":
            raise At("Only deletes: keys reads keys.", "keys")
        try:
            check_columns(self.promise, keys.columns, given=self.promise.schema)
        except At as error:
            raise At(error.sentence, "keys", *error.place) from None
        if keys.columns and not set(self.named) <= set(keys.columns):
            raise At(f"These must be {', '.join(self.named)}.", "keys", "columns")


class Rate(Strict):
    """How often the source may be asked, whoever of us asks."""

    per_second: int | None = Field(default=None, ge=1, le=10_000)
    per_minute: int | None = Field(default=None, ge=1, le=100_000)

    @property
    def limits(self) -> tuple[tuple[int, float], ...]:
        """Requests, and the seconds in which so many are allowed."""
        told = ((self.per_second, 1.0), (self.per_minute, 60.0))
        return tuple((count, period) for count, period in told if count is not None)


class RestConfig(SourceConfig):
    """A system that answers HTTP requests with JSON.

    `max_wait` is the longest we wait within one pull when the source says when to come back.
    """

    kind: Literal["rest"]
    base_url: str
    zone: Zone | None = None
    timeout: Duration = duration_of("30s")
    attempts: int = Field(default=4, ge=1, le=10)
    max_wait: Duration = duration_of("30s")
    max_megabytes: int = Field(default=64, ge=1, le=1024)
    ca_file: str | None = Field(default=None, min_length=1)
    auth: Auth | None = Field(default=None, repr=False)
    headers: dict[str, str] = Field(default_factory=dict, repr=False)
    query: dict[str, Scalar] = Field(default_factory=dict, repr=False)
    success: Success | None = None
    errors: Errors = Field(default_factory=Errors)
    rate: Rate = Field(default_factory=Rate)
    streams: list[RestStream] = Field(min_length=1)

    @field_validator("base_url")
    @classmethod
    def _usable(cls, value: str) -> str:
        try:
            url = httpx.URL(value)
        except (httpx.InvalidURL, ValueError, TypeError):
            url = httpx.URL()
        if url.scheme not in {"http", "https"} or not url.host:
            raise At("This must be an address such as https://crm.example.com/api.")
        if url.userinfo or url.query or url.fragment:
            raise At("Users and passwords belong under auth, what stands after ? under query.")
        return value.rstrip("/")

    @model_validator(mode="after")
    def _sound(self) -> "RestConfig":
        check_once(self.streams, "give the other listing to a source of its own")
        known = self.auth.known if isinstance(self.auth, Signing) else frozenset[str]()
        check_headers(self.headers)
        check_names(self.headers, known, "headers")
        check_names(self.query, known, "query")
        for i, stream in enumerate(self.streams):
            given = known | stream.paging.gives | {"from", "to"}
            stream.request.check(given, "streams", i, "request")
            if stream.keys is not None:
                paging = stream.keys.paging.gives
                stream.keys.request.check(known | paging, "streams", i, "keys", "request")
        return self
