"""A document's instances in order, and every act on it in order."""

import polars as pl

from facts.actions import APPROVING
from facts.chains import chains

c = pl.col

DOCUMENT = ("source", "document_id")
INSTANCE = ("source", "approval_id")
LAST = 2**62  # sorts an act known only from the header after the listed acts of its moment


def instances(approvals: pl.DataFrame, steps: pl.DataFrame) -> pl.DataFrame:
    """Approvals with document_id, depth, `submitted` (first submit act, else as the header says),
    `order` within the document and `is_latest`.

    Later submitted is later; an instance never submitted (a draft of a resubmission) comes first,
    so it doesn't decide what the document is while another has been submitted.
    """
    action = c("action")
    seen = steps.group_by(INSTANCE).agg(
        first_submit=c("acted_at").filter(action == "submit").min(),
        has_approving=action.is_in(APPROVING).any(),
        has_reject=(action == "reject").any(),
        has_withdraw=(action == "withdraw").any(),
        has_revoke=(action == "revoke").any(),
    )
    by_header = pl.when(c("status") != "draft").then(c("submitted_at"))
    return (
        approvals.join(chains(approvals), on=INSTANCE, how="left")
        .join(seen, on=INSTANCE, how="left")
        .with_columns(pl.col("^has_.*$").fill_null(value=False))
        .with_columns(submitted=pl.coalesce("first_submit", by_header))
        .sort(*DOCUMENT, "submitted", "created_at", "depth", "approval_id", nulls_last=False)
        .with_columns(
            order=pl.int_range(pl.len()).over(DOCUMENT),
            is_latest=pl.int_range(pl.len()).over(DOCUMENT) == pl.len().over(DOCUMENT) - 1,
        )
    )


def acts(known: pl.DataFrame, steps: pl.DataFrame) -> pl.DataFrame:
    """(source, document_id, order, seq, node, action, at) of every act, in order within a document.

    `known` is `instances(...)`. What the header tells and no step does (a submission, the decision
    its status states, a withdrawal, a revocation) is added with a null node: steps win where
    they exist.
    """
    listed = steps.filter(c("action").is_not_null()).join(
        known.select(*INSTANCE, "document_id", "order"), on=INSTANCE
    )
    columns = ("source", "document_id", "order", "seq", "node", "action")
    told = _told(known, ~c("first_submit").is_not_null(), "submit", c("submitted"), seq=-1)
    was_approved = c("status").is_in(["approved", "revoked"]) & ~c("has_approving")
    was_rejected = (c("status") == "rejected") & ~c("has_reject")
    was_withdrawn = (c("status") == "withdrawn") & ~c("has_withdraw")
    was_revoked = (c("status") == "revoked") & ~c("has_revoke")
    decided, closed, updated = c("decided_at"), c("closed_at"), c("updated_at")
    return pl.concat(
        [
            listed.select(*columns, at="acted_at"),
            told,
            _told(known, was_approved, "approve", decided, seq=LAST),
            _told(known, was_rejected, "reject", decided, seq=LAST),
            _told(
                known, was_withdrawn, "withdraw", pl.coalesce(closed, decided, updated), seq=LAST
            ),
            _told(known, was_revoked, "revoke", pl.coalesce(closed, updated), seq=LAST + 1),
        ]
    ).sort(*DOCUMENT, "at", "order", "seq")


def _told(
    known: pl.DataFrame, when: pl.Expr, action: str, at: pl.Expr, *, seq: int
) -> pl.DataFrame:
    return known.filter(when & at.is_not_null()).select(
        *DOCUMENT,
        c("order"),
        seq=pl.lit(seq, pl.Int64),
        node=pl.lit(None, pl.String),
        action=pl.lit(action),
        at=at,
    )
