from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from settings import Settings, initialise
from tests.oracle.world import DEPARTMENTS, Doc, World


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """An installation with a few documents and three users, named by COCKPIT_HOME."""
    home: Path = tmp_path_factory.mktemp("home") / "yiping"
    initialise(Settings(home=home, secret_key=SecretStr("")))
    (home / "sources.yaml").write_text("sources: []\n", encoding="utf-8")
    made = World.create(home)
    made.put(Doc(id=f"A{at}", department=each) for at, each in enumerate(DEPARTMENTS))
    made.user("boss", "executive")
    made.user("head", "department_head", "P1")
    made.user("admin", "administrator")
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("COCKPIT_HOME", str(home))
        patched.delenv("COCKPIT_DEBUG", raising=False)
        yield made
    made.state.close()
