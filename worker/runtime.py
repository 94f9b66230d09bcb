"""A worker process: own an executor slot, launch DBOS, tick until told to stop."""

import contextlib
import logging
from collections.abc import Generator

from dbos import DBOS, DBOSConfig

from worker import flows
from worker.home import Home
from worker.names import APP
from worker.queue import prepare, serializer
from worker.slots import executors, taken
from worker.ticker import Ticker

log = logging.getLogger("yiping.worker")

THREADS = 16
GRACE = 20  # seconds running work gets to finish


def run(home: Home) -> None:
    """Work until `home.stopping` is set; unfinished work is taken up again at the next start."""
    with launched(home) as executor_id:
        log.info("worker %s works on %s", executor_id, home.options.version)
        Ticker(home, executor_id).run()
        log.info("worker %s stops", executor_id)


@contextlib.contextmanager
def launched(home: Home) -> Generator[str]:
    """DBOS running on the home's queue database; gives the executor id."""
    slot = taken(home.folder, prefix=home.executor, version=home.options.version)
    with slot as executor_id:
        _cut_off(home, executor_id)
        prepare(home.queue_url)
        flows.bind(home)
        DBOS(config=_config(home, executor_id))
        try:
            DBOS.launch()
            DBOS.set_latest_application_version(home.options.version)
            flows.register_queues()
            yield executor_id
        finally:
            home.stopping.set()
            DBOS.destroy(workflow_completion_timeout_sec=GRACE)
            flows.bind(None)


def _config(home: Home, executor_id: str) -> DBOSConfig:
    return {
        "name": APP,
        "system_database_url": home.queue_url,
        "application_version": home.options.version,
        "executor_id": executor_id,
        "serializer": serializer(),
        "max_executor_threads": THREADS,
        "use_listen_notify": False,
        "scheduler_polling_interval_sec": 60.0,
        "enable_otlp": False,
        "log_level": "WARNING",
    }


def _cut_off(home: Home, executor_id: str) -> None:
    """Runs that still claim to be running were cut off, unless another worker lives."""
    others = [e for e in executors(home.folder, mine=executor_id) if e.executor_id != executor_id]
    if not any(executor.alive for executor in others):
        home.state.runs.interrupt()
