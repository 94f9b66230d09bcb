"""The agreement fact: where two systems hold the same key, and whether they say the same of it."""

import polars as pl

from facts.agreement_held import (
    crm_orders,
    customers,
    erp_contracts,
    erp_orders,
    erp_payments,
    forms,
)
from facts.agreement_home import with_home
from facts.agreement_pairs import one_another, two_sides
from facts.agreement_table import (
    AGREEMENT,
    CONTRACT,
    CRM,
    CUSTOMER,
    ERP,
    FIELDS,
    OA,
    ORDER,
    PAYMENT,
)
from facts.days import with_day_numbers
from facts.measure import with_dates
from facts.money import with_booked
from facts.party import with_intercompany
from facts.recipe import Part, Recipe, Rows
from facts.references import References
from tables.approvals import APPROVALS
from tables.contracts import CONTRACTS
from tables.crm import CRM_ORDERS, CUSTOMERS
from tables.purchasing import SUPPLIER_PAYMENTS
from tables.sales import SALES_ORDER_LINES, SALES_ORDERS

c = pl.col
KEY = ("number", "subject")


def build(rows: Rows, references: References) -> pl.DataFrame:
    """The AGREEMENT fact of some numbers."""
    pairs = pl.concat(
        [
            one_another(customers(rows), CUSTOMER),
            two_sides(erp_orders(rows), crm_orders(rows, "order"), ORDER, (ERP, CRM)),
            *_contracts(rows),
            *_payments(rows),
        ]
    )
    placed = with_home(_judged(_compared(pairs)), references)
    dated = with_dates(placed, references.clock, changed_on="changed_at").with_columns(
        opens_on=pl.coalesce("held_on", "changed_on"), closes_on=pl.lit(None, pl.Date)
    )
    aged = with_day_numbers(dated, aged_from_day="opens_on")
    return with_intercompany(with_booked(aged, booked_gross="amount_gross"), references)


def _contracts(rows: Rows) -> list[pl.DataFrame]:
    """With the CRM where a customer signs; with the OA where a form is named."""
    told, copies = rows["contracts"], crm_orders(rows, "contract")
    copied = c("number").is_in(copies["number"].implode())
    sold = erp_contracts(told.filter((c("kind") == "sales") | copied)).drop("approval_no")
    asked = erp_contracts(told).filter(c("approval_no").is_not_null())
    return [
        two_sides(sold, copies, CONTRACT, (ERP, CRM)),
        two_sides(asked, forms(rows["contract_forms"]), CONTRACT, (ERP, OA), on="approval_no"),
    ]


def _payments(rows: Rows) -> list[pl.DataFrame]:
    allowed = forms(rows["payment_forms"])
    return [two_sides(erp_payments(rows), allowed, PAYMENT, (ERP, OA), on="approval_no")]


def _compared(pairs: pl.DataFrame) -> pl.DataFrame:
    """Which fields differ, and what each side says of them; what a side leaves open agrees."""
    differs = {name: (c(f"left_{name}") != c(f"right_{name}")) for name in FIELDS}
    both = c("left_source").is_not_null() & c("right_source").is_not_null()
    told = {
        new: pl.concat_str(
            [pl.when(both & wrong).then(say(name)) for name, wrong in differs.items()],
            separator="; ",
            ignore_nulls=True,
        )
        for new, say in (
            ("fields", pl.lit),
            ("left_value", lambda name: c(f"left_{name}")),
            ("right_value", lambda name: c(f"right_{name}")),
        )
    }
    named = pairs.with_columns(
        differences=pl.sum_horizontal(
            (both & wrong).fill_null(value=False).cast(pl.Int64) for wrong in differs.values()
        ),
        **told,
    )
    some = c("differences") > 0
    return named.with_columns(
        pl.when(some).then(c(name)).alias(name) for name in ("fields", "left_value", "right_value")
    ).with_columns(field=c("fields").str.split("; ").list.first())


def _judged(pairs: pl.DataFrame) -> pl.DataFrame:
    missing = c("left_source").is_null() | c("right_source").is_null()
    ambiguous = (c("copies") > 1) & ~missing
    differing = ~missing & ~ambiguous & (c("differences") > 0)
    agreeing = ~missing & ~ambiguous & (c("differences") == 0)
    flagged = pairs.with_columns(
        is_missing=missing, is_ambiguous=ambiguous, is_differing=differing, is_agreeing=agreeing
    )
    shared = ~c("is_missing")
    comparable = shared.any().over(KEY) & ~c("is_ambiguous").any().over(KEY)
    return flagged.with_columns(
        state=pl.when(missing)
        .then(pl.lit("missing"))
        .when(ambiguous)
        .then(pl.lit("ambiguous"))
        .when(differing)
        .then(pl.lit("differs"))
        .otherwise(pl.lit("agrees")),
        is_key=c("pair").rank("ordinal").over(KEY) == 1,
        is_comparable=comparable,
        agrees_everywhere=comparable & ~c("is_differing").any().over(KEY),
    )


def _form_part(of: str, name: str) -> Part:
    return Part(
        table=APPROVALS,
        columns=("status", "amount", "currency", "company_id", "previous_id", "updated_at"),
        joins={"business_no": "approval_no"},
        of=of,
        across=True,
        name=name,
    )


MONEY = ("currency", "exchange_rate", "amount_net", "amount_gross")
PARTY = ("company_id", "department_id", "owner_id", "counterparty_company_id")

RECIPE = Recipe(
    fact=AGREEMENT,
    group=("number",),
    root=Part(
        table=SALES_ORDERS,
        columns=(
            *(*PARTY, *MONEY, "customer_id", "created_on", "ordered_on", "status", "updated_at"),
        ),
        names={"number": "order_no"},
    ),
    parts=(
        Part(
            table=SALES_ORDER_LINES,
            columns=("promised_on", "is_cancelled"),
            joins={"order_id": "order_id"},
        ),
        Part(
            table=CRM_ORDERS,
            columns=(
                *("kind", "company_id", "department_id", "customer_id", "owner_id", "currency"),
                *("amount_net", "amount_gross", "signed_on", "promised_on", "updated_at"),
            ),
            names={"number": "order_no"},
        ),
        Part(
            table=CUSTOMERS,
            columns=(
                *(*PARTY, "name", "tax_no", "region_id", "credit_limit", "currency", "updated_at"),
            ),
            names={"number": "customer_no"},
        ),
        Part(
            table=CONTRACTS,
            columns=(
                *(*PARTY, *MONEY, "kind", "customer_id", "supplier_id", "created_on"),
                *("signed_on", "status", "approval_no", "updated_at"),
            ),
            names={"number": "contract_no"},
        ),
        _form_part("contracts", "contract_forms"),
        Part(
            table=SUPPLIER_PAYMENTS,
            columns=(
                *(*PARTY, "currency", "exchange_rate", "amount", "supplier_id", "created_on"),
                *("status", "approval_no", "updated_at"),
            ),
            names={"number": "approval_no"},
        ),
        _form_part("supplier_payments", "payment_forms"),
    ),
    build=build,
    version=2,
    owners=("owner_id",),
    document=("", "document_id"),
    placed=False,
)
