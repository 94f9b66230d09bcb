"""Amounts as booked: in the company's own currency, at the rate the source booked them with."""

import polars as pl

from tables.definition import MONEY
from tables.parts import RATE

c = pl.col
OWN, BOOKED = "company_currency", "booked_currency"
EXACT = pl.Decimal(38, 10)


def with_booked(rows: pl.DataFrame, **amounts: str) -> pl.DataFrame:
    """`rows` with a booked amount for each `new_column="amount column"`, and `booked_currency`.

    Needs currency, company_currency and, where the source tells one, exchange_rate (to the
    company's currency). Without a rate an amount in the company's own currency is as booked, any
    other is unknown: null. Rounded half to even to the cent, as the table's own amounts are.
    """
    own = pl.when(c("currency") == c(OWN)).then(pl.lit(1).cast(RATE))
    rate = pl.coalesce("exchange_rate", own) if "exchange_rate" in rows.columns else own
    booked = {new: product(c(amount), rate) for new, amount in amounts.items()}
    return rows.with_columns(c(OWN).alias(BOOKED), **booked)


def with_booked_or_told(rows: pl.DataFrame, **amounts: str) -> pl.DataFrame:
    """As `with_booked`, but what nobody booked stays as told: `booked_currency` is its own then.

    A question brings it to the group's currency like any other. Only for rows that are added up by
    questions alone: those keep currencies apart.
    """
    booked = with_booked(rows, **amounts)
    known = [c(amount).is_null() | c(new).is_not_null() for new, amount in amounts.items()]
    told = ~pl.all_horizontal(known) & c("currency").is_not_null()
    return booked.with_columns(
        pl.when(told).then("currency").otherwise(BOOKED).alias(BOOKED),
        *(
            pl.when(told).then(c(amount).cast(MONEY)).otherwise(c(new)).alias(new)
            for new, amount in amounts.items()
        ),
    )


def product(amount: pl.Expr, by: pl.Expr) -> pl.Expr:
    """An amount times a rate, or a quantity times a price, to the cent (half to even)."""
    exact = amount.cast(EXACT) * by.cast(EXACT)
    return exact.round(2, mode="half_to_even").cast(MONEY)
