"""The durable workflows: thin, replayable names for work whose truth is in the lake and in state.

Arguments are short words, never frames or secrets. A workflow that is run again, by whichever
worker or work version, finds in state how far the work got and goes on from there.
"""

from typing import Any

from dbos import DBOS

from worker import upkeep
from worker.advance import advance, rebuild
from worker.home import Home
from worker.names import (
    ADVANCE,
    COMPACT,
    PUBLISHER,
    REBUILD,
    RECONCILE,
    SOURCES,
    STORES,
    SYNC,
    TIDY,
)
from worker.reconcile import reconcile
from worker.sync import sync

POLL = 0.25  # seconds; what people wait for
POLL_STORES = 1.0  # seconds; what nobody waits for


class _Bound:
    """The home the workflows of this process work on; set once before DBOS is launched."""

    home: Home | None = None


def bind(home: Home | None) -> None:
    """Say what the workflows work on."""
    _Bound.home = home


def _home() -> Home:
    if _Bound.home is None:
        raise RuntimeError("The worker's home is not bound.")
    return _Bound.home


def register_queues() -> None:
    """Make the queues known; call once after DBOS is launched."""
    DBOS.register_queue(
        SOURCES, partition_concurrency=1, polling_interval_sec=POLL, on_conflict="always_update"
    )
    DBOS.register_queue(
        STORES,
        partition_concurrency=1,
        polling_interval_sec=POLL_STORES,
        on_conflict="always_update",
    )
    DBOS.register_queue(
        PUBLISHER, global_concurrency=1, polling_interval_sec=POLL, on_conflict="always_update"
    )


def enqueue(
    name: str, queue: str, *args: str, key: str | None = None, run: str | None = None
) -> str:
    """Queue a workflow for whichever worker runs the newest version; gives its id.

    `key` is the source or store of a partitioned queue; `run` an id that makes a second call with
    it the same run.
    """
    options: dict[str, Any] = {"workflow_name": name, "queue_name": queue}
    if key is not None:
        options["queue_partition_key"] = key
    if run is not None:
        options["workflow_id"] = run
    return DBOS.enqueue_workflow_with_options(options, *args).get_workflow_id()  # pyright: ignore[reportArgumentType]


def _is_queued(name: str) -> bool:
    """Whether such work waits or runs; call inside a step, whose result alone is recorded."""
    waiting = DBOS.list_workflows(
        name=name, status=["ENQUEUED", "PENDING"], limit=1, load_input=False, load_output=False
    )
    return bool(waiting)


@DBOS.step(name="yiping.sync.drain")
def _sync(source: str) -> dict[str, Any]:
    result = sync(_home(), _home().source(source))
    return {"changed": result.changed, "problem": result.problem}


@DBOS.step(name="yiping.reconcile.compare")
def _reconcile(source: str) -> dict[str, Any]:
    result = reconcile(_home(), _home().source(source))
    return {"changed": result.changed, "problem": result.problem}


@DBOS.step(name="yiping.advance.publish")
def _advance() -> bool:
    return advance(_home()).stale is not None and not _is_queued(REBUILD)


@DBOS.step(name="yiping.rebuild.beside")
def _rebuild() -> bool:
    return rebuild(_home())


@DBOS.step(name="yiping.compact.store")
def _compact(store: str) -> int:
    return upkeep.compact(_home(), store)


@DBOS.step(name="yiping.tidy.thin")
def _tidy() -> int:
    return upkeep.tidy(_home())


@DBOS.step(name="yiping.tidy.forget")
def _forget() -> int:
    return upkeep.forget_history(_home())


@DBOS.workflow(name=SYNC)
def sync_flow(source: str) -> dict[str, Any]:
    """Drain a source, then let the publisher look."""
    result = _sync(source)
    enqueue(ADVANCE, PUBLISHER)
    return result


@DBOS.workflow(name=RECONCILE)
def reconcile_flow(source: str) -> dict[str, Any]:
    """Compare key sets of a source, then let the publisher look."""
    result = _reconcile(source)
    if result["changed"]:
        enqueue(ADVANCE, PUBLISHER)
    return result


@DBOS.workflow(name=ADVANCE)
def advance_flow() -> None:
    """Bring facts up to date and publish; facts that need it are rebuilt beside."""
    if _advance():
        enqueue(REBUILD, STORES, key="facts")


@DBOS.workflow(name=REBUILD)
def rebuild_flow() -> None:
    """Build stale facts anew beside the running ones, then let the publisher switch."""
    if _rebuild():
        enqueue(ADVANCE, PUBLISHER)


@DBOS.workflow(name=COMPACT)
def compact_flow(store: str) -> None:
    """Put the changes of a store together when its policy finds it worth it."""
    if _compact(store):
        enqueue(ADVANCE, PUBLISHER)


@DBOS.workflow(name=TIDY)
def tidy_flow() -> None:
    """Thin pins, clean the lake, forget old runs and finished workflows."""
    _tidy()
    _forget()
