"""The payable fact: what is owed to suppliers, one row per invoice and stretch of days."""

import polars as pl

from facts.days import with_day_numbers
from facts.money import with_booked
from facts.party import with_intercompany
from facts.recipe import Part, Recipe, Rows
from facts.references import References
from facts.settlement import payment_parts, settlements
from facts.stretches import with_stretches
from tables.definition import MONEY, UTC_TIME, Table
from tables.purchasing import SUPPLIER_INVOICES

c = pl.col
INVOICE = ["source", "invoice_id"]
POSTED = ("open", "paid")

PAYABLE = Table(
    name="payable",
    key=("source", "invoice_id", "seq"),
    cursor=None,
    partition="created_on",  # of the invoice
    schema=pl.Schema(
        {
            **dict.fromkeys(("source", "invoice_id"), pl.String),
            "seq": pl.Int64,  # of the stretch in which the open amount stayed the same
            **dict.fromkeys(("invoice_no", "kind", "company_id", "calendar_id"), pl.String),
            **dict.fromkeys(("department_id", "supplier_id", "owner_id"), pl.String),
            **dict.fromkeys(("counterparty_company_id", "contract_id"), pl.String),
            **dict.fromkeys(("currency", "booked_currency"), pl.String),
            "created_on": pl.Date,
            "invoiced_on": pl.Date,
            "due_on": pl.Date,
            "opens_on": pl.Date,  # inclusive: booked, or partly paid
            "closes_on": pl.Date,  # exclusive; null: to this day
            "aged_from_day": pl.Int64,  # of the invoice: 账龄
            "due_day": pl.Int64,  # 逾期
            "amount_gross": MONEY,  # of the invoice
            "open_gross": MONEY,  # a credit note is negative; null if settled in another currency
            "booked_open_gross": MONEY,  # at the invoice's rate
            "is_test": pl.Boolean,
            "is_intercompany": pl.Boolean,
            "is_credit_note": pl.Boolean,
            "has_due_date": pl.Boolean,
            "has_known_balance": pl.Boolean,  # never settled in another currency
            "has_booked_amounts": pl.Boolean,
            "is_marked_paid": pl.Boolean,  # its state says paid, its payments don't
            "updated_at": UTC_TIME,
        }
    ),
    units={
        "amount_gross": "currency",
        "open_gross": "currency",
        "booked_open_gross": "booked currency",
    },
)


def payable_rows(rows: Rows, references: References) -> pl.DataFrame:
    """The PAYABLE fact of some posted invoices and credit notes and what was paid on them."""
    posted = rows["supplier_invoices"].filter(c("status").is_in(POSTED))
    opened = posted.with_columns(begins_on=pl.coalesce("booked_on", "invoiced_on"))
    settled = settlements(rows["payment_allocations"], rows["supplier_payments"], opened)
    open_days = with_stretches(_entries(opened, settled), key=INVOICE, on="on", open_gross="moved")
    newest = settled.group_by(INVOICE).agg(settled_updated_at=c("updated_at").max())
    joined = open_days.join(opened, on=INVOICE).join(newest, on=INVOICE, how="left")
    booked = with_booked(joined, booked_open_gross="open_gross")
    numbered = with_day_numbers(booked, aged_from_day="invoiced_on", due_day="due_on")
    is_overpaid = (c("open_gross") * c("amount_gross").sign() < 0).fill_null(value=False)
    return with_intercompany(numbered, references).with_columns(
        is_credit_note=c("kind") == "credit_note",
        has_due_date=c("due_on").is_not_null(),
        has_known_balance=c("open_gross").is_not_null(),
        has_booked_amounts=c("booked_open_gross").is_not_null(),
        is_marked_paid=(c("status") == "paid") & c("closes_on").is_null() & ~is_overpaid,
        updated_at=pl.max_horizontal("updated_at", "settled_updated_at"),
    )


def _entries(invoices: pl.DataFrame, settled: pl.DataFrame) -> pl.DataFrame:
    """The invoice and every payment of it; nothing is paid before the invoice is booked."""
    charged = invoices.select(*INVOICE, c("begins_on").alias("on"), moved="amount_gross")
    own = settled.join(invoices.select(*INVOICE, "currency", "begins_on"), on=INVOICE, how="inner")
    same = c("settled_currency") == c("currency")
    paid = own.select(
        *INVOICE,
        pl.max_horizontal("settled_on", "begins_on").alias("on"),
        moved=pl.when(same).then((-c("settled_gross")).cast(MONEY)),
    )
    return pl.concat([charged, paid])


RECIPE = Recipe(
    fact=PAYABLE,
    group=("source", "invoice_id"),
    root=Part(
        table=SUPPLIER_INVOICES,
        columns=(
            *("company_id", "invoice_no", "kind", "supplier_id", "counterparty_company_id"),
            *("department_id", "owner_id", "contract_id", "currency", "exchange_rate"),
            *("amount_gross", "created_on", "invoiced_on", "booked_on", "due_on", "status"),
            "updated_at",
        ),
    ),
    parts=payment_parts(of=""),
    build=payable_rows,
    days=("invoiced_on", "opens_on", "closes_on"),
    owners=("owner_id",),
    document=("supplier_invoice", "invoice_id"),
    version=2,
)
