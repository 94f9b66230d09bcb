"""The heartbeat of a running worker: start what is due, take over what is orphaned."""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

from dbos import DBOS

from connectors.definition import Source
from state.rows import SourceStatus
from worker import flows
from worker.adopt import adopt
from worker.errors import sentence
from worker.home import Home
from worker.names import (
    ADVANCE,
    COMPACT,
    PUBLISHER,
    RECONCILE,
    SOURCES,
    STORES,
    SYNC,
    TIDY,
)
from worker.plan import Job, Progress, due, slot
from worker.slots import Executor, executors

log = logging.getLogger("yiping.worker")

TICK = 0.5  # seconds
ADOPT_EVERY = timedelta(seconds=5)
RELOAD_EVERY = timedelta(seconds=5)
RECENT = 16  # runs looked back for failures in a row


class Ticker:
    """Decides by the stored history, so any number of workers agree; holds only caches."""

    def __init__(self, home: Home, executor_id: str) -> None:
        self._home = home
        self._executor_id = executor_id
        self._sources: tuple[Source, ...] = ()
        self._reloaded: datetime | None = None
        self._last: dict[str, datetime] = {}
        self._epoch: int | None = None

    def run(self) -> None:
        """Tick until the home is stopping; an error of one tick never ends the next."""
        while not self._home.stopping.is_set():
            try:
                self.tick(self._home.state.database.now())
            except Exception as error:  # noqa: BLE001 - the heart must go on
                log.warning("tick: %s", sentence(error))
            self._home.stopping.wait(TICK)

    def tick(self, now: datetime) -> None:
        """One look around."""
        if self._every("adopt", ADOPT_EVERY, now):
            self._adopt()
        if self._every("reload", RELOAD_EVERY, now):
            self._reload()
        self._notice_restore()
        busy = self._busy()
        self._start(SYNC, self._sync_jobs(), busy, now)
        self._start(RECONCILE, self._reconcile_jobs(), busy, now)
        self._upkeep(busy, now)

    def _notice_restore(self) -> None:
        """After a restore rows are missing or too many: sync and compare keys at once."""
        epoch = self._home.state.cursors.epoch()
        if self._epoch is not None and epoch != self._epoch:
            known = (f"{SYNC}:", f"{RECONCILE}:")
            for name in [name for name in self._last if name.startswith(known)]:
                del self._last[name]
        self._epoch = epoch

    def _start(
        self, name: str, jobs: Iterable[Job], busy: set[tuple[str, str | None]], now: datetime
    ) -> None:
        known = {job.name: job for job in jobs}
        mine = {key or "" for workflow, key in busy if workflow == name}
        for source in due(known.values(), mine, now):
            number = slot(known[source].every, now)
            run = f"{name}:{source}:{self._epoch}.{number}"
            flows.enqueue(name, SOURCES, source, key=source, run=run)
            self._last[f"{name}:{source}"] = now

    def _sync_jobs(self) -> list[Job]:
        known = {status.source: status for status in self._home.state.sources.list()}
        jobs: list[Job] = []
        for source in self._sources:
            status = known.get(source.name)
            # A sync that couldn't even say that it began (a full disk) is not due at every tick.
            told = (status.last_started_at if status else None, self._last.get(_sync_of(source)))
            progress = Progress(
                started_at=max((moment for moment in told if moment), default=None),
                failures=self._failures(status) if status else 0,
            )
            jobs.append(Job(name=source.name, every=source.every, progress=progress))
        return jobs

    def _failures(self, status: SourceStatus) -> int:
        """Failures in a row; a sync that was cut off before it could say so is one."""
        if status.last_error is None:
            return 0 if status.complete or status.last_started_at is None else 1
        runs = self._home.state.runs.list(source=status.source, kind="sync", limit=RECENT)
        since = [run for run in runs if not status.last_ok_at or run.started_at > status.last_ok_at]
        return max(1, sum(run.status in ("failed", "partial") for run in since))

    def _reconcile_jobs(self) -> list[Job]:
        every = self._home.options.reconcile_every
        return [
            Job(
                name=source.name,
                every=every,
                progress=Progress(started_at=self._last.get(f"{RECONCILE}:{source.name}")),
            )
            for source in self._sources
            if any(stream.deletes == "keys" for stream in source.streams)
        ]

    def _upkeep(self, busy: set[tuple[str, str | None]], now: datetime) -> None:
        options = self._home.options
        if self._every("advance", options.renew_every, now):
            flows.enqueue(ADVANCE, PUBLISHER)
        if self._every("compact", options.compact_every, now):
            for store in self._home.lake.names():
                if (COMPACT, store) not in busy:
                    flows.enqueue(COMPACT, STORES, store, key=store)
        if self._every("tidy", options.housekeeping_every, now):
            number = slot(options.housekeeping_every, now)
            flows.enqueue(TIDY, PUBLISHER, run=f"{TIDY}:{number}")

    def _busy(self) -> set[tuple[str, str | None]]:
        unfinished = DBOS.list_workflows(
            status=["ENQUEUED", "PENDING"], load_input=False, load_output=False, queues_only=True
        )
        return {(status.name, status.queue_partition_key) for status in unfinished}

    def _adopt(self) -> None:
        version, known = self._home.options.version, self._executors()
        latest = DBOS.get_latest_application_version()["version_name"]
        if latest not in {known_one.version for known_one in known if known_one.alive}:
            # Work without a version goes to the newest one: nobody living runs that one any more.
            DBOS.set_latest_application_version(version)
        taken = adopt(known, mine=self._executor_id, version=version)
        if taken:
            log.info("took over %d pieces of work", taken)

    def _executors(self) -> tuple[Executor, ...]:
        return executors(self._home.folder, mine=self._executor_id)

    def _reload(self) -> None:
        self._sources = self._home.sources()

    def _every(self, what: str, every: timedelta, now: datetime) -> bool:
        last = self._last.get(what)
        if last is not None and last <= now < last + every:
            return False
        self._last[what] = now
        return True


def _sync_of(source: Source) -> str:
    return f"{SYNC}:{source.name}"
