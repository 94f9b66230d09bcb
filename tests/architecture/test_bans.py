"""What the design forbids, found in the text of the product."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = [
    "access", "charts", "commands", "connectors", "facts", "lake", "metrics", "pages", "queries",
    "samples", "state", "tables", "ui", "web", "worker",
]  # fmt: skip
FILES = [ROOT / "app.py", ROOT / "cockpit.py", ROOT / "settings.py"] + [
    path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))
]


def _calls(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_calls_what_deadlocks_or_caches_wrongly(path):
    assert not _calls(path) & {"to_pandas", "cache_data"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_are_small(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300


@pytest.mark.parametrize(
    "path",
    [path for path in FILES if path.parts[len(ROOT.parts)] in {"pages", "ui"}],
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_no_frame_reaches_a_table_except_as_arrow(path):
    for call in _draws_table(path):
        first = call.args[0]
        assert isinstance(first, ast.Call)
        assert isinstance(first.func, ast.Attribute)
        assert first.func.attr == "to_arrow"


def _draws_table(path: Path) -> list[ast.Call]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"dataframe", "data_editor"}
        and node.args
    ]
