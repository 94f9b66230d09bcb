"""Differential: every channel against the naive filter, for generated companies and all users."""

import inspect
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from queries.door import Door
from queries.errors import NotAllowed, NotFound
from settings import Settings, initialise
from tests.oracle.channels import CHANNELS, Case, command_line
from tests.oracle.naive import USERS
from tests.oracle.world import DEPARTMENTS, NOW, PEOPLE, Doc, World, moved

FIRST = datetime(2026, 1, 1, 1, tzinfo=UTC)


@st.composite
def documents(draw: Callable[..., object], most: int = 8) -> list[Doc]:
    """Documents of all departments, people and states."""
    pick = st.sampled_from
    shapes = st.tuples(
        pick(sorted(DEPARTMENTS)),
        pick(PEOPLE),
        pick(PEOPLE),
        pick(["报销", "合同"]),
        pick(["approved", "rejected", "running", "withdrawn", "revoked"]),
        st.integers(0, 80 * 24),
        st.booleans(),
        st.none() | pick(PEOPLE),
        st.none() | st.integers(1, 10_000),
    )
    found: list[Doc] = []
    for at, shape in enumerate(draw(st.lists(shapes, min_size=1, max_size=most))):  # pyright: ignore
        department, applicant, approver, process, status, hours, returned, cc, amount = shape
        found.append(
            Doc(
                id=f"A{at:03}",
                department=department,
                applicant=applicant,
                approver=approver,
                process=process,
                status=status,
                created=FIRST + timedelta(hours=hours),
                returned=returned,
                cc=cc,
                amount=amount,
            )
        )
    return found


def build(docs: list[Doc], home: Path) -> World:
    """A world with these documents, links between neighbours, and one user of each kind."""
    initialise(Settings(home=home, secret_key=SecretStr("")))
    world = World.create(home)
    world.put(docs, links=[(a.id, b.id) for a, b in pairwise(docs)])
    for user in USERS:
        world.user(user.name, user.role, user.person, **user.where)
    return world


def check_all(world: World, door: Door, docs: dict[str, Doc], as_of: int | None) -> None:
    for user in USERS:
        case = Case(world=world, door=door, user=user, docs=docs, as_of=as_of)
        for checks in CHANNELS.values():
            for check in checks:
                check(case)


def test_every_public_method_of_the_door_has_an_oracle() -> None:
    """A new way through the door must add itself to CHANNELS."""
    public = {
        name for name, _ in inspect.getmembers(Door, inspect.isfunction) if not name.startswith("_")
    }
    assert public == set(CHANNELS)
    for name in public:
        first = list(inspect.signature(getattr(Door, name)).parameters)[1]
        assert first == "who", f"{name} can be called without a viewer"


# An example is a whole installation: shrinking would take minutes and tell little more.
@settings(
    max_examples=4,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)
@given(docs=documents(), target=st.sampled_from(sorted(DEPARTMENTS)), which=st.integers(0, 7))
def test_every_channel_agrees_with_the_naive_filter(
    docs: list[Doc], target: str, which: int
) -> None:
    """Also after a document moved to another department, and as of the pin before the move."""
    with tempfile.TemporaryDirectory() as folder:
        world = build(docs, Path(folder) / "home")
        try:
            door = Door(world.installation)
            before = dict(world.docs)
            check_all(world, door, before, None)
            first = world.state.pins.newest_id()
            chosen = docs[which % len(docs)]
            world.put([replace(moved(chosen, target), status=chosen.status)])
            check_all(world, door, dict(world.docs), None)
            check_all(world, door, before, first)
        finally:
            world.state.close()


def test_a_document_moved_from_one_department_to_another(tmp_path: Path) -> None:
    """Its new head sees it, its old head no longer does; the command line agrees."""
    doc = Doc(id="M1", department="D12", applicant="P6", approver="P6")
    world = build([doc, Doc(id="M2", department="D2", applicant="P6")], tmp_path / "home")
    door = Door(world.installation)
    seen = {user.name: _sees(door, user.name, "M1") for user in USERS}
    assert seen["head-d12"]
    assert not seen["boss-d2"]
    world.put([moved(doc, "D21", at=NOW + timedelta(minutes=1))])
    assert not _sees(door, "head-d12", "M1")
    assert _sees(door, "boss-d2", "M1")
    assert not _sees(door, "head-p1", "M1")
    for user in USERS:
        command_line(Case(world=world, door=door, user=user, docs=dict(world.docs)))


def test_rights_are_read_at_every_call_also_for_an_old_pin(tmp_path: Path) -> None:
    """A grant taken away, or a user disabled, counts at once: cached, as of, everywhere."""
    world = build([Doc(id="A1", department="D1")], tmp_path / "home")
    door = Door(world.installation)
    boss = next(user for user in USERS if user.name == "boss")
    pin = world.state.pins.newest_id()
    case = Case(world=world, door=door, user=boss, docs=dict(world.docs), as_of=pin)
    assert door.ask("boss", case.question()).rows["value"].to_list() == [1]
    for grant in world.state.rights.grants("boss"):
        world.state.rights.revoke(grant.id)
    with pytest.raises(NotAllowed):
        door.ask("boss", case.question())
    with pytest.raises(NotAllowed):
        door.drill("boss", case.question())
    world.state.users.disable("auditor")
    with pytest.raises(NotAllowed):
        door.freshness("auditor")
    with pytest.raises(NotAllowed):
        door.ask("nobody at all", case.question())


def _sees(door: Door, user: str, document: str) -> bool:
    try:
        return door.document(user, "oa", document).document_id == document
    except (NotFound, NotAllowed):
        return False
