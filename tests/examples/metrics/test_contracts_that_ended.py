"""Contracts of earlier instants: one that has ended since counts while it ran; worked out by hand
on both engines. The pin is Monday 30 November 2026, 18:00."""

from math import isclose
from typing import Any

import duckdb
import pytest

from facts import contract as contracts_fact
from facts import contract_term
from metrics.contract_terms import TERMS_AGE, TERMS_OPEN
from metrics.contracts import EXPIRING, IN_FORCE
from metrics.definition import Cut, Metric
from metrics.measure import Measured, measure
from tests.examples.metrics.test_purchasing import frames
from tests.unit.facts.erp import built
from tests.unit.facts.purchasing import Said
from tests.unit.facts.selling import contract, term
from tests.unit.facts.world import at
from tests.unit.metrics.world import in_duckdb

MONTHS = Cut(grain="month", start="2026-01-01", end="2026-12-01")
MARCH = Cut(start="2026-03-01", end="2026-04-01")
NOVEMBER = Cut(start="2026-11-01", end="2026-12-01")
CHANGED = at("2026-08-10 09:00")


def of_january(contract_id: str, **said: Any) -> Said:
    """A contract signed on 5 January that runs to the end of the year."""
    base = {"created_on": "01-05", "signed_on": "01-05", "starts_on": "01-05", "ends_on": "12-31"}
    return contract(contract_id, **(base | said))


CONTRACTS: tuple[Said, ...] = (
    of_january("RUNS"),
    of_january("COMPLETED", status="completed", closed_on="06-15"),
    of_january("TERMINATED", status="terminated", closed_on="03-31"),
    # without a day: of the first nobody knows when, the second had run out before
    of_january("UNKNOWN", status="terminated", updated_at=CHANGED),
    of_january("EXPIRED", status="terminated", ends_on="04-30", updated_at=CHANGED),
    of_january("AMENDED", ends_on="11-15"),  # first agreed to the end of September
    of_january("DRAFT", status="draft", signed_on=None),
)
TERMS: tuple[Said, ...] = (
    of_january("TERMINATED", status="terminated", closed_on="06-15"),
    term(1, "03-10", 1000, contract_id="TERMINATED"),
    term(2, "07-10", 400, contract_id="TERMINATED"),  # it was never due
    of_january("COMPLETED", status="completed", closed_on="06-15"),
    term(3, "05-20", 50, contract_id="COMPLETED"),
)


@pytest.fixture(params=["polars", "duckdb"])
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def asked(metric: Metric, cut: Cut, engine: str) -> Measured:
    """The metric of the contracts, on an engine."""
    recipe = contracts_fact.RECIPE if metric.fact.name == "contract" else contract_term.RECIPE
    rows = built(recipe, *(CONTRACTS if metric.fact.name == "contract" else TERMS))
    on = frames(metric, rows)
    with duckdb.connect() as connection:
        return measure(metric, cut, in_duckdb(on, connection) if engine == "duckdb" else on)


def by_month(metric: Metric, engine: str) -> list[float]:
    rows = asked(metric, MONTHS, engine).rows.to_dicts()
    told = {row["period"]: float(row["value"] or 0) for row in rows}
    return [told.get(f"2026-{month:02}", 0) for month in range(1, 12)]


def test_contracts_in_force_at_the_end_of_each_month(engine: str) -> None:
    # until May with COMPLETED, until April with EXPIRED, until February with TERMINATED
    assert by_month(IN_FORCE, engine) == [5, 5, 4, 4, 3, 2, 2, 2, 2, 2, 1]


def test_one_that_ended_on_an_unknown_day_is_left_out_while_it_may_have_run(engine: str) -> None:
    told = [number for _, number in asked(IN_FORCE, MARCH, engine).excluded]
    assert told == [0, 1]
    assert [number for _, number in asked(IN_FORCE, NOVEMBER, engine).excluded] == [0, 0]


def test_contracts_expiring_as_seen_from_each_month(engine: str) -> None:
    within_30, within_60, _ = (by_month(metric, engine) for metric in EXPIRING)
    assert within_30 == [0, 0, 1, 1, 0, 0, 0, 0, 0, 1, 0]  # EXPIRED, EXPIRED; AMENDED
    assert within_60 == [0, 0, 1, 1, 0, 0, 0, 0, 1, 1, 1]  # RUNS at last: 31 days


def test_a_term_is_overdue_until_its_contract_is_terminated(engine: str) -> None:
    assert by_month(TERMS_OPEN, engine) == [0, 0, 1000, 1000, 1050, 50, 50, 50, 50, 50, 50]
    (row,) = asked(TERMS_AGE, NOVEMBER, engine).rows.to_dicts()
    assert isclose(float(row["value"]), 194)  # 20 May to 30 November
