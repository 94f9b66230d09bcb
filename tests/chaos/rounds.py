"""One round of chaos: sources that change, workers that die, and a comparison at the end."""

import random
import shutil
import tempfile
import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from settings import Settings, initialise
from tests.chaos.drop import Drop
from tests.chaos.fleet import Worker
from tests.chaos.shop import Shop
from tests.chaos.source import Writer, configure
from tests.chaos.truth import Changing
from tests.chaos.verify import at_rest, deep_differences, summary
from tests.rest_source import serving
from worker import restore as restoring
from worker.home import Home
from worker.reconcile import reconcile

SCENARIOS = ("kills", "two workers", "upgrade", "restore")
LIVES = 3
PATIENCE = 90.0  # seconds to come to rest


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a round ended; `found` is empty when nothing was lost or doubled."""

    seed: int
    scenario: str
    found: list[str]
    counts: dict[str, int]
    seconds: float


def play(seed: int, scenario: str | None = None, *, lives: int = LIVES) -> Outcome:
    """Play the round of a seed in a directory of its own, removed unless something was found."""
    began = time.monotonic()
    folder = Path(tempfile.mkdtemp(prefix=f"chaos-{seed}-"))
    chosen = scenario or SCENARIOS[seed % len(SCENARIOS)]
    found, counts = _play(folder, seed, chosen, lives)
    if not found:
        shutil.rmtree(folder)
    else:
        found.append(f"kept in {folder}")
    return Outcome(
        seed=seed,
        scenario=chosen,
        found=found,
        counts=counts,
        seconds=time.monotonic() - began,
    )


def _play(folder: Path, seed: int, scenario: str, lives: int) -> tuple[list[str], dict[str, int]]:
    rng = random.Random(seed)
    database = folder / "oa.db"
    settings = Settings(home=folder)
    initialise(settings)
    configure(folder, batch=rng.choice([7, 20, 100]), database=database)
    writer = Writer(path=database, rng=rng, skew=rng.choice([-300, -90, 0, 0, 60]))
    writer.fill(rng.randrange(50, 300))
    with _others(folder, seed) as others:
        home = Home.open(settings)
        workers = [
            Worker(home=folder, rng=rng, faults=rng.choice([0.0, 0.1, 0.25]))
            for _ in range(2 if scenario == "two workers" else 1)
        ]
        try:
            _suffer(workers, writer, others, home, scenario, lives)
            return _come_to_rest(workers, writer, others, home)
        finally:
            for worker in workers:
                worker.kill()
            home.close()


@contextmanager
def _others(folder: Path, seed: int) -> Generator[tuple[Changing, ...]]:
    """An HTTP API and a watched folder beside the database, filled and configured."""
    rng = random.Random(f"{seed} others")
    shop = Shop(
        rng=random.Random(f"{seed} shop"),
        page=rng.choice([3, 8, 25]),
        skew=rng.choice([-300, 0, 60]),
        faults=rng.choice([0.1, 0.3, 0.5]),
        repeats=True,
    )
    shop.fill(rng.randrange(30, 80))
    drop = Drop(
        folder=folder / "counts", rng=random.Random(f"{seed} drop"), skew=rng.choice([0, 0, 60])
    )
    drop.fill(rng.randrange(5, 40))
    with serving(shop.handle) as server:
        shop.configure(folder, server.base_url, batch=rng.choice([1, 20, 1000]))
        drop.configure(folder)
        yield shop, drop


def _suffer(
    workers: list[Worker],
    writer: Writer,
    others: Sequence[Changing],
    home: Home,
    scenario: str,
    lives: int,
) -> None:
    """Every worker lives a few short lives while the sources change under it."""
    rng = writer.rng
    for life in range(lives):
        for worker in workers:
            if scenario == "upgrade":
                worker.version = f"chaos-{life + 1}"
            if not worker.alive():
                worker.start()
        workers[0].until_busy()
        end = time.monotonic() + rng.uniform(0.1, 3.0)
        while time.monotonic() < end:
            for each in (writer, *others):
                each.step()
            time.sleep(rng.uniform(0.0, 0.15))
        if rng.random() < 0.5:
            writer.mend(rng.random())
        # The last worker may outlive the others: then it has to take their work over.
        for worker in workers[: rng.randint(1, len(workers))]:
            worker.kill()
        if scenario == "restore" and life == lives - 2:
            _restore(home, rng)
        for each in (writer, *others):
            each.step()


def _restore(home: Home, rng: random.Random) -> None:
    """Back to any pin there is, while nobody or somebody else works."""
    pins = home.state.pins.list()
    if pins:
        restoring.restore(home, rng.choice(pins).id)


def _come_to_rest(
    workers: list[Worker], writer: Writer, others: Sequence[Changing], home: Home
) -> tuple[list[str], dict[str, int]]:
    """The sources are quiet and answer; then the lake must become equal to them, and stay so."""
    writer.mend(0.5)
    for other in others:
        other.rest()
    for worker in workers:
        worker.faults = 0.0
        worker.kill()
        worker.start()
    end = time.monotonic() + PATIENCE
    while not at_rest(home, writer.path, others) and time.monotonic() < end:
        time.sleep(0.3)
    codes = [worker.stop() for worker in workers]
    found = deep_differences(home, writer.path, others) + _restless(home)
    found += [f"a worker ended with {code}" for code in codes if code != 0]
    running = [run for run in home.state.runs.list(limit=50) if run.status == "running"]
    # Cut off by SIGTERM at most; a later start calls them interrupted.
    found += [f"{len(running)} runs never ended"] if len(running) > len(workers) * 3 else []
    counts = summary(home) | {"kills": sum(worker.kills for worker in workers)}
    for each in others:
        counts |= each.counts()
    return found, counts


def _restless(home: Home) -> list[str]:
    """Comparing keys once may delete documents that lost theirs; again it must find nothing."""
    for source in home.sources():
        reconcile(home, source)
    again = [reconcile(home, source) for source in home.sources()]
    return [
        f"{one.source} is never at rest: {one.counts} {one.problem or ''}"
        for one in again
        if one.changed or one.problem
    ]
