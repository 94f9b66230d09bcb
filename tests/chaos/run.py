"""`python -m tests.chaos.run --rounds 100`: as many rounds as asked, each with a seed to replay."""

import argparse
import sys

from tests.chaos.full_disk import play_full_disk
from tests.chaos.rounds import Outcome, play


def main() -> int:
    """0 when nothing was lost in any round; 1 else."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0, help="the first round's seed")
    parser.add_argument("--scenario", default=None)
    given = parser.parse_args()
    bad = 0
    for seed in range(given.seed, given.seed + given.rounds):
        bad += _tell(play(seed, given.scenario))
    if given.scenario is None:
        found = play_full_disk()
        _say(f"full disk: {'; '.join(found) or 'nothing lost'}")
        bad += bool(found)
    _say(f"{given.rounds} rounds, {bad} bad")
    return 1 if bad else 0


def _tell(outcome: Outcome) -> bool:
    counts = ", ".join(f"{name} {number}" for name, number in outcome.counts.items())
    verdict = "; ".join(outcome.found) or "nothing lost"
    _say(f"seed {outcome.seed} {outcome.scenario} {outcome.seconds:.1f} s ({counts}): {verdict}")
    return bool(outcome.found)


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
