"""targets list, set, remove: what the numbers should be, told on the command line."""

import json
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from cockpit import cockpit
from tests.oracle.world import World

RATE = "approval.on_time_rate"


def invoke(*args: str) -> Result:
    return CliRunner().invoke(cockpit, ["targets", *args])


def listed(*args: str) -> list[dict[str, Any]]:
    result = invoke("list", *args, "-f", "json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_a_target_is_set_changed_and_removed_with_its_history(world: World) -> None:
    assert listed() == []
    first = invoke("set", RATE, "--value", "90", "--from", "2026-01-01", "--note", "年初")
    assert (first.exit_code, first.stderr) == (0, "")
    assert (
        invoke("set", RATE, "--low", "92", "--high", "98.5", "--from", "2026-02-01").exit_code == 0
    )
    (now,) = listed("--metric", RATE)
    assert (now["value"], now["low"], now["high"], now["from"]) == (None, 92, 98.5, "2026-02-01")
    assert now["set_by"]
    assert invoke("remove", RATE).exit_code == 0
    assert listed() == []
    past = listed("--history")
    assert [row["value"] for row in past] == [None, 90]
    assert [bool(row["removed_by"]) for row in past] == [True, True]
    assert "targets set" in {entry.what for entry in world.state.audit.list()}


def test_a_target_may_be_for_a_department_and_each_month(world: World) -> None:
    place = ("--company", "C1", "--department", "D11", "--period", "month")
    assert invoke("set", RATE, "--value", "90", *place).exit_code == 0
    (row,) = listed()
    assert (row["company_id"], row["department_id"], row["period"]) == ("C1", "D11", "month")
    assert invoke("remove", RATE).exit_code == 2
    assert invoke("remove", RATE, *place).exit_code == 0


@pytest.mark.parametrize(
    ("args", "near"),
    [
        (("set", "approval.on_time_rat", "--value", "1"), RATE),
        (("list", "--metric", "approval.on_time_rat"), RATE),
        (("set", RATE), "--value"),
        (("set", RATE, "--value", "1", "--low", "0"), "--low"),
        (("set", RATE, "--value", "nan"), "--value"),
        (("set", RATE, "--value", "1", "--period", "monthly"), "month"),
        (("set", RATE, "--value", "1", "--from", "soon"), "2026-11-22"),
        (("set", RATE, "--value", "1", "--department", "D1x"), "D12"),
        (("remove", RATE, "--period", "2026"), "targets list"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_set(
    world: World, args: tuple[str, ...], near: str
) -> None:
    before = world.state.targets.history()
    result = invoke(*args)
    assert result.exit_code == 2, result.output
    assert near in result.stderr
    assert world.state.targets.history() == before
