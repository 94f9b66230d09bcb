"""The person month fact: how many days of each month a person was employed, and where at last."""

import polars as pl

from facts.employment import PERSON, POSTINGS, ROOT, stays
from facts.midnight import with_midnights
from facts.recipe import Recipe, Rows
from facts.references import References
from tables.definition import UTC_TIME, Table

c = pl.col

PERSON_MONTH = Table(
    name="person_month",
    key=("source", "person_id", "month_on"),
    cursor=None,
    partition="month_on",
    schema=pl.Schema(
        {
            "source": pl.String,
            "person_id": pl.String,
            "month_on": pl.Date,  # the first day of the natural month
            "company_id": pl.String,  # on the last day employed in the month, like the next four
            "calendar_id": pl.String,
            "department_id": pl.String,
            "level": pl.String,
            "position": pl.String,
            "leave_kind": pl.String,
            "over_at": UTC_TIME,  # when the month is over
            "employed_days": pl.Int64,  # 0 in the month of a leave on its first day
            "month_days": pl.Int64,
            "is_test": pl.Boolean,
            "is_join": pl.Boolean,  # joined_on lies in the month
            "is_leave": pl.Boolean,  # left_on lies in the month
            "is_employed_at_end": pl.Boolean,
            "is_whole_month": pl.Boolean,
            "updated_at": UTC_TIME,
        }
    ),
    units={"employed_days": "day", "month_days": "day"},
)


def build(rows: Rows, references: References) -> pl.DataFrame:
    """One row per person and natural month from joining to leaving, as far as the calendar goes."""
    stayed = stays(rows, references)
    months = _months(stayed, references)
    before = pl.min_horizontal(pl.coalesce("closes_on", "after_on"), "after_on")
    days = (before - pl.max_horizontal("opens_on", "month_on")).dt.total_days().clip(0)
    spent = (
        stayed.join(months, on=PERSON)
        .filter(
            (c("opens_on") < c("after_on"))
            & (c("closes_on").is_null() | (c("closes_on") >= c("month_on")))
        )
        .with_columns(days=days)
        .sort("opens_on")
    )
    of_last = ("company_id", "calendar_id", "zone", "department_id", "level", "position", "is_test")
    month = (c("month_on"), c("after_on"))
    told = (
        spent.group_by(*PERSON, "month_on", "after_on")
        .agg(
            c(*of_last, "leave_kind", "joined_on", "left_on").last(),
            employed_days=c("days").sum().cast(pl.Int64),
            updated_at=c("updated_at").max(),
        )
        .with_columns(
            month_days=(c("after_on") - c("month_on")).dt.total_days().cast(pl.Int64),
            is_join=c("joined_on").is_between(*month, closed="left"),
            is_leave=c("left_on").is_between(*month, closed="left").fill_null(value=False),
            is_employed_at_end=c("left_on").is_null() | (c("left_on") >= c("after_on")),
        )
        .with_columns(is_whole_month=c("employed_days") == c("month_days"))
    )
    return with_midnights(told, over_at="after_on")


def _months(stayed: pl.DataFrame, references: References) -> pl.DataFrame:
    """PERSON, `month_on`, `after_on` (the next month's first day) of all months to be told."""
    covered = references.days.group_by("calendar_id").agg(
        begins=c("day").min(), ends=c("day").max()
    )
    spans = (
        stayed.join(covered, on="calendar_id")
        .group_by(PERSON)
        .agg(
            c("joined_on", "left_on").first(),
            begins=c("begins").min(),
            ends=c("ends").max(),
        )
        .select(
            *PERSON,
            first=pl.max_horizontal("joined_on", "begins").dt.month_start(),
            last=pl.min_horizontal("left_on", "ends").dt.month_start(),
        )
        .filter(c("first") <= c("last"))
    )
    return (
        spans.select(*PERSON, month_on=pl.date_ranges("first", "last", "1mo"))
        .explode("month_on")
        .with_columns(after_on=c("month_on").dt.offset_by("1mo"))
    )


RECIPE = Recipe(
    fact=PERSON_MONTH,
    group=("source", "person_id"),
    root=ROOT,
    parts=(POSTINGS,),
    build=build,
    owners=("person_id",),
    document=("person", "person_id"),
)
