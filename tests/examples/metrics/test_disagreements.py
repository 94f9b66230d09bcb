"""How long two systems disagreed, worked out by hand for March 2026 on both engines; the record
begins on Thursday 5 March, the pin is Tuesday 31 March, 18:00."""

from dataclasses import replace
from datetime import date
from math import isclose

import duckdb
import polars as pl
import pytest

from facts.disagreement import RECIPE
from metrics import agreement_history
from metrics.definition import Cut, Metric
from metrics.frames import CLOCK, DEPARTMENTS, Frames
from metrics.measure import Measured, measure
from tests.unit.facts.recipes import Row, built, known
from tests.unit.facts.world import at
from tests.unit.metrics.world import in_duckdb

FEBRUARY = Cut(start="2026-02-01", end="2026-03-01")
MARCH = Cut(start="2026-03-01", end="2026-04-01")
METRICS = {metric.name: metric for metric in agreement_history.METRICS}
BEGUN = "2026-03-05 09:00"


def episode(number: str, opened: str, closed: str = "", **said: object) -> Row:
    """A disagreement about an order, sure unless said; put right where it was closed."""
    row: Row = {"number": number, "subject": "order", "pair": "erp-crm", "seen_at": at(opened)}
    row |= {"document_type": "sales_order", "document_id": number, "opened_at": at(opened)}
    row |= {"known_at": max(at(opened), at(BEGUN)), "closed_at": at(closed) if closed else None}
    row |= {"state": "agrees" if closed else "differs", "kind": "differs", "is_sure": True}
    return row | {"field": "amount_gross", "amount_gross": "100.00"} | said


EPISODES = [
    episode("XS1", "2026-03-06 10:00", "2026-03-10 10:00"),  # 4 days
    episode("XS2", "2026-02-20 09:00", "2026-03-12 09:00", field="promised_on"),  # 20 days
    episode("XS3", "2026-03-11 12:00", "2026-03-13 00:00", kind="missing", field=None),  # 1.5 days
    episode("XS1", "2026-03-20 09:00", subject="order"),  # again, and still
    episode("XS4", "2026-03-08 09:00", "2026-03-09 09:00", state="void"),
    episode("XS5", "2026-03-08 09:00", "2026-03-09 09:00", state="gone"),
    episode("XS6", "2026-03-30 09:00", is_sure=False),
    episode("XS7", "2026-03-08 09:00", "2026-03-09 09:00", company_id="c0"),  # a test company
]
EXAMPLES = {
    "agreement.reconciliation_time": 4,  # of 1.5, 4 and 20
    "agreement.reconciliation_time_p90": 16.8,
    "agreement.reconciled": 3,
    "agreement.open_episodes": 1,
}


def asked(metric: Metric, cut: Cut, engine: str = "polars", *, begun: str = BEGUN) -> Measured:
    on = Frames(
        fact=built(RECIPE, {"disagreements": EPISODES}).lazy(),
        calendar_day=known().days.lazy(),
        departments=pl.DataFrame(schema=DEPARTMENTS).lazy(),
        clock=pl.DataFrame([("cn", date(2026, 3, 31), 0)], schema=CLOCK, orient="row").lazy(),
        at=at("2026-03-31 18:00"),
        recorded_since=at(begun).date() if begun else None,
    )
    with duckdb.connect() as connection:
        return measure(metric, cut, in_duckdb(on, connection) if engine == "duckdb" else on)


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
@pytest.mark.parametrize("name", EXAMPLES)
def test_the_number_worked_out_by_hand(name: str, engine: str) -> None:
    (row,) = asked(METRICS[name], MARCH, engine).rows.to_dicts()
    assert isclose(float(row["value"]), EXAMPLES[name], rel_tol=1e-12)


def test_every_metric_has_an_example() -> None:
    assert EXAMPLES.keys() == METRICS.keys()


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
@pytest.mark.parametrize("name", METRICS)
def test_of_a_time_before_the_record_nothing_is_known(name: str, engine: str) -> None:
    """February is over when it begins: null, not zero; nor is anything said of no record."""
    found = asked(METRICS[name], FEBRUARY, engine).rows
    assert found.select("value", "rows").rows() == [(None, 0)]
    wednesday = Cut(start="2026-03-04", end="2026-03-05")
    assert asked(METRICS[name], wednesday, engine).rows["value"].to_list() == [None]
    months = Cut(start="2026-01-01", end="2026-04-01", grain="month")
    assert asked(METRICS[name], months, engine).rows["period"].to_list() == ["2026-03"]
    assert asked(METRICS[name], Cut(), engine, begun="").rows.height == 1


def test_since_it_began_nothing_is_zero() -> None:
    first = Cut(start="2026-03-05", end="2026-03-06")
    assert asked(agreement_history.RECONCILED, first).rows["value"].to_list() == [0]


def test_an_earlier_day_shows_what_was_open_then() -> None:
    days = Cut(grain="day", start="2026-03-04", end="2026-03-14")
    found = asked(agreement_history.OPEN_EPISODES, days).rows
    told = dict(found.select("period", "value").rows())
    assert told == {
        "2026-03-05": 1,
        "2026-03-06": 2,
        "2026-03-07": 2,
        "2026-03-08": 4,
        "2026-03-09": 2,
        "2026-03-10": 1,
        "2026-03-11": 2,
        "2026-03-12": 1,
    }


def test_they_are_told_by_kind_and_field() -> None:
    def by(name: str) -> dict[str | None, int]:
        cut = replace(MARCH, by=(name,))
        rows = asked(agreement_history.RECONCILED, cut).rows
        return dict(rows.select(name, "value").rows())

    assert by("disagreement_kind") == {"differs": 2, "missing": 1}
    assert by("field") == {"amount_gross": 1, "promised_on": 1, None: 1}
    assert by("systems") == {"erp-crm": 3}


def test_left_out_are_test_companies_and_nothing_else() -> None:
    found = asked(agreement_history.RECONCILED, MARCH)
    assert [count for _, count in found.excluded] == [1]
