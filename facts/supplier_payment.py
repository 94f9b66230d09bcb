"""The supplier_payment fact: one row per payment, and what is wrong with it."""

import polars as pl

from facts.days import with_lags
from facts.money import with_booked
from facts.party import with_intercompany
from facts.recipe import Part, Recipe, Rows
from facts.references import References
from facts.settlement import ALLOCATION_COLUMNS, PAYMENT_COLUMNS
from tables.definition import MONEY, UTC_TIME, Table
from tables.purchasing import PAYMENT_ALLOCATIONS, SUPPLIER_INVOICES, SUPPLIER_PAYMENTS

c = pl.col
PAYMENT, INVOICE = ["source", "payment_id"], ["source", "invoice_id"]
_AMOUNTS = ("amount", "allocated_gross", "unallocated_gross", "overpaid_gross")

SUPPLIER_PAYMENT = Table(
    name="supplier_payment",
    key=("source", "payment_id"),
    cursor=None,
    partition="created_on",
    schema=pl.Schema(
        {
            **dict.fromkeys(("source", "payment_id", "payment_no", "status"), pl.String),
            **dict.fromkeys(("company_id", "calendar_id", "department_id"), pl.String),
            **dict.fromkeys(("supplier_id", "owner_id", "contract_id"), pl.String),
            **dict.fromkeys(("counterparty_company_id", "bank_account_id"), pl.String),
            **dict.fromkeys(("currency", "booked_currency", "approval_no"), pl.String),
            "created_on": pl.Date,
            "planned_on": pl.Date,
            "paid_on": pl.Date,
            "planned_to_paid_days": pl.Int64,
            "planned_to_paid_calendar_days": pl.Int64,
            **dict.fromkeys(_AMOUNTS, MONEY),
            "booked_amount": MONEY,
            "booked_overpaid_gross": MONEY,
            "error": pl.String,  # wrong_supplier, paid_twice, wrong_amount: the first that holds
            "invoices": pl.Int64,  # it pays
            # flags, never null
            **dict.fromkeys(
                (
                    *("is_test", "is_intercompany", "is_paid", "is_refund", "is_prepayment"),
                    "has_wrong_supplier",  # pays another supplier's invoice
                    "has_paid_twice",  # pays an invoice that was paid whole before
                    "has_wrong_amount",  # pays an invoice too much, or allocates more than it is
                    "has_error",
                    "has_other_currency",  # than an invoice it pays: amounts can't be compared
                    "has_booked_amounts",
                ),
                pl.Boolean,
            ),
            "updated_at": UTC_TIME,
        }
    ),
    units={
        **dict.fromkeys(_AMOUNTS, "currency"),
        "booked_amount": "booked currency",
        "booked_overpaid_gross": "booked currency",
        "planned_to_paid_days": "working day",
        "planned_to_paid_calendar_days": "day",
    },
)


def payment_rows(rows: Rows, references: References) -> pl.DataFrame:
    """The SUPPLIER_PAYMENT fact of some payments and the invoices they pay."""
    payments = rows["supplier_payments"]
    told = payments.join(_used(rows), on=PAYMENT, how="left").with_columns(
        is_paid=c("status") == "paid",
        is_refund=c("amount") < 0,
        invoices=c("invoices").fill_null(0),
        allocated_gross=pl.when(c("invoices").is_null()).then(0).otherwise("allocated_gross"),
    )
    rest = (c("amount") - c("allocated_gross")).cast(MONEY)
    judged = _errors(told.with_columns(unallocated_gross=rest))
    booked = with_booked(judged, booked_amount="amount", booked_overpaid_gross="overpaid_gross")
    lagged = with_lags(booked, references, planned_to_paid=("planned_on", "paid_on"))
    return with_intercompany(lagged, references).with_columns(
        has_booked_amounts=c("booked_amount").is_not_null(),
        updated_at=pl.max_horizontal("updated_at", "used_updated_at"),
    )


def _used(rows: Rows) -> pl.DataFrame:
    """One row per payment with allocations: what of them went where, judged against the invoices
    and everything else that was paid on these."""
    allocations = rows["payment_allocations"].join(_reached(rows), on=["source", "allocation_id"])
    own = rows["supplier_payments"].select(
        *PAYMENT, payer_currency="currency", payee_id="supplier_id"
    )
    joined = allocations.join(own, on=PAYMENT)
    same = (c("currency") == c("payer_currency")) & (c("currency") == c("invoice_currency"))
    twice = (c("before") >= c("invoice_gross")) & (c("amount") > 0) & (c("invoice_gross") > 0)
    over = pl.min_horizontal(c("before") + c("amount") - c("invoice_gross"), c("amount"))
    charged = c("invoice_gross") > 0
    return joined.group_by(PAYMENT).agg(
        has_other_currency=~same.fill_null(value=False).all(),
        allocated_gross=pl.when((c("currency") == c("payer_currency")).all()).then(
            c("amount").sum()
        ),
        overpaid_gross=over.filter(same & charged).clip(lower_bound=0).sum(),
        has_wrong_supplier=(c("seller_id") != c("payee_id")).any(),
        has_paid_twice=(twice & same).any(),
        invoices=c("invoice_id").n_unique().cast(pl.Int64),
        used_updated_at=pl.max_horizontal("updated_at", "invoice_updated_at").max(),
    )


def _reached(rows: Rows) -> pl.DataFrame:
    """For each allocation what had been paid on its invoice `before` it, in the order of payment.

    Allocations in another currency than the invoice's, and those of payments that weren't made, pay
    nothing.
    """
    invoices = rows["supplier_invoices"].select(
        *INVOICE,
        seller_id="supplier_id",
        invoice_gross="amount_gross",
        invoice_currency="currency",
        invoice_updated_at="updated_at",
    )
    payments = rows["paying"].select(*PAYMENT, "paid_on", is_made=c("status") == "paid")
    every = rows["paid_on_invoice"].join(payments, on=PAYMENT).join(invoices, on=INVOICE)
    counts = c("is_made") & (c("currency") == c("invoice_currency"))
    paid = pl.when(counts).then("amount").otherwise(0).cast(MONEY)
    ordered = every.with_columns(on=pl.max_horizontal("paid_on", "allocated_on"), paid=paid).sort(
        *INVOICE, "on", "allocation_id"
    )
    return ordered.select(
        "source",
        "allocation_id",
        *("seller_id", "invoice_gross", "invoice_currency", "invoice_updated_at"),
        before=c("paid").cum_sum().over(INVOICE) - c("paid"),
    )


def _errors(payments: pl.DataFrame) -> pl.DataFrame:
    flags = ("has_wrong_supplier", "has_paid_twice", "has_other_currency")
    paid = payments.with_columns(c(*flags).fill_null(value=False))
    too_much = (c("allocated_gross") * c("amount").sign()) > c("amount").abs()
    wrong = (c("overpaid_gross") > 0) & ~c("has_paid_twice")
    made = c("is_paid")
    named = paid.with_columns(
        has_wrong_supplier=made & c("has_wrong_supplier"),
        has_paid_twice=made & c("has_paid_twice"),
        has_wrong_amount=made & (wrong | too_much).fill_null(value=False),
        overpaid_gross=pl.when(made).then(c("overpaid_gross").fill_null(0)).otherwise(0),
        is_prepayment=made & (c("invoices") == 0),
    )
    error = (
        pl.when("has_wrong_supplier")
        .then(pl.lit("wrong_supplier"))
        .when("has_paid_twice")
        .then(pl.lit("paid_twice"))
        .when("has_wrong_amount")
        .then(pl.lit("wrong_amount"))
    )
    return named.with_columns(error=error, has_error=error.is_not_null())


RECIPE = Recipe(
    fact=SUPPLIER_PAYMENT,
    group=("source", "payment_id"),
    root=Part(
        table=SUPPLIER_PAYMENTS,
        columns=(
            *("company_id", "payment_no", "supplier_id", "counterparty_company_id"),
            *("department_id", "owner_id", "contract_id", "bank_account_id", "currency"),
            *("exchange_rate", "amount", "created_on", "planned_on", "paid_on", "status"),
            *("approval_no", "updated_at"),
        ),
    ),
    parts=(
        Part(
            table=PAYMENT_ALLOCATIONS,
            columns=ALLOCATION_COLUMNS,
            joins={"payment_id": "payment_id"},
        ),
        Part(
            table=SUPPLIER_INVOICES,
            columns=("supplier_id", "currency", "amount_gross", "updated_at"),
            joins={"invoice_id": "invoice_id"},
            of=PAYMENT_ALLOCATIONS.name,
        ),
        Part(
            table=PAYMENT_ALLOCATIONS,
            columns=ALLOCATION_COLUMNS,
            joins={"invoice_id": "invoice_id"},
            of=SUPPLIER_INVOICES.name,
            name="paid_on_invoice",
        ),
        Part(
            table=SUPPLIER_PAYMENTS,
            columns=PAYMENT_COLUMNS,
            joins={"payment_id": "payment_id"},
            of="paid_on_invoice",
            name="paying",
        ),
    ),
    build=payment_rows,
    days=("paid_on",),
    owners=("owner_id",),
    document=("supplier_payment", "payment_id"),
)
