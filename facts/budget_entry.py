"""The budget entry fact: everything that ever changed a budget, as rows that add up."""

import polars as pl

from facts.budget_moves import (
    PARTS,
    ROOT,
    about,
    amount_schema,
    amount_units,
    budget_moves,
)
from facts.budget_place import GROUP
from facts.recipe import Recipe, Rows
from facts.references import References
from tables.definition import UTC_TIME, Table

c = pl.col

BUDGET_ENTRY = Table(
    name="budget_entry",
    key=(*GROUP, "entry_of", "entry_id"),
    cursor=None,
    partition="booked_on",
    schema=pl.Schema(
        {
            **about(),  # department, account, project, period and currency are the cell
            "entry_of": pl.String,  # line, revision, entry, netting (released by a link)
            "entry_id": pl.String,
            "entry_kind": pl.String,  # original; a kind of revision; reserve, commit, actual, paid
            "booked_on": pl.Date,  # of a line: the first day of its fiscal year
            "period_on": pl.Date,  # the last day of the accounting period the money is planned for
            # what the row adds, tax excluded; 0 for what it is not about
            **amount_schema(),
            "booked_currency": pl.String,
            "releases_id": pl.String,  # the entry that this one takes back
            "document_type": pl.String,
            "document_id": pl.String,
            "document_no": pl.String,
            "approval_no": pl.String,  # of a revision
            "owner_id": pl.String,
            "is_test": pl.Boolean,
            "is_leaf": pl.Boolean,  # the account has no accounts under it
            "is_budgeted": pl.Boolean,  # the cell has a line; without one it is 预算外
            "is_other_currency": pl.Boolean,  # its line is in another currency
            "is_revenue": pl.Boolean,
            "is_spending": pl.Boolean,  # expense or capital
            "is_release": pl.Boolean,
            "is_netted": pl.Boolean,  # a release that the source doesn't book
            "is_unbudgeted_actual": pl.Boolean,
            "is_transfer_in": pl.Boolean,
            "is_transfer_out": pl.Boolean,
            "is_carried_in": pl.Boolean,
            "is_carried_out": pl.Boolean,
            "updated_at": UTC_TIME,
        }
    ),
    units=amount_units(),
)


def build(rows: Rows, references: References) -> pl.DataFrame:
    """One row per budget line (its original), revision, entry and netted release, signed.

    Summed over the rows of a cell the AMOUNTS are what the cell holds.
    """
    kind = c("entry_kind")
    return budget_moves(rows, references).with_columns(
        is_release=c("releases_id").is_not_null(),
        is_netted=c("entry_of") == "netting",
        is_unbudgeted_actual=(kind == "actual") & ~c("is_budgeted"),
        is_transfer_in=kind == "transfer_in",
        is_transfer_out=kind == "transfer_out",
        is_carried_in=kind == "carry_forward_in",
        is_carried_out=kind == "carry_forward_out",
    )


RECIPE = Recipe(
    fact=BUDGET_ENTRY,
    group=GROUP,
    root=ROOT,
    parts=PARTS,
    build=build,
    days=("booked_on",),
    owners=("owner_id",),
    document=("budget_entry", "entry_id"),
)
