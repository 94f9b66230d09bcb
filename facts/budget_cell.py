"""The budget cell fact: what a cell held, from each day on which that changed."""

import polars as pl

from facts.budget_moves import (
    AMOUNTS,
    BOOKED,
    PARTS,
    ROOT,
    about,
    amount_schema,
    amount_units,
    budget_moves,
)
from facts.budget_place import CELL, GROUP, PLACE
from facts.recipe import Part, Recipe, Rows
from facts.references import References
from facts.stretches import with_stretches
from tables.budget import BUDGET_LINES
from tables.definition import MONEY, UTC_TIME, Table

c = pl.col
SIBLINGS = ("source", "company_id", "department_id", "account_id", "project_id", "fiscal_year")

BUDGET_CELL = Table(
    name="budget_cell",
    key=(*GROUP, "cell_id", "opens_on"),
    cursor=None,
    schema=pl.Schema(
        {
            **about(),  # department, account, project, period and currency are the cell
            "opens_on": pl.Date,
            "closes_on": pl.Date,  # the next change, at the latest the end of the fiscal year
            "period_on": pl.Date,  # the last day of the cell's accounting period
            # what the cell holds between the two, tax excluded
            **amount_schema(),
            "overspend": MONEY,  # what a line lacks; 0 where it lacks nothing
            "booked_overspend": MONEY,
            "booked_currency": pl.String,
            # the plan falls due evenly over these working minutes: those of the period where the
            # year is planned by periods, else those of the whole fiscal year
            "plan_pos": pl.Int64,
            "plan_minutes": pl.Int64,
            "is_test": pl.Boolean,
            "is_leaf": pl.Boolean,
            "is_budgeted": pl.Boolean,  # it has a line; without one it is 预算外
            "is_other_currency": pl.Boolean,
            "is_revenue": pl.Boolean,
            "is_spending": pl.Boolean,
            "is_phased": pl.Boolean,
            "is_overspent": pl.Boolean,  # a line to spend from with available < 0
            "updated_at": UTC_TIME,
        }
    ),
    units=amount_units()
    | {"overspend": "currency", "booked_overspend": "booked currency of overspend"},
)


def build(rows: Rows, references: References) -> pl.DataFrame:
    """One row per cell and stretch of days in which nothing changed, within its fiscal year.

    At any instant each cell has at most one open row, so rows add up over cells.
    """
    moves = _phased(budget_moves(rows, references), rows)
    return _overspent(_planned(_stretches(moves)))


def _stretches(moves: pl.DataFrame) -> pl.DataFrame:
    """Running totals from each day on which something changed, until the fiscal year is over."""
    after = c("year_after_on")
    dated = moves.with_columns(moved_on=pl.max_horizontal("booked_on", "year_starts_on"))
    dated = dated.filter(after.is_null() | (c("moved_on") < after))
    amounts = {name: name for name in (*AMOUNTS, *BOOKED)}
    cells = dated.group_by(CELL).agg(c(*KEPT).first(), c("updated_at").max())
    return (
        with_stretches(dated, key=list(CELL), on="moved_on", **amounts)
        .join(cells, on=CELL, nulls_equal=True)
        .with_columns(closes_on=pl.coalesce("closes_on", after))
    )


def _phased(moves: pl.DataFrame, rows: Rows) -> pl.DataFrame:
    """Whether the cell's line has others like it in other periods of its fiscal year."""
    lines = rows["year_lines"].group_by(SIBLINGS).agg(periods=c("period").n_unique())
    own = rows[BUDGET_LINES.name].filter(c("budget_line_id").is_not_null())
    by_place = (
        own.join(lines, on=SIBLINGS, how="left", nulls_equal=True)
        .group_by(PLACE)
        .agg(is_phased=(c("periods") > 1).any())
    )
    return moves.join(by_place, on=PLACE, how="left", nulls_equal=True).with_columns(
        is_phased=c("is_phased").fill_null(value=False)
    )


def _planned(cells: pl.DataFrame) -> pl.DataFrame:
    return cells.with_columns(
        plan_pos=pl.when("is_phased").then("period_pos").otherwise("year_pos"),
        plan_minutes=pl.when("is_phased").then("period_minutes").otherwise("year_minutes"),
    )


def _overspent(cells: pl.DataFrame) -> pl.DataFrame:
    lacking = c("is_budgeted") & c("is_spending") & (c("available") < 0)
    return cells.with_columns(
        is_overspent=lacking,
        overspend=pl.when(lacking).then(-c("available")).otherwise(pl.lit(0).cast(MONEY)),
        booked_overspend=pl.when(lacking)
        .then(-c("booked_available"))
        .otherwise(pl.lit(0).cast(MONEY)),
    )


KEPT = (
    *("calendar_id", "cell_id", "kind", "period_on", "booked_currency"),
    *("year_after_on", "period_pos", "period_minutes", "year_pos", "year_minutes", "is_phased"),
    *("is_test", "is_leaf", "is_budgeted", "is_other_currency", "is_revenue", "is_spending"),
)

RECIPE = Recipe(
    fact=BUDGET_CELL,
    group=GROUP,
    root=ROOT,
    parts=(
        *PARTS,
        Part(
            table=BUDGET_LINES,
            name="year_lines",
            joins={name: name for name in ("department_id", "account_id", "fiscal_year")},
            columns=("company_id", "project_id", "period"),
        ),
    ),
    build=build,
    days=("opens_on",),
    document=("budget_cell", "cell_id"),
)
