"""A scope becomes a filter: which rows of a fact one viewer may see. Pure."""

from collections.abc import Iterable, Mapping

import polars as pl

from access.definition import Scope
from facts.definition import APPROVAL, APPROVAL_STEP
from facts.registry import RECIPES
from tables.crm import CUSTOMERS
from tables.definition import Table

Acted = Mapping[str, frozenset[str]]
"""Per source, the ids of the documents a person acted on."""

NOBODY: Acted = {}
ACTED_ON = frozenset({APPROVAL.name, APPROVAL_STEP.name})

COLUMNS = ("source", "document_id", "company_id", "department_id", "applicant_id")
"""The columns of approvals that a scope looks at."""

_OWNERS = {recipe.fact.name: recipe.owners for recipe in RECIPES} | {CUSTOMERS.name: ("owner_id",)}
_EXTENTS = ("region_id", "warehouse_id", "customer_id", "project_id")


def columns_of(fact: Table) -> tuple[str, ...]:
    """The columns of a fact that a scope looks at."""
    names = (*COLUMNS, *owners_of(fact), *_EXTENTS)
    return tuple(name for name in dict.fromkeys(names) if name in fact.schema)


def owners_of(fact: Table) -> tuple[str, ...]:
    """The columns that name the people whose own a row is."""
    return _OWNERS.get(fact.name, ("applicant_id",))


def apply(scope: Scope, frame: pl.LazyFrame, fact: Table, acted: Acted = NOBODY) -> pl.LazyFrame:
    """The rows of `frame` (the newest version of each row of a fact) that `scope` lets through.

    Needs `columns_of` the fact.
    """
    denies = scope.denied or scope.denied_companies or scope.denied_departments
    if scope.everything and not denies:
        return frame  # a filter that is always true still costs a pass
    return frame.filter(visible(scope, fact, acted))


def visible(scope: Scope, fact: Table, acted: Acted = NOBODY) -> pl.Expr:
    """True exactly where the row may be seen; never null, so nothing slips through a null."""
    if scope.denied:
        return pl.lit(False)
    return (_any(_allows(scope, fact, acted)) & ~_any(_denies(scope, fact))).fill_null(False)


def _allows(scope: Scope, fact: Table, acted: Acted) -> Iterable[pl.Expr]:
    if scope.everything:
        yield pl.lit(True)
        return
    named = (
        ("company_id", scope.companies),
        ("department_id", scope.departments),
        *scope.extents,
    )
    for column, ids in named:
        if ids and column in fact.schema:
            yield _among(column, ids)
    if scope.person_id is None:
        return
    if scope.own:
        for column in owners_of(fact):
            yield pl.col(column) == scope.person_id
    if scope.acted and fact.name in ACTED_ON:
        for source, documents in sorted(acted.items()):
            yield (pl.col("source") == source) & _among("document_id", documents)


def _denies(scope: Scope, fact: Table) -> Iterable[pl.Expr]:
    named = (("company_id", scope.denied_companies), ("department_id", scope.denied_departments))
    for column, ids in named:
        if ids:  # a fact that can't say whom a deny means shows nothing
            yield _among(column, ids) if column in fact.schema else pl.lit(True)


def _among(column: str, values: frozenset[str]) -> pl.Expr:
    return pl.col(column).is_in(sorted(values))


def _any(conditions: Iterable[pl.Expr]) -> pl.Expr:
    found = pl.lit(False)
    for condition in conditions:
        found = found | condition.fill_null(False)
    return found
