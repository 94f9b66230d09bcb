"""Adds up: drilled rows recompute the number, parts give the whole, an old pin stays as it was."""

import statistics
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from metrics.definition import Cut, Measure, Metric
from metrics.registry import METRICS
from queries.definition import Answer, Page, Question
from queries.door import Door
from queries.errors import DoorError, NotAllowed
from tests.oracle.world import DEPARTMENTS, NOW, PEOPLE, Doc, World, moved

STATES = ("approved", "approved", "rejected", "running", "withdrawn", "revoked")
USERS = {"boss": ("executive", None), "head": ("department_head", "P1"), "p3": ("approver", "P3")}
CUTS = (
    Cut(start="2026-01-01", end="2026-04-01"),
    Cut(start="2026-01-01", end="2026-04-01", grain="month"),
    Cut(start="2026-01-15", end="2026-03-20", grain="week"),
    Cut(),
)
ALL = tuple(m for m in METRICS.values() if m.name.startswith("approval."))


def _docs() -> list[Doc]:
    """Sixty documents, spread by arithmetic over everything there is."""
    first, places = datetime(2026, 1, 1, 1, tzinfo=UTC), sorted(DEPARTMENTS)
    return [
        Doc(
            id=f"A{at:03}",
            department=places[at * 5 % len(places)],
            applicant=PEOPLE[at * 7 % len(PEOPLE)],
            approver=PEOPLE[(at * 3 + 1) % len(PEOPLE)],
            process="报销" if at % 5 else "合同",
            status=STATES[at % len(STATES)],
            created=first + timedelta(hours=35 * at),
            hours=2 + at * 11 % 70,
            returned=at % 4 == 0,
            closed=STATES[at % len(STATES)] == "approved" and at % 2 == 0,
            amount=None if at % 9 == 0 else 100 + at,
        )
        for at in range(60)
    ]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    made = World.create(tmp_path_factory.mktemp("home") / "yiping")
    made.put(_docs())
    for name, (role, person) in USERS.items():
        made.user(name, role, person)
    yield made
    made.state.close()


@pytest.fixture(scope="module")
def door(world: World) -> Door:
    return Door(world.installation)


@pytest.mark.parametrize("metric", ALL, ids=lambda m: m.name)
def test_drilled_rows_recompute_every_cell(door: Door, metric: Metric) -> None:
    """For every user and cut: as many rows as the cell counted, and the same number from them."""
    told = 0
    for user in USERS:
        for shape in CUTS:
            cut = replace(shape, by=("department",) if shape.grain is None else ())
            question = Question(metric=metric.name, cut=cut)
            for row in door.ask(user, question).rows.head(3).iter_rows(named=True):
                cell = {name: row[name] for name in (*cut.by, "period")}
                found = door.drill(user, question, cell=cell, page=Page(limit=1000))
                assert found.total == found.rows.height == row["rows"]
                whole = found.rows.to_dicts()
                if metric.share:
                    whole = door.drill(
                        user, question, cell={"period": row["period"]}, page=Page(limit=1000)
                    ).rows.to_dicts()
                    whole = [
                        r for r in whole if not cut.by or _of(r, cut.by[0]) == row["department"]
                    ]
                assert _same(row["value"], _recomputed(metric, found.rows.to_dicts(), whole))
                told += row["rows"]
    assert told, f"{metric.name} counted nothing at all: the test would prove nothing"


@pytest.mark.parametrize("metric", ALL, ids=lambda m: m.name)
def test_parts_give_the_whole(door: Door, metric: Metric) -> None:
    """The rows counted add up over every dimension; so do sums and counts."""
    for user in USERS:
        for cut in CUTS[:2]:
            whole = door.ask(user, Question(metric=metric.name, cut=cut)).rows
            for name in metric.by:
                try:
                    parts = _parts(door, user, metric, cut, name)
                except DoorError:
                    assert name in {"current_node", "current_actor"}
                    assert cut.grain is not None or cut.end
                    continue
                assert parts.rows["rows"].sum() == whole["rows"].sum(), name
                if _additive(metric):
                    assert _same(_total(parts.rows["value"]), _total(whole["value"])), name


def _parts(door: Door, user: str, metric: Metric, cut: Cut, name: str) -> Answer:
    return door.ask(user, Question(metric=metric.name, cut=replace(cut, by=(name,))))


def _total(values: Any) -> float:
    return float(values.drop_nulls().sum())


def _additive(metric: Metric) -> bool:
    measure = metric.numerator
    return measure.how in {"count", "sum"} and metric.denominator is None and not metric.share


def _of(row: dict[str, Any], _dimension: str) -> str:
    return "D11" if row["department_id"] == "DOLD" else row["department_id"]


def _recomputed(
    metric: Metric, rows: list[dict[str, Any]], whole: list[dict[str, Any]]
) -> float | None:
    """The metric's value from rows, in plain Python."""
    number = _measured(metric.numerator, rows)
    if metric.share:
        return _divided(number, _measured(metric.numerator, whole), metric.scale)
    if metric.denominator is not None:
        return _divided(number, _measured(metric.denominator, rows), metric.scale)
    return None if number is None else number * metric.scale


def _divided(number: float | None, by: float | None, scale: float) -> float | None:
    return None if number is None or not by else number / by * scale


def _measured(measure: Measure, rows: list[dict[str, Any]]) -> float | None:
    rows = [row for row in rows if not measure.only or row[measure.only]]
    if measure.how == "count":
        return float(len(rows))
    values = sorted(float(row[measure.of]) for row in rows if row[measure.of] is not None)
    if measure.how == "sum":
        unknown = rows and not values and isinstance(rows[0].get("amount"), Decimal | None)
        return None if unknown and measure.of == "amount" else sum(values)
    if not values:
        return None
    if measure.how == "mean":
        return statistics.fmean(values)
    if measure.how == "max":
        return values[-1]
    q = 0.5 if measure.how == "median" else measure.q
    at = (len(values) - 1) * q
    low = int(at)
    high = min(low + 1, len(values) - 1)
    return values[low] + (values[high] - values[low]) * (at - low)


def _same(found: object, wanted: float | None) -> bool:
    if found is None or wanted is None:
        return found is None and wanted is None
    return float(str(found)) == pytest.approx(wanted, rel=1e-9, abs=1e-9)


def test_an_old_pin_gives_exactly_the_old_numbers(tmp_path: Path) -> None:
    """After documents were decided, moved and added, by number and by moment of the pin."""
    moment = [NOW]
    world = World.create(tmp_path / "home", clock=lambda: moment[0])
    docs = _docs()
    pin = world.put(docs)
    for name, (role, person) in USERS.items():
        world.user(name, role, person)
    before = _numbers(Door(world.installation), None)
    moment[0] = NOW + timedelta(days=1)
    later = moment[0] + timedelta(minutes=1)
    running = [replace(d, status="approved", updated=later) for d in docs if d.status == "running"]
    world.put([*running, moved(docs[0], "D2", at=later), Doc(id="NEW", department="D1")])
    door = Door(world.installation)
    assert _numbers(door, pin.id) == before
    assert _numbers(door, NOW + timedelta(hours=3)) == before
    assert _numbers(door, None) != before
    world.state.users.disable("boss")
    with pytest.raises(NotAllowed):
        door.ask("boss", Question(metric="approval.submitted", cut=CUTS[0], as_of=pin.id))


def _numbers(door: Door, as_of: int | datetime | None) -> dict[tuple[str, str], object]:
    """Every metric for two users, by department and month."""
    found: dict[tuple[str, str], object] = {}
    for user in ("boss", "head"):
        for metric in ALL:
            cut = replace(CUTS[1], by=("department",))
            answer = door.ask(user, Question(metric=metric.name, cut=cut, as_of=as_of))
            found[user, metric.name] = answer.rows.rows()
    return found
