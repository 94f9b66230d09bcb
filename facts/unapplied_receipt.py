"""The unapplied receipt fact: money of customers that no invoice explains yet, as entries."""

import polars as pl

from facts.days import with_day_numbers
from facts.money import with_booked
from facts.owed import entries
from facts.party import with_intercompany
from facts.recipe import Part, Recipe, Rows
from facts.references import References
from facts.sales_billed import POSTED
from tables.definition import MONEY, UTC_TIME, Table
from tables.parts import money
from tables.sales import CUSTOMER_INVOICES, CUSTOMER_RECEIPTS, RECEIPT_ALLOCATIONS

c = pl.col
RECEIPT, INVOICE = ("source", "receipt_id"), ("source", "invoice_id")

UNAPPLIED_RECEIPT = Table(
    name="unapplied_receipt",
    key=("source", "receipt_id", "entry_id"),
    cursor=None,
    partition="created_on",  # of the receipt
    schema=pl.Schema(
        {
            "source": pl.String,
            "receipt_id": pl.String,
            "entry_id": pl.String,  # the allocation; empty: the money itself
            "receipt_no": pl.String,
            "invoice_id": pl.String,  # what it was applied to
            "company_id": pl.String,
            "calendar_id": pl.String,
            "department_id": pl.String,
            "customer_id": pl.String,
            "counterparty_company_id": pl.String,
            "owner_id": pl.String,
            "contract_id": pl.String,
            "bank_account_id": pl.String,
            "created_on": pl.Date,
            "received_on": pl.Date,
            "entered_on": pl.Date,  # received; applied
            "opens_on": pl.Date,  # entered; null: cancelled
            "closes_on": pl.Date,  # all of it was applied
            "aged_from_day": pl.Int64,  # received
            "currency": pl.String,
            "amount_gross": MONEY,  # applications are negative
            "booked_currency": pl.String,
            "booked_gross": MONEY,
            "is_test": pl.Boolean,
            "is_intercompany": pl.Boolean,
            "is_received": pl.Boolean,  # not cancelled
            "is_first_entry": pl.Boolean,  # counts receipts
            "is_booked": pl.Boolean,
            "has_other_currency": pl.Boolean,  # applied in another currency: its amount is unknown
            "updated_at": UTC_TIME,
        }
    ),
    units=money("amount_gross") | {"booked_gross": "booked currency"},
)

ABOUT = (
    *("company_id", "calendar_id", "company_currency", "is_test", "department_id", "receipt_no"),
    *("customer_id", "counterparty_company_id", "owner_id", "contract_id", "bank_account_id"),
    *("created_on", "received_on", "currency", "exchange_rate", "amount", "updated_at"),
)


def build(rows: Rows, references: References) -> pl.DataFrame:
    """The UNAPPLIED_RECEIPT fact of some receipts.

    What was applied to a draft or cancelled invoice is not applied.
    """
    there = ~c("is_cancelled").fill_null(value=False)
    # a receipt is settled by what it is applied to, as an invoice is by what pays it
    receipts = rows["customer_receipts"].select(
        "source",
        *ABOUT,
        invoice_id="receipt_id",
        is_received=there,
        opened_on=pl.when(there).then("received_on"),
        is_paid=pl.lit(False),
    )
    applied = _applied(rows["receipt_allocations"], rows["customer_invoices"])
    to = applied.select("source", "entry_id", applied_to="applied_to")
    told = (
        entries(receipts, applied)
        .rename({"amount": "amount_gross", "invoice_id": "receipt_id"})
        .join(to, on=["source", "entry_id"], how="left")
        .rename({"applied_to": "invoice_id"})
    )
    aged = with_day_numbers(told, aged_from_day="received_on")
    booked = with_booked(aged, booked_gross="amount_gross").with_columns(
        is_booked=c("booked_gross").is_not_null()
    )
    return with_intercompany(booked, references)


def _applied(allocations: pl.DataFrame, invoices: pl.DataFrame) -> pl.DataFrame:
    posted = invoices.filter(c("status").is_in(POSTED)).select(*INVOICE, invoice_at="updated_at")
    return allocations.join(posted, on=INVOICE, how="inner").select(
        "source",
        "currency",
        "amount",
        applied_to="invoice_id",
        invoice_id="receipt_id",
        entry_id="allocation_id",
        settled_on="allocated_on",
        updated_at=pl.max_horizontal("updated_at", "invoice_at"),
    )


RECIPE = Recipe(
    fact=UNAPPLIED_RECEIPT,
    group=RECEIPT,
    root=Part(
        table=CUSTOMER_RECEIPTS,
        columns=(
            *("company_id", "receipt_no", "customer_id", "counterparty_company_id", "owner_id"),
            *("department_id", "contract_id", "bank_account_id", "currency", "exchange_rate"),
            *("amount", "created_on", "received_on", "is_cancelled", "updated_at"),
        ),
    ),
    parts=(
        Part(
            table=RECEIPT_ALLOCATIONS,
            columns=("invoice_id", "amount", "currency", "allocated_on", "updated_at"),
            joins={"receipt_id": "receipt_id"},
        ),
        Part(
            table=CUSTOMER_INVOICES,
            columns=("status", "updated_at"),
            joins={"invoice_id": "invoice_id"},
            of="receipt_allocations",
        ),
    ),
    build=build,
    days=("entered_on", "opens_on", "closes_on"),
    owners=("owner_id",),
    document=("customer_receipt", "receipt_id"),
)
