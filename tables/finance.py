"""The ledger, and money in the bank: what moved, and what is expected to move."""

import polars as pl

from tables.budget import PERIOD
from tables.definition import MONEY, Check, Table, columns
from tables.parts import RATE, money, needs, not_negative

c = pl.col

LEDGER_ENTRIES = Table(
    name="ledger_entries",
    key=("source", "entry_id"),
    partition="booked_on",  # a posted entry is never moved, it is reversed by another
    schema=columns(
        entry_id=pl.String,
        voucher_no=pl.String,
        account_id=pl.String,
        department_id=pl.String,
        project_id=pl.String,
        counterparty_company_id=pl.String,
        period=pl.String,
        booked_on=pl.Date,
        debit=MONEY,
        credit=MONEY,
        currency=pl.String,
        booked_debit=MONEY,  # in the company's currency
        booked_credit=MONEY,
        document_type=pl.String,
        document_id=pl.String,
        summary=pl.String,
    ),
    required=needs(
        *("entry_id", "company_id", "account_id", "period", "booked_on", "debit", "credit"),
        "currency",
    ),
    units=money("debit", "credit"),
    checks=(
        PERIOD,
        Check(reason="debit_and_credit", ok=(c("debit") == 0) | (c("credit") == 0)),
    ),
)

CASH_MOVES = Table(
    name="cash_moves",
    key=("source", "cash_move_id"),
    partition="created_on",
    schema=columns(
        cash_move_id=pl.String,
        bank_account_id=pl.String,
        kind=pl.String,
        counterparty_company_id=pl.String,
        department_id=pl.String,
        currency=pl.String,
        exchange_rate=RATE,
        amount=MONEY,  # what it adds to the account
        created_on=pl.Date,
        moved_on=pl.Date,  # of a planned one: the day it is expected
        is_planned=pl.Boolean,
        is_cancelled=pl.Boolean,
        document_type=pl.String,
        document_id=pl.String,
    ),
    required=needs(
        *("cash_move_id", "company_id", "bank_account_id", "created_on", "moved_on"),
        *("amount", "currency", "is_planned"),
    ),
    enums={
        "kind": frozenset(
            {"receipt", "payment", "salary", "tax", "loan", "transfer", "interest", "other"}
        )
    },
    units=money("amount"),
    checks=(Check(reason="rate_not_positive", ok=c("exchange_rate") > 0),),
)

PAYROLL = Table(  # one row per person and accounting period
    name="payroll",
    key=("source", "payroll_id"),
    schema=columns(
        payroll_id=pl.String,
        person_id=pl.String,
        department_id=pl.String,
        period=pl.String,
        amount=MONEY,  # gross pay and what the employer adds
        currency=pl.String,
    ),
    required=needs("payroll_id", "company_id", "person_id", "period", "amount", "currency"),
    units=money("amount"),
    checks=(PERIOD, not_negative("amount")),
)

TABLES = (LEDGER_ENTRIES, CASH_MOVES, PAYROLL)
