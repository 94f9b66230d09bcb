"""The business of the demo, recomputed by SQL straight from its OA, its ERP and its CRM.

Nothing of ours takes part in the SQL (tests/integration/business_sql): what the codes of the
systems mean, what counts as ordered, owed or late, and how long a working day is are its own. Ours
come through the one door.
"""

from collections.abc import Iterator

import pytest

from metrics.definition import Grain
from metrics.registry import METRICS
from tests.integration.business_sql.faults import FAULTS
from tests.integration.business_sql.faults_selling import SELLING
from tests.integration.business_sql.said import SAID
from tests.integration.business_sql.said_group import IN_GROUP
from tests.integration.business_sql.world import World, asked, living
from tests.integration.demo_sql.said import SAID as APPROVALS
from tests.integration.public_sql.said import SAID as PUBLIC
from tests.integration.recomputed import Asked, apart

GRAINS: tuple[Grain | None, ...] = (None, "year", "month")
MISTAKES = FAULTS | SELLING


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with living(tmp_path_factory.mktemp("business")) as found:
        yield found


def agree(world: World, one: Asked) -> int:
    """Both sides say the same; how many cells they have."""
    want = world.theirs(one)
    assert not apart(world.ours(one), want)
    return len(want)


def test_every_metric_is_recomputed() -> None:
    approvals = {f"approval.{name}" for name in APPROVALS}
    assert approvals | set(PUBLIC) | set(SAID) == set(METRICS)


@pytest.mark.parametrize("grain", GRAINS)
@pytest.mark.parametrize("name", SAID)
def test_the_number(world: World, name: str, grain: Grain | None) -> None:
    assert agree(world, asked(name, SAID[name], (), grain)) > 0


@pytest.mark.parametrize(
    ("name", "by"), [(name, by) for name, said in SAID.items() for by in said.by]
)
def test_its_parts(world: World, name: str, by: str) -> None:
    assert agree(world, asked(name, SAID[name], (by,), None)) > 0
    agree(world, asked(name, SAID[name], (by,), "month"))


@pytest.mark.parametrize("name", IN_GROUP)
def test_the_amount_in_the_currency_of_the_group(world: World, name: str) -> None:
    for by in ((), *((each,) for each in IN_GROUP[name].by)):
        for grain in (None, "month"):
            assert agree(world, asked(name, IN_GROUP[name], by, grain)) > 0


@pytest.mark.parametrize("name", MISTAKES)
def test_a_fault_on_one_side_is_seen(world: World, name: str) -> None:
    metric = MISTAKES[name].metric
    said = SAID[metric]
    with world.mistaken(MISTAKES[name]) as wrong:
        cuts = [asked(metric, said, by, "month") for by in ((), *((each,) for each in said.by))]
        assert any(apart(world.ours(cut), wrong.theirs(cut)) for cut in cuts)
