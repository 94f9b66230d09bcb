"""`check` says a mistake once, with the streams it concerns, as sentences."""

import json
import sqlite3
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from cockpit import cockpit
from tests.oracle.world import World

STREAMS = {
    "people": {"person_id": "id", "name": "name", "updated_at": "changed"},
    "departments": {
        "department_id": "id", "company_id": {"constant": "C1"}, "name": "name",
        "updated_at": "changed",
    },
    "companies": {
        "company_id": "id", "name": "name", "zone": {"constant": "Asia/Shanghai"},
        "calendar_id": {"constant": "cn"}, "updated_at": "changed",
    },
}  # fmt: skip


def described(world: World, url: str, tables: dict[str, str]) -> None:
    streams = [
        {"table": name, "from": tables[name], "key": ["id"], "columns": columns}
        for name, columns in STREAMS.items()
    ]
    source = {
        "name": "oa", "kind": "sql", "label": {"zh": "OA", "en": "OA"}, "every": "30s",
        "stale_after": "5m", "url": url, "streams": streams,
    }  # fmt: skip
    path = world.installation.home / "sources.yaml"
    path.write_text(yaml.safe_dump({"sources": [source]}), encoding="utf-8")


def checked() -> tuple[int, str]:
    result = CliRunner().invoke(cockpit, ["check", "--format", "json"])
    [row] = json.loads(result.stdout)
    return result.exit_code, row["problem"]


@pytest.fixture
def database(world: World) -> Path:
    path = world.installation.home / "oa.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS unit (id TEXT, name TEXT, changed TEXT)")
    connection.close()
    return path


def test_one_mistake_of_all_streams_is_told_once(world: World) -> None:
    described(world, "sqlite:///nowhere.db", dict.fromkeys(STREAMS, "unit"))
    code, words = checked()
    assert code == 1
    assert words == "people, departments, companies: There is no database file nowhere.db."


def test_a_server_that_is_away_is_told_once_for_all(world: World) -> None:
    url = "postgresql+psycopg://u:hunter2secret@127.0.0.1:1/oa"
    described(world, url, dict.fromkeys(STREAMS, "unit"))
    code, words = checked()
    assert code == 1
    assert words.startswith("people, departments, companies: The database can't be reached")
    assert words.count("can't be reached") == 1
    assert "hunter2" not in words


def test_each_mistake_has_its_streams(world: World, database: Path) -> None:
    tables = {"people": "missing_a", "departments": "unit", "companies": "missing_b"}
    described(world, f"sqlite:///{database.name}", tables)
    code, words = checked()
    assert code == 1
    assert "people: " in words
    assert "companies: " in words
    assert "departments" not in words
    assert ".;" not in words
    assert ".." not in words
    assert words.endswith("no such table: missing_b.")


def test_all_is_well(world: World, database: Path) -> None:
    described(world, f"sqlite:///{database.name}", dict.fromkeys(STREAMS, "unit"))
    result = CliRunner().invoke(cockpit, ["check", "--format", "json"])
    assert result.exit_code == 0
    assert json.loads(result.stdout) == [{"source": "oa", "ok": True, "problem": None}]


def test_a_first_sync_that_fails_ends_as_one_sentence(world: World) -> None:
    described(world, "sqlite:///nowhere.db", dict.fromkeys(STREAMS, "unit"))
    result = CliRunner().invoke(cockpit, ["sync", "--once"])
    assert result.exit_code == 1
    for doubled in (".;", "..", ".。", "。。"):
        assert doubled not in result.output
