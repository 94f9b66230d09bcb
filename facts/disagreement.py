"""The disagreement fact: one row per time that two systems disagreed about a key, from the record
that the cockpit keeps (`tables.disagreements`)."""

import polars as pl

from facts.agreement_home import with_home
from facts.days import with_day_numbers
from facts.measure import with_dates
from facts.party import with_intercompany
from facts.recipe import Part, Recipe, Rows
from facts.references import ABOUT, References
from tables.definition import MONEY, UTC_TIME, Table
from tables.disagreements import AGREES, DISAGREEMENTS

c = pl.col

DISAGREEMENT = Table(
    name="disagreement",
    key=DISAGREEMENTS.key,
    cursor=None,
    schema=pl.Schema(
        {
            "number": pl.String,
            "subject": pl.String,  # customer, order, contract, payment
            "pair": pl.String,  # erp-crm, erp-oa; of customers the two sources, or the only one
            "seen_at": UTC_TIME,
            "source": pl.String,
            "document_type": pl.String,
            "document_id": pl.String,
            "company_id": pl.String,
            "calendar_id": pl.String,  # of the company; of the first one where there is none
            "department_id": pl.String,
            "customer_id": pl.String,
            "supplier_id": pl.String,
            "owner_id": pl.String,
            "counterparty_company_id": pl.String,
            "disagreement_kind": pl.String,  # differs or missing, as last seen
            "state": pl.String,  # last seen, or why it ended: agrees, void, gone, redefined
            "missing_side": pl.String,
            "field": pl.String,
            "fields": pl.String,
            "left_value": pl.String,
            "right_value": pl.String,
            "opened_at": UTC_TIME,
            "closed_at": UTC_TIME,
            "opens_at": UTC_TIME,  # opened, but no earlier than the record begins
            "closes_at": UTC_TIME,  # closed
            "opened_on": pl.Date,
            "closed_on": pl.Date,
            "opens_on": pl.Date,
            "closes_on": pl.Date,
            "aged_from_day": pl.Int64,  # of opened_on
            "reconciliation_minutes": pl.Int64,  # from opened to put right, by day and night
            "currency": pl.String,
            "amount_gross": MONEY,  # at stake, as last seen
            "booked_currency": pl.String,
            "booked_gross": MONEY,
            "is_test": pl.Boolean,
            "is_intercompany": pl.Boolean,
            "is_reconciled": pl.Boolean,  # put right: the systems agree
            "updated_at": UTC_TIME,
        }
    ),
    units={
        "amount_gross": "currency",
        "booked_gross": "booked currency",
        "reconciliation_minutes": "minute",
    },
)


def build(rows: Rows, references: References) -> pl.DataFrame:
    """The DISAGREEMENT fact: what is sure, the rest is still being looked at."""
    sure = rows[DISAGREEMENTS.name].filter("is_sure").drop(ABOUT)
    told = with_home(sure, references).with_columns(
        disagreement_kind="kind",
        opens_at="known_at",
        closes_at="closed_at",
        is_reconciled=c("closed_at").is_not_null() & (c("state") == AGREES),
    )
    dated = with_dates(
        told, references.clock, opened_on="opened_at", opens_on="opens_at", closes_on="closes_at"
    )
    lasted = (c("closed_at") - c("opened_at")).dt.total_minutes()
    aged = with_day_numbers(dated, aged_from_day="opened_on").with_columns(
        closed_on="closes_on", reconciliation_minutes=pl.when("is_reconciled").then(lasted)
    )
    return with_intercompany(aged, references)


RECIPE = Recipe(
    fact=DISAGREEMENT,
    group=DISAGREEMENTS.key,
    root=Part(
        table=DISAGREEMENTS,
        columns=(
            *("company_id", "opened_at", "known_at", "closed_at", "is_sure", "state", "kind"),
            *("missing_side", "field", "fields", "left_value", "right_value", "document_type"),
            *("document_id", "department_id", "customer_id", "supplier_id", "owner_id"),
            *("counterparty_company_id", "currency", "amount_gross", "booked_currency"),
            *("booked_gross", "updated_at"),
        ),
    ),
    build=build,
    owners=("owner_id",),
    document=("", "document_id"),
    placed=False,
)
