"""People as employees: who joined, left, and was where at what level since when."""

import polars as pl

from tables.definition import Check, Table, columns
from tables.parts import in_order, needs

c = pl.col

EMPLOYEES = Table(
    name="employees",
    key=("source", "person_id"),
    schema=columns(
        person_id=pl.String,
        employee_no=pl.String,
        born_on=pl.Date,
        joined_on=pl.Date,
        left_on=pl.Date,  # the first day no longer employed
        leave_kind=pl.String,
    ),
    required=needs("person_id", "company_id", "joined_on"),
    enums={"leave_kind": frozenset({"resigned", "dismissed", "retired", "expired", "other"})},
    checks=(in_order("joined_on", "left_on"), in_order("born_on", "joined_on")),
)

EMPLOYEE_POSTINGS = Table(  # where a person worked from a day on
    name="employee_postings",
    key=("source", "person_id", "valid_from"),
    schema=columns(
        person_id=pl.String,
        valid_from=pl.Date,
        department_id=pl.String,
        level=pl.String,
        position=pl.String,
        share=pl.Decimal(5, 4),  # of a full post
    ),
    required=needs("person_id", "valid_from", "company_id", "department_id"),
    checks=(Check(reason="share_out_of_range", ok=(c("share") > 0) & (c("share") <= 1)),),
)

TABLES = (EMPLOYEES, EMPLOYEE_POSTINGS)
