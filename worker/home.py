"""What all work happens on: the lake, the state, the sources and the locks of one home."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Self

from connectors import config
from connectors.definition import Source
from lake.compact import Policy
from lake.lake import Lake
from settings import Settings
from state import State
from worker.seen import Seen
from worker.version import WORK_VERSION

LoadSources = Callable[[], tuple[Source, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How the worker paces itself.

    `reconcile_every`: how often key sets are compared; `renew_every`: how old a pin may get before
    an unchanged one is published again, so that ages keep moving; `keep_history`: how long finished
    workflows are remembered; `attempts`: tries of a source that may answer later; `version`: the
    work version queued work belongs to.
    """

    version: str = WORK_VERSION
    reconcile_every: timedelta = timedelta(hours=1)
    housekeeping_every: timedelta = timedelta(hours=1)
    compact_every: timedelta = timedelta(minutes=5)
    renew_every: timedelta = timedelta(minutes=5)
    keep_history: timedelta = timedelta(days=1)
    compaction: Policy = field(default_factory=Policy)
    attempts: int = 4
    first_wait: float = 0.5  # seconds, doubled with each try


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """One installation, opened; safe to share among threads and to open in several processes."""

    lake: Lake
    state: State
    load_sources: LoadSources
    folder: Path  # locks and executor slots
    queue_url: str
    executor: str = "worker"  # first part of the executor ids of this home's workers
    options: Options = field(default_factory=Options)
    stopping: threading.Event = field(default_factory=threading.Event)

    @property
    def seen(self) -> Seen:
        """What the lake is known to hold of what sources re-read."""
        return Seen(folder=self.folder / "seen")

    @property
    def locks(self) -> Path:
        """The folder of the named locks."""
        return self.folder / "locks"

    def sources(self) -> tuple[Source, ...]:
        """The configured sources, read anew; raises ConfigError."""
        return self.load_sources()

    def source(self, name: str) -> Source:
        """One configured source; raises UnknownSource with the names there are."""
        found = self.sources()
        for source in found:
            if source.name == name:
                return source
        raise UnknownSource(name, tuple(source.name for source in found))

    @classmethod
    def open(
        cls,
        settings: Settings,
        *,
        load_sources: LoadSources | None = None,
        options: Options | None = None,
    ) -> Self:
        """Open the installation the settings describe."""
        folder = settings.home / "worker"
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return cls(
            lake=Lake(settings.lake),
            state=State.open(settings.state_url.get_secret_value()),
            load_sources=load_sources or (lambda: config.load(settings.sources)),
            folder=folder,
            queue_url=settings.work_url.get_secret_value(),
            executor=settings.executor,
            options=options or Options(),
        )

    def close(self) -> None:
        """Give back connections."""
        self.state.close()


class UnknownSource(LookupError):
    """No source has this name; `names` are the ones there are."""

    def __init__(self, name: str, names: tuple[str, ...]) -> None:
        known = ", ".join(names) or "none"
        super().__init__(f"There is no source “{name}”; configured are: {known}.")
        self.name = name
        self.names = names
