"""How far a stock count may be off the book: by ABC class, company and day."""

from collections.abc import Mapping

import polars as pl

c = pl.col
SHARE = pl.Decimal(7, 6)
DEFAULT: Mapping[str, str] = {"A": "0.002", "B": "0.01", "C": "0.05"}
QUESTION = ("source", "company_id", "abc_class", "counted_on")


def with_tolerance(counts: pl.DataFrame, rules: pl.DataFrame) -> pl.DataFrame:
    """`counts` with `tolerance`, the share of the book quantity that a count may be off.

    A rule for the company beats the general one, that of the count's own source another's; among
    those the newest `valid_from` on or before the day of the count. Without any the DEFAULT of the
    class; without a class a count must be exact. Needs company_id, abc_class and counted_on.
    """
    told = rules.select("abc_class", "share", "valid_from", by="source", company="company_id")
    best = (
        counts.select(QUESTION)
        .unique()
        .join(told, on="abc_class")
        .filter(
            (c("valid_from") <= c("counted_on"))
            & (c("company").is_null() | (c("company") == c("company_id")))
        )
        .with_columns(own_company=c("company").is_not_null(), own_source=c("by") == c("source"))
        .sort("own_company", "own_source", "valid_from", "by", "share")
        .group_by(QUESTION)
        .agg(tolerance=c("share").last())
    )
    usual = c("abc_class").replace_strict(DEFAULT, default="0", return_dtype=pl.String).cast(SHARE)
    return counts.join(best, on=QUESTION, how="left", nulls_equal=True).with_columns(
        tolerance=pl.coalesce("tolerance", usual)
    )
