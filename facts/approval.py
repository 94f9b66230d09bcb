"""The approval fact: one row per document, whatever the number of its instances."""

import polars as pl

from facts.actions import RETURN, SILENT, VERDICT
from facts.applicant import with_applicant_minutes
from facts.definition import APPROVAL
from facts.measure import with_dates, with_moments, with_positions
from facts.references import References, with_company
from facts.sla import with_sla
from facts.timeline import DOCUMENT

c = pl.col

OF_LATEST = (
    *("company_id", "department_id", "process", "title", "applicant_id", "business_no"),
    *("amount", "currency", "status", "closed_at"),
)


def documents(known: pl.DataFrame, references: References) -> pl.DataFrame:
    """One row per document with what its latest instance says, its root's created_at and its
    company's calendar_id, zone and is_test: null where the company is unknown."""
    latest = known.filter("is_latest").select(
        *DOCUMENT, *OF_LATEST, latest_approval_id="approval_id"
    )
    root = known.filter(c("approval_id") == c("document_id")).select(*DOCUMENT, "created_at")
    return with_company(latest.join(root, on=DOCUMENT, how="left"), references.companies)


def approval_rows(
    docs: pl.DataFrame,
    acts: pl.DataFrame,
    waiting: pl.DataFrame,
    changed: pl.DataFrame,
    references: References,
) -> pl.DataFrame:
    """The APPROVAL fact of `documents(...)` and their `acts(...)`.

    `waiting` holds the open step of each running document (current_*), `changed` the newest
    `updated_at` of anything the document is made of.
    """
    told = docs.join(_tally(acts), on=DOCUMENT, how="left").with_columns(
        c("submits", "returns", "rejects", "withdrawals").fill_null(0)
    )
    timed = _timed(_moments(_states(told)), references)
    lain = with_applicant_minutes(timed, acts, references.clock)
    flagged = _flags(_durations(lain)).join(waiting, on=DOCUMENT, how="left")
    open_only = ("current_node", "current_actor_id", "current_entered_pos")
    return (
        flagged.with_columns(pl.when("is_running").then(c(name)).alias(name) for name in open_only)
        .join(changed, on=DOCUMENT, how="left")
        .select(c(name).cast(dtype) for name, dtype in APPROVAL.schema.items())
        .sort(DOCUMENT)
    )


def _tally(acts: pl.DataFrame) -> pl.DataFrame:
    """Counts and decisive moments of each document; `acts` are in order."""
    action, at = c("action"), c("at")
    shown = c("node").is_not_null() & ~action.is_in(SILENT)
    step = pl.concat_str("node", pl.lit(":"), "action")
    return acts.group_by(DOCUMENT, maintain_order=True).agg(
        submitted_at=at.filter(action == "submit").min(),
        judged_at=at.filter(action.is_in(VERDICT)).max(),
        withdrawn_at=at.filter(action == "withdraw").max(),
        revoked_at=at.filter(action == "revoke").max(),
        submits=(action == "submit").sum(),
        returns=action.is_in(RETURN).sum(),
        rejects=(action == "reject").sum(),
        withdrawals=(action == "withdraw").sum(),
        variant=pl.when(shown.any()).then(step.filter(shown).str.join(" > ")),
    )


def _states(docs: pl.DataFrame) -> pl.DataFrame:
    """Exactly one of running, decided, withdrawn and revoked holds for a submitted document."""
    status, submitted = c("status"), c("submitted_at").is_not_null()
    judged = submitted & c("judged_at").is_not_null()
    return docs.with_columns(
        is_submitted=submitted,
        # A submitted document its applicant is editing again is still under way.
        is_running=submitted & status.is_in(["running", "draft"]),
        is_decided=judged & status.is_in(["approved", "rejected"]),
        is_approved=judged & (status == "approved"),
        is_withdrawn=submitted & (status == "withdrawn"),
        is_revoked=submitted & (status == "revoked"),
        was_approved=judged & status.is_in(["approved", "revoked"]),
    )


def _moments(docs: pl.DataFrame) -> pl.DataFrame:
    """An act dated before the submission counts as done at the submission."""
    settled = c("is_decided") | c("was_approved")
    ended = pl.coalesce(
        pl.when(settled).then(c("judged_at")),
        pl.when("is_withdrawn").then(c("withdrawn_at")),
        pl.when("is_revoked").then(c("revoked_at")),
    )
    return docs.with_columns(
        decided_at=pl.when(settled).then(pl.max_horizontal("judged_at", "submitted_at")),
        ended_at=pl.when(ended.is_not_null()).then(pl.max_horizontal(ended, "submitted_at")),
        closed_at=pl.when("is_submitted").then(c("closed_at")),
    )


def _timed(docs: pl.DataFrame, references: References) -> pl.DataFrame:
    clock = references.clock
    placed = with_positions(
        docs,
        clock,
        submitted_pos="submitted_at",
        decided_pos="decided_at",
        ended_pos="ended_at",
        closed_pos="closed_at",
    )
    dated = with_dates(
        placed,
        clock,
        submitted_on="submitted_at",
        decided_on="decided_at",
        closed_on="closed_at",
        ended_on="ended_at",
    )
    promised = with_sla(dated, references.sla).with_columns(
        due_pos=c("submitted_pos") + c("sla_minutes")
    )
    return with_dates(with_moments(promised, clock, due_at="due_pos"), clock, due_on="due_at")


def _durations(docs: pl.DataFrame) -> pl.DataFrame:
    decided, submitted_at = c("is_decided"), c("submitted_at")
    worked = pl.when(decided).then(c("decided_pos") - c("submitted_pos"))
    return docs.with_columns(
        working_minutes=worked,
        approver_minutes=worked - c("applicant_minutes"),
        calendar_minutes=pl.when(decided).then((c("decided_at") - submitted_at).dt.total_minutes()),
        closing_minutes=c("closed_pos") - c("submitted_pos"),
        closing_calendar_minutes=(c("closed_at") - submitted_at).dt.total_minutes(),
        approved_on=pl.when("was_approved").then(c("decided_on")),
    )


def _flags(docs: pl.DataFrame) -> pl.DataFrame:
    smooth = (c("returns") == 0) & (c("rejects") == 0) & (c("withdrawals") == 0)
    in_time = c("is_decided") & (c("decided_pos") <= c("due_pos"))
    return docs.with_columns(
        has_return=c("returns") > 0,
        first_pass=c("is_approved") & smooth,
        has_sla=c("due_pos").is_not_null(),
        decided_in_time=in_time.fill_null(value=False),
    )
