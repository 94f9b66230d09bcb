"""What changes a budget cell, as signed rows: the plan, its revisions, and what uses it.

A cell is a company's department, account, project and accounting period in one currency. Both
budget facts are made of these rows, so that they can't disagree.
"""

import polars as pl

from facts import budget_netting
from facts.budget_netting import netted
from facts.budget_place import CELL, GROUP, PLACE, with_place
from facts.money import with_booked
from facts.periods import with_periods
from facts.recipe import Part, Rows
from facts.references import References, with_company
from tables.budget import BUDGET_ENTRIES, BUDGET_LINES, BUDGET_REVISIONS
from tables.definition import MONEY
from tables.masters import ACCOUNTS

c = pl.col

STATED = ("original", "revision", "reserve", "commit", "actual", "paid")
AMOUNTS = (*STATED, "revised", "used", "available")
BOOKED = tuple(f"booked_{name}" for name in AMOUNTS)

ROOT = Part(
    table=BUDGET_LINES,
    columns=(
        *("company_id", "fiscal_year", "period", "department_id", "account_id", "project_id"),
        *("kind", "original", "currency", "updated_at"),
    ),
)
PARTS = (
    Part(
        table=BUDGET_REVISIONS,
        joins={"budget_line_id": "budget_line_id"},
        columns=("kind", "revised_on", "amount", "currency", "approval_no", "updated_at"),
    ),
    Part(
        table=BUDGET_ENTRIES,
        joins={name: name for name in GROUP if name != "source"},
        columns=(
            *("company_id", "kind", "project_id", "booked_on", "amount", "currency"),
            *("releases_id", "document_type", "document_id", "document_no", "owner_id"),
            "updated_at",
        ),
        founds=True,  # spent without a budget: a group of its own
    ),
    Part(
        table=ACCOUNTS,
        joins={"account_id": "account_id"},
        columns=("kind", "is_leaf"),
        across=True,
    ),
    Part(
        table=ACCOUNTS,
        name="children",
        joins={"parent_id": "account_id"},
        columns=(),
        across=True,
    ),
    *budget_netting.PARTS,
)


def budget_moves(rows: Rows, references: References) -> pl.DataFrame:
    """One row per line, revision and entry of some groups, and per release that links tell of.

    Columns: those of CELL and `with_company`, `entry_of` (line, revision, entry, netting),
    `entry_id`, `entry_kind`, `booked_on` (of a line: when its fiscal year begins), AMOUNTS and
    BOOKED (what the row adds to each), those of `with_periods`, what documents it, and what is
    known of the cell: `cell_id`, `kind`, `is_budgeted`, `is_other_currency`, `is_leaf`.
    """
    told = [_lines(rows), _revisions(rows), _entries(rows), netted(rows)]
    stated = pl.concat(told, how="diagonal")
    stated = stated.join(rows[BUDGET_LINES.name], on=GROUP, how="semi")  # the others stand aside
    placed = with_periods(with_company(stated, references.companies), references)
    dated = placed.with_columns(booked_on=pl.coalesce("booked_on", "year_starts_on"))
    return with_place(_amounts(dated), rows)


def amount_schema() -> dict[str, pl.DataType]:
    """The columns of AMOUNTS and BOOKED."""
    return dict.fromkeys((*AMOUNTS, *BOOKED), MONEY)


def amount_units() -> dict[str, str]:
    """The units of AMOUNTS and BOOKED."""
    booked = {name: f"booked currency of {of}" for name, of in zip(BOOKED, AMOUNTS, strict=True)}
    return dict.fromkeys(AMOUNTS, "currency") | booked


def _lines(rows: Rows) -> pl.DataFrame:
    lines = rows[BUDGET_LINES.name].filter(c("budget_line_id").is_not_null())
    return lines.select(
        *CELL,
        "updated_at",
        entry_of=pl.lit("line"),
        entry_id=c("budget_line_id"),
        entry_kind=pl.lit("original"),
        amount=c("original"),
    )


def _revisions(rows: Rows) -> pl.DataFrame:
    lines = rows[BUDGET_LINES.name].select(*PLACE, "budget_line_id")
    revisions = rows[BUDGET_REVISIONS.name].select(
        "source",
        "budget_line_id",
        "currency",
        "updated_at",
        "approval_no",
        "amount",
        entry_of=pl.lit("revision"),
        entry_id=c("revision_id"),
        entry_kind=c("kind"),
        booked_on=c("revised_on"),
    )
    return revisions.join(lines, on=["source", "budget_line_id"]).drop("budget_line_id")


def _entries(rows: Rows) -> pl.DataFrame:
    return rows[BUDGET_ENTRIES.name].select(
        *CELL,
        *("updated_at", "booked_on", "amount", "releases_id", "owner_id"),
        *("document_type", "document_id", "document_no"),
        "entry_id",
        entry_of=pl.lit("entry"),
        entry_kind=c("kind"),
    )


def _amounts(moves: pl.DataFrame) -> pl.DataFrame:
    """What each row adds to each of the amounts; 0 where it is about another."""
    measure = pl.when(c("entry_of") == "revision").then(pl.lit("revision")).otherwise("entry_kind")
    nothing = pl.lit(0).cast(MONEY)
    stated = moves.with_columns(
        pl.when(measure == name).then("amount").otherwise(nothing).alias(name) for name in STATED
    )
    summed = stated.with_columns(
        revised=c("original") + c("revision"),
        used=c("reserve") + c("commit") + c("actual"),
    ).with_columns(available=c("revised") - c("used"))
    return with_booked(summed, **dict(zip(BOOKED, AMOUNTS, strict=True)))


def about() -> dict[str, pl.DataType]:
    """The first columns of both facts: the key of the group, and where the row belongs."""
    return dict.fromkeys(
        (*GROUP, "cell_id", "project_id", "company_id", "calendar_id", "kind", "currency"),
        pl.String(),
    )
