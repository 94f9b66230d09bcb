"""Who worked where from when to when: what both facts about people are made of."""

import polars as pl

from facts.recipe import Part, Rows
from facts.references import ABOUT, References, with_company
from tables.hr import EMPLOYEE_POSTINGS, EMPLOYEES

c = pl.col
PERSON = ["source", "person_id"]
POSTED = ("department_id", "level", "position", "share")

ROOT = Part(
    table=EMPLOYEES,
    columns=(
        *("company_id", "employee_no", "born_on", "joined_on", "left_on", "leave_kind"),
        "updated_at",
    ),
)
POSTINGS = Part(
    table=EMPLOYEE_POSTINGS,
    joins={"person_id": "person_id"},
    columns=("company_id", "valid_from", *POSTED, "updated_at"),
)


def stays(rows: Rows, references: References) -> pl.DataFrame:
    """One row per person and posting while employed: `opens_on`, `closes_on` (exclusive, null =
    still there), company and calendar of the posting, POSTED, and what the employee's row says.

    Before the first posting a person is somewhere unknown: POSTED are null.
    """
    people = rows[EMPLOYEES.name]
    said = people.drop("company_id", "updated_at")
    lasting = c("closes_on").is_null() | (c("closes_on") > c("opens_on"))
    placed = (
        pl.concat([_posted(rows), _unposted(rows)], how="diagonal")
        .sort("valid_from")
        .join(said, on=PERSON, maintain_order="left")
        .with_columns(
            opens_on=pl.max_horizontal("valid_from", "joined_on"),
            closes_on=pl.min_horizontal(c("valid_from").shift(-1).over(PERSON), "left_on"),
        )
    )
    return _with_calendar(placed.filter(lasting), references)


def _posted(rows: Rows) -> pl.DataFrame:
    stamps = rows[EMPLOYEES.name].select(*PERSON, stamp="updated_at")
    postings = rows[EMPLOYEE_POSTINGS.name].join(stamps, on=PERSON)
    return postings.with_columns(updated_at=pl.max_horizontal("updated_at", "stamp")).drop("stamp")


def _unposted(rows: Rows) -> pl.DataFrame:
    """The arrival of people without a posting on that day."""
    arrived = rows[EMPLOYEES.name].select(
        *PERSON, "company_id", "updated_at", valid_from="joined_on"
    )
    posted = rows[EMPLOYEE_POSTINGS.name].select(*PERSON, begins="valid_from")
    in_time = arrived.join(posted, on=PERSON).filter(c("begins") <= c("valid_from"))
    return arrived.join(in_time, on=PERSON, how="anti")


def _with_calendar(stayed: pl.DataFrame, references: References) -> pl.DataFrame:
    """The stays with ABOUT of the company posted to; the employer's where that is unknown."""
    own = {name: f"employer_{name}" for name in ABOUT}
    told = with_company(stayed.rename(own), references.companies)
    return told.with_columns(
        pl.coalesce(name, employer).alias(name) for name, employer in own.items()
    ).drop(own.values())
