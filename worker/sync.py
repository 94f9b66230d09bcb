"""Sync one source: drain every table from its cursor, and say in words how it went."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field

from connectors.definition import Source, Stream
from connectors.errors import ConnectorError, Retriable
from state.errors import StaleEpoch
from tables.registry import TABLES
from worker.apply import Applied, Place, apply, cursor
from worker.errors import Overtaken, sentence
from worker.home import Home
from worker.runlog import RunLog, Tally

LONGEST_WAIT = 10.0  # seconds between two tries of one table


@dataclass(frozen=True, slots=True, kw_only=True)
class Synced:
    """How a sync of one source went; `problem` is a sentence, None when all tables were drained."""

    source: str
    counts: Applied = field(default_factory=Applied)
    problem: str | None = None

    @property
    def changed(self) -> bool:
        """Whether the lake holds anything new."""
        return bool(self.counts.rows or self.counts.deletes)


def sync(home: Home, source: Source) -> Synced:
    """Drain all tables of one source; never raises for what the source or the disk does.

    A source that fails keeps its watermark and says why, so screens show it stale, never zero.
    """
    run = RunLog(home, "sync", source.name)
    tally = Tally(run)
    try:
        began = home.state.database.now()
        home.state.sources.started(source.name, source.label["zh"])
        problem = _drain_all(home, source, tally)
        if problem is None:
            home.state.sources.succeeded(source.name, watermark=began, rows=tally.counts.rows)
    except Exception as error:  # noqa: BLE001 - one source must never stop another
        problem = sentence(error)
    if problem is not None:
        tell_failure(home, source.name, problem)
    run.finish(problem, tally.numbers())
    return Synced(source=source.name, counts=tally.counts, problem=problem)


def _drain_all(home: Home, source: Source, tally: Tally) -> str | None:
    """All tables, masters first; the sentences of those that failed, None when none did."""
    sentences: list[str] = []
    for stream in source.streams:
        try:
            drain(home, source, stream, tally.add)
        except ConnectorError as error:
            sentences.append(f"{stream.table}: {sentence(error)}")
            if isinstance(error, Retriable):  # who doesn't answer for one table won't for the next
                break
    return "；".join(sentences) or None


def drain(home: Home, source: Source, stream: Stream, told: Callable[[Applied], None]) -> None:
    """Pull and apply one table until nothing is left; `told` hears of every batch applied.

    Tries again from the stored cursor when the source may answer later; tries count anew whenever
    the cursor has moved. Errors: those of the connector after the last try, LakeError.
    """
    tries = 0
    while True:
        epoch = home.state.cursors.epoch()
        place = Place(source=source.name, table=TABLES[stream.table], epoch=epoch)
        base = cursor(home, place)
        try:
            return pull(home, source, place, told)
        except (Retriable, Overtaken, StaleEpoch):
            tries = 1 if cursor(home, place) != base else tries + 1
            if tries >= home.options.attempts or home.stopping.wait(_seconds(home, tries)):
                raise


def _seconds(home: Home, tries: int) -> float:
    longest = min(LONGEST_WAIT, home.options.first_wait * 2 ** (tries - 1))
    return longest * random.uniform(0.5, 1.0)  # noqa: S311 - spreads load, guards nothing


def pull(home: Home, source: Source, place: Place, told: Callable[[Applied], None]) -> None:
    """One reading of a table from its stored cursor; errors as `drain`, without trying again."""
    base = cursor(home, place)
    for batch in source.pull(place.table.name, base):
        told(apply(home, place, batch, base=base))
        base = base if batch.cursor is None else batch.cursor


def tell_failure(home: Home, source: str, problem: str) -> None:
    """Mark a source as failed with a sentence, if there is still room to write it down."""
    try:
        home.state.sources.failed(source, problem)
    except Exception as error:  # noqa: BLE001 - on a full disk the run log and the process log say it
        sentence(error)
