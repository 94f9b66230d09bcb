"""Seeded chances of generated rows: the same key and seed always draw the same."""

import polars as pl


def chance(key: pl.Expr, seed: int) -> pl.Expr:
    """A number from 0 to below 1."""
    return key.hash(seed).cast(pl.Float64) / 2.0**64


def whole(key: pl.Expr, seed: int, first: int, last: int) -> pl.Expr:
    """A whole number, both ends included."""
    drawn = (chance(key, seed) * (last - first + 1)).cast(pl.Int64)
    return first + drawn.clip(0, last - first)


def days(key: pl.Expr, seed: int, first: int, last: int) -> pl.Expr:
    """Some days, both ends included."""
    return pl.duration(days=whole(key, seed, first, last))
