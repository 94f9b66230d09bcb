"""What people ask and what they get back: a question, an answer, and the answer's passport."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

import polars as pl

from metrics.definition import Cut, Metric, Text
from queries.targets import Held

Compare = Literal["prev", "year"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One metric, one cut, optionally against an earlier period and as of an earlier pin.

    `as_of` is a pin id, or a moment (the newest pin not younger than it), or None for the newest.
    """

    metric: str
    cut: Cut
    compare: Compare | None = None
    as_of: int | datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """How far one source is known: complete to `watermark`; `problem` says why it is stale."""

    source: str
    label: str
    watermark: datetime | None
    synced_at: datetime | None
    complete: bool
    stale: bool
    problem: str | None
    quarantined: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Passport:
    """Everything that makes a number believable."""

    metric: str
    version: int
    definition: Text
    unit: Text
    filters: tuple[tuple[str, str], ...]  # (label, words), in the viewer's language
    scope: tuple[str, ...]  # the viewer's rights in words, in the viewer's language
    masks: tuple[str, ...]
    pin: int
    pinned_at: datetime
    sources: tuple[SourceState, ...]
    rows: int  # rows counted
    excluded: tuple[tuple[str, int], ...]  # (reason, rows)
    organisation: Literal["today", "then"]
    periods: tuple[tuple[str, date, date], ...]  # (label, first day, day after the last)
    compared: tuple[tuple[str, str], ...] = ()  # (period, its base's days or why there is none)
    known_since: date | None = None  # of what the cockpit itself records: the day it began


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Rows of (dimensions…, period, value, rows[, base, change, change_unit]) and their passport.

    Beside every dimension column stands `<dimension>_label`, its name in the viewer's language
    (the dimension column itself holds the id, fit for `where` and for a drill's cell; a missing
    value is ""). `value` is null where it can't be said; a null is never 0. `change_unit` is `%`,
    `pp` or a word (turned_to_profit, turned_to_loss, none). `target` is that of a single number.
    """

    metric: Metric
    question: Question
    rows: pl.DataFrame
    passport: Passport
    target: Held | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Which of a cell's rows: how many from where, in which order, with which columns.

    `order` is a column, `-column` descending. `columns` are those of the fact to give beside its
    key, all by default; names come along.
    """

    limit: int = 100
    offset: int = 0
    order: str | None = None
    columns: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Drilled:
    """The rows behind an answer's cell: one page of them, their total, the same passport.

    `rows` has the columns of the metric's fact (of a balance also age_minutes, overdue_minutes,
    is_overdue), `period`, and names beside the ids: company_name, department_name (today's),
    applicant_name, current_actor_name or actor_name. Masked amounts are null, masked people and
    free text "***".
    """

    rows: pl.DataFrame
    total: int
    passport: Passport


@dataclass(frozen=True, slots=True, kw_only=True)
class StepView:
    """One act, or one wait, on a document; `actor` and `comment` are "***" where masked."""

    approval_id: str
    seq: int
    round: int
    node: str
    actor: str | None
    role: str | None
    action: str | None  # None while it waits
    entered_at: datetime
    acted_at: datetime | None
    wait_minutes: int | None  # working minutes; of an open wait, up to the pin
    comment: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class InstanceView:
    """One submission of a chain: a document resubmitted as a new one is still one document."""

    approval_id: str
    status: str
    created_at: datetime
    submitted_at: datetime | None
    decided_at: datetime | None
    closed_at: datetime | None
    business_no: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkView:
    """Another document this one led to or came from; only those the viewer may see."""

    kind: str
    direction: Literal["from", "to"]  # from: that document led to this one
    confidence: str
    source: str
    document_id: str
    title: str | None
    process: str
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DueState:
    """Where a document stands against its promise; minutes are working minutes, at the pin.

    `left` is negative for a running document that is late and None for one that has ended.
    """

    state: Literal["no_sla", "not_submitted", "running", "overdue", "in_time", "late", "ended"]
    due_at: datetime | None
    left: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One document, whole, as of a pin: header (names joined, masks applied), the instances of its
    chain, its timeline oldest first, the documents linked to it, and its due state.

    `header` has the columns of the `approval` fact plus company_name, department_name (today's),
    department_then_name, applicant_name and current_actor_name; masked values are None or "***".
    """

    source: str
    document_id: str
    header: dict[str, object]
    instances: tuple[InstanceView, ...]
    steps: tuple[StepView, ...]
    links: tuple[LinkView, ...]
    due: DueState
    masks: tuple[str, ...]
    pin: int
    pinned_at: datetime
    sources: tuple[SourceState, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A metric as this viewer may ask it; `reason` says why not when `allowed` is false."""

    metric: Metric
    allowed: bool
    reason: Text | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """Why a viewer sees what they see of one subject, in their language."""

    subject: str
    visible: bool
    reasons: tuple[str, ...]
    masks: tuple[str, ...]
    scope: tuple[str, ...]  # the scope in words: everything, these departments, own documents …


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One value a dimension can take for this viewer, and its name."""

    value: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuarantineRow:
    """One row that may not enter; `raw` is None for whoever may not see business data."""

    source: str
    table: str
    key: str
    reason: str
    raw: str | None
    first_seen_at: datetime
    last_seen_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class QuarantineView:
    """One page of quarantined rows, how many there are, and (source, table, reason) -> rows."""

    rows: tuple[QuarantineRow, ...]
    total: int
    counts: tuple[tuple[str, str, str, int], ...]
    raw_hidden: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Pinned:
    """One pin people can ask as of: when it was published, and the oldest watermark in it."""

    id: int
    at: datetime
    watermark: datetime | None
