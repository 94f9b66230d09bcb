"""Who may come in, what they may do, and what they did."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from state.models.base import BIG_ID, Base, UtcTime


class InstallationModel(Base):
    """The one row that counts changes of rights and restores."""

    __tablename__ = "installation"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    rights_version: Mapped[int]
    epoch: Mapped[int]


class UserModel(Base):
    """A person who can sign in."""

    __tablename__ = "users"

    username: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    password_hash: Mapped[str] = mapped_column(String(200))
    person_id: Mapped[str | None] = mapped_column(String(200))
    lang: Mapped[str] = mapped_column(String(2))
    must_change: Mapped[bool]
    disabled_at: Mapped[datetime | None] = mapped_column(UtcTime)
    password_at: Mapped[datetime] = mapped_column(UtcTime)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    last_login_at: Mapped[datetime | None] = mapped_column(UtcTime)


class GrantModel(Base):
    """A role over a part of the enterprise."""

    __tablename__ = "grants"

    id: Mapped[int] = mapped_column(BIG_ID, primary_key=True)
    username: Mapped[str] = mapped_column(ForeignKey("users.username"), index=True)
    role: Mapped[str] = mapped_column(String(40))
    company_id: Mapped[str | None] = mapped_column(String(200))
    department_id: Mapped[str | None] = mapped_column(String(200))
    region_id: Mapped[str | None] = mapped_column(String(200))
    warehouse_id: Mapped[str | None] = mapped_column(String(200))
    project_id: Mapped[str | None] = mapped_column(String(200))
    granted_by: Mapped[str] = mapped_column(String(200))
    granted_at: Mapped[datetime] = mapped_column(UtcTime)


class SessionModel(Base):
    """A sign-in; only the hash of its id is kept, so a stolen database opens no door."""

    __tablename__ = "sessions"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    handle: Mapped[str] = mapped_column(String(32), unique=True)
    username: Mapped[str] = mapped_column(ForeignKey("users.username"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    last_seen_at: Mapped[datetime] = mapped_column(UtcTime)
    expires_at: Mapped[datetime] = mapped_column(UtcTime, index=True)
    ip: Mapped[str] = mapped_column(String(64))
    user_agent: Mapped[str] = mapped_column(String(300))
    revoked_at: Mapped[datetime | None] = mapped_column(UtcTime)


class AttemptModel(Base):
    """Failed sign-ins of one name from one address; address `*` counts all of them.

    The name is hashed: people type passwords into the wrong field.
    """

    __tablename__ = "attempts"

    name_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    ip: Mapped[str] = mapped_column(String(64), primary_key=True)
    failures: Mapped[int]
    last_at: Mapped[datetime] = mapped_column(UtcTime, index=True)
    locked_until: Mapped[datetime | None] = mapped_column(UtcTime)


class AuditModel(Base):
    """Who did what; triggers refuse every update and delete."""

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_who_at", "who", "at"),)

    id: Mapped[int] = mapped_column(BIG_ID, primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcTime, index=True)
    who: Mapped[str] = mapped_column(String(200))
    what: Mapped[str] = mapped_column(String(100))
    detail: Mapped[dict[str, str]] = mapped_column(JSON)
    origin: Mapped[str] = mapped_column(Text)
