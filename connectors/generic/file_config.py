"""Settings of the `file` connector."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, Field, model_validator

from connectors.base import Duration, SourceConfig, Zone, duration_of
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


class FileStream(StreamSettings):
    """One of our tables, read from a file, or from all files a pattern finds.

    `vanished` says what becomes of rows whose file, or whose line in it, is no longer there. A row
    in quarantine is mended by one with the same `key`; without one, with our key, or on the same
    line where nothing tells of vanished rows.
    """

    decides: ClassVar[Any] = StreamSettings.decides | {
        "file", "format", "sheet", "header", "header_rows", "delimiter", "quote", "encoding",
        "fill_down", "serial_dates", "ignore",
    }  # fmt: skip

    file: str = Field(min_length=1, max_length=1000)
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
    key: list[str] = Field(default_factory=list)
    vanished: Literal["delete", "keep"] = "delete"
    batch: int = Field(default=100_000, ge=1, le=1_000_000)

    @property
    def identity(self) -> list[str]:
        """The key, else our own, else the line."""
        return self.key or ([FILE, LINE] if self.vanished == "keep" else [])

    @model_validator(mode="after")
    def _sound(self) -> "FileStream":
        check_plain(self.columns)
        if "deletes" in self.model_fields_set:
            raise At("Files say what becomes of lost rows by vanished: delete or keep.", "deletes")
        unmapped = [name for name in self.named if name not in self.columns]
        if self.vanished == "delete" and unmapped:
            raise At(f"Finding vanished rows needs {', '.join(unmapped)}.", "columns")
        if self.delimiter == self.quote:
            raise At("Fields are divided by one sign and quoted by another.", "quote")
        return self


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
