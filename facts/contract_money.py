"""What was invoiced and what was paid under a contract, each amount once."""

import polars as pl

from facts.contract_parts import BUYING, SELLING, Side
from facts.recipe import Rows

c = pl.col
CONTRACT, INVOICE = ["source", "contract_id"], ["source", "invoice_id"]
POSTED = ("open", "paid")


def settled(rows: Rows) -> pl.DataFrame:
    """Money paid or received under contracts: CONTRACT, on, amount, currency, updated_at, and of
    which payment it is (document_type, document_id).

    A payment that names a contract is under that one, whole. Of one that names none, what was
    allocated to invoices of a contract is under it. Nothing is paid before it left the bank.
    """
    return pl.concat([*_settled(rows, BUYING), *_settled(rows, SELLING)])


def _settled(rows: Rows, side: Side) -> list[pl.DataFrame]:
    own = rows[side.payments.name].filter(side.made)
    whole = own.select(
        *CONTRACT,
        c(side.paid_on).alias("on"),
        "amount",
        "currency",
        "updated_at",
        document_id=side.payment,
    )
    loose = (
        rows[side.allocated]
        .filter(side.made & c("contract_id").is_null())
        .select("source", side.payment, moved_on=side.paid_on, payment_updated_at="updated_at")
    )
    invoices = rows[side.invoices.name].filter(c("status").is_in(POSTED))
    parts = (
        rows[side.allocations.name]
        .join(invoices.select(*INVOICE, "contract_id"), on=INVOICE)
        .join(loose, on=["source", side.payment])
        .select(
            *CONTRACT,
            pl.max_horizontal("allocated_on", "moved_on").alias("on"),
            "amount",
            "currency",
            pl.max_horizontal("updated_at", "payment_updated_at").alias("updated_at"),
            document_id=side.payment,
        )
    )
    return [each.with_columns(document_type=pl.lit(side.paying)) for each in (whole, parts)]


def invoiced(rows: Rows) -> pl.DataFrame:
    """What was invoiced under contracts: CONTRACT, amount (gross), currency, updated_at.

    An invoice that names a contract is under that one, whole. Of one that names none, the lines
    over orders of a contract are under it.
    """
    return pl.concat([*_invoiced(rows, BUYING), *_invoiced(rows, SELLING)])


def _invoiced(rows: Rows, side: Side) -> list[pl.DataFrame]:
    own = rows[side.invoices.name].filter(c("status").is_in(POSTED))
    whole = own.select(*CONTRACT, "currency", "updated_at", amount="amount_gross")
    loose = (
        rows[side.charging]
        .filter(c("status").is_in(POSTED) & c("contract_id").is_null())
        .select(*INVOICE, invoice_currency="currency", invoice_updated_at="updated_at")
    )
    bound = rows[side.orders.name].select("source", side.order, "contract_id")
    of = rows[side.lines.name].select("source", side.line, side.order)
    parts = (
        rows[side.charges.name]
        .join(loose, on=INVOICE)
        .join(of.join(bound, on=["source", side.order]), on=["source", side.line])
        .select(
            *CONTRACT,
            currency=pl.coalesce("currency", "invoice_currency"),
            updated_at=pl.max_horizontal("updated_at", "invoice_updated_at"),
            amount="amount_gross",
        )
    )
    return [whole, parts]


def total(movements: pl.DataFrame, contracts: pl.DataFrame, name: str) -> pl.DataFrame:
    """One row per contract with movements: `name`, `has_other_<name>` and `<name>_updated_at`.

    The sum is null where a movement is in another currency than the contract, or unknown.
    """
    own = contracts.select(*CONTRACT, contract_currency="currency")
    same = (c("currency") == c("contract_currency")).fill_null(value=False)
    known = (same & c("amount").is_not_null()).all()
    return (
        movements.join(own, on=CONTRACT)
        .group_by(CONTRACT)
        .agg(
            pl.when(known).then(c("amount").sum()).alias(name),
            (~known).alias(f"has_other_{name}"),
            c("updated_at").max().alias(f"{name}_updated_at"),
        )
    )
