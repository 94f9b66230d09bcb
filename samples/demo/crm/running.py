"""Has the CRM of a home answer for a while: at the first sync, and in tests."""

import json
import subprocess
import sys
import time
import urllib.request
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from samples.demo.crm import home

ROOT = Path(__file__).resolve().parents[3]
PATIENCE = 30.0  # seconds the server may take to answer, and to stop
PAUSE = 0.1
RUNS_ALREADY = 3  # exit code of a second server of one home


def is_installed(folder: Path) -> bool:
    """Whether this home has a CRM."""
    return (folder / home.PLACE).is_file()


def command(folder: Path, *, every: float) -> list[str]:
    """The command that runs the CRM of a home."""
    return [sys.executable, "-m", "samples.demo.crm", str(folder), "--every", str(every)]


@contextmanager
def running(folder: Path, *, every: float = 0) -> Generator[home.Place]:
    """The CRM of this home answers while the block runs; one that runs already stays.

    Raises RuntimeError when it doesn't begin to answer.
    """
    if _answers(folder):
        yield home.found(folder)
        return
    process = subprocess.Popen(command(folder, every=every), cwd=ROOT)  # noqa: S603 - ours
    try:
        _wait(folder, process)
        yield home.found(folder)
    finally:
        process.terminate()
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(folder: Path, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not _answers(folder):
        ended = process.poll()
        if ended not in {None, RUNS_ALREADY} or time.monotonic() > deadline:
            message = f"The demo CRM did not start (exit {ended}); see its words above."
            raise RuntimeError(message)
        time.sleep(PAUSE)


def _answers(folder: Path) -> bool:
    """Whether the server on the port of this home is this home's."""
    place = home.found(folder)
    try:
        with urllib.request.urlopen(f"{place.url}/health", timeout=2) as answer:  # noqa: S310 - http
            return json.load(answer)["data"]["instance"] == place.instance
    except (OSError, ValueError, KeyError, TypeError):
        return False
