"""Who belongs where: companies, the department tree, people and working calendars."""

from zoneinfo import available_timezones

import polars as pl

from tables.definition import Check, Table, columns

c = pl.col
# what IANA names everywhere: "localtime" is whatever this machine's is
ZONES = sorted(available_timezones() - {"Factory", "localtime"})

COMPANIES = Table(
    name="companies",
    key=("source", "company_id"),
    schema=columns(
        company_id=pl.String,
        name=pl.String,
        name_en=pl.String,
        parent_id=pl.String,
        currency=pl.String,
        zone=pl.String,
        calendar_id=pl.String,
        is_test=pl.Boolean,
    ),
    required=frozenset({"source", "company_id", "name", "zone", "calendar_id", "updated_at"}),
    checks=(
        Check(reason="own_parent", ok=c("parent_id") != c("company_id")),
        Check(reason="unknown_zone", ok=c("zone").is_in(ZONES)),
    ),
)

DEPARTMENTS = Table(
    name="departments",
    key=("source", "department_id"),
    schema=columns(
        department_id=pl.String,
        name=pl.String,
        name_en=pl.String,
        parent_id=pl.String,
        head_id=pl.String,
        valid_from=pl.Date,
        valid_to=pl.Date,
        successor_id=pl.String,
    ),
    # valid_to is the first day the department no longer existed
    required=frozenset({"source", "department_id", "company_id", "name", "updated_at"}),
    checks=(
        Check(reason="ends_before_it_starts", ok=c("valid_to") > c("valid_from")),
        Check(reason="own_parent", ok=c("parent_id") != c("department_id")),
        Check(reason="own_successor", ok=c("successor_id") != c("department_id")),
    ),
)

PEOPLE = Table(
    name="people",
    key=("source", "person_id"),
    schema=columns(
        person_id=pl.String,
        name=pl.String,
        department_id=pl.String,
        manager_id=pl.String,
        position=pl.String,
        active=pl.Boolean,
    ),
    required=frozenset({"source", "person_id", "name", "updated_at"}),
)

CALENDAR = Table(
    name="calendar",
    key=("source", "calendar_id", "day"),
    # opening hours as minutes after local midnight; the second span is the time after lunch;
    # a day off has none. Several companies may share one calendar, so company_id stays null.
    schema=columns(
        calendar_id=pl.String,
        day=pl.Date,
        is_working=pl.Boolean,
        open_1=pl.Int64,
        close_1=pl.Int64,
        open_2=pl.Int64,
        close_2=pl.Int64,
        accounting_period=pl.String,
        fiscal_year=pl.String,
        note=pl.String,
    ),
    required=frozenset(
        {
            "source",
            "calendar_id",
            "day",
            "is_working",
            "accounting_period",
            "fiscal_year",
            "updated_at",
        }
    ),
    units={
        "open_1": "minute of day",
        "close_1": "minute of day",
        "open_2": "minute of day",
        "close_2": "minute of day",
    },
    checks=(
        Check(
            reason="working_day_without_hours",
            ok=~c("is_working") | (c("open_1").is_not_null() & c("close_1").is_not_null()),
        ),
        Check(
            reason="hours_out_of_order",
            ok=(c("open_1") < c("close_1"))
            & (
                c("open_2").is_null()
                | ((c("close_1") <= c("open_2")) & (c("open_2") < c("close_2")))
            ),
        ),
        Check(
            reason="hours_outside_the_day",
            ok=(c("open_1") >= 0)
            & (c("close_1") <= 1440)
            & (c("close_2").is_null() | (c("close_2") <= 1440)),
        ),
    ),
)
