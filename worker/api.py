"""What the command line and the web ask of the worker; every function works on an open home.

All of it is safe while workers run: locks and epochs are shared through files and state.
"""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from dbos import DBOSClient

from connectors.errors import ConnectorError
from settings import Settings
from state.rows import Hold, Pin
from worker import restore as restoring
from worker.advance import advance, rebuild
from worker.errors import sentence
from worker.home import Home
from worker.names import APP, SOURCES, SYNC
from worker.queue import serializer, sqlite_path
from worker.reconcile import reconcile
from worker.slots import executors
from worker.sync import Synced, sync


class NoWorker(RuntimeError):
    """No worker has ever run in this home, so nobody would take the request."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What one round came to: each source, the newest pin, and why publishing failed if it did."""

    sources: tuple[Synced, ...]
    pin: Pin | None
    problem: str | None = None

    @property
    def ok(self) -> bool:
        """Whether every source was drained and the result is published."""
        return self.problem is None and all(one.problem is None for one in self.sources)


@contextmanager
def opened(where: Settings | Home) -> Generator[Home]:
    """A home for settings, closed at the end; an open one is passed through."""
    if isinstance(where, Home):
        yield where
        return
    home = Home.open(where)
    try:
        yield home
    finally:
        home.close()


def sync_once(where: Settings | Home, source: str | None = None, *, keys: bool = True) -> Summary:
    """Drain one source or all, compare key sets (unless `keys` is false), refresh and publish.

    Needs no worker and disturbs none. Raises UnknownSource, ConfigError; what a source does wrong
    is in the summary.
    """
    with opened(where) as home:
        wanted = home.sources() if source is None else (home.source(source),)
        results: list[Synced] = []
        for one in wanted:
            result = sync(home, one)
            if keys and result.problem is None:
                compared = reconcile(home, one)
                result = Synced(
                    source=one.name,
                    counts=result.counts + compared.counts,
                    problem=compared.problem,
                )
            results.append(result)
        done = advance(home)
        if done.stale is not None and done.problem is None and rebuild(home):
            done = advance(home)
        return Summary(sources=tuple(results), pin=done.pin, problem=done.problem)


def request_sync(where: Settings | Home, source: str | None = None) -> tuple[str, ...]:
    """Ask the running worker to sync one source or all, now; gives the ids of the requests.

    Raises NoWorker when none is running, UnknownSource, ConfigError.
    """
    with opened(where) as home:
        wanted = home.sources() if source is None else (home.source(source),)
        if not is_running(home):
            raise NoWorker(
                "没有正在运行的工作进程。No worker is running: start `python -m worker`."
            )
        with _client(home) as client:
            return tuple(
                client.enqueue(
                    {
                        "workflow_name": SYNC,
                        "queue_name": SOURCES,
                        "queue_partition_key": one.name,
                        "workflow_id": f"asked:{one.name}:{datetime.now(UTC).isoformat()}",
                    },
                    one.name,
                ).get_workflow_id()
                for one in wanted
            )


def is_done(where: Settings | Home, request: str) -> bool:
    """Whether a requested sync has ended, well or not; the run log says how."""
    with opened(where) as home, _client(home) as client:
        status = client.retrieve_workflow(request).get_status().status
        return status not in ("ENQUEUED", "PENDING", "DELAYED")


def is_running(where: Settings | Home) -> bool:
    """Whether any worker of this home is alive."""
    with opened(where) as home:
        return any(one.alive for one in executors(home.folder, mine=""))


def restore(where: Settings | Home, pin: int) -> Pin:
    """Make a pin the present again, cursors included, and publish it; see `worker.restore`."""
    with opened(where) as home:
        return restoring.restore(home, pin)


def hold(where: Settings | Home, name: str, pin: int, *, by: str) -> Hold:
    """Keep a pin readable under a name until released; raises UnknownPin, PinHeld, ValueError."""
    with opened(where) as home:
        return home.state.pins.hold(name, pin, by=by)


def release(where: Settings | Home, name: str) -> bool:
    """Let a held pin go; False when nothing was held under the name."""
    with opened(where) as home:
        return home.state.pins.release(name)


def check(where: Settings | Home, source: str | None = None) -> dict[str, tuple[str, ...]]:
    """What is wrong with one source or all, in sentences; nothing when all is well."""
    with opened(where) as home:
        wanted = home.sources() if source is None else (home.source(source),)
        found: dict[str, tuple[str, ...]] = {}
        for one in wanted:
            try:
                found[one.name] = one.check()
            except ConnectorError as error:
                found[one.name] = (sentence(error),)
        return found


@contextmanager
def _client(home: Home) -> Generator[DBOSClient]:
    path = sqlite_path(home.queue_url)
    if path is not None and not path.exists():
        raise NoWorker(
            "还没有工作进程运行过。No worker has run here yet: start `python -m worker`."
        )
    client = DBOSClient(
        system_database_url=home.queue_url, serializer=serializer(), application_name=APP
    )
    try:
        yield client
    finally:
        client.destroy()
