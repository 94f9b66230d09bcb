"""What a mask hides, no channel tells: not an order, a column asked for, a filter, nor a total."""

import pytest

from access.definition import Rule
from facts.registry import FACTS
from metrics.definition import Cut, Metric
from metrics.derived import derived_of
from metrics.registry import METRICS, every_metric
from queries.definition import Page, Question
from queries.door import Door
from queries.errors import BadQuestion, NotAllowed
from tables.definition import Table
from tests.oracle.subjects import rules
from tests.oracle.subjects.expected import PEOPLE_DIMENSIONS, Oracle
from tests.oracle.subjects.masked import PERSON, columns, leaks
from tests.oracle.subjects.rules import USERS, User
from tests.oracle.subjects.world import Enterprise
from tests.unit.metrics.fitting import fitting

FIRST_OF: dict[str, Metric] = {metric.fact.name: metric for metric in reversed(METRICS.values())}
"""A metric of each fact that has one."""

MASKED = [user for user in USERS if user.name in {"boss", "auditor", "sales-p7", "sales-finance"}]
BLIND = Rule(
    name="blind",
    effect="allow",
    role="executive",
    subject="*",
    rows="company",
    masks=frozenset({"amount"}),
    because_zh="看得见单据，看不见金额",
    because_en="Sees documents and no amounts",
)
QUANTITIES = frozenset({"unit", "0 to 1"})
NO_MONEY = frozenset({"share", "probability", "tolerance"})
"""Decimals that are no amounts, though nobody told their unit."""


@pytest.mark.parametrize("user", MASKED, ids=lambda user: user.name)
def test_rows_are_not_ordered_by_what_is_hidden(oracle: Oracle, user: User) -> None:
    """Neither way; asked for alone the column is blank."""
    tried = 0
    for fact, metric in FIRST_OF.items():
        masks = rules.masks(user, fact, oracle.enterprise.today)
        question = Question(metric=metric.name, cut=Cut())
        for name in sorted(columns(fact, masks) & set(metric.fact.schema)):
            tried += 1
            for order in (name, f"-{name}"):
                with pytest.raises(BadQuestion) as caught:
                    oracle.enterprise.door.drill(user.name, question, page=Page(order=order))
                assert not PERSON.search(str(caught.value))
            page = Page(columns=(name,), limit=1000)
            found = oracle.enterprise.door.drill(user.name, question, page=page).rows
            assert set(found[name]) <= {None, "***"}
            assert not leaks(found, masks)
    assert tried


@pytest.mark.parametrize("metric", METRICS.values(), ids=METRICS)
def test_people_are_no_filter_where_they_are_hidden(oracle: Oracle, metric: Metric) -> None:
    """Whoever is asked for: that a number changes would tell who it is about."""
    door = oracle.enterprise.door
    people = [name for name in metric.by if name in PEOPLE_DIMENSIONS]
    if metric.fact.name in {"headcount", "person_month"}:
        people.append("document")
    for name in people:
        asked = fitting(metric, Cut(where=((name, ("P7",)),)))
        with pytest.raises(NotAllowed) as caught:
            door.ask("auditor", Question(metric=metric.name, cut=asked))
        assert not PERSON.search(str(caught.value))
        whole = Question(metric=metric.name, cut=fitting(metric, Cut()))
        with pytest.raises(NotAllowed):
            door.drill("auditor", whole, cell={name: "P7"})


def test_an_amount_mask_hides_every_amount_of_every_fact(enterprise: Enterprise) -> None:
    """No role hides a metric's amounts yet; a rule that does is kept in every metric and row."""
    door = Door(enterprise.installation, rules=(BLIND,))
    for metric in METRICS.values():
        question = Question(metric=metric.name, cut=fitting(metric, Cut()))
        if _of_money(metric):
            with pytest.raises(NotAllowed):
                door.ask("boss", question)
            with pytest.raises(NotAllowed):
                door.drill("boss", question)
    blank = 0
    for metric in {m.fact.name: m for m in METRICS.values() if not _of_money(m)}.values():
        question = Question(metric=metric.name, cut=fitting(metric, Cut()))
        rows = door.drill("boss", question, page=Page(limit=1000)).rows
        for name in _amounts(metric.fact) & set(rows.columns):
            blank += 1
            assert rows[name].null_count() == rows.height, (metric.fact.name, name)
    assert blank > 100


def _of_money(metric: Metric) -> bool:
    measures = [m.of for m in (metric.numerator, metric.denominator) if m is not None]
    mine = any(name in _amounts(metric.fact) for name in measures)
    return mine or (metric.over is not None and _of_money(metric.over))


def _amounts(fact: Table) -> set[str]:
    """By hand: every decimal that is neither a quantity nor a share, and what is ahead of plan."""
    decimals = {name for name, dtype in fact.schema.items() if dtype.is_decimal()}
    derived = {name for name in derived_of(fact) if name.endswith("ahead")}
    counted = {name for name, unit in fact.units.items() if unit in QUANTITIES}
    return (decimals | derived) - counted - NO_MONEY


def test_every_fact_is_tried() -> None:
    """The tests above take a metric of each fact that metrics ask about."""
    assert set(FIRST_OF) | {"person_month"} >= {m.fact.name for m in every_metric()}
    assert set(FIRST_OF) <= set(FACTS)
