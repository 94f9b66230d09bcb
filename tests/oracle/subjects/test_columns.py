"""What every column of text holds is known by hand: a new one may not go unmasked unnoticed."""

import re

import polars as pl

from tests.oracle.subjects.columns import BADGES, COSTS, OF_COSTS, PAY, PERSONS, THINGS, TOLD
from tests.oracle.subjects.world import SUBJECTS

TELLING = re.compile(r"cost|margin|profit|salary|wage|bonus")


def test_every_column_of_text_is_told_what_it_holds() -> None:
    """People, free text and badges are masked; things are not: a new column is one of these."""
    known = PERSONS | TOLD | BADGES | THINGS
    texts = {name for fact in SUBJECTS for name, t in fact.schema.items() if t == pl.String}
    assert texts - known == set()


def test_no_column_is_two_things() -> None:
    parts = (PERSONS, TOLD, BADGES, THINGS)
    assert sum(map(len, parts)) == len(frozenset().union(*parts))


def test_every_column_that_sounds_like_a_cost_is_known_as_one() -> None:
    """Also what tells of one without being an amount."""
    for fact in SUBJECTS:
        telling = {name for name in fact.schema if TELLING.search(name)}
        assert telling == COSTS.get(fact.name, set()) | OF_COSTS.get(fact.name, set())


def test_every_amount_of_pay_is_known_as_one() -> None:
    """Whatever money the fact about pay holds."""
    for fact in SUBJECTS:
        if fact.name in PAY:
            money = {name for name, unit in fact.units.items() if "currency" in unit}
            assert money == PAY[fact.name]
