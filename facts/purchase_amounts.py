"""What an order line comes to in money, and the days by which all of it was charged and paid."""

import polars as pl

from facts.money import with_booked
from facts.pricing import ROUNDING, worth

c = pl.col


def with_amounts(lines: pl.DataFrame) -> pl.DataFrame:
    """What was ordered, received and rejected in money, at the price of the order.

    Nothing received or invoiced is 0; null is what can't be told. Also the booked amounts.
    """
    nothing = {
        "received_quantity": "has_other_unit",
        "rejected_quantity": "has_other_unit",
        "returned_quantity": "has_other_unit",
        "kept_quantity": "has_other_unit",
        "invoiced_quantity": "has_unmeasured_invoice",
        "invoiced_net": "has_other_currency",
        "paid_net": "has_other_currency",
        "paid_gross": "has_other_currency",
        "booked_invoiced_net": "has_other_currency",
        "booked_paid_gross": "has_other_currency",
    }
    filled = lines.with_columns(
        pl.when(c(flag).is_null()).then(0).otherwise(c(name)).cast(lines.schema[name]).alias(name)
        for name, flag in nothing.items()
    )
    valued = filled.with_columns(
        ordered_quantity="quantity",
        ordered_net=pl.coalesce("amount_net", worth("quantity")),
        ordered_gross="amount_gross",
        received_net=worth("received_quantity"),
        rejected_net=worth("rejected_quantity"),
        kept_net=worth("kept_quantity"),
    )
    return with_booked(
        valued,
        booked_ordered_net="ordered_net",
        booked_received_net="received_net",
        booked_rejected_net="rejected_net",
    ).with_columns(has_booked_amounts=c("booked_ordered_net").is_not_null())


def with_complete_days(lines: pl.DataFrame) -> pl.DataFrame:
    """The days by which all was invoiced and all was paid."""
    counted = c("invoiced_quantity") >= c("kept_quantity")
    by_amount = c("invoiced_net") >= c("kept_net")
    all_charged = c("invoiced_first_on").is_not_null() & pl.coalesce(counted, by_amount)
    closed = pl.when(c("order_status") == "closed").then("received_last_on")
    came = pl.coalesce("received_complete_on", closed)
    done = lines.with_columns(
        invoiced_complete_on=pl.when(all_charged & came.is_not_null()).then(
            pl.max_horizontal("invoiced_last_on", came)
        ),
        is_all_invoiced=all_charged.fill_null(value=False),
    )
    touched = c("paid_first_on").is_not_null() | (c("invoiced_net") <= 0)
    settled = touched & (c("paid_net") + ROUNDING >= c("invoiced_net"))
    return done.with_columns(
        paid_complete_on=pl.when(settled & c("invoiced_complete_on").is_not_null()).then(
            pl.max_horizontal("paid_last_on", "invoiced_complete_on")
        ),
        is_all_paid=(settled & c("is_all_invoiced")).fill_null(value=False),
    )
