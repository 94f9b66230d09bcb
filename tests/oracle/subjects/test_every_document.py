"""Differential: single documents, their chains and the lists filters offer, for every user."""

from collections import Counter
from collections.abc import Callable
from functools import cache

import pytest

from access.definition import CUSTOMER_CONTACT
from access.rules import RULES
from facts.definition import APPROVAL
from facts.registry import RECIPES
from metrics.dimension_list import DIMENSIONS, place
from metrics.registry import every_metric
from queries.chain import fact_of
from queries.choices import TOO_MANY
from queries.errors import NotAllowed, NotFound
from tables.definition import Table
from tests.oracle.subjects import chains, contacts, covers, rules, standings
from tests.oracle.subjects.chains import Document
from tests.oracle.subjects.enterprise import Row
from tests.oracle.subjects.expected import COST_METRICS, PEOPLE_DIMENSIONS
from tests.oracle.subjects.masked import PERSON, leaks, row_as_told
from tests.oracle.subjects.rules import USERS, User
from tests.oracle.subjects.values import value
from tests.oracle.subjects.world import NEW, OLD, SUBJECTS, Enterprise

EVERY_USER = pytest.mark.parametrize("user", USERS, ids=lambda user: user.name)
KINDS = sorted({recipe.document[0] for recipe in RECIPES if recipe.document[0]})
PINS = (None, OLD)
"""The newest pin, and the one before rows were moved: always with the rights of today."""
NOBODYS = "no such document"


@EVERY_USER
def test_every_kind_of_document_shows_the_lines_one_may_see(
    enterprise: Enterprise, user: User
) -> None:
    """The same lines, masked alike; missing and not visible are told with the same words."""
    for kind in KINDS:
        for record in _some(enterprise, user, kind, NEW):
            _record(enterprise, user, kind, record, None)
        for record in _some(enterprise, user, kind, OLD)[:1]:
            _record(enterprise, user, kind, record, OLD)


def _record(enterprise: Enterprise, user: User, kind: str, record: str, pin: int | None) -> None:
    fact, _ = fact_of(kind)
    door, masks = enterprise.door, rules.masks(user, fact.name, enterprise.today)

    def opened(which: str) -> Callable[[], object]:
        return lambda: door.record(user.name, kind, "erp", which, as_of=pin)

    lines = _lines(enterprise, user, kind, record, pin or NEW)
    if not _may_open(enterprise, user, kind):
        assert _words(NotAllowed, opened(record)) == _words(NotAllowed, opened(NOBODYS))
    elif not lines:
        assert _words(NotFound, opened(record)) == _words(NotFound, opened(NOBODYS))
    else:
        found = door.record(user.name, kind, "erp", record, as_of=pin)
        told = Counter(found.lines.select(fact.schema.names()).rows())
        assert told == Counter(row_as_told(fact, row, masks) for row in lines)
        assert found.total == len(lines)
        assert not leaks(found.lines, masks)
        contacts.check(user, found, masks, OLD if pin == OLD else NEW)


@EVERY_USER
def test_every_chain_shows_the_documents_one_may_see(enterprise: Enterprise, user: User) -> None:
    """Both ways through forms, orders, invoices and payments; what is hidden is not there."""
    door = enterprise.door
    for pin in PINS:
        for start in (
            ("approval", "approval-0"),
            ("purchase_order", "purchase_order-1"),
            ("customer_invoice", "customer_invoice-2"),
            ("contract_term", "contract_term-2"),
            ("supplier_payment", "supplier_payment-3"),
            ("shipment", "shipment-4"),
            ("stock_move", "stock_move-5"),
            ("stock_move", "stock_move-12"),
            ("contract", "contract-1"),
            ("sales_order", "sales_order-3"),
        ):
            source = "oa" if start[0] == "approval" else "erp"
            wanted = {
                each for each in chains.chain(start) if _sees(enterprise, user, each, pin or NEW)
            }
            if start not in wanted:
                with pytest.raises(NotFound):
                    door.chain(user.name, start[0], source, start[1], as_of=pin)
                continue
            found = door.chain(user.name, start[0], source, start[1], as_of=pin)
            by_rule = chains.by_rule(start)
            told = [((n.type, n.record_id), n.confidence) for n in found.nodes]
            assert sorted(told) == sorted(
                (each, "rule" if each in by_rule else "key") for each in wanted
            )
            assert covers.told(found) == covers.expected(
                enterprise, user, start, wanted, pin or NEW
            )
            assert standings.told(found) == standings.expected(enterprise, user, start, pin or NEW)


@EVERY_USER
def test_every_form_shows_who_one_may_know(enterprise: Enterprise, user: User) -> None:
    """Headers of approvals at both pins."""
    door = enterprise.door
    masks = rules.masks(user, APPROVAL.name, enterprise.today)
    for pin in PINS:
        for form in _some(enterprise, user, APPROVAL.name, pin or NEW):
            lines = _lines(enterprise, user, APPROVAL.name, form, pin or NEW)
            if not lines:
                with pytest.raises((NotFound, NotAllowed)):
                    door.document(user.name, "oa", form, as_of=pin)
                continue
            found = door.document(user.name, "oa", form, as_of=pin)
            told = tuple(found.header[name] for name in APPROVAL.schema)
            assert told == row_as_told(APPROVAL, lines[0], masks)
            assert not (masks and PERSON.findall(repr((found.header, found.steps, found.links))))


@EVERY_USER
def test_filters_offer_the_values_of_rows_one_may_see(enterprise: Enterprise, user: User) -> None:
    """Of whatever subject: a value that no visible row has is not offered, all others are.

    Each user asks for every third dimension, each dimension is asked for by every third user.
    """
    door, number = enterprise.door, USERS.index(user)
    for name, facts in [*_having().items()][number % 3 :: 3]:
        asked = [fact for fact in facts if rules.may_ask(user, fact.name, enterprise.today)]
        masked = any("person" in rules.masks(user, f.name, enterprise.today) for f in asked)
        if not asked or (masked and name in PEOPLE_DIMENSIONS):
            assert _words(NotAllowed, lambda: door.dimension_values(user.name, name))  # noqa: B023
            continue
        wanted = {
            told
            for fact in asked
            for row in enterprise.rows(user, fact.name)
            if (told := value(name, fact.name, row)) is not None
        }
        assert {choice.value for choice in door.dimension_values(user.name, name)} == wanted, name


@EVERY_USER
def test_what_is_offered_and_explained_is_what_may_be_asked(
    enterprise: Enterprise, user: User
) -> None:
    """Metrics offered, and why: neither promises what the door then refuses."""
    today = enterprise.today
    for offer in enterprise.door.metrics(user.name):
        metric = offer.metric
        facts = [each.fact.name for each in (metric, metric.over) if each is not None]
        costs = "cost" in rules.masks(user, facts[0], today) and metric.name in COST_METRICS
        wanted = all(rules.may_ask(user, fact, today) for fact in facts) and not costs
        assert offer.allowed == wanted, metric.name
        assert offer.allowed or offer.reason
    for told in enterprise.door.explain(user.name):
        if told.subject == CUSTOMER_CONTACT:
            assert told.visible == rules.may_be_told_some(user)
            assert not told.masks
            continue
        assert told.visible == rules.may_ask(user, told.subject, today), told.subject
        masks = rules.masks(user, told.subject, today) if told.visible else frozenset[str]()
        assert len(told.masks) == len(masks), told.subject


def test_the_rules_speak_of_facts_that_exist() -> None:
    """A rule about a fact that was renamed would allow nothing, silently."""
    named = {
        subject
        for rule in RULES
        for subject in (rule.subject if isinstance(rule.subject, frozenset) else {rule.subject})
    }
    assert named <= {fact.name for fact in SUBJECTS} | {CUSTOMER_CONTACT, "*"}


def _some(enterprise: Enterprise, user: User, kind: str, pin: int) -> list[str]:
    """One document that may be seen, one that may not (as far as there are such), and none."""
    fact, column = fact_of(kind)
    every = {row[column] for row in enterprise.at[pin][fact.name]}
    seen = {row[column] for row in enterprise.rows(user, fact.name, pin)}
    return [*sorted(seen)[:1], *sorted(every - seen)[:1], NOBODYS]


def _lines(enterprise: Enterprise, user: User, kind: str, record: str, pin: int) -> list[Row]:
    fact, column = fact_of(kind)
    return [row for row in enterprise.rows(user, fact.name, pin) if row[column] == record]


def _sees(enterprise: Enterprise, user: User, document: Document, pin: int) -> bool:
    return bool(_lines(enterprise, user, *document, pin))


def _may_open(enterprise: Enterprise, user: User, kind: str) -> bool:
    """Whether a kind of document may be opened at all; a person may not where people are hidden."""
    fact, _ = fact_of(kind)
    masks = rules.masks(user, fact.name, enterprise.today)
    hidden = kind == "person" and "person" in masks
    return rules.may_ask(user, fact.name, enterprise.today) and not hidden


def _words(error: type[NotAllowed | NotFound], call: Callable[[], object]) -> tuple[str, str]:
    with pytest.raises(error) as caught:
        call()
    return caught.value.reason["zh"], caught.value.reason["en"]


@cache
def _having() -> dict[str, list[Table]]:
    """The facts that are asked about, by dimension to filter by."""
    asked = {metric.fact.name: metric.fact for metric in every_metric()}.values()
    found = {
        name: [fact for fact in asked if place(of, fact)]
        for name, of in DIMENSIONS.items()
        if name not in TOO_MANY
    }
    return {name: facts for name, facts in found.items() if facts}
