"""Document numbers that differ by one slip of the keyboard: a character wrong, missing or moved."""

import polars as pl

c = pl.col
SHORTEST, LONGEST = 5, 40
"""Shorter numbers differ by one character anyway; what is longer than any number is cut."""


def plain_number(number: str) -> pl.Expr:
    """A number as compared: letters and digits only, upper case, without leading zeros."""
    kept = c(number).str.to_uppercase().str.replace_all(r"[^\p{L}\p{N}]", "")
    return kept.str.strip_chars_start("0").str.slice(0, LONGEST)


def slips(rows: pl.DataFrame, *, same: list[str], plain: str, day: str) -> pl.DataFrame:
    """One row per form that a number may share with another after one slip: `same` and `form` are
    equal on both, all other columns of `rows` are kept.

    Two numbers that differ in the last character only, on different days, are told apart: that is
    how numbers are counted up. The work grows with the length of the numbers, not with their pairs.
    """
    long = rows.filter(c(plain).str.len_chars() >= SHORTEST)
    length = c(plain).str.len_chars().cast(pl.Int64)
    dropped = long.with_columns(_at=pl.int_ranges(0, length)).explode("_at")
    rest = pl.concat_str(
        c(plain).str.slice(0, c("_at")), c(plain).str.slice(c("_at") + 1), separator=""
    )
    is_last = c("_at") == length - 1
    any_day, on_day = pl.lit("-"), pl.concat_str(pl.lit("="), c(day).cast(pl.String), pl.lit(":"))
    forms = [
        dropped.filter(~is_last).with_columns(form=pl.concat_str(any_day, rest)).drop("_at"),
        dropped.with_columns(form=pl.concat_str(on_day, rest)).drop("_at"),
        long.with_columns(form=pl.concat_str(any_day, c(plain))),
        long.with_columns(form=pl.concat_str(on_day, c(plain))),
        long.with_columns(form=_last_two_in_order(plain)),
    ]
    found = pl.concat(forms).unique()
    return found.filter(pl.len().over(*same, "form") > 1)


def _last_two_in_order(plain: str) -> pl.Expr:
    """Two last characters that changed places look the same here."""
    end = c(plain).str.slice(-2, 1), c(plain).str.slice(-1, 1)
    head = c(plain).str.head(-2)
    low, high = pl.min_horizontal(*end), pl.max_horizontal(*end)
    return pl.concat_str(pl.lit("~"), head, low, high)
