"""What all generic connectors share: their common settings, durations and header."""

import re
from datetime import datetime, timedelta
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import polars as pl
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer

from connectors.definition import Batch, Header, Text
from connectors.sentences import At

__all__ = ["Duration", "Header", "SourceConfig", "Strict", "Zone", "chunks"]

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
CHUNK = 100_000  # rows in a batch


def duration_of(value: Any) -> timedelta:
    match = re.fullmatch(r"(\d{1,6})\s*([smhd])", value) if isinstance(value, str) else None
    if match is None or int(match[1]) == 0:
        raise At("This must be a duration such as 30s, 5m, 1h or 1d.")
    return timedelta(seconds=int(match[1]) * _UNITS[match[2]])


def _zone(value: Any) -> str:
    try:
        return ZoneInfo(value).key
    except (ZoneInfoNotFoundError, ValueError, TypeError, OSError):
        raise At("This must be a time zone such as Asia/Shanghai.") from None


Duration = Annotated[timedelta, BeforeValidator(duration_of), PlainSerializer(lambda d: f"{d}")]
Zone = Annotated[str, BeforeValidator(_zone)]


class Strict(BaseModel):
    """Settings that refuse what they don't know and never show what they hold."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True, strict=True)


class Label(Strict):
    """A name for people, in Chinese and English."""

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)


class SourceConfig(Strict):
    """What every source states."""

    name: str = Field(pattern=r"^[A-Za-z][A-Za-z0-9_-]{0,62}$")
    label: Label
    every: Duration
    stale_after: Duration

    def header(self, kind: str) -> Header:
        """These settings as the connector's header."""
        words: Text = {"zh": self.label.zh, "en": self.label.en}
        return Header(
            name=self.name,
            kind=kind,
            label=words,
            every=self.every,
            stale_after=self.stale_after,
        )


class Headed:
    """The properties of a source that come from its header."""

    def __init__(self, header: Header) -> None:
        self._header = header

    def __repr__(self) -> str:
        return f"<{self._header.kind} source {self._header.name}>"

    @property
    def name(self) -> str:
        """Stable identity."""
        return self._header.name

    @property
    def kind(self) -> str:
        """Which connector."""
        return self._header.kind

    @property
    def label(self) -> Text:
        """Name for people."""
        return self._header.label

    @property
    def every(self) -> timedelta:
        """How often to pull."""
        return self._header.every

    @property
    def stale_after(self) -> timedelta:
        """From which age the screen says stale."""
        return self._header.stale_after


def chunks(table: str, frame: pl.DataFrame, cursor: str, watermark: datetime) -> list[Batch]:
    """A whole frame as batches; only the last carries the cursor, so half of it never counts."""
    starts = range(0, max(frame.height, 1), CHUNK)
    last = starts[-1]
    return [
        Batch(
            table=table,
            frame=frame.slice(start, CHUNK),
            cursor=cursor if start == last else None,
            watermark=watermark if start == last else None,
        )
        for start in starts
    ]


Deletes = Literal["none", "tombstone", "keys"]
