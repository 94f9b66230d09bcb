"""The demo enterprise, recomputed by SQL straight from its OA database, under a seed nobody tuned.

Nothing of ours takes part in the SQL (tests/integration/demo_sql): codes, chains, the working
clock, promises, waits and what to disbelieve are its own. Ours come through the one door.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest

from metrics.definition import Cut
from metrics.registry import METRICS
from queries.errors import Unanswerable
from samples.demo.moments import ZONE
from samples.demo.stories import stories
from tests.integration.demo_sql.enterprise import Demo, Enterprise, agree
from tests.integration.demo_sql.said import SAID, say

SEED = 424_242
APPROVALS = 24_000
UNTIL = datetime(2026, 11, 18, 15, 37, tzinfo=ZONE)  # in the thick of a working Wednesday
PIN = datetime(2026, 11, 18, 15, 47, 30, tzinfo=ZONE)
LATER = datetime(2026, 11, 19, 11, 20, 30, tzinfo=ZONE)
CUTS = {
    "company": ("company",),
    "division": ("division",),
    "department": ("department",),
    "department as it was": ("then",),
    "process": ("process",),
    "applicant": ("applicant",),
    "process and department": ("process", "department"),
}

OF_APPROVALS = [name for name in METRICS if name.startswith("approval.")]


@pytest.fixture(scope="session")
def enterprise(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Enterprise]:
    folder = tmp_path_factory.mktemp("demo_numbers")
    built = Enterprise.build(folder, PIN, seed=SEED, until=UNTIL, size=APPROVALS)
    yield built
    built.home.close()


@pytest.fixture(scope="session")
def demo(enterprise: Enterprise) -> Iterator[Demo]:
    """The first sync of two years of history."""
    found = enterprise.sync()
    yield found
    found.source.close()


@pytest.fixture(scope="session")
def later(enterprise: Enterprise, demo: Demo) -> Iterator[Demo]:
    """The second sync, the next morning: facts are refreshed, not made anew."""
    enterprise.live_on(LATER, seed=SEED)
    found = enterprise.sync()
    assert found.pin.id > demo.pin.id
    assert found.pin.versions.keys() == demo.pin.versions.keys()  # the same generation
    yield found
    found.source.close()


def per(name: str, *by: str) -> tuple[str, ...]:
    """A cut with the dimension that this metric is only asked by (amounts by currency …)."""
    own = SAID[name].per
    return by if own is None or own in by else (own, *by)


def test_every_metric_is_recomputed():
    assert {f"approval.{name}" for name in SAID} == set(OF_APPROVALS)


def test_the_same_rows_are_disbelieved(demo: Demo):
    assert demo.disbelieved() == (20, 4)
    assert demo.quarantined == demo.rejected == 24


def test_as_many_are_left_out_for_the_same_reasons(demo: Demo):
    """Test company, revoked, withdrawn; without a promise: by the rules of the first that holds."""
    counts = {
        "test": "select count(*) from tested where decided or passed",
        "revoked": "select count(*) from doc where status = 'revoked'",
        "withdrawn": "select count(*) from doc where status = 'withdrawn'",
    }
    expected = [demo.one(query) for query in counts.values()]
    assert min(expected) > 10
    answer = demo.ask("chief", "cycle_time", Cut())
    assert [rows for _, rows in answer.passport.excluded] == expected


@pytest.mark.parametrize("name", SAID)
def test_the_number(demo: Demo, name: str):
    whole = say(demo.source, name, per(name))
    assert sum(rows for _, rows in whole.values()) > 5
    agree(demo.ours(demo.owner, name, per(name)), whole)
    agree(demo.ours("chief", name, per(name)), whole)
    part = say(demo.source, name, per(name), where="company = 2")
    agree(demo.ours("trade", name, per(name)), part)
    assert part != whole


@pytest.mark.parametrize("grain", ["month", "accounting"])
@pytest.mark.parametrize("name", SAID)
def test_every_period(demo: Demo, name: str, grain: str):
    theirs = say(demo.source, name, per(name, "process"), grain=grain)
    assert len({key[-1] for key in theirs}) >= 20
    agree(demo.ours("chief", name, per(name, "process"), grain), theirs)
    whole = say(demo.source, name, per(name), grain=grain)
    agree(demo.ours(demo.owner, name, per(name), grain), whole)


@pytest.mark.parametrize("cut", CUTS)
@pytest.mark.parametrize("name", SAID)
def test_every_part(demo: Demo, name: str, cut: str):
    by = per(name, *CUTS[cut])
    agree(demo.ours("chief", name, by), say(demo.source, name, by))


@pytest.mark.parametrize("dimension", ["node", "role", "actor"])
@pytest.mark.parametrize("name", [name for name, said in SAID.items() if said.date == "aon"])
def test_who_acted_where(demo: Demo, name: str, dimension: str):
    by = per(name, dimension)
    agree(demo.ours(demo.owner, name, by), say(demo.source, name, by))


@pytest.mark.parametrize("dimension", ["current_node", "current_actor"])
@pytest.mark.parametrize("name", [name for name, said in SAID.items() if said.date is None])
def test_where_it_waits(demo: Demo, name: str, dimension: str):
    by = (dimension, "process")
    agree(demo.ours("chief", name, by), say(demo.source, name, by))


@pytest.mark.parametrize("name", SAID)
def test_the_number_after_a_refresh(later: Demo, name: str):
    """Facts of touched documents only are made anew; the whole is what the source now says."""
    by = per(name, "process")
    agree(later.ours("chief", name, by), say(later.source, name, by))
    agree(
        later.ours(later.owner, name, per(name), "month"),
        say(later.source, name, per(name), grain="month"),
    )


def test_mended_rows_count_again(demo: Demo, later: Demo):
    assert later.quarantined == sum(later.disbelieved()) < sum(demo.disbelieved())


def test_amounts_of_two_currencies_are_never_added_up(demo: Demo):
    for name in ("submitted_amount", "approved_amount"):
        assert {currency for (currency,) in say(demo.source, name, ("currency",))} >= {"CNY", "USD"}
        with pytest.raises(Unanswerable):
            demo.ask("chief", name, Cut())


def test_the_slow_node_is_seen(demo: Demo):
    """p90 of the wait is clearly up since the story began, there and nowhere else."""
    slow = stories(SEED).slow
    began = slow.since(UNTIL)

    def p90(company: int, start: date, end: date) -> float:
        places = {"company": str(company), "node": slow.node}
        where = (*((name, (value,)) for name, value in places.items()), ("process", slow.processes))
        cut = Cut(where=where, start=start.isoformat(), end=end.isoformat())
        (row,) = demo.ask("chief", "node_wait_p90", cut).rows.to_dicts()
        assert row["rows"] > 30
        return row["value"]

    before, tomorrow = began - timedelta(days=180), UNTIL.date() + timedelta(days=1)
    assert p90(slow.company, began, tomorrow) > 2 * p90(slow.company, before, began)
    calm = 3 - slow.company
    assert p90(calm, began, tomorrow) < 1.5 * p90(calm, before, began)


def test_the_returning_department_is_seen(demo: Demo):
    """Its return rate is about three times that of all others together, and the highest."""
    department = str(stories(SEED).returned.department)
    rates = {
        key: cell for (key,), cell in demo.ours("chief", "return_rate", ("department",)).items()
    }
    rate, rows = rates.pop(department)
    assert rows > 300
    others = sum(value * count for value, count in rates.values())
    others /= sum(count for _, count in rates.values())
    assert 2.2 < rate / others < 3.8
    assert rate > max(value for value, count in rates.values() if count > 100)
