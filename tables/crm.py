"""CRM: customers, opportunities and their way through the stages, complaints, satisfaction."""

import polars as pl

from tables.definition import MONEY, UTC_TIME, Check, Table, columns
from tables.parts import RATE, in_order, money, named_currency, needs, not_negative

c = pl.col

CUSTOMERS = Table(
    name="customers",
    key=("source", "customer_id"),
    schema=columns(
        customer_id=pl.String,
        customer_no=pl.String,  # the number all systems share
        name=pl.String,
        name_en=pl.String,
        tax_no=pl.String,  # unified social credit code
        counterparty_company_id=pl.String,  # a company of the group
        owner_id=pl.String,
        department_id=pl.String,
        region_id=pl.String,
        level=pl.String,
        industry=pl.String,
        credit_limit=MONEY,
        payment_days=pl.Int64,
        currency=pl.String,
        contact=pl.String,
        phone=pl.String,
        address=pl.String,
        active=pl.Boolean,
    ),
    required=needs("customer_id", "name"),
    units=money("credit_limit"),
    checks=(named_currency("credit_limit"), not_negative("payment_days")),
)

OPPORTUNITIES = Table(
    name="opportunities",
    key=("source", "opportunity_id"),
    partition="created_at",
    schema=columns(
        opportunity_id=pl.String,
        opportunity_no=pl.String,
        name=pl.String,
        customer_id=pl.String,
        owner_id=pl.String,
        department_id=pl.String,
        region_id=pl.String,
        stage=pl.String,
        status=pl.String,
        amount=MONEY,
        currency=pl.String,
        probability=RATE,  # 0 to 1
        created_at=UTC_TIME,
        expected_on=pl.Date,
        closed_at=UTC_TIME,
        lost_reason=pl.String,
        order_no=pl.String,
    ),
    required=needs("opportunity_id", "company_id", "customer_id", "stage", "status", "created_at"),
    enums={"status": frozenset({"open", "won", "lost", "cancelled"})},
    units=money("amount"),
    checks=(
        named_currency("amount"),
        Check(
            reason="probability_out_of_range",
            ok=(c("probability") >= 0) & (c("probability") <= 1),
        ),
        Check(
            reason="closed_without_time", ok=(c("status") == "open") | c("closed_at").is_not_null()
        ),
        in_order("created_at", "closed_at"),
    ),
)

OPPORTUNITY_STAGES = Table(  # one row per stage an opportunity entered
    name="opportunity_stages",
    key=("source", "opportunity_id", "seq"),
    schema=columns(
        opportunity_id=pl.String,
        seq=pl.Int64,
        stage=pl.String,
        entered_at=UTC_TIME,
        actor_id=pl.String,
        amount=MONEY,
        currency=pl.String,
        probability=RATE,
    ),
    required=needs("opportunity_id", "seq", "company_id", "stage", "entered_at"),
    units=money("amount"),
    checks=(
        named_currency("amount"),
        Check(
            reason="probability_out_of_range",
            ok=(c("probability") >= 0) & (c("probability") <= 1),
        ),
    ),
)

COMPLAINTS = Table(
    name="complaints",
    key=("source", "complaint_id"),
    partition="created_at",
    schema=columns(
        complaint_id=pl.String,
        complaint_no=pl.String,
        customer_id=pl.String,
        order_no=pl.String,
        department_id=pl.String,
        owner_id=pl.String,
        category=pl.String,
        severity=pl.String,
        status=pl.String,
        title=pl.String,
        created_at=UTC_TIME,
        responded_at=UTC_TIME,
        resolved_at=UTC_TIME,
    ),
    required=needs("complaint_id", "company_id", "customer_id", "status", "created_at"),
    enums={
        "status": frozenset({"open", "resolved", "cancelled"}),
        "severity": frozenset({"low", "medium", "high"}),
    },
    checks=(
        in_order("created_at", "responded_at"),
        in_order("created_at", "resolved_at"),
        Check(
            reason="resolved_without_time",
            ok=(c("status") != "resolved") | c("resolved_at").is_not_null(),
        ),
    ),
)

SURVEYS = Table(  # one answer
    name="surveys",
    key=("source", "survey_id"),
    partition="created_at",
    schema=columns(
        survey_id=pl.String,
        customer_id=pl.String,
        order_no=pl.String,
        department_id=pl.String,
        created_at=UTC_TIME,
        answered_at=UTC_TIME,
        score=pl.Int64,  # 1 to 5
    ),
    required=needs("survey_id", "company_id", "customer_id", "created_at"),
    checks=(
        Check(reason="score_out_of_range", ok=(c("score") >= 1) & (c("score") <= 5)),
        Check(
            reason="answer_without_score",
            ok=c("answered_at").is_null() | c("score").is_not_null(),
        ),
    ),
)

CRM_ORDERS = Table(  # an order or contract as the CRM knows it, to be compared with the ERP's
    name="crm_orders",
    key=("source", "crm_order_id"),
    schema=columns(
        crm_order_id=pl.String,
        order_no=pl.String,
        kind=pl.String,
        customer_id=pl.String,
        owner_id=pl.String,
        department_id=pl.String,
        opportunity_id=pl.String,
        currency=pl.String,
        amount_net=MONEY,
        amount_gross=MONEY,
        signed_on=pl.Date,
        promised_on=pl.Date,
        status=pl.String,
    ),
    required=needs("crm_order_id", "company_id", "order_no", "kind", "customer_id"),
    enums={"kind": frozenset({"order", "contract"})},
    units=money("amount_net", "amount_gross"),
    checks=(named_currency("amount_net", "amount_gross"),),
)

TABLES = (CUSTOMERS, OPPORTUNITIES, OPPORTUNITY_STAGES, COMPLAINTS, SURVEYS, CRM_ORDERS)
