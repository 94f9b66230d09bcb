"""Take over work whose worker is gone: killed for good, or replaced by another work version.

DBOS itself re-runs what is unfinished when a process starts again with the same executor id and
version. This covers the rest, so that an upgrade with queued work, or a second worker that never
comes back, loses nothing and blocks no queue: the work is queued anew for the newest version, and
only then the old entry is cancelled. Both are repeatable.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from dbos import DBOS, DBOSClient, WorkflowStatus

from worker.names import WORK
from worker.slots import Executor

log = logging.getLogger("yiping.worker")

UNFINISHED = ["ENQUEUED", "PENDING", "DELAYED"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """An unfinished workflow: where it is, who had it, for which work version."""

    workflow_id: str
    status: str
    executor_id: str | None
    version: str | None


def orphans(
    waiting: Iterable[Waiting], executors: Iterable[Executor], *, mine: str, version: str
) -> tuple[str, ...]:
    """Ids of the workflows nobody will finish.

    Running: its executor is dead, or is me under an earlier version. Queued for another version: no
    living executor runs that version.
    """
    known = {executor.executor_id: executor for executor in executors}
    running = {executor.version for executor in known.values() if executor.alive} | {version}

    def is_lost(work: Waiting) -> bool:
        if work.status != "PENDING":
            return work.version is not None and work.version not in running
        if work.executor_id == mine:
            return work.version != version
        owner = known.get(work.executor_id or "")
        return owner is not None and not owner.alive

    return tuple(work.workflow_id for work in waiting if is_lost(work))


def adopt(executors: Iterable[Executor], *, mine: str, version: str) -> int:
    """Queue orphaned work anew and cancel its old entries; says how many."""
    found = {status.workflow_id: status for status in DBOS.list_workflows(status=UNFINISHED)}
    waiting = [_waiting(status) for status in found.values()]
    lost = orphans(waiting, executors, mine=mine, version=version)
    for workflow_id in lost:
        _take_over(found[workflow_id])
    return len(lost)


def _waiting(status: WorkflowStatus) -> Waiting:
    return Waiting(
        workflow_id=status.workflow_id,
        status=status.status,
        executor_id=status.executor_id,
        version=status.app_version,
    )


def _take_over(status: WorkflowStatus) -> None:
    if status.name in WORK and status.queue_name is not None:
        options: dict[str, Any] = {
            "workflow_name": status.name,
            "queue_name": status.queue_name,
            # The same successor for everybody who adopts, so two workers don't queue it twice.
            "workflow_id": f"{status.workflow_id}~",
        }
        if status.queue_partition_key is not None:
            options["queue_partition_key"] = status.queue_partition_key
        args = status.input["args"] if status.input else ()
        DBOS.enqueue_workflow_with_options(options, *args)  # pyright: ignore[reportArgumentType]
    else:
        log.warning("forgot a %s of another version, which this one doesn't know", status.name)
    DBOS.cancel_workflow(status.workflow_id)


def forget_finished(client: DBOSClient | type[DBOS], before: str, *, most: int = 500) -> int:
    """Delete finished workflows completed before an ISO moment, at most so many; says how many."""
    finished = client.list_workflows(
        status=["SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"],
        completed_before=before,
        limit=most,
        load_input=False,
        load_output=False,
    )
    ids = [status.workflow_id for status in finished]
    if ids:
        client.delete_workflows(ids)
    return len(ids)
