"""Whoever comes, moves and goes: headcount, joins, leaves and months of service agree."""

from datetime import date, timedelta
from typing import Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from facts.headcount import RECIPE as HEADCOUNT
from facts.person_month import RECIPE as MONTHS
from tests.unit.facts.recipes import Row, built
from tests.unit.facts.test_people import at

c = pl.col
FIRST, LAST = date(2026, 1, 1), date(2027, 12, 31)  # of the calendar
DAYS = st.integers(-900, 900).map(lambda n: date(2026, 6, 1) + timedelta(days=n))
PERSON = st.tuples(
    DAYS,
    st.one_of(st.none(), st.integers(1, 900)),  # days until leaving
    st.one_of(st.none(), st.dates(date(1950, 1, 1), date(2005, 12, 31))),
    st.lists(st.tuples(DAYS, st.sampled_from(("d1", "d2"))), max_size=3, unique_by=lambda p: p[0]),
)


def world(people: list[Any]) -> dict[str, list[Row]]:
    employees, postings = list[Row](), list[Row]()
    for number, (joined, stayed, born, posted) in enumerate(people):
        who = {"person_id": f"p{number}"}
        left = None if stayed is None else joined + timedelta(days=stayed)
        employees.append(who | {"joined_on": joined, "left_on": left, "born_on": born})
        postings += [who | {"valid_from": on, "department_id": d} for on, d in posted]
    return {"employees": employees, "employee_postings": postings}


def employed(row: Row, on: date) -> bool:
    return row["joined_on"] <= on and (row["left_on"] is None or row["left_on"] > on)


@settings(max_examples=40, deadline=None)
@given(people=st.lists(PERSON, max_size=5), begin=DAYS, days=st.integers(0, 400))
def test_headcount_grows_by_joins_and_shrinks_by_leaves(
    people: list[Any], begin: date, days: int
) -> None:
    parts = world(people)
    fact, end = built(HEADCOUNT, parts), begin + timedelta(days=days)
    before, after = (at(fact, on).height for on in (begin, end))
    within = (c("on") > begin) & (c("on") <= end)
    joins = fact.filter("is_join").rename({"joined_on": "on"}).filter(within).height
    leaves = fact.filter("is_leave").rename({"left_on": "on"}).filter(within).height
    assert after == before + joins - leaves
    assert after == sum(employed(row, end) for row in parts["employees"])
    assert at(fact, end)["person_id"].is_unique().all()


@settings(max_examples=30, deadline=None)
@given(people=st.lists(PERSON, max_size=4))
def test_months_hold_every_day_employed_once(people: list[Any]) -> None:
    parts = world(people)
    fact = built(MONTHS, parts)
    days = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
    expected = sum(employed(row, on) for row in parts["employees"] for on in days)
    assert fact["employed_days"].sum() == expected
    joined = sum(FIRST <= row["joined_on"] <= LAST for row in parts["employees"])
    assert fact["is_join"].sum() == joined
    left = [row["left_on"] for row in parts["employees"] if row["left_on"] is not None]
    assert fact["is_leave"].sum() == sum(FIRST <= on <= LAST for on in left)
