from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from access.decide import decide, explain
from access.definition import CUSTOMER_CONTACT, ROLES, Grant, Role, Rule, Scope, Viewer
from access.organisation import Department, Organisation
from access.rules import RULES

ORG = Organisation(
    departments={
        "sales": Department(department_id="sales", company_id="c1", head_id="p1"),
        "north": Department(department_id="north", company_id="c1", parent_id="sales"),
        "old": Department(department_id="old", company_id="c1", successor_id="north"),
        "hr": Department(department_id="hr", company_id="c2"),
    }
)


def viewer(*grants: Grant, person: str | None = "p1") -> Viewer:
    return Viewer(user="u", name="U", person_id=person, grants=grants, rights_version=1)


def see(*grants: Grant, person: str | None = None, rules: Sequence[Rule] = RULES) -> Scope:
    return decide(viewer(*grants, person=person), "approval", ORG, rules=rules)


def test_nobody_sees_anything_without_a_rule() -> None:
    scope = see()
    assert scope.denied
    assert scope.reasons_zh == ("没有规则允许查看",)


def test_everyone_sees_their_own_documents() -> None:
    scope = see(person="p1")
    assert (scope.own, scope.acted, scope.person_id, scope.denied) == (True, False, "p1", False)


def test_executive_sees_the_granted_company_or_all() -> None:
    assert see(Grant(role="executive")).everything
    assert see(Grant(role="executive", company_id="c1")).companies == {"c1"}
    assert not see(Grant(role="executive", company_id="c1")).everything


def test_department_head_sees_the_subtree_with_predecessors() -> None:
    scope = see(Grant(role="department_head", department_id="sales"))
    assert scope.departments == {"sales", "north", "old"}
    assert not scope.masks


def test_department_head_without_department_heads_what_the_organisation_says() -> None:
    assert see(Grant(role="department_head"), person="p1").departments == {"sales", "north", "old"}
    assert see(Grant(role="department_head")).denied


def test_department_head_of_an_unknown_department_sees_nothing() -> None:
    assert see(Grant(role="department_head", department_id="?")).denied


def test_company_and_department_together_narrow() -> None:
    assert see(Grant(role="department_head", department_id="hr", company_id="c1")).denied


def test_approver_sees_own_and_acted() -> None:
    scope = see(Grant(role="approver"), person="p1")
    assert (scope.own, scope.acted, scope.everything) == (True, True, False)
    assert see(Grant(role="approver")).denied


def test_auditor_sees_amounts_but_no_names_also_through_other_roles() -> None:
    assert see(Grant(role="auditor", company_id="c1")).masks == {"person"}
    both = see(Grant(role="auditor", company_id="c1"), Grant(role="executive"))
    assert both.masks == {"person"}


def test_administrator_sees_nothing_whatever_else_they_are() -> None:
    scope = see(Grant(role="administrator"), Grant(role="executive"), person="p1")
    assert scope.denied
    assert scope.reasons_en == (
        "An administrator administers and sees no business data (use another account)",
    )


def test_unknown_role_sees_nothing() -> None:
    assert see(Grant(role="root")).denied  # type: ignore[arg-type]


def test_explain_lists_every_rule_that_holds_with_its_grant() -> None:
    grant = Grant(role="executive", company_id="c1")
    found = explain(viewer(grant), "approval", ORG)
    assert [(each.rule.name, each.grant) for each in found] == [
        ("executive", grant),
        ("own_documents", None),
    ]


def test_a_scope_can_be_part_of_a_cache_key() -> None:
    one, two = see(Grant(role="executive")), see(Grant(role="executive"))
    assert hash(one) == hash(two)


def test_every_rule_says_why_in_both_languages() -> None:
    assert all(rule.because_zh and rule.because_en for rule in RULES)
    assert {rule.role for rule in RULES} == {*ROLES, "*"}


GRANTS = st.builds(
    Grant,
    role=st.sampled_from([*ROLES, "nonsense"]),
    company_id=st.sampled_from([None, "c1", "c2"]),
    department_id=st.sampled_from([None, "sales", "north", "old", "hr", "?"]),
)
HELD = st.lists(GRANTS, max_size=4)
PERSON = st.sampled_from([None, "p1"])
DENIES = st.builds(
    Rule,
    name=st.just("deny"),
    effect=st.just("deny"),
    role=st.sampled_from([*ROLES, "*"]),
    subject=st.sampled_from(["*", "approval", "other"]),
    rows=st.sampled_from(["all", "company", "department_subtree", "own", "acted"]),
    masks=st.frozensets(st.sampled_from(["amount", "person"])),
    because_zh=st.just("不"),
    because_en=st.just("no"),
)
ROWS = [
    (company, department, applicant, acted)
    for company in ("c1", "c2")
    for department in ("sales", "north", "old", "hr", None)
    for applicant in ("p1", "p2")
    for acted in (True, False)
]


def visible(scope: Scope) -> set[tuple[object, ...]]:
    """A naive reading of a scope, cell by cell."""
    rows = set[tuple[object, ...]]()
    for row in ROWS:
        company, department, applicant, acted = row
        allowed = (
            scope.everything
            or company in scope.companies
            or department in scope.departments
            or (scope.own and applicant == scope.person_id)
            or (scope.acted and acted)
        )
        denied = company in scope.denied_companies or department in scope.denied_departments
        if allowed and not denied and not scope.denied:
            rows |= {
                (*row, cell) for cell in ("row", "amount", "person") if cell not in scope.masks
            }
    return rows


@given(HELD, PERSON, DENIES)
def test_adding_a_deny_never_widens(held: list[Grant], person: str | None, deny: Rule) -> None:
    before = visible(see(*held, person=person))
    after = visible(see(*held, person=person, rules=(*RULES, deny)))
    assert after <= before


@given(HELD, GRANTS, PERSON)
def test_removing_a_grant_never_widens_unless_it_carried_a_deny(
    held: list[Grant], extra: Grant, person: str | None
) -> None:
    with_it = see(*held, extra, person=person)
    without = see(*held, person=person)
    if extra.role in {"administrator", "auditor"}:  # roles that deny: rows, or the column of names
        with_it = replace(with_it, masks=frozenset())
        without = replace(without, masks=frozenset())
        if extra.role == "administrator":
            assert not visible(with_it)
            return
    assert visible(without) <= visible(with_it)


@given(HELD, PERSON)
def test_the_order_of_grants_changes_nothing(held: list[Grant], person: str | None) -> None:
    assert visible(see(*held, person=person)) == visible(see(*reversed(held), person=person))


@pytest.mark.parametrize("subject", ["approval", "approval_step", "anything"])
def test_administrators_are_denied_every_subject(subject: str) -> None:
    assert decide(viewer(Grant(role="administrator")), subject, ORG).denied


def contacts(*roles: Role, department: str | None = None) -> Scope:
    """What somebody in these roles may know of whom to call at customers."""
    grants = (Grant(role=role, department_id=department) for role in roles)
    return decide(viewer(*grants), CUSTOMER_CONTACT, ORG)


def test_whom_to_call_is_told_by_name_only() -> None:
    """A rule about everything speaks of all facts and not of people outside the group."""
    told = {role for role in ROLES if not contacts(role).denied}
    assert told == {"sales", "department_head"}
    sales = contacts("sales", "executive", "auditor")
    assert (sales.own, sales.everything, sales.departments) == (True, False, frozenset())
    head = contacts("department_head", department="sales")
    assert (head.own, head.departments) == (False, {"sales", "north", "old"})


def test_a_deny_of_everything_is_one_of_whom_to_call_too() -> None:
    assert contacts("sales", "department_head", "administrator").denied
