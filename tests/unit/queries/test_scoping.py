"""A scope as a filter: never null, deny beats allow."""

import polars as pl

from access.definition import Scope
from facts.definition import APPROVAL
from queries import scoping

ROWS = pl.DataFrame(
    {
        "source": ["oa", "oa", "oa", "crm"],
        "document_id": ["1", "2", "3", "1"],
        "company_id": ["C1", "C2", None, "C1"],
        "department_id": ["D1", None, None, "D2"],
        "applicant_id": ["P1", "P2", None, "P1"],
    }
)


def seen(scope: Scope, acted: scoping.Acted = scoping.NOBODY) -> list[tuple[str, str]]:
    found = scoping.apply(scope, ROWS.lazy(), APPROVAL, acted).collect()
    return list(found.select("source", "document_id").iter_rows())


def test_an_empty_scope_shows_nothing() -> None:
    assert seen(Scope(subject="approval")) == []


def test_denied_beats_everything() -> None:
    assert seen(Scope(subject="approval", everything=True, denied=True)) == []


def test_everything_includes_rows_without_company() -> None:
    assert len(seen(Scope(subject="approval", everything=True))) == 4


def test_a_denied_company_hides_its_rows_and_no_others() -> None:
    scope = Scope(subject="approval", everything=True, denied_companies=frozenset({"C1"}))
    assert seen(scope) == [("oa", "2"), ("oa", "3")]


def test_departments_never_match_a_missing_department() -> None:
    assert seen(Scope(subject="approval", departments=frozenset({"D1"}))) == [("oa", "1")]


def test_own_needs_a_person() -> None:
    assert seen(Scope(subject="approval", own=True)) == []
    assert seen(Scope(subject="approval", own=True, person_id="P2")) == [("oa", "2")]


def test_acted_tells_sources_apart() -> None:
    scope = Scope(subject="approval", acted=True, person_id="P9")
    assert seen(scope, {"oa": frozenset({"1"})}) == [("oa", "1")]
