"""doctor asks only for what an installation without development packages has."""

import tomllib
from pathlib import Path

from packaging.requirements import Requirement

from commands.doctor import PACKAGES

PROJECT = Path(__file__).parents[3] / "pyproject.toml"


def test_doctor_asks_only_for_packages_every_installation_has() -> None:
    promised = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]["dependencies"]
    assert set(PACKAGES) <= {Requirement(each).name for each in promised}
