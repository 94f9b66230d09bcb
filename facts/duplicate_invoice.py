"""The duplicate_invoice fact: invoices of a supplier that look entered before."""

import polars as pl

from facts.days import with_day_numbers
from facts.money import with_booked
from facts.number_slips import plain_number, slips
from facts.party import with_intercompany
from facts.recipe import Part, Recipe, Rows
from facts.references import References
from tables.definition import MONEY, UTC_TIME, Table
from tables.purchasing import SUPPLIER_INVOICES

c = pl.col
SAME_NUMBER_DAYS, SIMILAR_NUMBER_DAYS = 366, 31
"""How far apart invoices with the same number, or with the same amount and nearly the same
number, may be dated."""

DUPLICATE_INVOICE = Table(
    name="duplicate_invoice",
    key=("source", "supplier_id", "invoice_id"),
    cursor=None,
    partition="created_on",
    schema=pl.Schema(
        {
            **dict.fromkeys(("source", "supplier_id", "invoice_id", "invoice_no"), pl.String),
            "duplicate_of_id": pl.String,  # the one entered before
            "duplicate_of_no": pl.String,
            "rule": pl.String,  # same_number; similar_number with the same amount
            **dict.fromkeys(("company_id", "calendar_id", "department_id"), pl.String),
            **dict.fromkeys(("owner_id", "contract_id", "status"), pl.String),
            "counterparty_company_id": pl.String,
            **dict.fromkeys(("currency", "booked_currency"), pl.String),
            "created_on": pl.Date,
            "invoiced_on": pl.Date,
            "opens_on": pl.Date,  # entered; a suspect is one until either of the two is cancelled
            "closes_on": pl.Date,  # always null: what was cancelled is no row any more
            "aged_from_day": pl.Int64,
            "amount_net": MONEY,
            "amount_gross": MONEY,
            "booked_amount_gross": MONEY,
            "is_test": pl.Boolean,
            "is_intercompany": pl.Boolean,
            "is_draft": pl.Boolean,
            "has_booked_amounts": pl.Boolean,
            "updated_at": UTC_TIME,
        }
    ),
    units={
        "amount_net": "currency",
        "amount_gross": "currency",
        "booked_amount_gross": "booked currency",
    },
)


def suspects(rows: Rows, references: References) -> pl.DataFrame:
    """The DUPLICATE_INVOICE fact of some suppliers: the later of each two invoices that look alike.

    Neither is cancelled, nor a credit note. A number is compared without signs and leading zeros.
    """
    living = rows["supplier_invoices"].filter(
        (c("kind") == "invoice") & (c("status") != "cancelled")
    )
    numbered = living.with_columns(plain=plain_number("invoice_no"))
    pairs = pl.concat([_same_number(numbered), _similar_number(numbered)])
    first = pairs.sort("rank", "before_on", "duplicate_of_id").unique(
        ["source", "supplier_id", "invoice_id"], keep="first"
    )
    told = living.join(
        first.drop("rank", "before_on"), on=["source", "supplier_id", "invoice_id"]
    ).with_columns(opens_on="created_on", closes_on=pl.lit(None, pl.Date))
    booked = with_booked(told, booked_amount_gross="amount_gross")
    numbers = with_day_numbers(booked, aged_from_day="opens_on")
    return with_intercompany(numbers, references).with_columns(
        is_draft=c("status") == "draft",
        has_booked_amounts=c("booked_amount_gross").is_not_null(),
        updated_at=pl.max_horizontal("updated_at", "before_updated_at"),
    )


def _same_number(invoices: pl.DataFrame) -> pl.DataFrame:
    named = invoices.filter(c("plain").str.len_chars() > 0)
    return _after(named, ["source", "supplier_id", "plain"], "same_number", SAME_NUMBER_DAYS, 0)


def _similar_number(invoices: pl.DataFrame) -> pl.DataFrame:
    same = ["source", "supplier_id", "currency", "amount_gross"]
    alike = invoices.filter(pl.len().over(same) > 1)
    forms = slips(alike, same=same, plain="plain", day="invoiced_on")
    return _after(forms, [*same, "form"], "similar_number", SIMILAR_NUMBER_DAYS, 1)


def _after(rows: pl.DataFrame, over: list[str], rule: str, days: int, rank: int) -> pl.DataFrame:
    """Each invoice with the one entered before it among those that are the same `over` columns."""
    ordered = rows.sort(*over, "created_on", "invoice_id")
    before = {
        "duplicate_of_id": "invoice_id",
        "duplicate_of_no": "invoice_no",
        "before_on": "invoiced_on",
        "before_updated_at": "updated_at",
    }
    paired = ordered.with_columns(
        c(of).shift(1).over(over).alias(new) for new, of in before.items()
    )
    apart = (c("invoiced_on") - c("before_on")).dt.total_days().abs()
    return paired.filter(apart <= days).select(
        *("source", "supplier_id", "invoice_id", *before),
        rule=pl.lit(rule),
        rank=pl.lit(rank),
    )


RECIPE = Recipe(
    fact=DUPLICATE_INVOICE,
    group=("source", "supplier_id"),
    root=Part(
        table=SUPPLIER_INVOICES,
        columns=(
            *("supplier_id", "company_id", "invoice_no", "kind", "counterparty_company_id"),
            *("department_id", "owner_id", "contract_id", "currency", "exchange_rate"),
            *("amount_net", "amount_gross", "created_on", "invoiced_on", "status", "updated_at"),
        ),
    ),
    build=suspects,
    days=("opens_on",),
    owners=("owner_id",),
    document=("supplier_invoice", "invoice_id"),
)
