"""The headcount fact: who is employed where, at what level, of which age and service, when."""

import polars as pl

from facts.bands import AGES, TENURES, band, entered
from facts.employment import PERSON, POSTINGS, ROOT, stays
from facts.midnight import with_midnights
from facts.recipe import Recipe, Rows
from facts.references import References
from tables.definition import UTC_TIME, Table

c = pl.col

HEADCOUNT = Table(
    name="headcount",
    key=("source", "person_id", "opens_on"),
    cursor=None,
    schema=pl.Schema(
        {
            "source": pl.String,
            "person_id": pl.String,
            "employee_no": pl.String,
            "company_id": pl.String,  # posted to
            "calendar_id": pl.String,
            "department_id": pl.String,  # posted to; null before the first posting
            "level": pl.String,
            "position": pl.String,
            "share": pl.Decimal(5, 4),  # of a full post
            "age_band": pl.String,  # 00-24, 25-34, …; null where the birthday is unknown
            "tenure_band": pl.String,  # whole years of service: 00-01, 01-03, …
            "leave_kind": pl.String,
            "opens_on": pl.Date,
            "closes_on": pl.Date,  # the next posting or band, or the day no longer employed
            "joined_on": pl.Date,
            "left_on": pl.Date,  # the first day no longer employed
            "joined_at": UTC_TIME,  # when those days begin
            "left_at": UTC_TIME,
            "is_test": pl.Boolean,
            "is_join": pl.Boolean,  # begins on joined_on: one row per person
            "is_leave": pl.Boolean,  # ends on left_on: one row per person
            "is_resignation": pl.Boolean,  # is_leave, and the person's own wish
            "updated_at": UTC_TIME,
        }
    ),
)


def build(rows: Rows, references: References) -> pl.DataFrame:
    """One row per person and stretch in which posting, age band and tenure band stay the same.

    At any instant an employed person has exactly one open row.
    """
    left = c("left_on").is_not_null() & (c("closes_on") == c("left_on"))
    stayed = with_midnights(stays(rows, references), joined_at="joined_on", left_at="left_on")
    return (
        _cut(stayed)
        .with_columns(
            share=c("share").fill_null(1),
            age_band=band("born_on", "opens_on", AGES),
            tenure_band=band("joined_on", "opens_on", TENURES),
            is_join=c("opens_on") == c("joined_on"),
            is_leave=left.fill_null(value=False),
        )
        .with_columns(
            is_resignation=c("is_leave") & (c("leave_kind") == "resigned").fill_null(value=False)
        )
    )


def _cut(stayed: pl.DataFrame) -> pl.DataFrame:
    """The stays in pieces that begin where a person enters the next band."""
    stay = [*PERSON, "stay_on"]
    lasting = stayed.rename({"opens_on": "stay_on"})
    edges = pl.concat(
        [
            entered(lasting, [*stay, "closes_on"], "born_on", AGES),
            entered(lasting, [*stay, "closes_on"], "joined_on", TENURES),
        ]
    )
    inside = (c("opens_on") > c("stay_on")) & (
        c("closes_on").is_null() | (c("opens_on") < c("closes_on"))
    )
    starts = [
        lasting.select(*stay, opens_on="stay_on"),
        edges.filter(inside).select(*stay, "opens_on"),
    ]
    return (
        pl.concat(starts)
        .unique()
        .sort("opens_on")
        .join(lasting, on=stay, maintain_order="left")
        .with_columns(closes_on=pl.coalesce(c("opens_on").shift(-1).over(stay), "closes_on"))
    )


RECIPE = Recipe(
    fact=HEADCOUNT,
    group=("source", "person_id"),
    root=ROOT,
    parts=(POSTINGS,),
    build=build,
    owners=("person_id",),
    document=("person", "person_id"),
)
