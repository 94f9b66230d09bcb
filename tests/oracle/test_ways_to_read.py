"""A number is the same however the fact was read: at once from files, some partitions, memory."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from polars.testing import assert_frame_equal

from metrics.definition import Cut, Metric
from metrics.registry import METRICS
from queries.definition import Page, Question
from queries.door import Door
from queries.errors import DoorError
from tests.oracle.world import DEPARTMENTS, PEOPLE, Doc, World

STATES = ("approved", "rejected", "withdrawn", "revoked", "running")
WHERES = (
    (),
    (("department", ("D11",)),),  # DOLD was merged into it
    (("department", ("DOLD", "D2")),),  # nobody's department today, and one that is
    (("division", ("D1", "nowhere")),),
)
SPANS = (("2026-02-01", "2026-03-01"), ("2025-11-20", "2026-01-10"), ("", ""))
READ = ("document_id", "process")

APPROVALS = {name: each for name, each in METRICS.items() if name.startswith("approval.")}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    made = World.create(tmp_path_factory.mktemp("home") / "yiping")
    first, places = datetime(2025, 11, 3, 2, tzinfo=UTC), sorted(DEPARTMENTS)
    made.put(
        Doc(
            id=f"A{at:03}",
            department=places[at * 5 % len(places)],
            applicant=PEOPLE[at % len(PEOPLE)],
            status=STATES[at * at % len(STATES)],
            created=first + timedelta(hours=41 * at),
            hours=3 + at * 17 % 400,
            closed=at % 3 == 0 and STATES[at * at % len(STATES)] == "approved",
            returned=at % 4 == 0,
        )
        for at in range(80)
    )
    made.user("boss", "executive")
    made.user("head", "department_head", "P1")
    yield made
    made.state.close()


@pytest.fixture(scope="module")
def doors(world: World) -> dict[str, Door]:
    """The same door with facts in memory, and with every fact read from its files."""
    found = {"memory": Door(world.installation), "files": Door(world.installation, in_memory=0)}
    for door in found.values():
        for metric in APPROVALS:  # what is asked for again is kept
            for _ in range(3):
                door.ask("boss", Question(metric=metric, cut=Cut()))
    return found


def test_the_doors_do_read_differently(doors: dict[str, Door]) -> None:
    """Otherwise the comparisons below would compare a thing with itself."""
    snapshots = {name: door._desk.snapshot() for name, door in doors.items()}
    assert snapshots["memory"].held("approval") is not None
    assert snapshots["files"].held("approval") is None
    metric = METRICS["approval.cycle_time"]
    assert all(d._desk.held.excluded(snapshots[n], metric) is not None for n, d in doors.items())
    within = {"decided_on": (date(2026, 2, 1), date(2026, 3, 1))}
    snapshot = snapshots["files"]
    store = snapshot.store_of("approval")
    months = snapshot.frames.months_within(store, snapshot.pin.versions[store], within)
    assert "2026-02" in months
    assert "2026-03" not in months


@pytest.mark.parametrize("metric", APPROVALS.values(), ids=APPROVALS)
def test_every_way_gives_the_same(world: World, doors: dict[str, Door], metric: Metric) -> None:
    """Values, exclusions and drilled rows; asked for the first time, from memory, from files."""
    told = 0
    for number, where in enumerate((*WHERES, *WHERES[1:])):
        start, end = SPANS[number % len(SPANS)]
        cut = Cut(
            by=("department",) if end else ("division",),
            where=where,
            grain="month" if end else None,
            start=start,
            end=end,
            organisation="then" if number % 2 else "today",
        )
        user = "head" if number % 3 == 1 else "boss"
        told += _same(world, doors, user, Question(metric=metric.name, cut=cut))
    assert told, f"{metric.name} counted nothing: the test would prove nothing"


def _same(world: World, doors: dict[str, Door], user: str, question: Question) -> int:
    fresh = Door(world.installation)
    try:
        first = fresh.ask(user, question)
    except DoorError as error:
        for door in doors.values():
            with pytest.raises(type(error)):
                door.ask(user, question)
        return 0
    page = Page(limit=500, columns=READ)
    listed = Door(world.installation).drill(user, question, page=page)
    for door in doors.values():
        again = door.ask(user, question)
        assert_frame_equal(again.rows, first.rows)
        assert again.passport.excluded == first.passport.excluded
        drilled = door.drill(user, question, page=page)
        assert_frame_equal(drilled.rows, listed.rows)
        assert drilled.total == listed.total == first.passport.rows
    return first.passport.rows
