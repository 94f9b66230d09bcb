"""What of a sales order line was invoiced, and what of that the customer has paid."""

import polars as pl

from facts.shares import spread

c = pl.col
INVOICE, RECEIPT = ("source", "invoice_id"), ("source", "receipt_id")
LINE = ("source", "order_line_id")
POSTED = ("open", "paid")


def billed(
    lines: pl.DataFrame,
    invoices: pl.DataFrame,
    invoice_lines: pl.DataFrame,
    settlements: pl.DataFrame,
) -> pl.DataFrame:
    """One row per order line that was invoiced.

    `lines`: source, order_line_id, unit, currency. `invoice_lines` are all lines of the invoices,
    also those of other orders: what was paid of an invoice is spread over them by their gross
    amounts. `settlements` are `valid_settlements(...)`. Adds invoiced_quantity, invoiced_net,
    invoiced_gross, collected_gross (null where any of them is in another unit or currency than
    the order line), the first and last days (charged_last_on is that of the last invoice that
    charges for something) and has_other_currency: charged or settled in another currency.
    """
    told = _spread_out(invoices, invoice_lines, settlements)
    wanted = lines.select(*LINE, line_unit="unit", line_currency="currency")
    rows = told.join(wanted, on=LINE, how="inner").with_columns(
        same_unit=(c("unit") == c("line_unit")).fill_null(value=False),
        same_currency=(c("currency") == c("line_currency")).fill_null(value=False),
    )
    one_unit, one_currency = c("same_unit").all(), c("same_currency").all()
    return rows.group_by(LINE).agg(
        invoiced_quantity=pl.when(one_unit).then(c("quantity").sum()),
        invoiced_net=pl.when(one_currency).then(c("amount_net").sum()),
        invoiced_gross=pl.when(one_currency & c("amount_gross").is_not_null().all()).then(
            c("amount_gross").sum()
        ),
        collected_gross=pl.when(one_currency).then(c("collected").sum()),
        invoiced_first_on=c("invoiced_on").min(),
        invoiced_last_on=c("invoiced_on").max(),
        charged_last_on=c("invoiced_on").filter(c("amount_net") > 0).max(),
        collected_first_on=c("collected_first_on").min(),
        collected_last_on=c("collected_last_on").max(),
        has_other_currency=~one_currency | c("is_settled_otherwise").any(),
        updated_at=c("updated_at").max(),
    )


def valid_settlements(allocations: pl.DataFrame, receipts: pl.DataFrame) -> pl.DataFrame:
    """Allocations of money that was really received: source, invoice_id, receipt_id, entry_id,
    currency, amount, settled_on, updated_at.

    Money can't settle anything before it is there.
    """
    there = receipts.filter(~c("is_cancelled").fill_null(value=False)).select(
        *RECEIPT, "received_on", received_at="updated_at"
    )
    return allocations.join(there, on=RECEIPT, how="inner").select(
        *INVOICE,
        "receipt_id",
        "currency",
        "amount",
        entry_id="allocation_id",
        settled_on=pl.max_horizontal("allocated_on", "received_on"),
        updated_at=pl.max_horizontal("updated_at", "received_at"),
    )


def _spread_out(
    invoices: pl.DataFrame, invoice_lines: pl.DataFrame, settlements: pl.DataFrame
) -> pl.DataFrame:
    """Lines of posted invoices with their part of what was paid."""
    posted = invoices.filter(c("status").is_in(POSTED)).select(
        *(*INVOICE, "invoiced_on"),
        invoice_currency="currency",
        invoice_gross="amount_gross",
        invoice_at="updated_at",
    )
    same = (c("currency") == c("invoice_currency")).fill_null(value=False)
    paid = (
        settlements.join(posted, on=INVOICE, how="inner")
        .group_by(INVOICE)
        .agg(
            paid=c("amount").filter(same).sum(),
            collected_first_on=c("settled_on").filter(same).min(),
            collected_last_on=c("settled_on").filter(same).max(),
            is_settled_otherwise=~same.all(),
            paid_at=c("updated_at").max(),
        )
    )
    rows = invoice_lines.join(posted, on=INVOICE, how="inner").join(paid, on=INVOICE, how="left")
    return rows.with_columns(amount_gross=_line_gross()).with_columns(
        collected=_spread(c("paid"), pl.coalesce("amount_gross", "amount_net")),
        is_settled_otherwise=c("is_settled_otherwise").fill_null(value=False),
        updated_at=pl.max_horizontal("updated_at", "invoice_at", "paid_at"),
    )


def _line_gross() -> pl.Expr:
    """Where an invoice tells the tax of not every line, its own total by their net amounts."""
    told = c("amount_gross").is_not_null().all().over(INVOICE)
    return (
        pl.when(told).then("amount_gross").otherwise(_spread(c("invoice_gross"), c("amount_net")))
    )


def _spread(amount: pl.Expr, weight: pl.Expr) -> pl.Expr:
    return spread(amount, weight, INVOICE, "invoice_line_id")
