"""What a fact promises: one row per thing that happened, everything ordered or zoned already done.

Facts never depend on "now". Working time is stored as a *position*: whole working minutes of the
company's calendar since the calendar began, so that the working time between two moments is a
subtraction and an age is W(pin time) minus a position.
"""

import polars as pl

from tables.definition import MONEY, UTC_TIME, Table

APPROVAL = Table(
    name="approval",
    key=("source", "document_id"),
    cursor=None,
    partition="created_at",  # of the first document of the chain
    schema=pl.Schema(
        {
            "source": pl.String,
            "document_id": pl.String,  # the chain's first approval_id
            "latest_approval_id": pl.String,
            "company_id": pl.String,
            "calendar_id": pl.String,
            "department_id": pl.String,  # as on the document; today's joins at query time
            "process": pl.String,
            "title": pl.String,
            "applicant_id": pl.String,
            "business_no": pl.String,
            "amount": MONEY,
            "currency": pl.String,
            "status": pl.String,  # of the latest instance
            "current_node": pl.String,  # where a running document waits
            "current_actor_id": pl.String,
            "variant": pl.String,  # node:action > node:action, without cc, comment, remind
            # moments, UTC
            "created_at": UTC_TIME,
            "submitted_at": UTC_TIME,  # first submission
            "decided_at": UTC_TIME,  # last approving or rejecting act
            "closed_at": UTC_TIME,  # paid, archived
            "due_at": UTC_TIME,
            "ended_at": UTC_TIME,  # no longer running: decided, withdrawn or revoked
            # local dates of the company
            "submitted_on": pl.Date,
            "decided_on": pl.Date,
            "closed_on": pl.Date,
            "due_on": pl.Date,
            "ended_on": pl.Date,
            "approved_on": pl.Date,  # decided_on where it was approved (also if revoked later)
            # positions and durations
            "submitted_pos": pl.Int64,
            "due_pos": pl.Int64,
            "ended_pos": pl.Int64,
            "current_entered_pos": pl.Int64,
            "working_minutes": pl.Int64,  # W(decided) - W(first submitted); approver + applicant
            "calendar_minutes": pl.Int64,
            "approver_minutes": pl.Int64,
            "applicant_minutes": pl.Int64,
            "closing_minutes": pl.Int64,  # W(closed) - W(first submitted)
            "closing_calendar_minutes": pl.Int64,
            # counts over the whole chain
            "submits": pl.Int64,
            "returns": pl.Int64,
            "rejects": pl.Int64,
            "withdrawals": pl.Int64,
            # flags, never null
            "is_test": pl.Boolean,  # of a test company
            "is_submitted": pl.Boolean,
            "is_running": pl.Boolean,
            "is_decided": pl.Boolean,  # approved or rejected, and not withdrawn or revoked since
            "is_approved": pl.Boolean,
            "is_withdrawn": pl.Boolean,
            "is_revoked": pl.Boolean,
            "was_approved": pl.Boolean,  # approved, whether or not revoked later
            "has_return": pl.Boolean,
            "first_pass": pl.Boolean,  # approved with no return, reject or withdrawal
            "has_sla": pl.Boolean,
            "decided_in_time": pl.Boolean,  # decided no later than due
            "updated_at": UTC_TIME,
        }
    ),
    units={"working_minutes": "working minute", "amount": "currency"},
)

APPROVAL_STEP = Table(
    name="approval_step",
    cursor=None,
    key=("source", "approval_id", "seq"),
    partition="created_at",
    schema=pl.Schema(
        {
            "source": pl.String,
            "document_id": pl.String,
            "approval_id": pl.String,
            "seq": pl.Int64,
            "company_id": pl.String,
            "calendar_id": pl.String,
            "department_id": pl.String,  # of the document
            "process": pl.String,
            "applicant_id": pl.String,
            "node": pl.String,
            "round": pl.Int64,
            "actor_id": pl.String,
            "role": pl.String,
            "action": pl.String,  # null while it waits
            "created_at": UTC_TIME,  # of this approval: immutable, though its chain may grow
            "entered_at": UTC_TIME,
            "acted_at": UTC_TIME,
            "acted_on": pl.Date,
            "entered_pos": pl.Int64,  # where the wait began, before any transfer of it
            "acted_pos": pl.Int64,
            "wait_minutes": pl.Int64,  # person time of an is_acted act: acted_pos - entered_pos
            "wall_minutes": pl.Int64,  # node time, on one row per visit to the node
            "is_test": pl.Boolean,
            "is_acted": pl.Boolean,  # a person's act that ends a wait: in the node_wait statistics
            "is_verdict": pl.Boolean,  # approves or rejects
            "is_reject": pl.Boolean,
            "updated_at": UTC_TIME,
        }
    ),
    units={"wait_minutes": "working minute", "wall_minutes": "working minute"},
)

# A dimension, not partitioned: one row per calendar and day, with everything a period needs.
CALENDAR_DAY = Table(
    name="calendar_day",
    cursor=None,
    key=("calendar_id", "day"),
    schema=pl.Schema(
        {
            "calendar_id": pl.String,
            "day": pl.Date,
            "day_number": pl.Int64,  # days since 1970-01-01: what ages are counted in
            "is_working": pl.Boolean,
            "open_1": pl.Int64,
            "close_1": pl.Int64,
            "open_2": pl.Int64,
            "close_2": pl.Int64,
            "minutes": pl.Int64,  # working minutes of the day
            "position": pl.Int64,  # working minutes of all days before this one
            "working_days": pl.Int64,  # working days before this one
            "week": pl.String,  # ISO, 2026-W47 (ISO week-year)
            "month": pl.String,  # 2026-11
            "quarter": pl.String,  # 2026-Q4
            "year": pl.String,  # 2026
            "accounting": pl.String,  # accounting period, 2026-11 (some close on the 25th)
            "fiscal_year": pl.String,
            "updated_at": UTC_TIME,
        }
    ),
)

# What is in no fact although it was delivered: one row per document whose time can't be measured.
LEFT_OUT = Table(
    name="left_out",
    cursor=None,
    key=("fact", "source", "document_id"),
    partition="created_at",  # of the first document of the chain
    schema=pl.Schema(
        {
            "fact": pl.String,  # the one it is missing from
            "source": pl.String,
            "document_id": pl.String,
            "table": pl.String,
            "row_id": pl.String,  # the table's row that needs what is unknown
            "reason": pl.String,  # unknown_company, unknown_zone, unknown_calendar, unknown_day
            "company_id": pl.String,
            "calendar_id": pl.String,
            "zone": pl.String,
            "column": pl.String,  # the moment that lies on an unknown day
            "day": pl.Date,
            "created_at": UTC_TIME,
        }
    ),
)
