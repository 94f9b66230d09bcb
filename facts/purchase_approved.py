"""What was paid on an order beyond what its approval allowed."""

import polars as pl

from facts.money import with_booked
from facts.pricing import ROUNDING
from facts.shares import share

c = pl.col
ORDER = ["source", "po_id"]
LIVE = ("open", "closed")


def with_paid_over_approved(
    lines: pl.DataFrame, orders: pl.DataFrame, same_approval: pl.DataFrame
) -> pl.DataFrame:
    """Lines with paid_over_approved_gross, its booked twin, is_paid_over_approved,
    has_comparable_approval and same_approval_updated_at.

    Compared is a whole order, so its first line tells. A form that allowed several orders
    (`same_approval`) allows each of them its part by amount. Amounts in different currencies are
    not compared, nor is an ambiguous form; a few cents are rounding.
    """
    over = c("paid_gross").sum().over(ORDER) - c("allowed_gross")
    known = (
        c("is_approved")
        & (c("approved_currency") == c("currency"))
        & c("allowed_gross").is_not_null()
        & c("paid_gross").is_not_null().all().over(ORDER)
    ).fill_null(value=False)
    compared = lines.join(_allowed_part(orders, same_approval), on=ORDER, how="left").with_columns(
        allowed_gross=share(c("approved_gross"), c("order_part"), c("orders_whole"))
    )
    told = compared.with_columns(
        has_comparable_approval=known,
        is_paid_over_approved=known & c("is_first_line") & (over > ROUNDING).fill_null(value=False),
    ).with_columns(paid_over_approved_gross=pl.when("is_paid_over_approved").then(over))
    return with_booked(told, booked_paid_over_approved_gross="paid_over_approved_gross")


def _allowed_part(orders: pl.DataFrame, same_approval: pl.DataFrame) -> pl.DataFrame:
    """What each order weighs among the orders of its approval: order_part of orders_whole.

    Null where they are in different currencies. An order that names no approval itself has the one
    of its request to itself.
    """
    weight = pl.coalesce("amount_gross", "amount_net")
    live = same_approval.filter(c("status").is_in(LIVE)).group_by("source", "approval_no")
    wholes = live.agg(
        orders_whole=pl.when(weight.is_not_null().all()).then(weight.sum()),
        orders_currency=pl.when(c("currency").n_unique() == 1).then(c("currency").first()),
        same_approval_updated_at=c("updated_at").max(),
    )
    joined = orders.join(wholes, on=["source", "approval_no"], how="left")
    alone = c("approval_no").is_null()
    same = alone | (c("orders_currency") == c("currency"))
    return joined.select(
        *ORDER,
        "same_approval_updated_at",
        order_part=pl.when(same).then(weight),
        orders_whole=pl.when(alone).then(weight).otherwise("orders_whole"),
    )
