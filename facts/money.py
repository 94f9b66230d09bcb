"""Amounts as booked: in the company's own currency, at the rate the source booked them with."""

import polars as pl

from tables.definition import MONEY

c = pl.col
OWN, BOOKED = "company_currency", "booked_currency"


def with_booked(rows: pl.DataFrame, **amounts: str) -> pl.DataFrame:
    """`rows` with a booked amount for each `new_column="amount column"`, and `booked_currency`.

    Needs currency, exchange_rate (to the company's currency) and company_currency. Without a rate
    an amount in the company's own currency is as booked, any other is unknown: null. Rounded half
    to even to the cent, as the table's own amounts are.
    """
    rate = pl.coalesce(
        "exchange_rate", pl.when(c("currency") == c(OWN)).then(pl.lit(1).cast(pl.Decimal(18, 8)))
    )
    booked = {new: _times(amount, rate) for new, amount in amounts.items()}
    return rows.with_columns(c(OWN).alias(BOOKED), **booked)


def _times(amount: str, rate: pl.Expr) -> pl.Expr:
    product = c(amount).cast(pl.Decimal(38, 10)) * rate.cast(pl.Decimal(38, 10))
    return product.round(2, mode="half_to_even").cast(MONEY)
