"""The prepayment fact: money paid to suppliers that no invoice is named for yet."""

import polars as pl

from facts.days import with_day_numbers
from facts.money import with_booked
from facts.party import with_intercompany
from facts.recipe import Part, Recipe, Rows
from facts.references import References
from facts.stretches import with_stretches
from tables.definition import MONEY, UTC_TIME, Table
from tables.purchasing import PAYMENT_ALLOCATIONS, SUPPLIER_INVOICES, SUPPLIER_PAYMENTS

c = pl.col
PAYMENT = ["source", "payment_id"]
POSTED = ("open", "paid")

PREPAYMENT = Table(
    name="prepayment",
    key=("source", "payment_id", "seq"),
    cursor=None,
    partition="created_on",  # of the payment
    schema=pl.Schema(
        {
            **dict.fromkeys(("source", "payment_id"), pl.String),
            "seq": pl.Int64,  # of the stretch in which the open amount stayed the same
            **dict.fromkeys(("payment_no", "company_id", "calendar_id"), pl.String),
            **dict.fromkeys(("department_id", "supplier_id", "owner_id"), pl.String),
            **dict.fromkeys(("counterparty_company_id", "contract_id"), pl.String),
            **dict.fromkeys(("currency", "booked_currency"), pl.String),
            "created_on": pl.Date,
            "paid_on": pl.Date,
            "opens_on": pl.Date,  # inclusive
            "closes_on": pl.Date,  # exclusive; null: to this day
            "aged_from_day": pl.Int64,  # of the payment
            "open_gross": MONEY,  # negative where more was allocated than paid
            "booked_open_gross": MONEY,  # at the payment's rate
            "is_test": pl.Boolean,
            "is_intercompany": pl.Boolean,
            "is_over_allocated": pl.Boolean,
            "has_known_balance": pl.Boolean,  # never allocated in another currency
            "has_booked_amounts": pl.Boolean,
            "updated_at": UTC_TIME,
        }
    ),
    units={"open_gross": "currency", "booked_open_gross": "booked currency"},
)


def prepayment_rows(rows: Rows, references: References) -> pl.DataFrame:
    """The PREPAYMENT fact of some payments that were made, and what they were allocated to."""
    paid = rows["supplier_payments"].filter(c("status") == "paid")
    used = _used(paid, rows["payment_allocations"], rows["supplier_invoices"])
    made = paid.select(*PAYMENT, c("paid_on").alias("on"), moved="amount")
    entries = pl.concat([made, used.select(*PAYMENT, "on", "moved")])
    open_days = with_stretches(entries, key=PAYMENT, on="on", open_gross="moved")
    newest = used.group_by(PAYMENT).agg(used_updated_at=c("updated_at").max())
    joined = open_days.join(paid, on=PAYMENT).join(newest, on=PAYMENT, how="left")
    booked = with_booked(joined, booked_open_gross="open_gross")
    numbered = with_day_numbers(booked, aged_from_day="paid_on")
    over = (c("open_gross") * c("amount").sign()) < 0
    return with_intercompany(numbered, references).with_columns(
        is_over_allocated=over.fill_null(value=False),
        has_known_balance=c("open_gross").is_not_null(),
        has_booked_amounts=c("booked_open_gross").is_not_null(),
        updated_at=pl.max_horizontal("updated_at", "used_updated_at"),
    )


def _used(
    payments: pl.DataFrame, allocations: pl.DataFrame, invoices: pl.DataFrame
) -> pl.DataFrame:
    """What of each payment went to invoices, and when: not before it was paid.

    A draft or a cancelled invoice takes nothing; one that we don't know does.
    """
    void = invoices.filter(~c("status").is_in(POSTED)).select("source", "invoice_id")
    own = payments.select(*PAYMENT, "paid_on", paid_currency="currency")
    same = c("currency") == c("paid_currency")
    return (
        allocations.join(void, on=["source", "invoice_id"], how="anti")
        .join(own, on=PAYMENT)
        .select(
            *PAYMENT,
            pl.max_horizontal("allocated_on", "paid_on").alias("on"),
            pl.when(same).then((-c("amount")).cast(MONEY)).alias("moved"),
            "updated_at",
        )
    )


RECIPE = Recipe(
    fact=PREPAYMENT,
    group=("source", "payment_id"),
    root=Part(
        table=SUPPLIER_PAYMENTS,
        columns=(
            *("company_id", "payment_no", "supplier_id", "counterparty_company_id"),
            *("department_id", "owner_id", "contract_id", "currency", "exchange_rate", "amount"),
            *("created_on", "paid_on", "status", "updated_at"),
        ),
    ),
    parts=(
        Part(
            table=PAYMENT_ALLOCATIONS,
            columns=("invoice_id", "amount", "currency", "allocated_on", "updated_at"),
            joins={"payment_id": "payment_id"},
        ),
        Part(
            table=SUPPLIER_INVOICES,
            columns=("status",),
            joins={"invoice_id": "invoice_id"},
            of=PAYMENT_ALLOCATIONS.name,
        ),
    ),
    build=prepayment_rows,
    days=("paid_on", "opens_on", "closes_on"),
    owners=("owner_id",),
    document=("supplier_payment", "payment_id"),
)
