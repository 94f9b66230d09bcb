"""A right on a part of the organisation names a part that exists."""

from pathlib import Path

import pytest
from pydantic import SecretStr
from typer.testing import CliRunner

from cockpit import cockpit
from settings import Settings, initialise
from state.rows import Extent
from tests.oracle.world import World

KNOWN = (
    ("--company", "C1"),
    ("--department", "D11"),
    ("--company", "C2", "--department", "D21"),
    ("--department", "DOLD"),  # its successor has its work today
)


def grants(world: World) -> set[tuple[str | None, str | None]]:
    held = world.state.rights.grants("boss")
    return {
        (g.extent.company_id, g.extent.department_id) for g in held if g.role == "department_head"
    }


@pytest.mark.parametrize("place", KNOWN)
def test_a_place_that_exists_is_granted_and_taken_away(
    world: World, place: tuple[str, ...]
) -> None:
    before = grants(world)
    arguments = ["users", "grant", "boss", "department_head", *place]
    granted = CliRunner().invoke(cockpit, arguments)
    assert (granted.exit_code, granted.stderr) == (0, "")
    assert len(grants(world)) == len(before) + 1
    assert CliRunner().invoke(cockpit, [*arguments, "--remove"]).exit_code == 0
    assert grants(world) == before


@pytest.mark.parametrize(
    ("place", "right"),
    [
        (("--company", "C9"), "C1"),
        (("--department", "D111"), "D11"),
        (("--department", "部门D11"), "D11"),  # a name: its id is offered
        (("--company", "C2", "--department", "D11"), "C1"),
        (("--company", "D11"), "C1"),
        (("--department", ""), "D1"),
    ],
)
def test_a_place_that_does_not_exist_is_refused(
    world: World, place: tuple[str, ...], right: str
) -> None:
    before = grants(world)
    arguments = ["users", "grant", "boss", "department_head", *place]
    result = CliRunner().invoke(cockpit, arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert right in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
    assert grants(world) == before


def test_a_user_is_not_added_for_a_place_that_does_not_exist(world: World) -> None:
    arguments = ["users", "add", "wang", "--name", "王", "--role", "auditor", "--company", "C9"]
    assert CliRunner().invoke(cockpit, arguments).exit_code == 2
    assert "wang" not in [user.username for user in world.state.users.list()]


def test_a_right_on_a_place_that_is_gone_can_be_taken_away(world: World) -> None:
    world.state.rights.grant("boss", "department_head", Extent(department_id="GONE"), by="test")
    arguments = ["users", "grant", "boss", "department_head", "--department", "GONE", "--remove"]
    assert CliRunner().invoke(cockpit, arguments).exit_code == 0
    assert (None, "GONE") not in grants(world)


def test_before_anything_is_synced_it_is_granted_with_a_warning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "yiping"
    initialise(Settings(home=home, secret_key=SecretStr("")))
    (home / "sources.yaml").write_text("sources: []\n", encoding="utf-8")
    world = World.create(home)
    world.user("boss", None)
    monkeypatch.setenv("COCKPIT_HOME", str(home))
    arguments = ["users", "grant", "boss", "department_head", "--department", "D404"]
    result = CliRunner().invoke(cockpit, arguments)
    assert result.exit_code == 0
    assert "can't be checked" in result.stderr
    assert grants(world) == {(None, "D404")}
    world.state.close()
