"""The opportunity fact: one row per opportunity, from its creation to won or lost."""

import polars as pl

from facts.days import with_lags
from facts.measure import with_dates
from facts.money import with_booked_or_told
from facts.recipe import Part, Recipe, Rows
from facts.references import References
from tables.crm import OPPORTUNITIES
from tables.definition import MONEY, UTC_TIME, Table
from tables.parts import RATE, money

c = pl.col

OPPORTUNITY = Table(
    name="opportunity",
    key=("source", "opportunity_id"),
    cursor=None,
    partition="created_at",
    schema=pl.Schema(
        {
            "source": pl.String,
            "opportunity_id": pl.String,
            "opportunity_no": pl.String,
            "name": pl.String,
            "company_id": pl.String,
            "calendar_id": pl.String,
            "department_id": pl.String,
            "customer_id": pl.String,
            "owner_id": pl.String,
            "region_id": pl.String,
            "stage": pl.String,
            "status": pl.String,
            "lost_reason": pl.String,
            "order_no": pl.String,  # of a won one
            "created_at": UTC_TIME,
            "closed_at": UTC_TIME,  # won or lost; null while it is open
            "created_on": pl.Date,
            "closed_on": pl.Date,
            "expected_on": pl.Date,
            "cycle_days": pl.Int64,  # from its creation to won or lost
            "cycle_calendar_days": pl.Int64,
            "currency": pl.String,
            "amount": MONEY,
            "probability": RATE,
            "booked_currency": pl.String,
            "booked_amount": MONEY,  # null in another currency than the company's
            "is_test": pl.Boolean,
            "is_open": pl.Boolean,
            "is_won": pl.Boolean,
            "is_lost": pl.Boolean,
            "is_decided": pl.Boolean,  # won or lost
            "is_cancelled": pl.Boolean,
            "has_amount": pl.Boolean,
            "has_order": pl.Boolean,
            "is_booked": pl.Boolean,  # its amount is known, in the company's currency or its own
            "updated_at": UTC_TIME,
        }
    ),
    units=money("amount") | {"booked_amount": "booked currency", "probability": "0 to 1"},
)

ROOT = Part(
    table=OPPORTUNITIES,
    columns=(
        *("opportunity_no", "name", "company_id", "department_id", "customer_id", "owner_id"),
        *("region_id", "stage", "status", "lost_reason", "order_no", "created_at", "closed_at"),
        *("expected_on", "amount", "currency", "probability", "updated_at"),
    ),
)


def opportunities(rows: Rows) -> pl.DataFrame:
    """Opportunities with their flags; one that was opened again is not closed."""
    status = c("status")
    return rows["opportunities"].with_columns(
        closed_at=pl.when(status != "open").then("closed_at"),
        is_open=status == "open",
        is_won=status == "won",
        is_lost=status == "lost",
        is_decided=status.is_in(["won", "lost"]),
        is_cancelled=status == "cancelled",
    )


def build(rows: Rows, references: References) -> pl.DataFrame:
    """The OPPORTUNITY fact."""
    dated = with_dates(
        opportunities(rows), references.clock, created_on="created_at", closed_on="closed_at"
    )
    timed = with_lags(dated, references, cycle=("created_on", "closed_on")).with_columns(
        pl.when("is_decided").then(c(name)).alias(name)
        for name in ("cycle_days", "cycle_calendar_days")
    )
    # a CRM knows no exchange rates: what isn't in the company's currency stays in its own
    return with_booked_or_told(timed, booked_amount="amount").with_columns(
        has_amount=c("amount").is_not_null(),
        has_order=c("order_no").is_not_null(),
        is_booked=c("booked_amount").is_not_null(),
    )


RECIPE = Recipe(
    fact=OPPORTUNITY,
    group=("source", "opportunity_id"),
    root=ROOT,
    build=build,
    days=("created_on", "closed_on"),
    owners=("owner_id",),
    document=("opportunity", "opportunity_id"),
    version=2,
)
