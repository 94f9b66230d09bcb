"""What people ask and what they get back: a question, an answer, and the answer's passport."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

import polars as pl

from metrics.definition import Cut, Metric, Text

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Rows of (dimensions…, period, value, rows[, base, change, change_unit]) and their passport.

    `value` is null where it can't be said; a null is never 0. `change_unit` is `%`, `pp` or a word
    (turned_to_profit, turned_to_loss, none).
    """

    metric: Metric
    question: Question
    rows: pl.DataFrame
    passport: Passport


@dataclass(frozen=True, slots=True, kw_only=True)
class Drilled:
    """The documents behind an answer's cell: one page of rows, their total, and the same passport."""

    rows: pl.DataFrame
    total: int
    passport: Passport
