"""Ten rounds of chaos in every run of the tests; `make chaos` plays as many as asked.

A failing round prints its seed and keeps its home: `python -m tests.chaos.run --seed N --rounds 1`.
"""

import pytest

from tests.chaos.full_disk import play_full_disk
from tests.chaos.rounds import SCENARIOS, play
from tests.chaos.verify import COUNTED

pytestmark = [pytest.mark.chaos, pytest.mark.timeout(300)]


LIVES = {"two workers": 1}  # two die in each


@pytest.mark.parametrize("seed", range(10))
def test_nothing_is_lost_or_doubled(seed: int) -> None:
    outcome = play(seed, lives=LIVES.get(SCENARIOS[seed % len(SCENARIOS)], 2))
    assert outcome.found == [], f"seed {seed}, {outcome.scenario}: {outcome.found}"
    assert outcome.counts["kills"] > 0
    for what in ("rows", "answers again", *COUNTED):
        assert outcome.counts[what] > 0, what


def test_ten_rounds_play_every_scenario() -> None:
    assert {SCENARIOS[seed % len(SCENARIOS)] for seed in range(10)} == set(SCENARIOS)


def test_a_full_disk_is_told_and_loses_nothing() -> None:
    assert play_full_disk() == []
