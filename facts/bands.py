"""Age and length of service as bands, and the days on which a person enters the next."""

import polars as pl

c = pl.col

AGES = ((0, "00-24"), (25, "25-34"), (35, "35-44"), (45, "45-54"), (55, "55+"))
TENURES = ((0, "00-01"), (1, "01-03"), (3, "03-05"), (5, "05-10"), (10, "10+"))
Bands = tuple[tuple[int, str], ...]


def entered(people: pl.DataFrame, key: list[str], begins: str, bands: Bands) -> pl.DataFrame:
    """`key` and `opens_on`: the days on which people enter a band, whole years after `begins`.

    Who begins on Feb 29 has the anniversary of other years on Feb 28.
    """
    known = people.filter(c(begins).is_not_null())
    days = [known.select(*key, opens_on=_after(begins, years)) for years, _ in bands[1:]]
    return pl.concat(days)


def band(begins: str, on: str, bands: Bands) -> pl.Expr:
    """The band on the day `on`, by whole years since `begins`; null where that is unknown."""
    first, *others = bands
    found = pl.lit(first[1])
    for years, name in others:
        found = pl.when(c(on) >= _after(begins, years)).then(pl.lit(name)).otherwise(found)
    return pl.when(c(begins).is_not_null()).then(found)


def _after(begins: str, years: int) -> pl.Expr:
    return c(begins).dt.offset_by(f"{years}y")
