"""Masks: what is blanked in rows a viewer may see. Pure.

Free text written by people (titles, comments) can hold a name or an amount, so any mask hides it.
"""

from collections.abc import Set as AbstractSet

import polars as pl

from access.definition import Mask
from metrics.definition import Metric

HIDDEN = "***"
AMOUNTS = ("amount",)
PEOPLE = (
    "applicant_id",
    "current_actor_id",
    "actor_id",
    "applicant",
    "current_actor",
    "actor",
    "applicant_name",
    "current_actor_name",
    "actor_name",
    "applicant_label",
    "current_actor_label",
    "actor_label",
)
FREE_TEXT = ("title", "comment")
PERSON_DIMENSIONS = frozenset({"applicant", "actor", "current_actor"})


def hidden_columns(masks: AbstractSet[Mask]) -> frozenset[str]:
    """The columns that `masks` blank."""
    columns: set[str] = set(FREE_TEXT) if masks else set()
    if "amount" in masks:
        columns.update(AMOUNTS)
    if "person" in masks:
        columns.update(PEOPLE)
    return frozenset(columns)


def apply(masks: AbstractSet[Mask], rows: pl.DataFrame) -> pl.DataFrame:
    """`rows` with masked values blanked: amounts null, people and free text "***"."""
    hidden = hidden_columns(masks) & frozenset(rows.columns)
    return rows.with_columns(_blank(column, rows.schema[column]) for column in sorted(hidden))


def _blank(column: str, of: pl.DataType) -> pl.Expr:
    if of != pl.String:
        return pl.lit(None, dtype=of).alias(column)
    named = pl.col(column).is_not_null()
    return pl.when(named).then(pl.lit(HIDDEN)).otherwise(None).alias(column)


def reads_amounts(metric: Metric) -> bool:
    """Whether the metric's value is made of money, so that an amount mask forbids it."""
    measures = (metric.numerator, metric.denominator)
    return any(m is not None and m.of in AMOUNTS for m in measures)


def person_dimensions(dimensions: AbstractSet[str]) -> frozenset[str]:
    """The dimensions that name a person, which a person mask forbids to cut or filter by."""
    return PERSON_DIMENSIONS & dimensions
