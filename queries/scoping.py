"""A scope becomes a filter: which rows of a fact one viewer may see. Pure."""

from collections.abc import Iterable, Mapping

import polars as pl

from access.definition import Scope

Acted = Mapping[str, frozenset[str]]
"""Per source, the ids of the documents a person acted on."""

NOBODY: Acted = {}

COLUMNS = ("source", "document_id", "company_id", "department_id", "applicant_id")
"""The columns of a fact that a scope looks at."""


def apply(scope: Scope, frame: pl.LazyFrame, acted: Acted = NOBODY) -> pl.LazyFrame:
    """The rows of `frame` (the newest version of each row) that `scope` lets through.

    Needs `COLUMNS`.
    """
    denies = scope.denied or scope.denied_companies or scope.denied_departments
    if scope.everything and not denies:
        return frame  # a filter that is always true still costs a pass
    return frame.filter(visible(scope, acted))


def visible(scope: Scope, acted: Acted = NOBODY) -> pl.Expr:
    """True exactly where the row may be seen; never null, so nothing slips through a null."""
    if scope.denied:
        return pl.lit(False)
    return (_any(_allows(scope, acted)) & ~_any(_denies(scope))).fill_null(False)


def _allows(scope: Scope, acted: Acted) -> Iterable[pl.Expr]:
    if scope.everything:
        yield pl.lit(True)
        return
    if scope.companies:
        yield _among("company_id", scope.companies)
    if scope.departments:
        yield _among("department_id", scope.departments)
    if scope.person_id is None:
        return
    if scope.own:
        yield pl.col("applicant_id") == scope.person_id
    if scope.acted:
        for source, documents in sorted(acted.items()):
            yield (pl.col("source") == source) & _among("document_id", documents)


def _denies(scope: Scope) -> Iterable[pl.Expr]:
    if scope.denied_companies:
        yield _among("company_id", scope.denied_companies)
    if scope.denied_departments:
        yield _among("department_id", scope.denied_departments)


def _among(column: str, values: frozenset[str]) -> pl.Expr:
    return pl.col(column).is_in(sorted(values))


def _any(conditions: Iterable[pl.Expr]) -> pl.Expr:
    found = pl.lit(False)
    for condition in conditions:
        found = found | condition.fill_null(False)
    return found
