"""The revenue fact: one row per line of a customer invoice; credit notes are negative."""

import polars as pl

from facts.money import with_booked
from facts.party import with_intercompany
from facts.recipe import Part, Recipe, Rows
from facts.references import References
from tables.definition import MONEY, UTC_TIME, Table
from tables.parts import QUANTITY, money
from tables.sales import CUSTOMER_INVOICE_LINES, CUSTOMER_INVOICES

c = pl.col
INVOICE = ("source", "invoice_id")

REVENUE = Table(
    name="revenue",
    key=("source", "invoice_id", "invoice_line_id"),
    cursor=None,
    partition="created_on",  # of the invoice
    schema=pl.Schema(
        {
            "source": pl.String,
            "invoice_id": pl.String,
            "invoice_line_id": pl.String,  # empty: the invoice has no lines, its header counts
            "invoice_no": pl.String,
            "kind": pl.String,
            "status": pl.String,
            "company_id": pl.String,
            "calendar_id": pl.String,
            "department_id": pl.String,
            "customer_id": pl.String,
            "counterparty_company_id": pl.String,
            "owner_id": pl.String,
            "contract_id": pl.String,
            "order_line_id": pl.String,
            "sku_id": pl.String,
            "created_on": pl.Date,
            "invoiced_on": pl.Date,
            "unit": pl.String,
            "quantity": QUANTITY,
            "currency": pl.String,
            "amount_net": MONEY,
            "amount_gross": MONEY,
            "cost": MONEY,  # of the goods, tax excluded
            "margin_net": MONEY,  # amount_net - cost
            "booked_currency": pl.String,
            "booked_net": MONEY,
            "booked_gross": MONEY,
            "booked_cost": MONEY,
            "booked_margin_net": MONEY,  # booked_net - booked_cost
            "is_test": pl.Boolean,
            "is_intercompany": pl.Boolean,
            "is_cancelled": pl.Boolean,
            "is_draft": pl.Boolean,
            "is_revenue": pl.Boolean,  # neither cancelled nor a draft
            "is_credit_note": pl.Boolean,
            "is_first_line": pl.Boolean,  # one an invoice
            "has_cost": pl.Boolean,
            "is_booked": pl.Boolean,  # its amount in the company's currency is known
            "is_header_only": pl.Boolean,
            "is_unlike_header": pl.Boolean,  # the lines add up to another net than the header says
            "updated_at": UTC_TIME,
        }
    ),
    units=money("amount_net", "amount_gross", "cost", "margin_net")
    | dict.fromkeys(
        ("booked_net", "booked_gross", "booked_cost", "booked_margin_net"), "booked currency"
    )
    | {"quantity": "unit"},
)

HEADER = (
    *("company_id", "invoice_no", "kind", "status", "customer_id", "counterparty_company_id"),
    *("department_id", "owner_id", "contract_id", "invoiced_on"),
)
ABOUT = ("calendar_id", "company_currency", "is_test")


def build(rows: Rows, references: References) -> pl.DataFrame:
    """The REVENUE fact of some invoices."""
    invoices = rows["customer_invoices"]
    lines = pl.concat(
        [_lines(invoices, rows["customer_invoice_lines"]), _bare(invoices, rows)],
        how="diagonal_relaxed",
    )
    header = invoices.select(
        *INVOICE,
        *HEADER,
        *ABOUT,
        "exchange_rate",
        "created_on",
        header_currency="currency",
        header_net="amount_net",
        header_at="updated_at",
    )
    told = lines.join(header, on=INVOICE, how="inner").with_columns(
        # the header's rate says nothing about a line in another currency
        exchange_rate=pl.when(c("currency") == c("header_currency")).then("exchange_rate"),
        updated_at=pl.max_horizontal("updated_at", "header_at"),
        margin_net=c("amount_net") - c("cost"),
    )
    booked = with_booked(
        told, booked_net="amount_net", booked_gross="amount_gross", booked_cost="cost"
    ).with_columns(booked_margin_net=c("booked_net") - c("booked_cost"))
    return with_intercompany(_flags(booked), references)


def _lines(invoices: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    """Lines of the invoices, in the invoice's currency where they name none."""
    told = invoices.select(*INVOICE, header_currency="currency")
    return (
        lines.join(told, on=INVOICE, how="inner")
        .with_columns(
            currency=pl.coalesce("currency", "header_currency"), is_header_only=pl.lit(False)
        )
        .drop("header_currency")
    )


def _bare(invoices: pl.DataFrame, rows: Rows) -> pl.DataFrame:
    """Invoices of which nobody told the lines: their header is their only line."""
    bare = invoices.join(rows["customer_invoice_lines"], on=INVOICE, how="anti")
    return bare.select(
        *INVOICE,
        "currency",
        "amount_net",
        "amount_gross",
        "updated_at",
        invoice_line_id=pl.lit(""),
        is_header_only=pl.lit(True),
    )


def _flags(lines: pl.DataFrame) -> pl.DataFrame:
    cancelled, draft = c("status") == "cancelled", c("status") == "draft"
    one_currency = (c("currency") == c("header_currency")).all().over(INVOICE)
    unlike = one_currency & (c("amount_net").sum().over(INVOICE) != c("header_net"))
    return lines.with_columns(
        is_cancelled=cancelled,
        is_draft=draft,
        is_revenue=~cancelled & ~draft,
        is_credit_note=c("kind") == "credit_note",
        is_first_line=c("invoice_line_id") == c("invoice_line_id").min().over(INVOICE),
        has_cost=c("booked_margin_net").is_not_null(),
        is_booked=c("booked_net").is_not_null(),
        is_unlike_header=unlike.fill_null(value=False),
    )


RECIPE = Recipe(
    fact=REVENUE,
    group=INVOICE,
    root=Part(
        table=CUSTOMER_INVOICES,
        columns=(
            *HEADER,
            *("currency", "exchange_rate", "amount_net", "amount_gross", "created_on"),
            "updated_at",
        ),
    ),
    parts=(
        Part(
            table=CUSTOMER_INVOICE_LINES,
            columns=(
                *("order_line_id", "sku_id", "quantity", "unit", "amount_net", "amount_gross"),
                *("cost", "currency", "updated_at"),
            ),
            joins={"invoice_id": "invoice_id"},
        ),
    ),
    build=build,
    days=("invoiced_on",),
    owners=("owner_id",),
    document=("customer_invoice", "invoice_id"),
)
