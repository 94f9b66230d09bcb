"""Documents whose time can't be measured: they stand aside, named, and stop no other document."""

from collections.abc import Mapping
from datetime import datetime

import polars as pl

from facts.clock import Clock
from facts.definition import APPROVAL, LEFT_OUT
from facts.errors import (
    FactError,
    MissingCompany,
    UnknownCalendar,
    UnknownZone,
)
from facts.measure import with_dates
from facts.timeline import DOCUMENT, INSTANCE
from tables.approvals import APPROVALS
from tables.definition import UTC_TIME

c = pl.col
NO_COMPANY, NO_ZONE = "unknown_company", "unknown_zone"
NO_CALENDAR, NO_DAY = "unknown_calendar", "unknown_day"
PLACE = ("calendar_id", "zone")
OF_HEADER: Mapping[str, str] = {
    "submit": "submitted_at",
    "approve": "decided_at",
    "reject": "decided_at",
}


def left_out(
    docs: pl.DataFrame, known: pl.DataFrame, steps: pl.DataFrame, acts: pl.DataFrame, clock: Clock
) -> pl.DataFrame:
    """The LEFT_OUT rows of `documents(...)`: those that lack a company, zone, calendar or day.

    A document needs the days on which its steps began, its acts were done and it was closed.
    """
    places = _places(docs, clock)
    joined = docs.select(
        *DOCUMENT, "company_id", *PLACE, "created_at", "latest_approval_id", "closed_at"
    ).join(places, on=PLACE, how="left", nulls_equal=True)
    found = [
        joined.filter(c("reason").is_not_null()).with_columns(
            row_id="latest_approval_id",
            column=pl.lit(None, pl.String),
            day=pl.lit(None, pl.Date),
        )
    ]
    rest = joined.filter(c("reason").is_null())
    if not _covers_all(rest, steps, acts):
        found.append(_on_unknown_days(rest, known, steps, acts, clock))
    return pl.concat(
        rows.with_columns(fact=pl.lit(APPROVAL.name), table=pl.lit(APPROVALS.name)).select(
            c(name).cast(dtype) for name, dtype in LEFT_OUT.schema.items()
        )
        for rows in found
    ).sort(DOCUMENT)


def _places(docs: pl.DataFrame, clock: Clock) -> pl.DataFrame:
    """(calendar_id, zone, reason, begins, ends): what each calendar covers, or why none does."""
    rows = [
        (calendar_id, zone, *_covered(clock, calendar_id, zone))
        for calendar_id, zone in docs.select(PLACE).unique().iter_rows()
    ]
    schema = {**dict.fromkeys((*PLACE, "reason"), pl.String), "begins": UTC_TIME, "ends": UTC_TIME}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _covered(
    clock: Clock, calendar_id: str | None, zone: str | None
) -> tuple[str | None, datetime | None, datetime | None]:
    if calendar_id is None or zone is None:
        return NO_COMPANY, None, None
    try:
        return None, *clock.covers(calendar_id, zone)
    except UnknownCalendar:
        return NO_CALENDAR, None, None
    except UnknownZone:
        return NO_ZONE, None, None


def _covers_all(docs: pl.DataFrame, steps: pl.DataFrame, acts: pl.DataFrame) -> bool:
    """Whether everything happened on days that all calendars know: the common case, told fast."""
    moments = (steps["entered_at"], steps["acted_at"], acts["at"], docs["closed_at"])
    earliest = [low for series in moments if isinstance(low := series.min(), datetime)]
    latest = [high for series in moments if isinstance(high := series.max(), datetime)]
    begins, ends = docs["begins"].max(), docs["ends"].min()
    if not earliest or not isinstance(begins, datetime) or not isinstance(ends, datetime):
        return True
    return min(earliest) >= begins and max(latest) < ends


def _on_unknown_days(
    docs: pl.DataFrame,
    known: pl.DataFrame,
    steps: pl.DataFrame,
    acts: pl.DataFrame,
    clock: Clock,
) -> pl.DataFrame:
    """The documents with a moment their calendar doesn't cover, with the earliest such moment."""
    names = (*DOCUMENT, "approval_id", "column", "at")
    of_steps = steps.join(known.select(*INSTANCE, "document_id"), on=INSTANCE)
    told = acts.filter(c("node").is_null()).join(
        known.select(*DOCUMENT, "order", "approval_id"), on=[*DOCUMENT, "order"]
    )
    submitted = acts.filter(c("action") == "submit").select(DOCUMENT)
    closed = docs.join(submitted, on=DOCUMENT, how="semi")
    column = c("action").replace_strict(OF_HEADER, default="ended_at", return_dtype=pl.String)
    moments = pl.concat(
        [
            of_steps.with_columns(column=pl.lit("entered_at"), at="entered_at").select(names),
            of_steps.with_columns(column=pl.lit("acted_at"), at="acted_at").select(names),
            told.with_columns(column=column).select(names),
            closed.with_columns(
                approval_id="latest_approval_id", column=pl.lit("closed_at"), at="closed_at"
            ).select(names),
        ]
    )
    outside = (
        moments.join(docs.drop("closed_at"), on=DOCUMENT)
        .filter((c("at") < c("begins")) | (c("at") >= c("ends")))
        .sort(*DOCUMENT, "at", "approval_id", "column")
        .unique(DOCUMENT, keep="first", maintain_order=True)
    )
    named = outside.with_columns(reason=pl.lit(NO_DAY), row_id="approval_id")
    return with_dates(named, clock, day="at")


def missing_reference(rows: pl.DataFrame) -> FactError | None:
    """The error that says what keeps all of some LEFT_OUT rows aside, when no document could be
    measured whatever its dates; None when a single date is to blame for any of them."""
    if rows.is_empty() or (rows["reason"] == NO_DAY).any():
        return None
    lacking = rows.filter(reason=NO_COMPANY).select("source", "company_id").unique().sort(pl.all())
    if lacking.height:
        return MissingCompany(tuple((str(s), str(company)) for s, company in lacking.iter_rows()))
    first = rows.sort("reason", *PLACE).row(0, named=True)
    if first["reason"] == NO_CALENDAR:
        return UnknownCalendar(first["calendar_id"])
    return UnknownZone(first["zone"])
