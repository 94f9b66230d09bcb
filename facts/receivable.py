"""The receivable fact: what customers owe, as entries that add up at any instant."""

import polars as pl

from facts.days import with_day_numbers
from facts.money import with_booked
from facts.owed import INVOICE, entries
from facts.party import with_intercompany
from facts.recipe import Part, Recipe, Rows
from facts.references import References
from facts.sales_billed import POSTED, valid_settlements
from tables.definition import MONEY, UTC_TIME, Table
from tables.parts import money
from tables.sales import CUSTOMER_INVOICES, CUSTOMER_RECEIPTS, RECEIPT_ALLOCATIONS

c = pl.col

RECEIVABLE = Table(
    name="receivable",
    key=("source", "invoice_id", "entry_id"),
    cursor=None,
    partition="created_on",  # of the invoice
    schema=pl.Schema(
        {
            "source": pl.String,
            "invoice_id": pl.String,
            "entry_id": pl.String,  # the allocation; empty: the invoice itself
            "kind": pl.String,  # invoice, settlement
            "invoice_no": pl.String,
            "invoice_kind": pl.String,  # invoice, credit_note
            "status": pl.String,
            "receipt_id": pl.String,  # the money that settled it
            "company_id": pl.String,
            "calendar_id": pl.String,
            "department_id": pl.String,
            "customer_id": pl.String,
            "counterparty_company_id": pl.String,
            "owner_id": pl.String,
            "contract_id": pl.String,
            "created_on": pl.Date,
            "invoiced_on": pl.Date,
            "due_on": pl.Date,
            "entered_on": pl.Date,  # invoiced; settled: when money and invoice were there
            "opens_on": pl.Date,  # entered; null: a draft or cancelled, never owed
            "closes_on": pl.Date,  # the invoice came to zero
            "aged_from_day": pl.Int64,  # 账龄, from the invoice date
            "due_day": pl.Int64,  # 逾期, from the due date
            "currency": pl.String,
            "amount_gross": MONEY,  # settlements are negative
            "booked_currency": pl.String,
            "booked_gross": MONEY,  # all entries at the rate of the invoice
            "is_test": pl.Boolean,
            "is_intercompany": pl.Boolean,
            "is_owed": pl.Boolean,  # of an invoice that is neither a draft nor cancelled
            "is_credit_note": pl.Boolean,
            "is_first_entry": pl.Boolean,  # counts invoices
            "has_due": pl.Boolean,
            "is_booked": pl.Boolean,
            "has_other_currency": pl.Boolean,  # settled in another currency: its amount is unknown
            "is_paid_unseen": pl.Boolean,  # paid, says the source; by money it doesn't name
            "updated_at": UTC_TIME,
        }
    ),
    units=money("amount_gross") | {"booked_gross": "booked currency"},
)

ABOUT = (
    *("company_id", "calendar_id", "company_currency", "is_test", "department_id", "invoice_no"),
    *("customer_id", "counterparty_company_id", "owner_id", "contract_id", "status"),
    *("created_on", "invoiced_on", "due_on", "currency", "exchange_rate", "updated_at"),
)


def build(rows: Rows, references: References) -> pl.DataFrame:
    """The RECEIVABLE fact of some invoices."""
    owed = c("status").is_in(POSTED)
    invoices = rows["customer_invoices"].select(
        *INVOICE,
        *ABOUT,
        invoice_kind="kind",
        amount="amount_gross",
        opened_on=pl.when(owed).then("invoiced_on"),
        is_paid=c("status") == "paid",
    )
    settled = valid_settlements(rows["receipt_allocations"], rows["customer_receipts"])
    by = settled.select("source", "entry_id", "receipt_id")
    told = (
        entries(invoices, settled)
        .join(by, on=["source", "entry_id"], how="left")
        .rename({"amount": "amount_gross"})
    )
    aged = with_day_numbers(told, aged_from_day="invoiced_on", due_day="due_on")
    booked = with_booked(aged, booked_gross="amount_gross").with_columns(
        is_owed=owed,
        is_credit_note=c("invoice_kind") == "credit_note",
        has_due=c("due_on").is_not_null(),
        is_booked=c("booked_gross").is_not_null(),
    )
    return with_intercompany(booked, references)


RECIPE = Recipe(
    fact=RECEIVABLE,
    group=INVOICE,
    root=Part(
        table=CUSTOMER_INVOICES,
        columns=(
            *("company_id", "invoice_no", "kind", "status", "customer_id", "department_id"),
            *("counterparty_company_id", "owner_id", "contract_id", "created_on", "invoiced_on"),
            *("due_on", "currency", "exchange_rate", "amount_gross", "updated_at"),
        ),
    ),
    parts=(
        Part(
            table=RECEIPT_ALLOCATIONS,
            columns=("receipt_id", "amount", "currency", "allocated_on", "updated_at"),
            joins={"invoice_id": "invoice_id"},
        ),
        Part(
            table=CUSTOMER_RECEIPTS,
            columns=("received_on", "is_cancelled", "updated_at"),
            joins={"receipt_id": "receipt_id"},
            of="receipt_allocations",
        ),
    ),
    build=build,
    days=("entered_on", "opens_on", "closes_on"),
    owners=("owner_id",),
    document=("customer_invoice", "invoice_id"),
)
