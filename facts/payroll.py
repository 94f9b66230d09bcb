"""The payroll fact: what each person cost in each accounting period."""

import polars as pl

from facts.money import with_booked
from facts.periods import with_periods
from facts.recipe import Part, Recipe, Rows
from facts.references import References
from tables import finance
from tables.definition import MONEY, UTC_TIME, Table
from tables.hr import EMPLOYEE_POSTINGS

c = pl.col
GROUP = ("source", "person_id", "period")

PAYROLL = Table(
    name="payroll",
    key=(*GROUP, "payroll_id"),
    cursor=None,
    partition="period_on",
    schema=pl.Schema(
        {
            "source": pl.String,
            "person_id": pl.String,  # a sum over fewer people than allowed says nothing
            "period": pl.String,
            "payroll_id": pl.String,  # the first of the payroll rows added up
            "company_id": pl.String,
            "calendar_id": pl.String,
            "department_id": pl.String,  # charged; where the row doesn't tell, as posted
            "level": pl.String,  # as posted on the period's last day, like the next
            "position": pl.String,
            "currency": pl.String,
            "booked_currency": pl.String,
            "period_on": pl.Date,  # the last day of the accounting period
            "amount": MONEY,  # gross pay and what the employer adds
            "booked_amount": MONEY,
            "entries": pl.Int64,  # payroll rows added up
            "is_test": pl.Boolean,
            "is_first_of_person": pl.Boolean,  # one row per person and period
            "updated_at": UTC_TIME,
        }
    ),
    units={"amount": "currency", "booked_amount": "booked currency of amount"},
)


def build(rows: Rows, references: References) -> pl.DataFrame:
    """One row per person and period; more only where companies, departments or currencies share
    the cost."""
    paid = _posted(with_periods(rows[finance.PAYROLL.name], references), rows)
    place = [*GROUP, "company_id", "department_id", "currency"]
    kept = ("calendar_id", "period_on", "level", "position", "is_test", "company_currency")
    summed = (
        paid.sort("payroll_id")
        .group_by(place)
        .agg(
            c("payroll_id", *kept).first(),
            c("updated_at").max(),
            amount=c("amount").sum().cast(MONEY),
            entries=pl.len().cast(pl.Int64),
        )
    )
    return with_booked(summed, booked_amount="amount").with_columns(
        is_first_of_person=c("payroll_id") == c("payroll_id").min().over(GROUP)
    )


def _posted(paid: pl.DataFrame, rows: Rows) -> pl.DataFrame:
    """The payroll rows with level and position, and the department where they state none."""
    postings = rows[EMPLOYEE_POSTINGS.name].select(
        *("source", "person_id", "valid_from", "level", "position"), posted="department_id"
    )
    return (
        paid.sort("period_on")
        .join_asof(
            postings.sort("valid_from"),
            left_on="period_on",
            right_on="valid_from",
            by=["source", "person_id"],
            check_sortedness=False,
        )
        .with_columns(department_id=pl.coalesce("department_id", "posted"))
    )


RECIPE = Recipe(
    fact=PAYROLL,
    group=GROUP,
    root=Part(
        table=finance.PAYROLL,
        columns=(
            *("person_id", "period", "company_id", "department_id", "amount", "currency"),
            "updated_at",
        ),
    ),
    parts=(
        Part(
            table=EMPLOYEE_POSTINGS,
            joins={"person_id": "person_id"},
            columns=("department_id", "level", "position"),
        ),
    ),
    build=build,
    days=("period_on",),
    owners=("person_id",),
    document=("payroll", "payroll_id"),
)
