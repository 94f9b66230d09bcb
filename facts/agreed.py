"""What several rows say of one thing: taken where they agree, unknown where they don't."""

import polars as pl


def agreed(column: str) -> pl.Expr:
    """Within a group: the one value that all rows which state any agree on, else null."""
    stated = pl.col(column).drop_nulls()
    return pl.when(stated.n_unique() == 1).then(stated.first())
