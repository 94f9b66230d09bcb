"""Which OA form allowed a document: found by the business number the document names."""

from dataclasses import replace

import polars as pl

from facts.measure import with_dates
from facts.recipe import Part
from facts.references import References
from tables.approvals import APPROVALS

c = pl.col
DOCUMENT = ["source", "approval_id"]

APPROVAL_PART = Part(
    table=APPROVALS,
    columns=("status", "amount", "currency", "decided_at", "previous_id", "updated_at"),
    joins={"business_no": "approval_no"},
    across=True,
)
"""The forms a root names in its `approval_no`, whichever system holds them."""

COLUMNS: dict[str, pl.DataType | type[pl.DataType]] = {
    "approval_no": pl.String,  # the business number the document names
    "approval_source": pl.String,  # the form it means, null where that can't be told
    "approval_id": pl.String,
    "approval_confidence": pl.String,  # key: one form; rule: the only approved one; ambiguous
    "approved_at": APPROVALS.schema["decided_at"],  # null unless it is approved
    "approved_on": pl.Date,
    "approved_gross": APPROVALS.schema["amount"],  # as the form says, in `approved_currency`
    "approved_currency": pl.String,
    "is_approved": pl.Boolean,
    "is_approval_ambiguous": pl.Boolean,  # several forms have the number: none is taken
}
"""What a document's fact tells of its approval."""


def approval_part(of: str, name: str) -> Part:
    """The forms that the rows of another part name in their `approval_no`."""
    return replace(APPROVAL_PART, of=of, name=name)


def with_approval(
    documents: pl.DataFrame, approvals: pl.DataFrame, references: References
) -> pl.DataFrame:
    """Documents (approval_no, calendar_id, zone) with `COLUMNS` and `approval_updated_at`.

    A form that was submitted again is one form. Where several share a number the only approved one
    is meant; where that doesn't tell either, none.
    """
    joined = documents.join(_by_number(approvals), on="approval_no", how="left")
    dated = with_dates(joined, references.clock, approved_on="approved_at")
    return dated.with_columns(
        is_approved=c("approved_at").is_not_null(),
        is_approval_ambiguous=(c("approval_confidence") == "ambiguous").fill_null(value=False),
    )


def _by_number(approvals: pl.DataFrame) -> pl.DataFrame:
    """One row per business number."""
    every = approvals.rename({"business_no": "approval_no"}).unique(DOCUMENT)
    again = every.select("source", "approval_no", approval_id="previous_id").drop_nulls()
    latest = every.join(again, on=["source", "approval_no", "approval_id"], how="anti")
    approved = c("status") == "approved"
    judged = latest.with_columns(
        candidates=pl.len().over("approval_no"), approvals=approved.sum().over("approval_no")
    )
    meant = judged.filter((c("candidates") == 1) | (approved & (c("approvals") == 1)))
    told = meant.select(
        "approval_no",
        "approval_id",
        approval_source="source",
        approval_confidence=pl.when(c("candidates") == 1)
        .then(pl.lit("key"))
        .otherwise(pl.lit("rule")),
        approved_at=pl.when(approved).then("decided_at"),
        approved_gross="amount",
        approved_currency="currency",
    )
    newest = every.group_by("approval_no").agg(approval_updated_at=c("updated_at").max())
    return newest.join(told, on="approval_no", how="left").with_columns(
        c("approval_confidence").fill_null("ambiguous")
    )
