"""An amount taken apart to the cent: the parts always add up to the whole."""

from collections.abc import Sequence

import polars as pl

from tables.definition import MONEY

c = pl.col
EXACT = pl.Decimal(38, 6)


def share(amount: pl.Expr, part: pl.Expr, whole: pl.Expr) -> pl.Expr:
    """`amount` x `part` / `whole` to the cent (half to even); null where the whole is nothing."""
    some = pl.when(whole != 0).then(whole)
    exact = amount.cast(EXACT) * part.cast(EXACT) / some.cast(EXACT)
    return exact.round(2, mode="half_to_even").cast(MONEY)


def spread(amount: pl.Expr, weight: pl.Expr, over: Sequence[str], order: str) -> pl.Expr:
    """Each row's part of an `amount` that all rows `over` some columns share, by their weights.

    What rounding leaves over goes to where it arises, so the parts add up to the amount. Null
    where the weights add up to nothing. Null weights count as nothing.
    """
    known = weight.fill_null(0)
    whole = known.sum().over(over)
    until = known.cum_sum().over(over, order_by=order)
    return share(amount, until, whole) - share(amount, until - known, whole)
