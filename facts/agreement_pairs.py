"""Two sides that should hold the same keys, side by side; a key of one side stays, alone."""

import polars as pl

from facts.agreement_held import ABOUT
from facts.agreement_table import FIELDS, OTHER

c = pl.col

SHOWN = (
    *("source", "document_type", "company_id", "department_id", "customer_id", "supplier_id"),
    "counterparty_company_id",
)
"""Told by the left side where it says anything, else by the right one."""


def two_sides(
    left: pl.DataFrame,
    right: pl.DataFrame,
    subject: str,
    systems: tuple[str, str],
    *,
    on: str = "number",
) -> pl.DataFrame:
    """One row per key that either of two systems holds.

    Joined `on` another column than the number (the form a document names), a right side that no
    left one names is nobody's.
    """
    how = "full" if on == "number" else "left"
    pairs = _sided(left, "left", on).join(_sided(right, "right", on), on=on, how=how, coalesce=True)
    alone = pl.when(c("left_source").is_null()).then(pl.lit(systems[0]))
    told = pairs.with_columns(
        number=c("number") if on == "number" else c("left_number"),
        missing_side=alone.when(c("right_source").is_null()).then(pl.lit(systems[1])),
        pair=pl.lit("-".join(systems)),
    )
    return _shown(told, subject)


def one_another(held: pl.DataFrame, subject: str) -> pl.DataFrame:
    """One row per key and two sources that hold it, or per key that only one holds."""
    left, right = _sided(held, "left", "number"), _sided(held, "right", "number")
    both = left.join(right, on="number", how="inner")
    pairs = both.filter(c("left_source") < c("right_source")).with_columns(
        pair=pl.concat_str("left_source", "right_source", separator="-"),
        missing_side=pl.lit(None, pl.String),
    )
    single = left.filter(c("left_source").n_unique().over("number") == 1).with_columns(
        pair=c("left_source"), missing_side=pl.lit(OTHER)
    )
    return _shown(pl.concat([pairs, single], how="diagonal"), subject)


def _sided(held: pl.DataFrame, side: str, on: str) -> pl.DataFrame:
    """Columns named after their side: `FIELDS` as left_name, the rest as left_…, but for `on`."""
    fields = {f"_{name}": f"{side}_{name}" for name in FIELDS}
    rest = {name: f"{side}_{name}" for name in (*ABOUT, "copies") if name != on}
    return held.rename(rest | fields)


def _shown(pairs: pl.DataFrame, subject: str) -> pl.DataFrame:
    """The columns of the fact that the sides tell."""
    left_holds, left_knows = c("left_source").is_not_null(), c("left_amount").is_not_null()

    def of(name: str, left: pl.Expr = left_holds) -> pl.Expr:
        return pl.when(left).then(f"left_{name}").otherwise(f"right_{name}")

    same_money = c("left_money") == c("right_money")
    return pairs.select(
        "number",
        "pair",
        "missing_side",
        "left_source",
        "right_source",
        "left_id",
        "right_id",
        *(pl.coalesce(f"left_{name}", f"right_{name}").alias(name) for name in SHOWN),
        *(c(f"{side}_{name}") for side in ("left", "right") for name in FIELDS),
        subject=pl.lit(subject),
        document_id=of("id"),
        owner_id=pl.coalesce("left_owner_of", "right_owner_of"),
        currency=of("money", left_knows),
        amount_gross=of("amount", left_knows),
        exchange_rate=of("exchange_rate", left_knows),
        difference_gross=pl.when(same_money).then(c("right_amount") - c("left_amount")),
        held_on=pl.max_horizontal("left_held_on", "right_held_on"),
        changed_at=pl.max_horizontal("left_updated_at", "right_updated_at"),
        updated_at=pl.max_horizontal("left_updated_at", "right_updated_at"),
        copies=pl.max_horizontal("left_copies", "right_copies"),
        is_void=pl.any_horizontal(
            c("left_is_void").fill_null(value=False), c("right_is_void").fill_null(value=False)
        ),
    )
