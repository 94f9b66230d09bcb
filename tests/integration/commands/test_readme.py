"""The first database of both READMEs, as printed: checked, synced, asked."""

import re
import sqlite3
import textwrap
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cockpit import cockpit

ROOT = Path(__file__).parents[3]
URL = re.compile(r"url: \S+")


def printed(readme: str) -> str:
    text = (ROOT / readme).read_text(encoding="utf-8")
    (block,) = re.findall(r" {3}```yaml\n(.*?) {3}```", text, re.S)
    return textwrap.dedent(block)


def request_table(path: Path) -> None:
    with sqlite3.connect(path) as database:
        database.execute(
            "create table request (id integer primary key, department text, workflow_name text,"
            " state text, created text, submitted text, decided text, modified text)"
        )
        database.executemany(
            "insert into request values (?, 'D1', '费用报销', ?, ?, ?, ?, ?)",
            [
                (1, "2", *["2026-11-02 09:00:00"] * 2, *["2026-11-02 11:00:00"] * 2),
                (2, "3", *["2026-11-03 09:00:00"] * 2, *["2026-11-03 15:00:00"] * 2),
                (3, "1", *["2026-11-04 09:00:00"] * 2, None, "2026-11-04 09:00:00"),
            ],
        )


def test_both_readmes_print_the_same_sources() -> None:
    assert printed("README.md") == printed("README.zh-CN.md")


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_the_first_database_works_as_printed(
    readme: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    monkeypatch.setenv("COCKPIT_HOME", str(home))
    monkeypatch.setenv("OA_PASSWORD", "only-in-this-test")
    run = CliRunner().invoke
    assert run(cockpit, ["init", "--profile", "empty"]).exit_code == 0
    request_table(tmp_path / "oa.db")
    text = URL.sub(f"url: sqlite:///{tmp_path / 'oa.db'}", printed(readme))
    (home / "sources.yaml").write_text(text, encoding="utf-8")
    checked = run(cockpit, ["check"])
    assert checked.exit_code == 0, checked.output
    synced = run(cockpit, ["sync", "--once"])
    assert synced.exit_code == 0, synced.output
    asked = run(
        cockpit,
        ["ask", "approval.cycle_time", "--by", "department", "--period", "2026-11", "-f", "csv"],
    )
    assert asked.exit_code == 0, asked.output
    # 9-11 is two hours; 9-15 is five, lunch between: the median of both
    assert "D1" in asked.output
    assert "3.5" in asked.output
