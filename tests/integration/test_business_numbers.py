"""The business of the demo, recomputed by SQL straight from its OA, its ERP and its CRM.

Nothing of ours takes part in the SQL (tests/integration/business_sql): what the codes of the
systems mean, what counts as ordered, owed or late, and how long a working day is are its own. Ours
come through the one door.
"""

from collections.abc import Iterator

import pytest

from metrics.definition import Grain
from tests.integration.business_sql.said import SAID
from tests.integration.business_sql.world import World, living
from tests.integration.recomputed import apart

GRAINS: tuple[Grain | None, ...] = (None, "year", "month")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with living(tmp_path_factory.mktemp("business")) as found:
        yield found


def agree(world: World, name: str, by: tuple[str, ...], grain: Grain | None) -> int:
    """Both sides say the same; how many cells they have."""
    want = world.theirs(name, by, grain)
    assert not apart(world.ours(name, by, grain), want)
    return len(want)


@pytest.mark.parametrize("grain", GRAINS)
@pytest.mark.parametrize("name", SAID)
def test_the_number(world: World, name: str, grain: Grain | None) -> None:
    assert agree(world, name, (), grain) > 0


@pytest.mark.parametrize(
    ("name", "by"), [(name, by) for name, said in SAID.items() for by in said.by]
)
def test_its_parts(world: World, name: str, by: str) -> None:
    assert agree(world, name, (by,), None) > 0
    agree(world, name, (by,), "month")
