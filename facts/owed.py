"""What is owed over time: an invoice, and what was set against it, as entries that add up.

Receivables, payables and money that nothing explains yet are made of the same entries.
"""

import polars as pl

from facts.recent import newest

c = pl.col
INVOICE = ("source", "invoice_id")
OWED, SETTLED = "invoice", "settlement"


def entries(invoices: pl.DataFrame, settlements: pl.DataFrame) -> pl.DataFrame:
    """One row per invoice and per settlement of it; `amount` of all open ones is what is owed.

    `invoices`: source, invoice_id, currency, amount (negative for a credit note), opened_on (null
    when it is not owed: a draft, cancelled), is_paid (as the source says), updated_at, and
    whatever every entry shall carry. `settlements`: source, invoice_id, entry_id, currency, amount
    (what it takes off), settled_on, updated_at; only valid ones.

    Adds entry_id (empty for the invoice), kind (invoice, settlement), entered_on, opens_on
    (inclusive), closes_on (exclusive; the day the invoice came to zero, the same for all its
    entries), is_first_entry, has_other_currency (its amount is unknown: null) and is_paid_unseen
    (paid as the source says, by settlements that don't add up: closed on the last known day, not
    left open for ever).
    """
    settled = _settled(invoices, settlements)
    owed = invoices.select(
        *INVOICE,
        "amount",
        "updated_at",
        entry_id=pl.lit(""),
        kind=pl.lit(OWED),
        entered_on=c("opened_on"),
        has_other_currency=pl.lit(False),
    )
    both = pl.concat([owed, settled.select(owed.columns)])
    about = invoices.drop("amount", "updated_at")
    return (
        both.drop("updated_at")
        .join(about, on=INVOICE, how="inner")
        .join(_ends(both, about), on=INVOICE, how="left")
        .join(newest(INVOICE, owed, settled), on=INVOICE, how="left")
        .with_columns(
            opens_on=pl.when(c("opened_on").is_not_null()).then("entered_on"),
            is_first_entry=c("kind") == OWED,
        )
    )


def _settled(invoices: pl.DataFrame, settlements: pl.DataFrame) -> pl.DataFrame:
    """Settlements as negative entries that never come before what they settle."""
    told = invoices.select(*INVOICE, "opened_on", owed_in="currency")
    other = (c("currency") != c("owed_in")).fill_null(value=True)
    return settlements.join(told, on=INVOICE, how="inner").select(
        *INVOICE,
        "entry_id",
        "updated_at",
        amount=pl.when(~other).then(-c("amount")),
        kind=pl.lit(SETTLED),
        entered_on=pl.max_horizontal("settled_on", "opened_on"),
        has_other_currency=other,
    )


def _ends(both: pl.DataFrame, invoices: pl.DataFrame) -> pl.DataFrame:
    """When each invoice came to zero, if it did."""
    moved = c("entered_on").filter((c("amount") != 0).fill_null(value=True))
    sums = both.group_by(INVOICE).agg(
        left=c("amount").sum(),
        last=pl.coalesce(moved.max(), c("entered_on").max()),
        unknown=c("amount").is_null().any(),
    )
    owed = c("opened_on").is_not_null()
    even = (c("left") == 0) & ~c("unknown")
    unseen = owed & c("is_paid") & ~even
    return invoices.join(sums, on=INVOICE).select(
        *INVOICE,
        is_paid_unseen=unseen,
        closes_on=pl.when(owed & (even | unseen)).then("last"),
    )
