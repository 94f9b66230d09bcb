"""The enterprise, written once for all workers of a run and opened by each."""

import os
from collections.abc import Iterator

import pytest
from filelock import FileLock

from tests.oracle.subjects import world
from tests.oracle.subjects.expected import Oracle
from tests.oracle.subjects.world import Enterprise


@pytest.fixture(scope="session")
def enterprise(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Enterprise]:
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    home = shared / "enterprise"
    with FileLock(shared / "enterprise.lock"):
        if not home.exists():
            world.write(home)
    made = world.opened(home)
    yield made
    made.installation.state.close()


@pytest.fixture(scope="session")
def oracle(enterprise: Enterprise) -> Oracle:
    return Oracle(enterprise)
