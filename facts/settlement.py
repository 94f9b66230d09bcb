"""What of a supplier's invoices is paid: allocations of payments that were carried out."""

import polars as pl

from facts.money import with_booked
from facts.recipe import Part
from tables.definition import MONEY
from tables.purchasing import PAYMENT_ALLOCATIONS, SUPPLIER_PAYMENTS

c = pl.col
INVOICE = ["source", "invoice_id"]

ALLOCATION_COLUMNS = (
    "payment_id",
    "invoice_id",
    "amount",
    "currency",
    "allocated_on",
    "updated_at",
)
PAYMENT_COLUMNS = ("supplier_id", "currency", "exchange_rate", "paid_on", "status", "updated_at")


def payment_parts(of: str) -> tuple[Part, Part]:
    """The allocations on the invoices of a part, and their payments."""
    return (
        Part(
            table=PAYMENT_ALLOCATIONS,
            columns=ALLOCATION_COLUMNS,
            joins={"invoice_id": "invoice_id"},
            of=of,
        ),
        Part(
            table=SUPPLIER_PAYMENTS,
            columns=PAYMENT_COLUMNS,
            joins={"payment_id": "payment_id"},
            of="payment_allocations",
        ),
    )


def settlements(
    allocations: pl.DataFrame, payments: pl.DataFrame, invoices: pl.DataFrame
) -> pl.DataFrame:
    """One row per allocation of money that was paid: INVOICE, allocation_id, payment_id,
    settled_on, settled_gross, settled_currency, booked_settled_gross, updated_at.

    `invoices` carry company_currency. An invoice is settled when the money is both paid and
    allocated.
    """
    paid = payments.filter(c("status") == "paid").select(
        "source",
        "payment_id",
        "paid_on",
        "exchange_rate",
        paid_currency="currency",
        payment_updated_at="updated_at",
    )
    rows = allocations.join(paid, on=["source", "payment_id"]).join(
        invoices.select(*INVOICE, "company_currency"), on=INVOICE
    )
    same = c("currency") == c("paid_currency")
    rated = rows.with_columns(exchange_rate=pl.when(same).then("exchange_rate"))
    return with_booked(rated, booked_settled_gross="amount").select(
        *INVOICE,
        "allocation_id",
        "payment_id",
        settled_on=pl.max_horizontal("paid_on", "allocated_on"),
        settled_gross="amount",
        settled_currency="currency",
        booked_settled_gross="booked_settled_gross",
        updated_at=pl.max_horizontal("updated_at", "payment_updated_at"),
    )


def settled_invoices(invoices: pl.DataFrame, settled: pl.DataFrame) -> pl.DataFrame:
    """Invoices with settled_gross, booked_settled_gross, first_settled_on, last_settled_on,
    whole_on (the first day by which all was paid), is_settled_in_currency and settled_updated_at.

    Nothing paid is 0. Where some of it was settled in another currency than the invoice's the
    amount is unknown (null) and `is_settled_in_currency` false.
    """
    own = invoices.select(*INVOICE, "currency", "amount_gross")
    known = c("settled_currency") == c("currency")
    so_far = c("settled_gross").cum_sum().over(INVOICE) * c("amount_gross").sign()
    totals = (
        settled.join(own, on=INVOICE)
        .sort(*INVOICE, "settled_on", "allocation_id")
        .with_columns(is_whole=so_far >= c("amount_gross").abs())
        .group_by(INVOICE)
        .agg(
            is_settled_in_currency=known.all(),
            settled_gross=c("settled_gross").sum(),
            booked_settled_gross=_all_known("booked_settled_gross"),
            first_settled_on=c("settled_on").min(),
            last_settled_on=c("settled_on").max(),
            whole_on=pl.when(known.all()).then(c("settled_on").filter("is_whole").min()),
            settled_updated_at=c("updated_at").max(),
        )
    )
    nothing = pl.lit(0).cast(MONEY)
    untouched = c("is_settled_in_currency").is_null()
    return (
        invoices.join(totals, on=INVOICE, how="left")
        .with_columns(
            settled_gross=pl.when(untouched)
            .then(nothing)
            .when("is_settled_in_currency")
            .then("settled_gross"),
            booked_settled_gross=pl.when(untouched).then(nothing).otherwise("booked_settled_gross"),
        )
        .with_columns(c("is_settled_in_currency").fill_null(value=True))
    )


def _all_known(amount: str) -> pl.Expr:
    """The sum, unknown where one of the amounts is."""
    return pl.when(c(amount).is_not_null().all()).then(c(amount).sum())
