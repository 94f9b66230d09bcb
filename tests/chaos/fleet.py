"""Worker processes that are started, killed without warning and started again."""

import contextlib
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def _environment() -> dict[str, str]:
    """Ours, and a cache of compiled modules: a life is short, and most of it would be imports."""
    cache = Path(tempfile.gettempdir()) / "yiping-chaos-modules"
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    added = {"PYTHONPATH": str(ROOT), "PYTHONPYCACHEPREFIX": str(cache), "POLARS_MAX_THREADS": "2"}
    return kept | added


@dataclass(slots=True)
class Worker:
    """One worker process of a home, through all its lives."""

    home: Path
    rng: random.Random
    faults: float = 0.0
    version: str = "chaos-1"
    largest_file: int = 0
    kills: int = 0
    _process: subprocess.Popen[bytes] | None = field(default=None)

    def start(self) -> None:
        """A new life."""
        arguments = [
            *(sys.executable, "-m", "tests.chaos.process", str(self.home)),
            *("--seed", str(self.rng.randrange(2**31)), "--faults", str(self.faults)),
            *("--version", self.version, "--largest-file", str(self.largest_file)),
        ]
        environment = _environment()
        with (self.home / "worker.log").open("ab") as log:
            self._process = subprocess.Popen(
                arguments, cwd=ROOT, env=environment, stdout=log, stderr=log
            )

    def kill(self) -> None:
        """kill -9, wherever it is."""
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                self._process.send_signal(signal.SIGKILL)
            self._process.wait(timeout=30)
            self.kills += 1
            self._process = None

    def stop(self) -> int:
        """SIGTERM, and wait for it to end by itself; gives its exit code."""
        if self._process is None:
            return 0
        self._process.send_signal(signal.SIGTERM)
        code = self._process.wait(timeout=60)
        self._process = None
        return code

    def alive(self) -> bool:
        """Whether it runs."""
        return self._process is not None and self._process.poll() is None

    def until_busy(self, seconds: float = 60.0) -> None:
        """Wait until this life has begun to work: its log says so."""
        marker, end = b" works on ", time.monotonic() + seconds
        log = self.home / "worker.log"
        seen = log.read_bytes().count(marker)
        while log.read_bytes().count(marker) <= seen and time.monotonic() < end:
            if not self.alive():
                raise RuntimeError(f"the worker ended by itself, see {log}")
            time.sleep(0.05)
