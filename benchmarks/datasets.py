"""The data sets that are measured on: generated once, loaded anew whenever the program has changed.

`<events>/raw` holds the generated files and `<events>/home` the installation they were loaded into;
`raw/made_by` and `load.json` remember which code did it.
"""

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.verdicts import Goal, judge
from facts.inputs import FACT_VERSION
from facts.registry import FACTS
from lake.layout import SYSTEM
from tables.registry import TABLES

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "benchmarks" / ".data"
MIGRATIONS = ("state/migrations/versions",)
LOADER = ("tables", "facts", "lake", "state", "worker", "benchmarks/world.py", "uv.lock")
LIMIT = Goal(at_most=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of data set: the module that generates one, its option and word for the size, and the
    code that the files come from."""

    module: str
    size: str
    generator: tuple[str, ...]


EVENTS = Kind(
    module="benchmarks.events",
    size="events",
    generator=("benchmarks/events.py", "benchmarks/patterns.py"),
)
LINES = Kind(
    module="benchmarks.orders",
    size="lines",
    generator=tuple(
        f"benchmarks/{name}.py" for name in ("orders", "deliveries", "noise", "events")
    ),
)


def prepare(folder: Path, size: int, *, fresh: bool, measured: bool, kind: Kind = EVENTS) -> None:
    """Have a data set of `size` events (or order lines) loaded in a folder.

    What an older generator, schema or migration made is made anew; so is a load by any other code
    than today's where the load itself is `measured`, and everything if asked for `fresh`.
    """
    if fresh or _read(folder / "raw" / "made_by") != code(kind.generator):
        shutil.rmtree(folder, ignore_errors=True)
        print(f"generating {size:,} {kind.size} …", flush=True)
        _python(kind.module, str(folder / "raw"), f"--{kind.size}", str(size))
        (folder / "raw" / "made_by").write_text(code(kind.generator), encoding="utf-8")
    made = json.loads(_read(folder / "load.json") or "{}")
    if made.get("shape") != shape() or (measured and made.get("code") != code(LOADER)):
        (folder / "load.json").unlink(missing_ok=True)
        shutil.rmtree(folder / "home", ignore_errors=True)
        print(f"loading {size:,} {kind.size} …", flush=True)
        told = _python("benchmarks.world", str(folder), "--events", str(size))
        made = json.loads(told.splitlines()[-1]) | {
            "shape": shape(),
            "code": code(LOADER),
            "at": datetime.now(UTC).isoformat(timespec="minutes"),
        }
        (folder / "load.json").write_text(json.dumps(made), encoding="utf-8")


def told_load(folder: Path) -> None:
    """Print what loading a data set cost."""
    made = loaded(folder)
    print(
        f"\ninitial load of {made['events']:,} events, measured {made['at']}: {made['cpu']} s CPU,"
        f" {made['wall']} s wall, peak GB after each phase {made['peaks_gb']}"
    )
    judge(f"load, {made['events']}: peak memory", made["peak_gb"], LIMIT, unit=" GB")


def loaded(folder: Path) -> Mapping[str, Any]:
    """What a data set remembers of its load."""
    return json.loads((folder / "load.json").read_text(encoding="utf-8"))


def shape() -> str:
    """A fingerprint of everything that a stored data set must agree with to be usable."""
    tables = {**TABLES, **FACTS}
    promised = [(n, t.key, t.cursor, t.partition, str(t.schema)) for n, t in tables.items()]
    return _digest(repr((promised, str(SYSTEM), FACT_VERSION, code(MIGRATIONS))).encode())


def code(paths: tuple[str, ...]) -> str:
    """A fingerprint of source files and folders."""
    found = [ROOT / path for path in paths]
    files = sorted(
        file for path in found for file in ([path] if path.is_file() else _sources(path))
    )
    return _digest(b"\0".join(file.read_bytes() for file in files))


def _sources(folder: Path) -> list[Path]:
    return list(folder.rglob("*.py"))


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:16]


def _read(file: Path) -> str:
    return file.read_text(encoding="utf-8") if file.exists() else ""


def _python(module: str, *arguments: str) -> str:
    """What a module printed, run in a process of its own."""
    command = [sys.executable, "-m", module, *arguments]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, cwd=ROOT).stdout
