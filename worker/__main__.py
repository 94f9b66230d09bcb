"""`python -m worker [HOME]`: run one worker until it is told to stop."""

import argparse
import logging
import os
import signal
import sys
from datetime import timedelta
from pathlib import Path

from settings import Settings
from worker.home import Home, Options
from worker.runtime import run
from worker.version import WORK_VERSION


def main(arguments: list[str] | None = None) -> int:
    """Open the home (argument, else COCKPIT_HOME, else .yiping) and work; 0 after SIGTERM or ^C."""
    given = _parse(arguments)
    os.umask(0o077)  # the home is its owner's alone
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    options = Options(
        version=given.work_version, reconcile_every=timedelta(seconds=given.reconcile_every)
    )
    settings = Settings(home=given.home) if given.home else Settings()
    serve(Home.open(settings, options=options))
    return 0


def serve(home: Home) -> None:
    """Run until a signal says stop, then give back what is open."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: home.stopping.set())
    try:
        run(home)
    finally:
        home.close()


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="worker", description=__doc__)
    parser.add_argument("home", type=Path, nargs="?", help="default: COCKPIT_HOME, else .yiping")
    parser.add_argument("--work-version", default=WORK_VERSION)
    parser.add_argument("--reconcile-every", type=float, default=3600.0, metavar="SECONDS")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
