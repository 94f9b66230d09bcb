"""What the cockpit itself writes down: since when two systems disagree about a key, and until when.

No source tells it and nothing else can be worked out to it: it is kept, never rebuilt.
"""

import polars as pl

from tables.definition import MONEY, UTC_TIME, Table, columns

DISAGREEMENTS = Table(
    name="disagreements",
    key=("number", "subject", "pair", "seen_at"),
    cursor=None,  # one writer: what is written later is newer, whatever a clock says
    schema=columns(
        number=pl.String,  # as in the agreement fact, like everything that isn't explained
        subject=pl.String,
        pair=pl.String,
        seen_at=UTC_TIME,  # the publication that first found it
        opened_at=UTC_TIME,  # when the sources say it came about, else `seen_at`
        known_at=UTC_TIME,  # `opened_at`, but no earlier than the record itself begins
        closed_at=UTC_TIME,  # the publication that found it ended; null: it still is
        is_sure=pl.Boolean,  # all systems were read anew since `seen_at`, and it still was
        state=pl.String,  # last seen: differs, missing, ambiguous; then why it ended (`ENDED`)
        kind=pl.String,  # differs or missing, as last seen
        missing_side=pl.String,
        field=pl.String,
        fields=pl.String,
        left_value=pl.String,
        right_value=pl.String,
        document_type=pl.String,
        document_id=pl.String,
        department_id=pl.String,
        customer_id=pl.String,
        supplier_id=pl.String,
        owner_id=pl.String,
        counterparty_company_id=pl.String,
        currency=pl.String,
        amount_gross=MONEY,  # at stake, as last seen
        booked_currency=pl.String,
        booked_gross=MONEY,
    ),
    units={"amount_gross": "currency", "booked_gross": "booked currency"},
)

AGREES, VOID, GONE, REDEFINED = "agrees", "void", "gone", "redefined"
ENDED = (AGREES, VOID, GONE, REDEFINED)
"""Why one ends: put right; not asked for any more (a draft, cancelled, a system that left); in no
system any more; compared otherwise than before."""
