"""The collection fact: what customers had to pay by a day, and what they paid on a day."""

import polars as pl

from facts.days import with_lags
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
NOTHING = pl.lit(0, MONEY)

COLLECTION = Table(
    name="collection",
    key=("source", "document_id", "kind"),
    cursor=None,
    partition="created_on",
    schema=pl.Schema(
        {
            "source": pl.String,
            "document_id": pl.String,  # the invoice, or the receipt
            "kind": pl.String,  # due, received
            "document_no": pl.String,
            "status": pl.String,  # of an invoice
            "company_id": pl.String,
            "calendar_id": pl.String,
            "department_id": pl.String,
            "customer_id": pl.String,
            "counterparty_company_id": pl.String,
            "owner_id": pl.String,
            "contract_id": pl.String,
            "created_on": pl.Date,
            "falls_on": pl.Date,  # due, or received
            "due_on": pl.Date,
            "received_on": pl.Date,
            "settled_on": pl.Date,  # an invoice came to zero
            "late_days": pl.Int64,  # from due to settled; negative: paid early
            "late_calendar_days": pl.Int64,
            "currency": pl.String,
            "due_gross": MONEY,  # 0 on what was received
            "received_gross": MONEY,  # 0 on what is due; given back: negative
            "collected_gross": MONEY,  # of the due amount, whenever it was paid
            "collected_in_time_gross": MONEY,  # of the due amount, paid by the due day
            "booked_currency": pl.String,
            "booked_due_gross": MONEY,
            "booked_received_gross": MONEY,
            "booked_collected_gross": MONEY,
            "booked_collected_in_time_gross": MONEY,
            "is_test": pl.Boolean,
            "is_intercompany": pl.Boolean,
            "is_due": pl.Boolean,  # an invoice that is neither a draft nor cancelled
            "is_received": pl.Boolean,  # a receipt that is not cancelled
            "is_collection": pl.Boolean,  # one or the other
            "is_settled": pl.Boolean,
            "has_due": pl.Boolean,
            "is_booked": pl.Boolean,
            "has_other_currency": pl.Boolean,  # settled in another: how much is unknown
            "updated_at": UTC_TIME,
        }
    ),
    units=money("due_gross", "received_gross", "collected_gross", "collected_in_time_gross")
    | dict.fromkeys(("booked_due_gross", "booked_received_gross"), "booked currency")
    | dict.fromkeys(("booked_collected_gross",), "booked currency")
    | dict.fromkeys(("booked_collected_in_time_gross",), "booked currency"),
)

ABOUT = (
    *("source", "document_id", "company_id", "calendar_id", "company_currency", "is_test"),
    *("department_id", "customer_id", "counterparty_company_id", "owner_id", "contract_id"),
    *("created_on", "currency", "exchange_rate"),
)


def build(rows: Rows, references: References) -> pl.DataFrame:
    """The COLLECTION fact of some invoices and receipts."""
    both = pl.concat(
        [_due(rows), _received(rows["customer_receipts"])], how="diagonal_relaxed"
    ).with_columns(
        falls_on=pl.coalesce("received_on", "due_on"),
        is_collection=c("is_due") | c("is_received"),
        is_settled=c("is_due") & c("settled_on").is_not_null(),
        has_due=(c("kind") == "due") & c("due_on").is_not_null(),
    )
    timed = with_lags(both, references, late=("due_on", "settled_on"))
    amounts = ("due_gross", "received_gross", "collected_gross", "collected_in_time_gross")
    booked = with_booked(timed, **{f"booked_{name}": name for name in amounts}).with_columns(
        is_booked=pl.when(c("kind") == "due")
        .then(c("booked_due_gross").is_not_null())
        .otherwise(c("booked_received_gross").is_not_null()),
    )
    return with_intercompany(booked, references)


def _due(rows: Rows) -> pl.DataFrame:
    owed = c("status").is_in(POSTED)
    invoices = rows["customer_invoices"].with_columns(
        amount="amount_gross",
        opened_on=pl.when(owed).then("invoiced_on"),
        is_paid=c("status") == "paid",
    )
    settled = valid_settlements(rows["receipt_allocations"], rows["settling_receipts"])
    own = entries(invoices, settled).filter(c("is_first_entry"))
    told = own.drop("has_other_currency").join(
        _collected(invoices, settled), on=INVOICE, how="left"
    )
    none = c("collected_gross").is_null() & ~c("has_other_currency").fill_null(value=False)
    return told.select(
        *ABOUT,
        "status",
        "due_on",
        "updated_at",
        kind=pl.lit("due"),
        document_no="invoice_no",
        settled_on=pl.when(~c("is_paid_unseen")).then("closes_on"),
        due_gross="amount",
        received_gross=NOTHING,
        collected_gross=pl.when(none).then(NOTHING).otherwise("collected_gross"),
        collected_in_time_gross=pl.when(none).then(NOTHING).otherwise("collected_in_time_gross"),
        is_due=owed,
        is_received=pl.lit(False),
        has_other_currency=c("has_other_currency").fill_null(value=False),
    )


def _collected(invoices: pl.DataFrame, settled: pl.DataFrame) -> pl.DataFrame:
    """What was paid of each invoice, and of that by its due day."""
    told = invoices.select(*INVOICE, "due_on", owed_in="currency")
    paid = settled.join(told, on=INVOICE, how="inner")
    same = (c("currency") == c("owed_in")).all()
    in_time = c("amount").filter(c("settled_on") <= c("due_on"))
    return paid.group_by(INVOICE).agg(
        collected_gross=pl.when(same).then(c("amount").sum()),
        collected_in_time_gross=pl.when(same).then(in_time.sum()),
        has_other_currency=~same,
    )


def _received(receipts: pl.DataFrame) -> pl.DataFrame:
    return receipts.select(
        *ABOUT,
        "received_on",
        "updated_at",
        kind=pl.lit("received"),
        document_no="receipt_no",
        due_gross=NOTHING,
        received_gross="amount",
        collected_gross=NOTHING,
        collected_in_time_gross=NOTHING,
        is_due=pl.lit(False),
        is_received=~c("is_cancelled").fill_null(value=False),
        has_other_currency=pl.lit(False),
    )


SHARED = (
    *("company_id", "department_id", "customer_id", "counterparty_company_id", "owner_id"),
    *("contract_id", "currency", "exchange_rate", "created_on", "updated_at"),
)

RECIPE = Recipe(
    fact=COLLECTION,
    group=("source", "document_id"),
    root=Part(
        table=CUSTOMER_INVOICES,
        columns=(*SHARED, "invoice_no", "status", "invoiced_on", "due_on", "amount_gross"),
        names={"document_id": "invoice_id"},
    ),
    parts=(
        Part(
            table=CUSTOMER_RECEIPTS,
            columns=(*SHARED, "receipt_no", "amount", "received_on", "is_cancelled"),
            names={"document_id": "receipt_id"},
        ),
        Part(
            table=RECEIPT_ALLOCATIONS,
            columns=("receipt_id", "amount", "currency", "allocated_on", "updated_at"),
            joins={"invoice_id": "invoice_id"},
        ),
        Part(
            name="settling_receipts",
            table=CUSTOMER_RECEIPTS,
            columns=("received_on", "is_cancelled", "updated_at"),
            joins={"receipt_id": "receipt_id"},
            of="receipt_allocations",
        ),
    ),
    build=build,
    days=("received_on", "settled_on"),
    owners=("owner_id",),
    document=("customer_invoice", "document_id"),
)
