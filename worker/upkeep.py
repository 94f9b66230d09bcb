"""Keep the house: compact stores, thin pins, clean what no pin needs, forget old history."""

from datetime import timedelta

from dbos import DBOS

from facts.inputs import FactStores, made_from
from lake.errors import LakeError
from lake.lake import StoreName
from worker.adopt import forget_finished
from worker.advance import generation
from worker.errors import sentence
from worker.home import Home
from worker.locks import Busy, held
from worker.runlog import RunLog
from worker.stores import store_of

READERS = timedelta(hours=2)  # whoever reads a version that is no longer named gets this long
KEEP_RUNS = timedelta(days=90)


def compact(home: Home, name: str) -> int:
    """Compact a store where its policy asks for it; says how many partitions."""
    store = store_of(home.lake, name)
    parsed = StoreName.parse(name)
    if store is None or parsed.generation not in (None, generation(home.state.pins.newest())):
        return 0  # unknown, or facts that are just being built or no longer run
    run = RunLog(home, "compact", name)
    try:
        months = store.compact(home.options.compaction)
    except (LakeError, OSError) as error:
        run.finish(sentence(error), once=True)
        return 0
    if months:
        run.begin()
        run.finish(None, {"partitions": months})
    return months


def tidy(home: Home) -> int:
    """Thin pins, clean the lake to what pins and facts still need, purge run log and history."""
    run = RunLog(home, "tidy")
    try:
        with held(home.locks, "publisher"):
            thinned = len(home.state.pins.thin(home.state.database.now()))
            files = _clean(home)
        home.state.runs.purge(keep=KEEP_RUNS)
        home.state.sessions.purge()
    except (LakeError, OSError) as error:
        run.finish(sentence(error), once=True)
        return 0
    if thinned or files:
        run.begin()
        run.finish(None, {"pins": thinned, "files": files})
    return thinned


def forget_history(home: Home) -> int:
    """Delete the records of finished workflows older than the options keep them."""
    before = home.state.database.now() - home.options.keep_history
    return forget_finished(DBOS, before.isoformat())


def _clean(home: Home) -> int:
    needed = home.state.pins.needed()
    inputs = _inputs(home)
    files = 0
    for name in home.lake.names():
        store = store_of(home.lake, name)
        if store is not None and not _is_left_over(home, name):
            keep = needed.get(name, frozenset()) | inputs.get(name, frozenset())
            files += store.clean(keep, READERS).files
    _remove_left_over(home)
    return files


def _inputs(home: Home) -> dict[str, frozenset[int]]:
    """Table versions the running facts were made from: the next refresh starts there."""
    current = generation(home.state.pins.newest())
    if current is None:
        return {}
    return made_from(FactStores.of(home.lake, current))


def _remove_left_over(home: Home) -> None:
    try:
        with held(home.locks, "rebuild", timeout=0):
            for name in home.lake.names():
                if _is_left_over(home, name):
                    home.lake.remove(name)
    except Busy:
        return  # a rebuild is at work: the next time will do


def _is_left_over(home: Home, name: str) -> bool:
    """A generation of facts older than the running one that no pin names any more."""
    parsed = StoreName.parse(name)
    current = generation(home.state.pins.newest())
    if parsed.generation is None or current is None:
        return False
    return parsed.generation < current and name not in home.state.pins.needed()
