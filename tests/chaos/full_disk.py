"""A disk without room for the data: the run says so, nothing is lost, and it goes on by itself.

Files of the worker may not grow over a limit that the Parquet files of the first load exceed, while
the small databases of state and queue stay below it.
"""

import random
import shutil
import tempfile
import time
from pathlib import Path

from settings import Settings, initialise
from tests.chaos.fleet import Worker
from tests.chaos.source import Writer, configure
from tests.chaos.verify import deep_differences, differences
from worker.errors import FULL
from worker.home import Home

LIMIT = 5 * 2**20
ROWS = 1_500
CAPTION = 32_000  # characters of noise that no compression makes small
PATIENCE = 120.0


def play_full_disk(seed: int = 1) -> list[str]:
    """What was lost or not said; empty when all is well."""
    folder = Path(tempfile.mkdtemp(prefix="chaos-disk-"))
    rng = random.Random(seed)
    settings = Settings(home=folder)
    initialise(settings)
    writer = Writer(path=folder / "oa.db", rng=rng)
    writer.fill(ROWS, caption=CAPTION)
    configure(folder, batch=50_000, database=folder / "oa.db")
    home = Home.open(settings)
    worker = Worker(home=folder, rng=rng, largest_file=LIMIT)
    try:
        found = _while_full(worker, home) + _with_room(worker, home, folder / "oa.db")
    finally:
        worker.kill()
        home.close()
    if not found:
        shutil.rmtree(folder)
    return found


def _while_full(worker: Worker, home: Home) -> list[str]:
    worker.start()
    end = time.monotonic() + PATIENCE
    untold = _untold(home)
    while untold and time.monotonic() < end:
        time.sleep(0.3)
        untold = _untold(home)
    found = [] if worker.alive() else ["the worker died of a full disk"]
    if home.state.cursors.get("oa", "approvals") is not None:
        found.append("the cursor moved although nothing could be written")
    worker.stop()
    return found + untold


def _untold(home: Home) -> list[str]:
    """Where the full disk is not told yet: the source's state, the run log."""
    status = home.state.sources.get("oa")
    found: list[str] = []
    if status is None or status.last_error is None or FULL not in status.last_error:
        found.append(f"the source does not say it: {status}")
    runs = home.state.runs.list(source="oa")  # a sync, or the sync within a comparison of keys
    if not any(run.status == "failed" and FULL in (run.error or "") for run in runs):
        found.append(f"the run log does not say it: {runs[:1]}")
    return found


def _with_room(worker: Worker, home: Home, database: Path) -> list[str]:
    worker.largest_file = 0
    worker.start()
    end = time.monotonic() + PATIENCE
    while differences(home, database) and time.monotonic() < end:
        time.sleep(0.5)
    worker.stop()
    return deep_differences(home, database)
