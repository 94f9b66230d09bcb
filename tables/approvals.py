"""OA: approval documents, every act on them, and the time each process promises."""

import polars as pl

from tables.definition import MONEY, UTC_TIME, Check, Table, columns

STATES = frozenset({"draft", "running", "approved", "rejected", "withdrawn", "revoked"})

ACTIONS = frozenset(
    {
        "submit",
        "approve",
        "reject",
        "return_to_applicant",
        "return_to_node",
        "withdraw",
        "revoke",
        "transfer",
        "delegate",
        "add_sign",
        "countersign",
        "auto_approve",
        "cc",
        "remind",
        "comment",
    }
)

c = pl.col

APPROVALS = Table(
    name="approvals",
    key=("source", "approval_id"),
    # The month a document was created in never changes; the month it was submitted in can.
    partition="created_at",
    schema=columns(
        approval_id=pl.String,
        process=pl.String,
        title=pl.String,
        applicant_id=pl.String,
        department_id=pl.String,
        amount=MONEY,
        currency=pl.String,
        status=pl.String,
        created_at=UTC_TIME,
        submitted_at=UTC_TIME,
        decided_at=UTC_TIME,
        closed_at=UTC_TIME,
        business_no=pl.String,
        previous_id=pl.String,
    ),
    required=frozenset(
        {"source", "approval_id", "company_id", "process", "status", "created_at", "updated_at"}
    ),
    enums={"status": STATES},
    units={"amount": "currency"},
    checks=(
        Check(reason="decided_before_submitted", ok=c("decided_at") >= c("submitted_at")),
        Check(reason="closed_before_submitted", ok=c("closed_at") >= c("submitted_at")),
        Check(
            reason="submitted_without_time",
            ok=(c("status") == "draft") | c("submitted_at").is_not_null(),
        ),
        Check(
            reason="decided_without_time",
            ok=~c("status").is_in(["approved", "rejected"]) | c("decided_at").is_not_null(),
        ),
        Check(
            reason="amount_without_currency", ok=c("amount").is_null() | c("currency").is_not_null()
        ),
        Check(reason="follows_itself", ok=c("previous_id") != c("approval_id")),
    ),
)

APPROVAL_STEPS = Table(
    name="approval_steps",
    key=("source", "approval_id", "seq"),
    partition="created_at",  # of the approval, so a document never spans partitions
    schema=columns(
        approval_id=pl.String,
        seq=pl.Int64,
        created_at=UTC_TIME,
        round=pl.Int64,
        node=pl.String,
        actor_id=pl.String,
        role=pl.String,
        action=pl.String,
        countersign=pl.String,
        entered_at=UTC_TIME,
        acted_at=UTC_TIME,
        comment=pl.String,
    ),
    # A step waiting for its actor has neither `action` nor `acted_at`.
    required=frozenset(
        {
            "source",
            "approval_id",
            "seq",
            "company_id",
            "created_at",
            "round",
            "node",
            "entered_at",
            "updated_at",
        }
    ),
    enums={"action": ACTIONS, "countersign": frozenset({"all", "any"})},
    checks=(
        Check(reason="acted_before_entered", ok=c("acted_at") >= c("entered_at")),
        Check(reason="act_without_time", ok=c("action").is_null() == c("acted_at").is_null()),
    ),
)

PROCESS_SLA = Table(
    name="process_sla",
    key=("source", "process", "node", "valid_from"),
    schema=columns(process=pl.String, node=pl.String, minutes=pl.Int64, valid_from=pl.Date),
    # node "*" is the whole document; the newest valid_from on or before the submission date counts
    required=frozenset({"source", "process", "node", "minutes", "valid_from", "updated_at"}),
    units={"minutes": "working minute"},
    checks=(Check(reason="sla_not_positive", ok=c("minutes") > 0),),
)
