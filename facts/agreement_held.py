"""What each system holds of a key, told alike: the sides an agreement compares."""

from collections.abc import Mapping

import polars as pl

from facts.agreement_table import FIELDS
from facts.recipe import Rows

c = pl.col
NOTHING = pl.lit(None, pl.String)

ABOUT: Mapping[str, pl.DataType | type[pl.DataType]] = {
    "number": pl.String,
    "source": pl.String,
    "id": pl.String,
    "document_type": pl.String,
    "company_id": pl.String,
    "department_id": pl.String,
    "customer_id": pl.String,
    "supplier_id": pl.String,
    "owner_of": pl.String,
    "counterparty_company_id": pl.String,
    "held_on": pl.Date,
    "is_void": pl.Boolean,
    "amount": pl.Decimal(18, 2),
    "money": pl.String,
    "exchange_rate": pl.Decimal(18, 8),
    "updated_at": pl.Datetime("us", "UTC"),
}
"""What every side says, beside the `FIELDS` (as text) and `copies`, how often it holds the key."""


def customers(rows: Rows) -> pl.DataFrame:
    """Customers by their number, one row per source that has it."""
    told = rows["customers"]
    return _held(
        told.with_columns(id=c("customer_id"), owner_of=c("owner_id"), party=NOTHING),
        "customer",
        by=("number", "source"),
    )


def erp_orders(rows: Rows) -> pl.DataFrame:
    """Sales orders; an order is promised for the day of its last line."""
    live = rows["sales_order_lines"].filter(~c("is_cancelled").fill_null(value=False))
    promised = live.group_by("source", "order_id").agg(c("promised_on").max())
    orders = rows["sales_orders"].join(promised, on=["source", "order_id"], how="left")
    return _held(
        orders.with_columns(
            id=c("order_id"),
            owner_of=c("owner_id"),
            owner_id=NOTHING,  # who keeps the order is not who keeps the customer
            party=c("customer_id"),
            signed_on=c("ordered_on"),
            held_on=pl.coalesce("ordered_on", "created_on"),
            is_void=c("status").is_in(["draft", "cancelled"]),
        ),
        "sales_order",
    )


def crm_orders(rows: Rows, kind: str) -> pl.DataFrame:
    """The CRM's own copies of orders, or of contracts."""
    return _held(
        rows["crm_orders"]
        .filter(c("kind") == kind)
        .with_columns(
            id=c("crm_order_id"),
            owner_of=c("owner_id"),
            owner_id=NOTHING,
            party=c("customer_id"),
            held_on=c("signed_on"),
        ),
        "crm_order",
    )


def erp_contracts(contracts: pl.DataFrame) -> pl.DataFrame:
    """Contracts with customers and suppliers, with the `approval_no` they name."""
    return _held(
        contracts.with_columns(
            id=c("contract_id"),
            owner_of=c("owner_id"),
            owner_id=NOTHING,
            name=NOTHING,  # what a contract is called is no fact about it
            party=c("customer_id"),
            held_on=pl.coalesce("signed_on", "created_on"),
            is_void=c("status").is_in(["draft", "cancelled"]),
        ),
        "contract",
        "approval_no",
    )


def erp_payments(rows: Rows) -> pl.DataFrame:
    """What the ERP pays on a form, all payments of it together; null in several currencies."""
    paid = rows["supplier_payments"].filter(c("status") != "cancelled")
    one_currency = c("currency").n_unique() == 1
    whole = paid.group_by("source", "number").agg(
        c("company_id", "department_id", "supplier_id", "counterparty_company_id").first(),
        c("owner_id", "exchange_rate").first(),
        id=c("payment_id").min(),
        currency=pl.when(one_currency).then(c("currency").first()),
        amount_gross=pl.when(one_currency).then(c("amount").sum()),
        held_on=c("created_on").min(),
        updated_at=c("updated_at").max(),
    )
    return _held(
        whole.with_columns(owner_of=c("owner_id"), owner_id=NOTHING, approval_no=c("number")),
        "supplier_payment",
        "approval_no",
    )


def forms(approvals: pl.DataFrame) -> pl.DataFrame:
    """OA forms by business number (here `approval_no`): the last of those submitted again."""
    again = approvals.select("source", "business_no", approval_id="previous_id").drop_nulls()
    latest = approvals.unique(["source", "approval_id"]).join(
        again, on=["source", "business_no", "approval_id"], how="anti"
    )
    told = latest.with_columns(
        id=c("approval_id"),
        number=c("business_no"),
        amount_gross=c("amount"),
        is_void=c("status") == "draft",
        approval_no=c("business_no"),
    )
    return _held(told, "approval", "approval_no")


def _held(
    rows: pl.DataFrame, document: str, *more: str, by: tuple[str, ...] = ("number",)
) -> pl.DataFrame:
    """One row per key, with `ABOUT`, the fields as text and the number of copies."""
    gross = c("amount_gross") if "amount_gross" in rows.columns else pl.lit(None, ABOUT["amount"])
    money = c("currency") if "currency" in rows.columns else NOTHING
    stated = rows.with_columns(document_type=pl.lit(document), amount=gross, money=money)
    told = stated.select(
        *(_or_null(stated, name).cast(dtype).alias(name) for name, dtype in ABOUT.items()),
        *(_text(_or_null(stated, name)).alias(f"_{name}") for name in FIELDS),
        *more,
    ).with_columns(c("is_void").fill_null(value=False))
    return (
        told.sort("source", "id")
        .group_by(by, maintain_order=True)
        .agg(pl.all().exclude(*by).first(), copies=pl.len())
    )


def _or_null(rows: pl.DataFrame, name: str) -> pl.Expr:
    return c(name) if name in rows.columns else pl.lit(None)


def _text(value: pl.Expr) -> pl.Expr:
    """As people write it; blank says nothing."""
    plain = value.cast(pl.String).str.strip_chars()
    return pl.when(plain != "").then(plain)
