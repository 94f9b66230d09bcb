"""What people want the numbers to be."""

from datetime import date, datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from state.models.base import BIG_ID, Base, UtcTime


class TargetModel(Base):
    """One target as it was set; a later one beats it, none is ever overwritten."""

    __tablename__ = "targets"
    __table_args__ = (
        Index("ix_targets_metric_period", "metric", "period"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(BIG_ID, primary_key=True)
    metric: Mapped[str] = mapped_column(String(100))
    company_id: Mapped[str | None] = mapped_column(String(200))
    department_id: Mapped[str | None] = mapped_column(String(200))
    period: Mapped[str] = mapped_column(String(20))
    value: Mapped[float | None]
    low: Mapped[float | None]
    high: Mapped[float | None]
    valid_from: Mapped[date]
    note: Mapped[str] = mapped_column(String(500))
    set_by: Mapped[str] = mapped_column(String(200))
    set_at: Mapped[datetime] = mapped_column(UtcTime)
    removed_by: Mapped[str | None] = mapped_column(String(200))
    removed_at: Mapped[datetime | None] = mapped_column(UtcTime)
