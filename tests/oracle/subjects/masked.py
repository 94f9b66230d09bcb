"""What a row may still say to a user: the oracle's masks, and a search for what slipped through."""

import re
from decimal import Decimal

import polars as pl

from tables.definition import Table
from tests.oracle.subjects.columns import BADGES, COSTS, OF_COSTS, PAY, PERSONS, PRICES, TOLD
from tests.oracle.subjects.enterprise import Row
from tests.oracle.subjects.rows import COST_CENTS, PAY_CENTS

HIDDEN = "***"
PERSON = re.compile(r"(?<![A-Za-z0-9])(?:员工)?P\d+(?![A-Za-z0-9])")


def columns(fact: str, masks: frozenset[str]) -> frozenset[str]:
    """The columns of a fact that tell nothing under some masks."""
    found: set[str] = set()
    if "person" in masks:
        found |= PERSONS | TOLD | BADGES
    if "cost" in masks:
        found |= COSTS.get(fact, frozenset()) | OF_COSTS.get(fact, frozenset())
    if "salary" in masks:
        found |= PAY.get(fact, frozenset())
    if "amount" in masks:
        found |= PRICES.get(fact, frozenset()) | TOLD
    return frozenset(found)


def row_as_told(fact: Table, row: Row, masks: frozenset[str]) -> tuple[object, ...]:
    """A plain row as a user may read it, in the order of the fact's columns."""
    hidden = columns(fact.name, masks)
    return tuple(
        _blank(fact, name, row[name]) if name in hidden else row[name] for name in fact.schema
    )


def _blank(fact: Table, name: str, value: object) -> object:
    return HIDDEN if fact.schema[name] == pl.String and value is not None else None


def leaks(told: pl.DataFrame, masks: frozenset[str]) -> list[str]:
    """What a frame says that the masks forbid, by what it says and not by its columns."""
    found: list[str] = []
    if "person" in masks:
        found += PERSON.findall(told.write_csv())
    cents = {"cost": COST_CENTS, "salary": PAY_CENTS}
    forbidden = {cents[mask] for mask in masks if mask in cents}
    for column in told:
        if forbidden and column.dtype.is_decimal():
            found += [f"{column.name}={v}" for v in column.drop_nulls() if _cents(v) in forbidden]
    return found


def _cents(value: Decimal) -> Decimal:
    return abs(value) % 1
