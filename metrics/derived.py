"""What is known of a row only at an instant: how old it is then, how late, how long idle.

Each fact says by its columns which of these it can have: positions in working minutes
(`submitted_pos`, `due_pos`), day numbers (`aged_from_day`, `due_day`, `ends_day`,
`last_issue_day`), or a plan that falls due evenly over working minutes (`plan_pos`).
"""

from typing import Any

import narwhals.stable.v2 as nw

from tables.definition import Table

Rows = nw.LazyFrame[Any]

BUCKETS = ((30, "000-030"), (60, "031-060"), (90, "061-090"), (180, "091-180"), (365, "181-365"))
LAST, NOT_DUE = "366+", "not_due"
IDLE_DAYS = 180
SOON = (30, 60, 90)

_OF: dict[str, tuple[str, ...]] = {
    "submitted_pos": ("age_minutes",),
    "due_pos": ("overdue_minutes", "is_overdue"),
    "aged_from_day": ("age_days", "age_bucket"),
    "due_day": ("overdue_days", "is_overdue", "overdue_bucket"),
    "ends_day": ("days_left", *(f"ends_within_{days}" for days in SOON)),
    "last_issue_day": ("idle_days", "is_idle"),
    "plan_pos": ("ahead", "booked_ahead"),
}
_BESIDE = {"plan_pos": ("plan_minutes", "actual", "revised", "booked_actual", "booked_revised")}

DERIVED = frozenset(name for names in _OF.values() for name in names)
"""Columns a balance may use beside its fact's: they need the instant."""

UNITS = {"ahead": "currency", "booked_ahead": "booked currency of ahead"}
"""The units of those that are amounts."""


def derived_of(fact: Table) -> tuple[str, ...]:
    """Those a fact can have, sorted."""
    return tuple(sorted({n for column in _told_by(fact) for n in _OF[column]}))


def needed(fact: Table) -> tuple[str, ...]:
    """The columns of a fact they are derived from."""
    return tuple(n for column in _told_by(fact) for n in (column, *_BESIDE.get(column, ())))


def _told_by(fact: Table) -> tuple[str, ...]:
    return tuple(column for column in _OF if column in fact.schema)


def with_derived(rows: Rows, fact: Table) -> Rows:
    """Rows that carry `_position` and `_day` of an instant, with `derived_of` their fact."""
    found: dict[str, nw.Expr] = {}
    for column in _told_by(fact):
        found |= _EXPRESSIONS[column]()
    return rows.with_columns(**found) if found else rows


def _age() -> dict[str, nw.Expr]:
    return {"age_minutes": nw.col("_position") - nw.col("submitted_pos")}


def _late() -> dict[str, nw.Expr]:
    late = nw.col("_position") - nw.col("due_pos")
    return {
        "overdue_minutes": nw.when(late > 0).then(late).otherwise(nw.lit(None)),
        "is_overdue": ~nw.col("due_pos").is_null() & (late > 0),
    }


def _age_in_days() -> dict[str, nw.Expr]:
    days = nw.col("_day") - nw.col("aged_from_day")
    return {"age_days": days, "age_bucket": _bucket(days)}


def _late_in_days() -> dict[str, nw.Expr]:
    days = nw.col("_day") - nw.col("due_day")
    is_late = ~nw.col("due_day").is_null() & (days > 0)
    return {
        "overdue_days": nw.when(is_late).then(days).otherwise(nw.lit(None)),
        "is_overdue": is_late,
        "overdue_bucket": nw.when(is_late).then(_bucket(days)).otherwise(nw.lit(NOT_DUE)),
    }


def _ends() -> dict[str, nw.Expr]:
    left = nw.col("ends_day") - nw.col("_day")
    within = {
        f"ends_within_{days}": ~nw.col("ends_day").is_null() & (left >= 0) & (left <= days)
        for days in SOON
    }
    return {"days_left": left, **within}


def _idle() -> dict[str, nw.Expr]:
    days = nw.col("_day") - nw.col("last_issue_day")
    return {
        "idle_days": days,
        "is_idle": nw.col("last_issue_day").is_null() | (days > IDLE_DAYS),
    }


def _ahead() -> dict[str, nw.Expr]:
    """What was used beyond what the plan had fallen due: actual − revised × elapsed part."""
    part = (nw.col("_position") - nw.col("plan_pos")) / nw.col("plan_minutes")
    elapsed = (
        nw.when(nw.col("_position") <= nw.col("plan_pos"))
        .then(nw.lit(0.0))
        .when(nw.col("_position") >= nw.col("plan_pos") + nw.col("plan_minutes"))
        .then(nw.lit(1.0))
        .otherwise(part)
    )
    return {
        f"{books}ahead": nw.col(f"{books}actual").cast(nw.Float64)
        - nw.col(f"{books}revised").cast(nw.Float64) * elapsed
        for books in ("", "booked_")
    }


def _bucket(days: nw.Expr) -> nw.Expr:
    found = nw.lit(LAST)
    for most, name in reversed(BUCKETS):
        found = nw.when(days <= most).then(nw.lit(name)).otherwise(found)
    return nw.when(days.is_null()).then(nw.lit(None)).otherwise(found)


_EXPRESSIONS = {
    "submitted_pos": _age,
    "due_pos": _late,
    "aged_from_day": _age_in_days,
    "due_day": _late_in_days,
    "ends_day": _ends,
    "last_issue_day": _idle,
    "plan_pos": _ahead,
}
