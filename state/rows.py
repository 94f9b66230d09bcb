"""The plain rows that repositories hand out; all moments are UTC and aware."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

Lang = Literal["zh", "en"]


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """A person who can sign in; `must_change` means the password was for one use only."""

    username: str
    name: str
    person_id: str | None
    lang: Lang
    disabled: bool
    must_change: bool
    created_at: datetime
    last_login_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """The part of the enterprise a role is given over; all null means its rule decides alone."""

    company_id: str | None = None
    department_id: str | None = None
    region_id: str | None = None
    warehouse_id: str | None = None
    project_id: str | None = None


NO_EXTENT = Extent()


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantRow:
    """A role given to a user, over an extent."""

    id: int
    role: str
    extent: Extent
    granted_by: str
    granted_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """A user with all grants, read in one transaction with the rights version they are true at."""

    user: User
    grants: tuple[GrantRow, ...]
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRow:
    """A living session; `handle` names it without giving it away."""

    handle: str
    user: User
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    ip: str
    user_agent: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedCursor:
    """Where to resume a source's table, a JSON string, and the epoch it was saved in."""

    source: str
    table: str
    value: str
    watermark: datetime | None
    epoch: int
    saved_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PinnedSource:
    """How far a source was known when a pin was published."""

    source: str
    label: str
    watermark: datetime | None
    complete: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Heads:
    """What is newest, read at one moment: the version of all rights, and the pin people see."""

    rights_version: int
    pin: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin:
    """One consistent set of store versions; `cursors` is {source: {table: JSON cursor}}."""

    id: int
    at: datetime
    epoch: int
    versions: Mapping[str, int]
    sources: tuple[PinnedSource, ...]
    cursors: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def watermark(self) -> datetime | None:
        """The oldest watermark of all sources; None when any source has none."""
        marks = [source.watermark for source in self.sources]
        known = [mark for mark in marks if mark is not None]
        return min(known) if known and len(known) == len(marks) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """A pin kept under a name (a meeting, a closing) until released."""

    name: str
    pin_id: int
    held_by: str
    held_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceStatus:
    """How one source is doing; `last_error` is a sentence, None when the last sync was well."""

    source: str
    label: str
    last_started_at: datetime | None
    last_ok_at: datetime | None
    watermark: datetime | None
    last_error: str | None
    complete: bool
    rows: int
    stale_after: timedelta | None = None  # how long without success before it is called stale


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One piece of work in the run log: what, of which source, when, how many, how it ended."""

    id: int
    kind: str
    source: str | None
    started_at: datetime
    finished_at: datetime | None
    status: Literal["running", "ok", "partial", "failed", "interrupted"]
    counts: Mapping[str, int]
    error: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """A row to quarantine: `row_id` names it within its table, `raw` is the source row as JSON.

    `reason` is the first finding, `reasons` all of them as conform words them.
    """

    row_id: str
    key: str
    reason: str
    raw: str
    reasons: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarantined:
    """A row in quarantine since `first_seen_at`, last rejected at `last_seen_at`."""

    source: str
    table: str
    row_id: str
    key: str
    reason: str
    reasons: str
    raw: str
    first_seen_at: datetime
    last_seen_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """Who did what, when and from where; never changed, never deleted."""

    id: int
    at: datetime
    who: str
    what: str
    detail: Mapping[str, str]
    origin: str
