"""Quantities in money, at the price of the order line they belong to."""

import polars as pl

from facts.money import EXACT, product
from tables.definition import MONEY
from tables.parts import PRICE

c = pl.col
ROUNDING = pl.lit("0.05").cast(MONEY)
"""What shares that were rounded may lose on the way to the whole."""


def unit_price() -> pl.Expr:
    """The net price of a line (price_net), else the one its amount_net and quantity come to."""
    exact = c("amount_net").cast(EXACT) / c("quantity").cast(EXACT)
    by_amount = pl.when(c("quantity") != 0).then(exact.round(6, mode="half_to_even"))
    return pl.coalesce("price_net", by_amount.cast(PRICE))


def worth(part: str, of: str = "quantity") -> pl.Expr:
    """A part of the quantity `of` a line in money: its share of the line's amount_net, so that all
    of it is exactly that; by price_net where the line has no amount."""
    exact = c("amount_net").cast(EXACT) * c(part).cast(EXACT) / c(of).cast(EXACT)
    by_amount = exact.round(2, mode="half_to_even").cast(MONEY)
    told = c("amount_net").is_not_null()
    return pl.when(told).then(by_amount).otherwise(product(c(part), c("price_net")))
