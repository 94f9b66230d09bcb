"""Every dependency has a reason written down."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
NAMES = [
    re.split(r"[\[<>=~ ]", line, maxsplit=1)[0]
    for line in PROJECT["project"]["dependencies"] + PROJECT["dependency-groups"]["dev"]
]
FIXED = {"streamlit", "plotly", "polars", "sqlalchemy", "pyarrow", "streamlit-authenticator"}


@pytest.mark.parametrize("name", NAMES)
def test_the_reason_is_written_down(name):
    words = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8").lower()
    assert name.removeprefix("pytest-") in words


def test_what_the_user_fixed_is_there_and_exported():
    exported = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    assert set(NAMES) >= FIXED
    for name in FIXED:
        assert re.search(rf"^{name}==\S+ .*\\\n\s+--hash=sha256:", exported, re.M), name
