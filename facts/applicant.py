"""How much of a decided document's time it lay back with its applicant."""

import polars as pl

from facts.actions import GIVES_BACK
from facts.clock import Clock
from facts.measure import with_positions
from facts.timeline import DOCUMENT

c = pl.col


def with_applicant_minutes(docs: pl.DataFrame, acts: pl.DataFrame, clock: Clock) -> pl.DataFrame:
    """Decided documents get `applicant_minutes` (working minutes, 0 when never given back).

    A document lies with its applicant from a return, withdrawal, revocation or a rejection that
    was answered by another submission, until the next submit. The clock runs from submitted_pos
    to decided_pos, so approver minutes are the rest of it.
    """
    decided = docs.filter("is_decided").select(
        *DOCUMENT, "calendar_id", "zone", "submitted_pos", "decided_pos"
    )
    turns = (
        acts.filter((c("action") == "submit") | c("action").is_in(GIVES_BACK))
        .with_columns(
            resubmitted=(c("action") == "submit").cum_sum(reverse=True).over(DOCUMENT) > 0
        )
        .filter((c("action") != "reject") | c("resubmitted"))
    )
    given = turns.filter((c("action") != "submit").any().over(DOCUMENT))
    placed = with_positions(
        given.join(decided, on=DOCUMENT, maintain_order="left"), clock, pos="at"
    ).sort(*DOCUMENT, "at", "order", "seq")
    begins = c("pos").clip(c("submitted_pos"), c("decided_pos"))
    ends = begins.shift(-1).over(DOCUMENT).fill_null(c("decided_pos"))
    lain = (
        placed.with_columns(lain=ends - begins)
        .filter(c("action") != "submit")
        .group_by(DOCUMENT)
        .agg(applicant_minutes=c("lain").sum())
    )
    return docs.join(lain, on=DOCUMENT, how="left").with_columns(
        applicant_minutes=pl.when("is_decided").then(c("applicant_minutes").fill_null(0))
    )
