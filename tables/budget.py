"""Budgets: what was planned, how the plan was revised, and what was reserved, committed, spent."""

import polars as pl

from tables.definition import MONEY, Check, Table, columns
from tables.parts import money, needs

c = pl.col

KINDS = frozenset({"reserve", "commit", "actual", "paid"})
REVISIONS = frozenset(
    {
        *("supplement", "cut", "transfer_in", "transfer_out"),
        *("carry_forward_in", "carry_forward_out"),
    }
)
PERIOD = Check(reason="not_a_period", ok=c("period").str.contains(r"^\d{4}-(0[1-9]|1[0-2])$"))

BUDGET_LINES = Table(  # one row per department, account, project and accounting period
    name="budget_lines",
    key=("source", "budget_line_id"),
    schema=columns(
        budget_line_id=pl.String,
        fiscal_year=pl.String,
        period=pl.String,
        department_id=pl.String,
        account_id=pl.String,
        project_id=pl.String,
        kind=pl.String,
        original=MONEY,
        currency=pl.String,
    ),
    required=needs(
        *("budget_line_id", "company_id", "fiscal_year", "period", "department_id"),
        *("account_id", "kind", "original", "currency"),
    ),
    enums={"kind": frozenset({"expense", "revenue", "capital"})},
    units=money("original"),
    checks=(PERIOD,),
)

BUDGET_REVISIONS = Table(
    name="budget_revisions",
    key=("source", "revision_id"),
    schema=columns(
        revision_id=pl.String,
        budget_line_id=pl.String,
        kind=pl.String,
        revised_on=pl.Date,
        amount=MONEY,  # signed: what it adds to the line
        currency=pl.String,
        counter_line_id=pl.String,  # the other side of a transfer
        approval_no=pl.String,
    ),
    required=needs(
        *("revision_id", "budget_line_id", "company_id", "kind", "revised_on", "amount"),
        "currency",
    ),
    enums={"kind": REVISIONS},
    units=money("amount"),
    checks=(
        Check(
            reason="sign_of_kind",
            ok=pl.when(c("kind").is_in(["cut", "transfer_out", "carry_forward_out"]))
            .then(c("amount") <= 0)
            .otherwise(c("amount") >= 0),
        ),
    ),
)

BUDGET_ENTRIES = Table(
    name="budget_entries",
    key=("source", "entry_id"),
    partition="booked_on",  # an entry is never moved, it is taken back by another
    schema=columns(
        entry_id=pl.String,
        kind=pl.String,
        department_id=pl.String,
        account_id=pl.String,
        project_id=pl.String,
        period=pl.String,
        booked_on=pl.Date,
        amount=MONEY,  # tax excluded; a release is negative
        currency=pl.String,
        releases_id=pl.String,  # the entry of the earlier stage that this one takes back
        document_type=pl.String,
        document_id=pl.String,
        document_no=pl.String,
        owner_id=pl.String,
    ),
    required=needs(
        *("entry_id", "company_id", "kind", "department_id", "account_id", "period"),
        *("booked_on", "amount", "currency"),
    ),
    enums={"kind": KINDS},
    units=money("amount"),
    checks=(
        PERIOD,
        Check(reason="releases_itself", ok=c("releases_id") != c("entry_id")),
        Check(reason="release_not_negative", ok=c("releases_id").is_null() | (c("amount") <= 0)),
    ),
)

TABLES = (BUDGET_LINES, BUDGET_REVISIONS, BUDGET_ENTRIES)
