"""What the lines of a group say of the place an amount belongs to, and what its account is."""

import polars as pl

from facts.agreed import agreed
from facts.recipe import Rows
from tables.budget import BUDGET_LINES
from tables.masters import ACCOUNTS

c = pl.col

GROUP = ("source", "department_id", "account_id", "period")
PLACE = (*GROUP, "company_id", "project_id")
CELL = (*PLACE, "currency")


def with_place(moves: pl.DataFrame, rows: Rows) -> pl.DataFrame:
    """`moves` (with CELL) with what their group says of the cell they change: `cell_id`, `kind`
    and the flags `is_budgeted`, `is_other_currency`, `is_leaf`, `is_revenue`, `is_spending`."""
    by_account = pl.when(c("account_kind") == "revenue").then(pl.lit("revenue"))
    by_account = by_account.when(c("account_kind") == "asset").then(pl.lit("capital"))
    has_line = c("line_currencies").is_not_null()
    return (
        moves.join(_planned(rows), on=PLACE, how="left", nulls_equal=True)
        .join(_accounts(rows), on="account_id", how="left")
        .with_columns(
            cell_id=pl.concat_str(
                *("company_id", "department_id", "account_id", "project_id", "period", "currency"),
                separator="/",
                ignore_nulls=True,
            ),
            # a place whose lines contradict each other is of no kind: no metric counts it
            kind=pl.when(has_line)
            .then("line_kind")
            .otherwise(by_account.otherwise(pl.lit("expense"))),
            is_budgeted=has_line & c("line_currencies").list.contains(c("currency")),
            is_leaf=c("is_leaf").fill_null(value=True),
        )
        .with_columns(
            is_budgeted=c("is_budgeted").fill_null(value=False),
            is_test=c("is_test").fill_null(value=False),
            is_revenue=(c("kind") == "revenue").fill_null(value=False),
            is_spending=c("kind").is_in(["expense", "capital"]).fill_null(value=False),
        )
        .with_columns(is_other_currency=has_line & ~c("is_budgeted"))
    )


def _planned(rows: Rows) -> pl.DataFrame:
    """Per place: `line_kind` (null where its lines disagree) and `line_currencies`."""
    lines = rows[BUDGET_LINES.name].filter(c("budget_line_id").is_not_null())
    return lines.group_by(PLACE).agg(
        line_kind=agreed("kind"), line_currencies=c("currency").unique()
    )


def _accounts(rows: Rows) -> pl.DataFrame:
    """Per account: `account_kind` (null where sources disagree) and `is_leaf`: as stated, else
    whether no other account lies under it."""
    parents = rows["children"].select(account_id="parent_id", has_children=pl.lit(True)).unique()
    return (
        rows[ACCOUNTS.name]
        .group_by("account_id")
        .agg(account_kind=agreed("kind"), is_leaf=c("is_leaf").min())
        .join(parents, on="account_id", how="left")
        .with_columns(is_leaf=pl.coalesce("is_leaf", c("has_children").is_null()))
        .drop("has_children")
    )
