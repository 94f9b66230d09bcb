"""What of a purchase order line was invoiced, and what of that was paid."""

import polars as pl

from facts.money import with_booked
from facts.recipe import Part
from facts.settlement import payment_parts, settled_invoices, settlements
from facts.shares import share, spread
from tables.purchasing import SUPPLIER_INVOICE_LINES, SUPPLIER_INVOICES

c = pl.col
LINE = ["source", "po_line_id"]
INVOICE = ["source", "invoice_id"]
POSTED = ("open", "paid")

INVOICE_COLUMNS = (
    *("kind", "currency", "exchange_rate", "amount_net", "amount_gross", "invoiced_on", "status"),
    *("supplier_id", "updated_at"),
)
INVOICE_LINE_COLUMNS = (
    *("invoice_id", "po_line_id", "quantity", "unit", "price_net", "amount_net", "amount_gross"),
    *("currency", "updated_at"),
)


def billing_parts(of: str) -> tuple[Part, ...]:
    """The invoice lines of order lines (the part `of`), their invoices with all their lines (what
    was paid is spread over all of them), and the payments."""
    lines = SUPPLIER_INVOICE_LINES
    return (
        Part(table=lines, columns=INVOICE_LINE_COLUMNS, joins={"po_line_id": "po_line_id"}, of=of),
        Part(
            table=SUPPLIER_INVOICES,
            columns=INVOICE_COLUMNS,
            joins={"invoice_id": "invoice_id"},
            of=lines.name,
        ),
        Part(
            table=lines,
            columns=INVOICE_LINE_COLUMNS,
            joins={"invoice_id": "invoice_id"},
            of=SUPPLIER_INVOICES.name,
            name="all_invoice_lines",
        ),
        *payment_parts(SUPPLIER_INVOICES.name),
    )


def posted_lines(
    invoices: pl.DataFrame,
    lines: pl.DataFrame,
    allocations: pl.DataFrame,
    payments: pl.DataFrame,
) -> pl.DataFrame:
    """All lines of posted invoices with their exact part of what was paid: settled_net,
    settled_gross, booked_settled_gross; also booked_net, the invoice's kind and days.

    `invoices` carry company_currency. An amount in another currency than the invoice's stays with
    its own `currency`, and is booked only in the company's own.
    """
    posted = invoices.filter(c("status").is_in(POSTED))
    settled = settled_invoices(posted, settlements(allocations, payments, posted)).select(
        *INVOICE,
        *("kind", "invoiced_on", "company_currency", "exchange_rate", "is_settled_in_currency"),
        *("settled_gross", "booked_settled_gross", "first_settled_on", "last_settled_on"),
        invoice_currency="currency",
        invoice_gross="amount_gross",
        invoice_updated_at=pl.max_horizontal("updated_at", "settled_updated_at"),
    )
    rows = lines.join(settled, on=INVOICE).with_columns(
        currency=pl.coalesce("currency", "invoice_currency")
    )
    same = c("currency") == c("invoice_currency")
    rated = rows.with_columns(exchange_rate=pl.when(same).then("exchange_rate"))
    return _with_settled(with_booked(rated, booked_net="amount_net"))


def _with_settled(rows: pl.DataFrame) -> pl.DataFrame:
    told = c("amount_gross").is_not_null().all().over(INVOICE)
    gross = pl.when(told).then("amount_gross").otherwise("amount_net")
    net = c("amount_net").sum().over(INVOICE)
    paid = share(c("settled_gross"), net, c("invoice_gross"))
    weighed = rows.with_columns(
        _gross=_fair(gross),
        _net=_fair(c("amount_net")),
        _settled_net=pl.when(c("settled_gross") == 0).then("settled_gross").otherwise(paid),
    )
    spreads = {
        "settled_gross": ("settled_gross", "_gross"),
        "booked_settled_gross": ("booked_settled_gross", "_gross"),
        "settled_net": ("_settled_net", "_net"),
    }
    return weighed.with_columns(
        spread(c(amount), c(weight), INVOICE, "invoice_line_id").alias(name)
        for name, (amount, weight) in spreads.items()
    ).drop("_gross", "_net", "_settled_net")


def _fair(weight: pl.Expr) -> pl.Expr:
    """Weights that cancel out would give a line many times what was paid, or nothing to any: they
    count without their sign then, and all the same where there are none."""
    total, size = weight.sum().over(INVOICE), weight.abs().sum().over(INVOICE)
    return (
        pl.when(size == 0)
        .then(1)
        .when(size > 10 * total.abs())
        .then(weight.abs())
        .otherwise(weight)
    )


def billed(lines: pl.DataFrame, invoice_lines: pl.DataFrame) -> pl.DataFrame:
    """One row per order line that was invoiced.

    `lines`: LINE, unit, currency; `invoice_lines`: `posted_lines(...)`. Quantities are null with
    `has_unmeasured_invoice` where an invoice (not a credit note, which may correct a price only)
    tells none or one in another unit; amounts are null with `has_other_currency` where one of them
    is in another currency than the order. Days are those of invoices, not of credit notes.
    """
    wanted = lines.select(*LINE, line_unit="unit", line_currency="currency")
    rows = invoice_lines.join(wanted, on=LINE).sort(*LINE, "invoiced_on", "invoice_line_id")
    own = (c("unit") == c("line_unit")).fill_null(value=False) & c("quantity").is_not_null()
    unnamed = (c("kind") == "credit_note") & c("quantity").is_null()
    measured = (own | unnamed).all()
    one_currency = (c("currency") == c("line_currency")).all() & c("is_settled_in_currency").all()
    charged = c("kind") == "invoice"
    return rows.group_by(LINE).agg(
        has_unmeasured_invoice=~measured,
        has_other_currency=~one_currency,
        invoiced_quantity=pl.when(measured).then(c("quantity").sum()),
        invoiced_net=pl.when(one_currency).then(c("amount_net").sum()),
        paid_net=pl.when(one_currency).then(_known("settled_net")),
        paid_gross=pl.when(one_currency).then(_known("settled_gross")),
        booked_invoiced_net=_known("booked_net"),
        booked_paid_gross=_known("booked_settled_gross"),
        invoiced_first_on=c("invoiced_on").filter(charged).min(),
        invoiced_last_on=c("invoiced_on").filter(charged).max(),
        paid_first_on=c("first_settled_on").filter(charged).min(),
        paid_last_on=c("last_settled_on").filter(charged).max(),
        invoices_updated_at=pl.max_horizontal("updated_at", "invoice_updated_at").max(),
    )


def _known(amount: str) -> pl.Expr:
    return pl.when(c(amount).is_not_null().all()).then(c(amount).sum())
