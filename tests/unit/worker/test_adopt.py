"""Which unfinished work nobody else will finish."""

from worker.adopt import Waiting, orphans
from worker.slots import Executor

DEAD = Executor(executor_id="dead", version="v1", alive=False)
PEER = Executor(executor_id="peer", version="v1", alive=True)
ME = Executor(executor_id="me", version="v2", alive=True)


def lost(work: Waiting, *others: Executor) -> bool:
    return orphans([work], [ME, *others], mine="me", version="v2") == (work.workflow_id,)


def running(executor: str, version: str) -> Waiting:
    return Waiting(workflow_id="w", status="PENDING", executor_id=executor, version=version)


def queued(version: str | None) -> Waiting:
    return Waiting(workflow_id="w", status="ENQUEUED", executor_id=None, version=version)


def test_work_of_a_dead_executor_is_taken_over() -> None:
    assert lost(running("dead", "v1"), DEAD)


def test_work_of_a_living_peer_is_left_alone_even_of_another_version() -> None:
    assert not lost(running("peer", "v1"), PEER)


def test_my_own_work_under_an_earlier_version_is_taken_over() -> None:
    assert lost(running("me", "v1"))
    assert not lost(running("me", "v2"))


def test_an_executor_of_another_home_is_not_called_dead() -> None:
    assert not lost(running("elsewhere", "v2"))


def test_queued_work_of_a_version_nobody_runs_is_taken_over() -> None:
    assert lost(queued("v1"), DEAD)
    assert not lost(queued("v1"), PEER)


def test_queued_work_without_a_version_waits_for_the_newest_worker() -> None:
    assert not lost(queued(None), DEAD)
