"""What a fresh installation starts from: the living demo, public data, or nothing."""

import shutil
from collections.abc import Generator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Literal

from samples.demo.crm import install as crm
from samples.demo.crm import running
from samples.demo.erp.generate import build as build_erp
from samples.demo.generate import Built, build

Profile = Literal["demo", "public", "empty"]
PROFILES: tuple[Profile, ...] = ("demo", "public", "empty")
SEED = 7
HERE = Path(__file__).parent
DEMO_DATABASE = Path("sources") / "oa.db"
PUBLIC_DATA = ("bpic2020", "adventureworks")
ERP_DATABASE = Path("sources") / "erp.db"
EMPTY = """\
# The sources of this installation. docs/connectors.md shows how to connect a database or a log.
sources: []
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Installed:
    """What `install` wrote; `ticker` is the demo database to keep alive, `approvals` its size."""

    profile: Profile
    config: Path
    files: tuple[Path, ...]
    ticker: Path | None = None
    approvals: int | None = None


def install(profile: Profile, home: Path, *, seed: int = SEED, today: date | datetime) -> Installed:
    """Write `sources.yaml` and the data it names into `home`.

    `seed` and `today` (the last moment of its history) shape the demo only. Raises ValueError for
    an unknown profile and FileExistsError where anything is installed already; nothing is
    overwritten, and a failed installation leaves no `sources.yaml` behind.
    """
    if profile not in PROFILES:
        message = f"The profile must be one of {', '.join(PROFILES)}."
        raise ValueError(message)
    config, folder = home / "sources.yaml", home / "sources"
    for taken in (config, folder):
        if taken.exists():
            message = f"{taken} exists; choose another COCKPIT_HOME or remove it first."
            raise FileExistsError(message)
    home.mkdir(parents=True, exist_ok=True)
    try:
        return _write(profile, home, seed=seed, today=today)
    except BaseException:
        config.unlink(missing_ok=True)
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _write(profile: Profile, home: Path, *, seed: int, today: date | datetime) -> Installed:
    config = home / "sources.yaml"
    if profile == "empty":
        config.write_text(EMPTY, encoding="utf-8")
        return Installed(profile=profile, config=config, files=())
    if profile == "public":
        return _public(home, config)
    database = home / DEMO_DATABASE
    built: Built = build(database, seed, today)
    erp = home / ERP_DATABASE
    build_erp(erp, seed, today, oa=database)
    crm.install(home, seed, today)
    config.write_text(crm.located(demo_sources(), home), encoding="utf-8")
    return Installed(
        profile=profile,
        config=config,
        files=(database, erp),
        ticker=database,
        approvals=built.approvals,
    )


def demo_sources() -> str:
    """The text of the demo's `sources.yaml`: its systems one after the other."""
    files = ("sources.yaml", "erp/source.yaml", "crm/source.yaml")
    return "\n".join((HERE / "demo" / file).read_text(encoding="utf-8") for file in files)


def _public(home: Path, config: Path) -> Installed:
    text = (HERE / "public" / "sources.yaml").read_text(encoding="utf-8")
    for folder in PUBLIC_DATA:
        shutil.copytree(HERE / "public" / folder, home / "sources" / folder)
        text = text.replace(f"{folder}/", f"sources/{folder}/")
    config.write_text(text, encoding="utf-8")
    files = sorted(file for folder in PUBLIC_DATA for file in (home / "sources" / folder).iterdir())
    return Installed(profile="public", config=config, files=tuple(files))


@contextmanager
def awake(home: Path) -> Generator[None]:
    """The systems of this installation that have to run to be read answer within the block.

    One that doesn't start is told by the sync like any source that is down.
    """
    with ExitStack() as stack:
        if running.is_installed(home):
            with suppress(RuntimeError):
                stack.enter_context(running.running(home))
        yield
