"""Masks: what is blanked in rows a viewer may see. Pure.

Free text written by people (titles, comments) and what systems say of a field can hold a name or an
amount, so any mask hides it.
"""

import re
from collections.abc import Set as AbstractSet

import polars as pl

from access.definition import Mask
from metrics.definition import Measure, Metric
from metrics.derived import UNITS, derived_of
from metrics.dimension_list import document_column
from tables.definition import Table

HIDDEN = "***"
MOBILE, LANDLINE = 11, 7  # digits that a number has at least
_MOBILES = re.compile(r"(?<!\d)(?:\+?86[-\s]?)?1[3-9]\d(?:[-\s]?\d{4}){2}(?!\d)")
AMOUNTS = ("amount",)
PERSONS = (
    *("applicant", "current_actor", "actor", "owner", "buyer", "receiver", "shipper", "counter"),
    *("person", "keeper", "customer_owner"),
)
PEOPLE = (
    *(f"{person}{end}" for person in PERSONS for end in ("_id", "", "_name", "_label")),
    "employee_no",
)
FREE_TEXT = ("title", "comment", "description", "summary", "name", "left_value", "right_value")
PERSON_DIMENSIONS = frozenset(PERSONS)
COST_WORDS = ("cost", "margin")


def hidden_columns(masks: AbstractSet[Mask], fact: Table | None = None) -> frozenset[str]:
    """The columns that `masks` blank, of a fact where one is given."""
    columns: set[str] = set(FREE_TEXT) if masks & {"amount", "person"} else set()
    schema = () if fact is None else (*fact.schema, *derived_of(fact))
    if "amount" in masks:
        columns.update(AMOUNTS, (name for name in schema if _is_money(fact, name)))
    if "salary" in masks:
        columns.update(name for name in schema if _is_money(fact, name))
    if "cost" in masks:
        columns.update(name for name in schema if _is_cost(name))
    if "person" in masks:
        columns.update(PEOPLE)
    return frozenset(columns)


def apply(masks: AbstractSet[Mask], rows: pl.DataFrame, fact: Table | None = None) -> pl.DataFrame:
    """`rows` with masked values blanked: amounts null, people and free text "***"."""
    hidden = hidden_columns(masks, fact) & frozenset(rows.columns)
    return rows.with_columns(_blank(column, rows.schema[column]) for column in sorted(hidden))


def _blank(column: str, of: pl.DataType) -> pl.Expr:
    if of != pl.String:
        return pl.lit(None, dtype=of).alias(column)
    named = pl.col(column).is_not_null()
    return pl.when(named).then(pl.lit(HIDDEN)).otherwise(None).alias(column)


def contacts(told: pl.DataFrame, may_be_told: pl.Series, masks: AbstractSet[Mask]) -> pl.DataFrame:
    """(contact, phone) of customers as a viewer may read them: plain where a row may be told, else
    王** and 139****1234; nothing of either under a mask of people or contacts."""
    if masks & {"person", "contact"}:
        return told.with_columns(_blank(name, pl.String()) for name in told.columns)
    hiding = {"contact": initial, "phone": ends_of_number}
    return told.with_columns(
        pl.Series(
            name,
            [
                value if plain or value is None else hide(value)
                for value, plain in zip(told[name], may_be_told, strict=True)
            ],
            pl.String,
        )
        for name, hide in hiding.items()
    )


def initial(name: str) -> str:
    """The first letter of a person's name; nothing where that would be all of it, or is none."""
    stripped = name.strip()
    return f"{stripped[0]}**" if stripped[1:] and stripped[0].isalpha() else HIDDEN


def ends_of_number(phone: str) -> str:
    """The ends of a phone number, fewer of a shorter one; nothing else that stood beside it."""
    digits = "".join(each for each in phone if each.isdigit())
    if len(digits) >= MOBILE:
        return f"{digits[:3]}****{digits[-4:]}"
    return f"****{digits[-2:]}" if len(digits) >= LANDLINE else HIDDEN


def without_mobiles(text: str) -> str:
    """Text of a source with every mobile number in it masked."""
    return _MOBILES.sub(lambda found: ends_of_number(found[0]), text)


def reads_amounts(metric: Metric) -> bool:
    """Whether the metric's value is made of money, so that an amount mask forbids it."""
    return any(
        _is_money(metric.fact, measure.of) or measure.of in AMOUNTS for measure in _measures(metric)
    ) or (metric.over is not None and reads_amounts(metric.over))


def reads_costs(metric: Metric) -> bool:
    """Whether the metric's value is made of costs, so that a cost mask forbids it."""
    read = any(_is_cost(measure.of) for measure in _measures(metric))
    return read or (metric.over is not None and reads_costs(metric.over))


def _measures(metric: Metric) -> list[Measure]:
    return [each for each in (metric.numerator, metric.denominator) if each is not None]


def _is_money(fact: Table | None, column: str) -> bool:
    """Whether a column, or what is derived from it at an instant, holds money."""
    if fact is None:
        return False
    return "currency" in {**UNITS, **fact.units}.get(column, "") or _is_cost(column)


def _is_cost(column: str) -> bool:
    return any(word in column for word in COST_WORDS)


def person_dimensions(dimensions: AbstractSet[str], fact: Table | None = None) -> frozenset[str]:
    """The dimensions that name a person, which a person mask forbids to cut or filter by; so does
    the document of a fact whose rows are about one person each."""
    found = PERSON_DIMENSIONS & dimensions
    about_people = fact is not None and document_column(fact) in PEOPLE
    return found | ({"document"} & dimensions) if about_people else found
