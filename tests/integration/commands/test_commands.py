"""The commands on a small installation: shapes, audit, and what an owner may do."""

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import replace

import polars as pl
import pytest
from typer.testing import CliRunner

from cockpit import cockpit
from commands.answers import answer_rows
from commands.opening import opened
from commands.questions import Options, question
from commands.running import Part
from tests.oracle.world import World


def run(*args: str) -> str:
    result = CliRunner().invoke(cockpit, list(args))
    assert result.exit_code == 0, result.output
    return result.stdout


def test_ask_prints_exactly_the_promised_json(world: World) -> None:
    found = json.loads(run("ask", "approval.submitted", "--by", "department", "--format", "json"))
    assert list(found) == ["metric", "version", "unit", "rows", "passport"]
    assert all(list(row) == ["department", "period", "value"] for row in found["rows"])
    assert {row["department"] for row in found["rows"]} == {"D1", "D11", "D12", "D2", "D21"}
    handle = found["passport"]["drill"]
    listed = json.loads(run(*handle, "--format", "json"))
    assert listed["total"] == found["passport"]["rows"] == sum(r["value"] for r in found["rows"])


def test_where_takes_an_id_or_a_name(world: World) -> None:
    by_id = run("ask", "approval.submitted", "--where", "department=D11", "--format", "csv")
    by_name = run("ask", "approval.submitted", "--where", "department=部门D11", "--format", "csv")
    assert by_id == by_name
    assert list(csv.reader(io.StringIO(by_id)))[1][-1] == "2"


@pytest.mark.usefixtures("world")
def test_departments_of_one_name_are_told_apart_by_id() -> None:
    with opened("ask") as here:
        options = Options(metric="approval.submitted", by=["department"])
        answer = here.door.ask(here.who, question(options, here.door, here.who))
    same = pl.when(pl.col("department").is_in(["D1", "D2"])).then(pl.lit("总经办"))
    label = same.otherwise("department_label").alias("department_label")
    twins = replace(answer, rows=answer.rows.with_columns(label))
    shown = [row["department"] for row in answer_rows(twins, labelled=True)]
    assert {"总经办（D1）", "总经办（D2）", "部门D11"} <= set(shown)
    english = [row["department"] for row in answer_rows(twins, labelled=True, lang="en")]
    assert "总经办 (D1)" in english
    assert len(set(shown)) == len(shown)


def test_every_question_is_audited_with_who_was_asked_as(world: World) -> None:
    run("ask", "approval.submitted", "--as", "boss", "--format", "json")
    (entry, *_) = world.state.audit.list(what="ask", limit=1)
    assert entry.detail["asked_as"] == "boss"
    assert entry.origin == "command line"


def test_another_system_user_is_refused(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    owner = world.installation.home.stat().st_uid
    monkeypatch.setattr("queries.viewer.os.geteuid", lambda: owner + 1)
    result = CliRunner().invoke(cockpit, ["ask", "approval.submitted", "--as", "boss"])
    assert (result.exit_code, result.stdout) == (1, "")


def test_hold_and_release(world: World) -> None:
    run("hold", "结账")
    assert "结账" in run("snapshots", "--format", "json")
    run("hold", "结账", "--release")
    assert not world.state.pins.holds()


def test_users_come_and_go(world: World) -> None:
    assert "one-time password" in run("users", "add", "lisi", "--name", "李四", "--role", "auditor")
    run("users", "grant", "lisi", "approver")
    run("users", "grant", "lisi", "auditor", "--remove")
    assert [g.role for g in world.state.rights.grants("lisi")] == ["approver"]
    run("users", "disable", "lisi")
    result = CliRunner().invoke(cockpit, ["metrics", "--as", "lisi"])
    assert result.exit_code == 1


def test_a_user_has_a_language(world: World) -> None:
    run("users", "add", "smith", "--name", "Smith", "--lang", "en")
    assert world.state.users.get("smith").lang == "en"
    run("users", "set-lang", "smith", "zh")
    assert world.state.users.get("smith").lang == "zh"
    for wrong in (("set-lang", "smith", "fr"), ("set-lang", "nobody", "en")):
        assert CliRunner().invoke(cockpit, ["users", *wrong]).exit_code == 2
    refused = CliRunner().invoke(cockpit, ["users", "add", "x", "--name", "X", "--lang", "fr"])
    assert refused.exit_code == 2
    listed = json.loads(run("users", "list", "--format", "json"))
    assert {row["user"]: row["lang"] for row in listed}["smith"] == "zh"


def test_a_document_opens_without_naming_its_source(world: World) -> None:
    found = json.loads(run("document", "A0", "--format", "json"))
    assert (found["source"], found["document_id"]) == ("oa", "A0")
    assert [step["action"] for step in found["steps"]] == ["submit", "approve"]


def test_doctor_finds_a_home_that_others_can_read(world: World) -> None:
    run("doctor", "--format", "json")
    world.installation.home.chmod(0o755)
    try:
        result = CliRunner().invoke(cockpit, ["doctor", "--format", "json"])
    finally:
        world.installation.home.chmod(0o700)
    assert result.exit_code == 1
    assert json.loads(result.stdout)[0]["result"] == "fail"


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize(("given", "port"), [((), "8501"), (("--port", "8600"), "8600")])
def test_run_listens_where_it_is_told(
    monkeypatch: pytest.MonkeyPatch, given: tuple[str, ...], port: str
) -> None:
    seen: list[tuple[Sequence[Part], dict[str, str]]] = []

    def supervise(parts: Sequence[Part], environ: dict[str, str]) -> int:
        seen.append((parts, environ))
        return 0

    monkeypatch.delenv("COCKPIT_PORT", raising=False)
    monkeypatch.setattr("commands.running.supervise", supervise)
    assert f":{port}" in run("run", *given)
    [(parts, environ)] = seen
    [screens] = [part.command for part in parts if part.name == "screens"]
    assert screens[list(screens).index("--server.port") + 1] == port == environ["COCKPIT_PORT"]
    refused = CliRunner().invoke(cockpit, ["run", "--port", "70000"])
    assert refused.exit_code == 2
    assert len(seen) == 1


def test_nothing_installed_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    monkeypatch.setenv("COCKPIT_HOME", f"{tmp_path}/nowhere")
    result = CliRunner().invoke(cockpit, ["ask", "approval.submitted"])
    assert result.exit_code == 1
    assert "init" in result.stderr
