"""Where every source stands and which versions belong together."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from state.models.base import BIG_ID, Base, UtcTime


class CursorModel(Base):
    """Where to resume one table of one source."""

    __tablename__ = "cursors"

    source: Mapped[str] = mapped_column(String(200), primary_key=True)
    table_name: Mapped[str] = mapped_column(String(100), primary_key=True)
    value: Mapped[str] = mapped_column(Text)
    watermark: Mapped[datetime | None] = mapped_column(UtcTime)
    epoch: Mapped[int]
    saved_at: Mapped[datetime] = mapped_column(UtcTime)


class PinModel(Base):
    """One consistent set of versions with every source's watermark and cursors."""

    __tablename__ = "pins"
    __table_args__ = ({"sqlite_autoincrement": True},)  # a thinned pin's id never comes back

    id: Mapped[int] = mapped_column(BIG_ID, primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcTime, index=True)
    epoch: Mapped[int]
    versions: Mapped[dict[str, int]] = mapped_column(JSON)
    sources: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    cursors: Mapped[dict[str, dict[str, str]]] = mapped_column(JSON)


class HoldModel(Base):
    """A pin that must not be thinned out."""

    __tablename__ = "holds"

    name: Mapped[str] = mapped_column(String(200), primary_key=True)
    pin_id: Mapped[int] = mapped_column(ForeignKey("pins.id"), index=True)
    held_by: Mapped[str] = mapped_column(String(200))
    held_at: Mapped[datetime] = mapped_column(UtcTime)


class SourceModel(Base):
    """How one source is doing."""

    __tablename__ = "source_status"

    source: Mapped[str] = mapped_column(String(200), primary_key=True)
    label: Mapped[str] = mapped_column(String(200))
    last_started_at: Mapped[datetime | None] = mapped_column(UtcTime)
    last_ok_at: Mapped[datetime | None] = mapped_column(UtcTime)
    watermark: Mapped[datetime | None] = mapped_column(UtcTime)
    last_error: Mapped[str | None] = mapped_column(Text)
    complete: Mapped[bool]
    rows: Mapped[int] = mapped_column(BIG_ID)
    stale_after_seconds: Mapped[int | None]


class RunModel(Base):
    """One piece of work in the log people read."""

    __tablename__ = "runs"
    __table_args__ = (Index("ix_runs_source_started_at", "source", "started_at"),)

    id: Mapped[int] = mapped_column(BIG_ID, primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    source: Mapped[str | None] = mapped_column(String(200))
    started_at: Mapped[datetime] = mapped_column(UtcTime, index=True)
    finished_at: Mapped[datetime | None] = mapped_column(UtcTime)
    status: Mapped[str] = mapped_column(String(20))
    counts: Mapped[dict[str, int]] = mapped_column(JSON)
    error: Mapped[str | None] = mapped_column(Text)


class QuarantineModel(Base):
    """A row that may not enter, with the reason, until the source mends it."""

    __tablename__ = "quarantine"
    __table_args__ = (Index("ix_quarantine_reason", "source", "table_name", "reason"),)

    source: Mapped[str] = mapped_column(String(200), primary_key=True)
    table_name: Mapped[str] = mapped_column(String(100), primary_key=True)
    row_id: Mapped[str] = mapped_column(String(200), primary_key=True)
    key: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(String(200))
    reasons: Mapped[str] = mapped_column(Text)
    raw: Mapped[str] = mapped_column(Text)
    first_seen_at: Mapped[datetime] = mapped_column(UtcTime)
    last_seen_at: Mapped[datetime] = mapped_column(UtcTime, index=True)
