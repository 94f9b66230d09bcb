"""Balances as stretches: what was open, and how much of it, from one day until another."""

import polars as pl

c = pl.col


def with_stretches(
    entries: pl.DataFrame, *, key: list[str], on: str, **balances: str
) -> pl.DataFrame:
    """One row per stretch of days in which the balances of a key stay the same.

    `entries` are signed movements dated by `on`; each `new_column="movement column"` is the running
    sum up to and including the stretch (null once a movement is unknown). Stretches in which all
    balances are 0 are left out. Adds `seq` (1, 2, … by key), `opens_on` (inclusive) and `closes_on`
    (exclusive, null = to this day).
    """
    moved = list(dict.fromkeys(balances.values()))
    daily = (
        entries.group_by(*key, on)
        .agg(pl.when(c(name).is_not_null().all()).then(c(name).sum()) for name in moved)
        .sort(*key, on)
    )
    running = daily.select(
        *key,
        opens_on=c(on),
        closes_on=c(on).shift(-1).over(key),
        **{new: _running(of, key) for new, of in balances.items()},
    )
    empty = pl.all_horizontal((c(name) == 0).fill_null(value=False) for name in balances)
    return running.filter(~empty).with_columns(
        seq=pl.int_range(1, pl.len() + 1, dtype=pl.Int64).over(key)
    )


def _running(movement: str, key: list[str]) -> pl.Expr:
    unknown = c(movement).is_null().cast(pl.Int64).cum_sum().over(key) > 0
    return pl.when(~unknown).then(c(movement).cum_sum().over(key)).alias(movement)
