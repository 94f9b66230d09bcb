"""What generated order lines lead to: receipts, invoices and payments, none later than today.

A quarter of the lines comes in two parts, each order's parts are charged apart, a fifth of the
invoices is paid in two parts, and the payments of a week to one supplier are one. Some things never
come, are sent back, credited, or not paid.
"""

from dataclasses import dataclass
from datetime import date

import polars as pl

from benchmarks.noise import chance, days

c = pl.col
MONEY, QUANTITY = pl.Decimal(18, 2), pl.Decimal(18, 4)
INVOICE = ["invoice_id"]
TAX = 13  # per cent


def money(cents: pl.Expr) -> pl.Expr:
    """Whole cents as an amount."""
    return (cents / 100).round(2).cast(MONEY)


def with_tax(cents: pl.Expr) -> pl.Expr:
    """The gross of a net amount, in whole cents."""
    return cents + (cents.abs() * TAX // 100) * cents.sign()


def entered(day: pl.Expr) -> pl.Expr:
    """When a row of a day was written down."""
    return day.cast(pl.Datetime("us", "UTC")) + pl.duration(hours=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """Canonical receipts, and what was delivered with the columns of its line."""

    rows: pl.DataFrame
    delivered: pl.DataFrame


@dataclass(frozen=True, slots=True, kw_only=True)
class Charged:
    """Canonical invoices and their lines, and what is to be paid: cents by invoice."""

    invoices: pl.DataFrame
    rows: pl.DataFrame
    owed: pl.DataFrame


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """Canonical payments and their allocations."""

    payments: pl.DataFrame
    rows: pl.DataFrame


def receipts(lines: pl.DataFrame, today: date, seed: int) -> Received:
    """What has come of lines that were ordered."""
    key, two = c("key"), (c("quantity") > 1) & c("is_split")
    half = (c("quantity") * 3 + 4) // 5
    late = pl.when(chance(key, seed + 21) < 0.1).then(20).otherwise(0)
    delivered = (
        lines.filter((c("status") == "open") & (chance(key, seed + 20) >= 0.02))
        .with_columns(is_split=chance(key, seed + 22) < 0.25)
        .with_columns(part=pl.when(two).then([1, 2]).otherwise([1]))
        .explode("part")
        .with_columns(
            came=pl.when(~two)
            .then("quantity")
            .when(c("part") == 1)
            .then(half)
            .otherwise(c("quantity") - half),
            received_on=c("ordered_on")
            + days(c("uid"), seed + 23, 5, 75)
            + pl.duration(days=late + (c("part") - 1) * 15),
        )
        .filter(c("received_on") <= today)
        .with_columns(receipt_line_id=pl.format("GR{}-{}-{}", "number", "line_no", "part"))
    )
    back = delivered.filter(chance(c("receipt_line_id"), seed + 24) < 0.01).with_columns(
        came=pl.lit(-1, pl.Int64),
        received_on=c("received_on") + pl.duration(days=10),
        receipt_line_id=c("receipt_line_id") + "R",
    )
    return Received(
        rows=_receipt_rows(pl.concat([delivered, back]).filter(c("received_on") <= today), seed),
        delivered=delivered,
    )


def _receipt_rows(rows: pl.DataFrame, seed: int) -> pl.DataFrame:
    refused = (c("came") > 1) & (chance(c("receipt_line_id"), seed + 25) < 0.02)
    day = c("received_on").dt.strftime("%m%d")
    return rows.select(
        *("receipt_line_id", "company_id", "po_line_id", "sku_id", "warehouse_id", "received_on"),
        receipt_id=pl.format("GR{}-{}", "number", day),
        receipt_no=pl.format("GR{}-{}", "number", day),
        quantity=c("came").cast(QUANTITY),
        rejected_quantity=refused.cast(pl.Int64).cast(QUANTITY),
        unit=pl.lit("PCS"),
        created_on="received_on",
        is_cancelled=pl.lit(value=False),
        updated_at=entered(c("received_on")),
    )


def charges(came: Received, today: date, seed: int) -> Charged:
    """Invoices for what has come, one for each part of an order, and a few credit notes."""
    invoice_id = pl.format("SI{}-{}", "number", "part")
    billed = (
        came.delivered.with_columns(invoice_id=invoice_id)
        .with_columns(last=c("received_on").max().over("invoice_id"))
        .with_columns(invoiced_on=c("last") + days(c("invoice_id"), seed + 30, 3, 30))
        .filter((chance(c("invoice_id"), seed + 31) >= 0.04) & (c("invoiced_on") <= today))
        .with_columns(kind=pl.lit("invoice"), cents=c("came") * c("price"), units=c("came"))
    )
    first = billed.filter(chance(c("invoice_id"), seed + 32) < 0.03).unique(
        INVOICE, keep="first", maintain_order=True
    )
    credited = first.with_columns(
        kind=pl.lit("credit_note"),
        cents=-(c("cents") // 10),
        units=pl.lit(None, pl.Int64),
        invoice_id=c("invoice_id") + "C",
        invoiced_on=c("invoiced_on") + pl.duration(days=20),
    ).filter(c("invoiced_on") <= today)
    rows = pl.concat([billed, credited]).with_columns(gross=with_tax(c("cents")))
    totals = rows.group_by(INVOICE, maintain_order=True).agg(
        c("company_id", "supplier_id", "department_id", "kind", "invoiced_on").first(),
        c("buyer_id").first().alias("owner_id"),
        c("cents", "gross").sum(),
    )
    return Charged(
        invoices=_invoice_rows(totals, seed),
        rows=_invoice_line_rows(rows),
        owed=totals.filter(c("kind") == "invoice"),
    )


def _invoice_rows(totals: pl.DataFrame, seed: int) -> pl.DataFrame:
    return totals.select(
        *("invoice_id", "kind", "company_id", "supplier_id", "department_id", "owner_id"),
        "invoiced_on",
        invoice_no="invoice_id",
        currency=pl.lit("CNY"),
        amount_net=money(c("cents")),
        amount_gross=money(c("gross")),
        created_on="invoiced_on",
        booked_on="invoiced_on",
        due_on=_due(seed),
        status=pl.lit("open"),
        updated_at=entered(c("invoiced_on")),
    )


def _invoice_line_rows(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.select(
        *("invoice_id", "company_id", "po_line_id", "receipt_line_id"),
        invoice_line_id=pl.format("{}-{}", "invoice_id", "line_no"),
        quantity=c("units").cast(QUANTITY),
        unit=pl.when(c("units").is_not_null()).then(pl.lit("PCS")),
        price_net=pl.when(c("units").is_not_null()).then(money(c("price"))),
        amount_net=money(c("cents")),
        amount_gross=money(c("gross")),
        currency=pl.lit("CNY"),
        created_on="invoiced_on",
        updated_at=entered(c("invoiced_on")),
    )


def _due(seed: int) -> pl.Expr:
    return c("invoiced_on") + days(c("invoice_id"), seed + 33, 30, 60)


def settlements(charged: Charged, today: date, run: str, seed: int) -> Settled:
    """Payments by week and supplier; `run` tells those of one month's orders from others'."""
    key, two = c("invoice_id"), c("is_split")
    small = c("gross") * 2 // 5
    paid = (
        charged.owed.filter(chance(key, seed + 40) >= 0.03)
        .with_columns(is_split=chance(key, seed + 41) < 0.2)
        .with_columns(part=pl.when(two).then([1, 2]).otherwise([1]))
        .explode("part")
        .with_columns(
            amount=pl.when(~two)
            .then("gross")
            .when(c("part") == 1)
            .then(small)
            .otherwise(c("gross") - small),
            week=(_due(seed) + days(key, seed + 42, -5, 25)).dt.truncate("1w"),
        )
        .with_columns(paid_on=c("week") + pl.duration(days=4 + (c("part") - 1) * 21))
        .filter(c("paid_on") <= today)
        .with_columns(day=c("paid_on").dt.strftime("%y%m%d"))
        .with_columns(
            payment_id=pl.format("PY{}-{}-{}-{}", "day", pl.lit(run), "supplier_id", "company_id")
        )
    )
    payments = paid.group_by("payment_id", maintain_order=True).agg(
        c("company_id", "supplier_id", "department_id", "owner_id", "paid_on").first(),
        c("amount").sum(),
    )
    return Settled(
        payments=payments.with_columns(
            payment_no="payment_id",
            currency=pl.lit("CNY"),
            amount=money(c("amount")),
            created_on="paid_on",
            planned_on="paid_on",
            status=pl.lit("paid"),
            updated_at=entered(c("paid_on")),
        ),
        rows=paid.select(
            *("payment_id", "invoice_id", "company_id"),
            allocation_id=pl.format("{}-{}", "invoice_id", "part"),
            amount=money(c("amount")),
            currency=pl.lit("CNY"),
            created_on="paid_on",
            allocated_on="paid_on",
            updated_at=entered(c("paid_on")),
        ),
    )
