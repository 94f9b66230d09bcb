"""The survey fact: one row per customer who was asked how satisfied they are."""

import polars as pl

from facts.measure import with_dates
from facts.recipe import Part, Recipe, Rows
from facts.references import References
from tables.crm import SURVEYS
from tables.definition import UTC_TIME, Table

c = pl.col
TOP_BOX = 5  # of 1 to 5

SURVEY = Table(
    name="survey",
    key=("source", "survey_id"),
    cursor=None,
    partition="created_at",
    schema=pl.Schema(
        {
            "source": pl.String,
            "survey_id": pl.String,
            "company_id": pl.String,
            "calendar_id": pl.String,
            "department_id": pl.String,
            "customer_id": pl.String,
            "order_no": pl.String,
            "created_at": UTC_TIME,  # asked
            "answered_at": UTC_TIME,
            "created_on": pl.Date,
            "answered_on": pl.Date,
            "score": pl.Int64,  # 1 to 5, of an answer
            "is_test": pl.Boolean,
            "is_answered": pl.Boolean,
            "is_top_box": pl.Boolean,  # the best score
            "has_order": pl.Boolean,
            "updated_at": UTC_TIME,
        }
    ),
    units={"score": "point"},
)


def build(rows: Rows, references: References) -> pl.DataFrame:
    """The SURVEY fact."""
    answered = c("answered_at").is_not_null()
    dated = with_dates(
        rows["surveys"], references.clock, created_on="created_at", answered_on="answered_at"
    )
    return dated.with_columns(
        score=pl.when(answered).then("score"),
        is_answered=answered,
        is_top_box=(answered & (c("score") == TOP_BOX)).fill_null(value=False),
        has_order=c("order_no").is_not_null(),
    )


RECIPE = Recipe(
    fact=SURVEY,
    group=("source", "survey_id"),
    root=Part(
        table=SURVEYS,
        columns=(
            *("company_id", "department_id", "customer_id", "order_no", "created_at"),
            *("answered_at", "score", "updated_at"),
        ),
    ),
    build=build,
    days=("created_on", "answered_on"),
    document=("survey", "survey_id"),
)
