"""Runs the CRM of a home: `python -m samples.demo.crm HOME --every 3`."""

import argparse
import logging
import os
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import anyio
import uvicorn
from anyio import to_thread
from filelock import FileLock, Timeout
from starlette.applications import Starlette

from samples.demo.crm import home
from samples.demo.crm.api import Crm, Lifespan, application
from samples.demo.crm.running import RUNS_ALREADY
from samples.demo.crm.tick import Ticker
from samples.demo.crm.tokens import Tokens
from samples.demo.steady import Steady

log = logging.getLogger(__name__)
PATIENCE = 3  # seconds open connections have when the server stops
LOCK = "crm.lock"


def serve(folder: Path, *, every: float) -> None:
    """Answer and tick until told to stop; filelock.Timeout when this home's CRM runs already."""
    place = home.found(folder)
    database = folder / home.DATABASE
    with FileLock(folder / "sources" / LOCK, timeout=0):
        crm = Crm(database=database, instance=place.instance, tokens=Tokens(home.secret(folder)))
        erp = folder / home.ERP
        people = Steady("The CRM", lambda: Ticker(database, erp=erp if erp.exists() else None))
        app = application(crm, lifespan=_living(people, every))
        with home.listen(folder) as listening:
            settings = uvicorn.Config(
                app,
                log_level="warning",
                access_log=False,
                server_header=False,
                timeout_graceful_shutdown=PATIENCE,
            )
            uvicorn.Server(settings).run(sockets=[listening])


def _living(people: Steady, every: float) -> Lifespan:
    """What goes on while the server answers: the people who use the CRM (0: nobody does)."""

    @asynccontextmanager
    async def life(_: Starlette) -> AsyncGenerator[None]:
        async with anyio.create_task_group() as group:
            if every > 0:
                group.start_soon(_tick, people, every)
            yield
            group.cancel_scope.cancel()

    return life


async def _tick(people: Steady, every: float) -> None:
    while True:
        done = await to_thread.run_sync(people.tick, datetime.now(UTC))
        if done:
            log.info("%s", ", ".join(f"{name} {n}" for name, n in sorted(done.items())))
        await anyio.sleep(every)


def main() -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path, help="the installation with the demo")
    parser.add_argument("--every", type=float, default=3.0, help="seconds between ticks; 0: never")
    asked = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    os.umask(0o077)
    try:
        serve(asked.home, every=asked.every)
    except Timeout:
        parser.exit(RUNS_ALREADY, f"The CRM of {asked.home} runs already.\n")
    except (FileNotFoundError, OSError) as error:
        parser.exit(1, f"{error}\n")
    except KeyboardInterrupt:
        log.info("The CRM goes home.")


if __name__ == "__main__":
    main()
