"""Settings of the `file` connector."""

import re
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, Field, model_validator

from connectors.base import Duration, SourceConfig, Strict, Zone, duration_of
from connectors.generic.file_query import wrong
from connectors.mapping import check_plain
from connectors.sentences import At
from connectors.streams import StreamSettings, check_once

FILE, LINE, MODIFIED = "_file", "_line", "_modified"
"""Columns every file has besides its own: its name, a row's line, when the file was written."""

LETTER = Annotated[str, Field(min_length=1, max_length=1)]


def _sheet(value: Any) -> str | int:
    if isinstance(value, str) and value:
        return value
    if isinstance(value, int) and not isinstance(value, bool) and value >= 1:
        return value
    raise At("This must be the name of a sheet, or its number from 1.")


class FileShape(Strict):
    """Where in a file its rows stand, and how they are written down."""

    format: Literal["excel", "csv", "parquet"] | None = None
    sheet: Annotated[str | int, BeforeValidator(_sheet)] = 1
    header: int = Field(default=1, ge=1, le=1000)
    header_rows: int = Field(default=1, ge=1, le=5)
    delimiter: LETTER = ","
    quote: LETTER = '"'
    encoding: Literal["utf-8", "gbk", "gb18030", "utf-16", "big5"] | None = None
    fill_down: list[str] = Field(default_factory=list)
    serial_dates: list[str] = Field(default_factory=list)
    ignore: dict[str, list[str]] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _signs(self) -> "FileShape":
        if self.delimiter == self.quote:
            raise At("Fields are divided by one sign and quoted by another.", "quote")
        return self


PATTERN = Annotated[str, Field(min_length=1, max_length=1000)]


class NamedFile(FileShape):
    """A file, or all files of a pattern, that a query reads as one table."""

    file: PATTERN


def _named_file(value: Any) -> Any:
    return {"file": value} if isinstance(value, str) else value


def _table_name(value: Any) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]{0,62}", value):
        raise At("A query calls a file by letters, digits and _ only, beginning with a letter.")
    return value


class FileStream(StreamSettings, FileShape):
    """One of our tables, read from a file, from all files a pattern finds, or from what a `query`
    makes of several `files`.

    `vanished` says what becomes of rows whose file, or whose line in it, is no longer there. A row
    in quarantine is mended by one with the same `key`; without one, with our key, or on the same
    line where nothing tells of vanished rows.
    """

    decides: ClassVar[Any] = (
        StreamSettings.decides | set(FileShape.model_fields) | {"file", "files", "query"}
    )

    file: PATTERN | None = None
    files: dict[
        Annotated[str, BeforeValidator(_table_name)],
        Annotated[NamedFile, BeforeValidator(_named_file)],
    ] = Field(default_factory=dict)
    query: str | None = Field(default=None, min_length=1, max_length=20_000)
    key: list[str] = Field(default_factory=list)
    vanished: Literal["delete", "keep"] = "delete"
    batch: int = Field(default=100_000, ge=1, le=1_000_000)

    @property
    def identity(self) -> list[str]:
        """The key, else our own, else the line."""
        by_line = self.vanished == "keep" and self.query is None
        return self.key or ([FILE, LINE] if by_line else [])

    @model_validator(mode="after")
    def _sound(self) -> "FileStream":
        check_plain(self.columns)
        if "deletes" in self.model_fields_set:
            raise At("Files say what becomes of lost rows by vanished: delete or keep.", "deletes")
        unmapped = [name for name in self.named if name not in self.columns]
        if self.vanished == "delete" and unmapped:
            raise At(f"Finding vanished rows needs {', '.join(unmapped)}.", "columns")
        self._check_origin()
        return self

    def _check_origin(self) -> None:
        if (self.file is None) == (self.query is None):
            raise At("Give either a file, or files and the query that reads them.")
        if (self.query is None) == bool(self.files):
            raise At("files and query belong together: the query reads the files by name.", "files")
        if self.query is None:
            return
        own = self.model_fields_set & set(FileShape.model_fields)
        if own:
            words = "With a query each of the files says this: name: {file: …, sheet: …}."
            raise At(words, min(own))
        problem = wrong(self.query)
        if problem is not None:
            raise At(problem, "query")


class FileConfig(SourceConfig):
    """Files that people and other systems put somewhere.

    `settle` is how long a file must have rested before it is read.
    """

    kind: Literal["file"]
    zone: Zone | None = None
    settle: Duration = duration_of("2s")
    max_megabytes: int = Field(default=256, ge=1, le=8192)
    streams: list[FileStream] = Field(min_length=1)

    @model_validator(mode="after")
    def _once(self) -> "FileConfig":
        check_once(self.streams, "find both with one pattern, or make two sources")
        return self
