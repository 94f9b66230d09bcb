"""The cash fact: what lies in the bank as entries that add up, and what is expected to move."""

import polars as pl

from facts.days import with_day_numbers
from facts.money import with_booked_or_told
from facts.party import with_intercompany
from facts.recipe import Part, Recipe, Rows
from facts.references import References
from tables.definition import MONEY, UTC_TIME, Table
from tables.finance import CASH_MOVES
from tables.masters import BANK_ACCOUNTS
from tables.parts import money

c = pl.col
ACCOUNT = ("source", "bank_account_id")

CASH = Table(
    name="cash",
    key=("source", "entry_id", "kind"),
    cursor=None,
    partition="created_on",  # of the move, or the day the account was opened
    schema=pl.Schema(
        {
            "source": pl.String,
            "entry_id": pl.String,  # the move, or the account whose opening balance it is
            "kind": pl.String,  # opening, actual, planned
            "move_kind": pl.String,  # receipt, payment, salary, tax, loan, transfer, …
            "bank_account_id": pl.String,
            "company_id": pl.String,
            "calendar_id": pl.String,
            "department_id": pl.String,
            "counterparty_company_id": pl.String,
            "document_type": pl.String,
            "document_id": pl.String,
            "created_on": pl.Date,
            "moved_on": pl.Date,  # of what happened
            "expected_on": pl.Date,  # of what is planned
            "expected_day": pl.Int64,
            "opens_on": pl.Date,  # from when it counts; null: planned, cancelled, counted already
            "closes_on": pl.Date,  # null: what came stays until another entry takes it
            "currency": pl.String,
            "amount": MONEY,  # what it adds to the account
            "inflow": MONEY,  # the amount where it is positive
            "outflow": MONEY,  # the amount where it is negative, as a positive number
            "booked_currency": pl.String,
            "booked_amount": MONEY,
            "booked_inflow": MONEY,
            "booked_outflow": MONEY,
            "is_test": pl.Boolean,
            "is_intercompany": pl.Boolean,
            "is_cancelled": pl.Boolean,
            "is_balance": pl.Boolean,  # part of what lies in the bank
            "is_move": pl.Boolean,  # happened, and is not the opening balance
            "is_planned": pl.Boolean,  # expected, and not called off
            "is_opening": pl.Boolean,
            "is_transfer": pl.Boolean,  # between own accounts
            "is_before_opening": pl.Boolean,  # the opening balance holds it already
            "is_booked": pl.Boolean,
            "has_other_currency": pl.Boolean,  # than its account
            "updated_at": UTC_TIME,
        }
    ),
    units=money("amount", "inflow", "outflow")
    | dict.fromkeys(("booked_amount", "booked_inflow", "booked_outflow"), "booked currency"),
)


def build(rows: Rows, references: References) -> pl.DataFrame:
    """The CASH fact of some moves and accounts."""
    both = pl.concat(
        [_moves(rows["cash_moves"], rows["account"]), _openings(rows["bank_accounts"])],
        how="diagonal_relaxed",
    )
    counted = both.with_columns(
        opens_on=pl.when("is_balance").then("moved_on"),
        closes_on=pl.lit(None, pl.Date),
        inflow=c("amount").clip(lower_bound=0),
        outflow=-c("amount").clip(upper_bound=0),
    )
    aged = with_day_numbers(counted, expected_day="expected_on")
    booked = with_booked_or_told(
        aged, booked_amount="amount", booked_inflow="inflow", booked_outflow="outflow"
    ).with_columns(is_booked=c("booked_amount").is_not_null())
    return with_intercompany(booked, references)


def _moves(moves: pl.DataFrame, accounts: pl.DataFrame) -> pl.DataFrame:
    """A move before the account's opening day is part of the opening balance."""
    about = accounts.select(
        *ACCOUNT,
        account_currency="currency",
        account_from=pl.when(c("opening_balance").is_not_null()).then("opened_on"),
        account_at="updated_at",
    )
    told = moves.rename({"kind": "move_kind"}).join(about, on=ACCOUNT, how="left")
    planned, gone = c("is_planned"), c("is_cancelled").fill_null(value=False)
    early = (c("moved_on") < c("account_from")).fill_null(value=False) & ~planned
    return told.with_columns(
        kind=pl.when(planned).then(pl.lit("planned")).otherwise(pl.lit("actual")),
        expected_on=pl.when(planned).then("moved_on"),
        moved_on=pl.when(~planned).then("moved_on"),
        is_cancelled=gone,
        is_balance=~planned & ~gone & ~early,
        is_move=~planned & ~gone,
        is_planned=planned & ~gone,
        is_opening=pl.lit(False),
        is_transfer=(c("move_kind") == "transfer").fill_null(value=False),
        is_before_opening=early,
        has_other_currency=(c("currency") != c("account_currency")).fill_null(value=False),
        updated_at=pl.max_horizontal("updated_at", "account_at"),
    )


def _openings(accounts: pl.DataFrame) -> pl.DataFrame:
    """What lay there when the books began; unknown where nobody said."""
    no = pl.lit(False)
    return accounts.filter(c("opening_balance").is_not_null()).select(
        *("source", "entry_id", "bank_account_id", "company_id", "calendar_id"),
        *("company_currency", "is_test", "currency", "updated_at"),
        kind=pl.lit("opening"),
        counterparty_company_id=pl.lit(None, pl.String),
        amount="opening_balance",
        created_on="opened_on",
        moved_on="opened_on",
        is_cancelled=no,
        is_balance=pl.lit(True),
        is_move=no,
        is_planned=no,
        is_opening=pl.lit(True),
        is_transfer=no,
        is_before_opening=no,
        has_other_currency=no,
    )


OF_ACCOUNT = ("company_id", "currency", "opened_on", "opening_balance", "updated_at")

RECIPE = Recipe(
    fact=CASH,
    group=("source", "entry_id"),
    root=Part(
        table=CASH_MOVES,
        columns=(
            *("bank_account_id", "kind", "company_id", "department_id", "currency", "amount"),
            *("counterparty_company_id", "exchange_rate", "created_on", "moved_on", "is_planned"),
            *("is_cancelled", "document_type", "document_id", "updated_at"),
        ),
        names={"entry_id": "cash_move_id"},
    ),
    parts=(
        Part(table=BANK_ACCOUNTS, columns=OF_ACCOUNT, names={"entry_id": "bank_account_id"}),
        Part(
            name="account",
            table=BANK_ACCOUNTS,
            columns=OF_ACCOUNT,
            joins={"bank_account_id": "bank_account_id"},
        ),
    ),
    build=build,
    days=("moved_on",),
    document=("cash_move", "entry_id"),
    version=2,
)
