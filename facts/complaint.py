"""The complaint fact: one row per complaint of a customer, until it is answered and resolved."""

import polars as pl

from facts.moments import with_places
from facts.recipe import Part, Recipe, Rows
from facts.references import References
from tables.crm import COMPLAINTS
from tables.definition import UTC_TIME, Table

c = pl.col

COMPLAINT = Table(
    name="complaint",
    key=("source", "complaint_id"),
    cursor=None,
    partition="created_at",
    schema=pl.Schema(
        {
            "source": pl.String,
            "complaint_id": pl.String,
            "complaint_no": pl.String,
            "title": pl.String,
            "company_id": pl.String,
            "calendar_id": pl.String,
            "department_id": pl.String,
            "customer_id": pl.String,
            "owner_id": pl.String,
            "order_no": pl.String,
            "category": pl.String,
            "severity": pl.String,
            "status": pl.String,
            "created_at": UTC_TIME,
            "responded_at": UTC_TIME,
            "resolved_at": UTC_TIME,
            "opens_at": UTC_TIME,  # created; null: cancelled, never open
            "closes_at": UTC_TIME,  # resolved
            "created_on": pl.Date,
            "responded_on": pl.Date,
            "resolved_on": pl.Date,
            "opens_on": pl.Date,
            "closes_on": pl.Date,
            "created_pos": pl.Int64,
            "responded_pos": pl.Int64,
            "resolved_pos": pl.Int64,
            "response_minutes": pl.Int64,  # from its creation to the first response
            "resolution_minutes": pl.Int64,  # from its creation
            "response_calendar_minutes": pl.Int64,
            "resolution_calendar_minutes": pl.Int64,
            "is_test": pl.Boolean,
            "is_complaint": pl.Boolean,  # not cancelled
            "is_cancelled": pl.Boolean,
            "is_open": pl.Boolean,
            "is_responded": pl.Boolean,
            "is_resolved": pl.Boolean,
            "has_order": pl.Boolean,  # it names the order it is about
            "updated_at": UTC_TIME,
        }
    ),
    units={"response_minutes": "working minute", "resolution_minutes": "working minute"},
)


def build(rows: Rows, references: References) -> pl.DataFrame:
    """The COMPLAINT fact."""
    status = c("status")
    stated = rows["complaints"].with_columns(
        # solved at once is answered at once
        responded_at=pl.coalesce("responded_at", "resolved_at"),
        is_complaint=status != "cancelled",
        is_cancelled=status == "cancelled",
        is_open=status == "open",
        is_resolved=status == "resolved",
        has_order=c("order_no").is_not_null(),
    )
    # one that was opened again is not resolved, whatever it was once
    reopened = stated.with_columns(resolved_at=pl.when("is_resolved").then("resolved_at"))
    placed = with_places(reopened, references, "created", "responded", "resolved")
    created_at, created = c("created_at"), c("created_pos")
    return placed.with_columns(
        is_responded=c("is_complaint") & c("responded_at").is_not_null(),
        opens_at=pl.when("is_complaint").then("created_at"),
        opens_on=pl.when("is_complaint").then("created_on"),
        closes_at="resolved_at",
        closes_on="resolved_on",
        response_minutes=c("responded_pos") - created,
        resolution_minutes=c("resolved_pos") - created,
        response_calendar_minutes=(c("responded_at") - created_at).dt.total_minutes(),
        resolution_calendar_minutes=(c("resolved_at") - created_at).dt.total_minutes(),
    )


RECIPE = Recipe(
    fact=COMPLAINT,
    group=("source", "complaint_id"),
    root=Part(
        table=COMPLAINTS,
        columns=(
            *("complaint_no", "title", "company_id", "department_id", "customer_id", "owner_id"),
            *("order_no", "category", "severity", "status", "created_at", "responded_at"),
            *("resolved_at", "updated_at"),
        ),
    ),
    build=build,
    days=("created_on", "responded_on", "resolved_on"),
    owners=("owner_id",),
    document=("complaint", "complaint_id"),
)
