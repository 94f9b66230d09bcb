"""Contracts with suppliers and customers, and what their terms say is due when."""

import polars as pl

from tables.definition import MONEY, Check, Table, columns
from tables.parts import RATE, in_order, money, named_currency, needs, not_negative, tax_on_top

c = pl.col

CONTRACTS = Table(
    name="contracts",
    key=("source", "contract_id"),
    partition="created_on",
    schema=columns(
        contract_id=pl.String,
        contract_no=pl.String,
        name=pl.String,
        kind=pl.String,
        supplier_id=pl.String,
        customer_id=pl.String,
        counterparty_company_id=pl.String,
        department_id=pl.String,
        owner_id=pl.String,
        project_id=pl.String,
        currency=pl.String,
        exchange_rate=RATE,
        amount_net=MONEY,
        amount_gross=MONEY,
        created_on=pl.Date,
        signed_on=pl.Date,
        starts_on=pl.Date,
        ends_on=pl.Date,  # its last day, as agreed today
        closed_on=pl.Date,  # completed or terminated; its state says which
        status=pl.String,
        approval_no=pl.String,
    ),
    required=needs("contract_id", "company_id", "kind", "status", "created_on"),
    enums={
        "kind": frozenset({"purchase", "sales"}),
        "status": frozenset({"draft", "signed", "completed", "terminated", "cancelled"}),
    },
    units=money("amount_net", "amount_gross"),
    checks=(
        named_currency("amount_net", "amount_gross"),
        tax_on_top(),
        in_order("starts_on", "ends_on"),
        in_order("signed_on", "closed_on"),
        Check(
            reason="signed_without_day",
            ok=c("status").is_in(["draft", "cancelled"]) | c("signed_on").is_not_null(),
        ),
        Check(
            reason="without_party",
            ok=pl.when(c("kind") == "purchase")
            .then(c("supplier_id").is_not_null())
            .otherwise(c("customer_id").is_not_null()),
        ),
    ),
)

CONTRACT_TERMS = Table(
    name="contract_terms",
    key=("source", "contract_term_id"),
    schema=columns(
        contract_term_id=pl.String,
        contract_id=pl.String,
        seq=pl.Int64,
        name=pl.String,
        due_on=pl.Date,
        amount_gross=MONEY,
        currency=pl.String,
    ),
    required=needs(
        "contract_term_id", "contract_id", "company_id", "due_on", "amount_gross", "currency"
    ),
    units=money("amount_gross"),
    checks=(not_negative("amount_gross"),),
)

TABLES = (CONTRACTS, CONTRACT_TERMS)
