"""What the tables of business documents share: exact numbers and the checks on them."""

import polars as pl

from tables.definition import Check

QUANTITY = pl.Decimal(18, 4)
PRICE = pl.Decimal(18, 6)
RATE = pl.Decimal(18, 8)

c = pl.col


def named_currency(*amounts: str) -> Check:
    """An amount without its currency can't be added to anything."""
    unknown = pl.all_horizontal(c(amount).is_null() for amount in amounts)
    return Check(reason="amount_without_currency", ok=unknown | c("currency").is_not_null())


def named_unit(*quantities: str) -> Check:
    """A quantity without its unit of measure can't be added to anything."""
    unknown = pl.all_horizontal(c(quantity).is_null() for quantity in quantities)
    return Check(reason="quantity_without_unit", ok=unknown | c("unit").is_not_null())


def not_negative(column: str) -> Check:
    """Zero or more."""
    return Check(reason=f"negative_{column}", ok=c(column) >= 0)


def in_order(first: str, then: str) -> Check:
    """One day or moment not before the other."""
    return Check(reason=f"{then}_before_{first}", ok=c(then) >= c(first))


def tax_on_top(net: str = "amount_net", gross: str = "amount_gross") -> Check:
    """What tax adds has the sign of the amount."""
    return Check(
        reason="gross_below_net",
        ok=pl.when(c(net) < 0).then(c(gross) <= c(net)).otherwise(c(gross) >= c(net)),
    )


def needs(*columns: str) -> frozenset[str]:
    """The required columns, with the two that every table of a document requires."""
    return frozenset({"source", "updated_at", *columns})


def money(*columns: str) -> dict[str, str]:
    """The unit of amounts in their document's currency."""
    return dict.fromkeys(columns, "currency")
