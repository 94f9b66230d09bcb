"""Sync one source: drain every table from its cursor, and say in words how it went."""

from collections.abc import Callable
from dataclasses import dataclass, field

from tenacity import (
    Retrying,
    retry_if_exception_type,
    stop_after_attempt,
    stop_when_event_set,
    wait_random_exponential,
)
from tenacity.nap import sleep_using_event

from connectors.definition import Source, Stream
from connectors.errors import ConnectorError, Retriable
from state.errors import StaleEpoch
from tables.definition import Table
from tables.registry import TABLES
from worker.apply import Applied, Place, apply, cursor, writing
from worker.errors import Overtaken, sentence, told
from worker.home import Home
from worker.runlog import RunLog, Tally

LONGEST_WAIT = 10.0  # seconds between two tries of one table
AGAIN = (Retriable, Overtaken, StaleEpoch)


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
        home.state.sources.started(source.name, source.label["zh"], source.stale_after)
        epoch = home.state.cursors.epoch()
        problem = _drain_all(home, source, tally)
        if problem is None:
            with writing(home, source.name):  # no restore comes between the look and the word
                if home.state.cursors.epoch() == epoch:
                    rows = tally.counts.rows
                    home.state.sources.succeeded(source.name, watermark=began, rows=rows)
    except Exception as error:  # noqa: BLE001 - one source must never stop another
        problem = sentence(error)
    if problem is not None:
        tell_failure(home, source.name, problem)
    run.finish(problem, tally.numbers(), note=tally.note())
    return Synced(source=source.name, counts=tally.counts, problem=problem)


def _drain_all(home: Home, source: Source, tally: Tally) -> str | None:
    """All tables, masters first; the sentences of those that failed, None when none did."""
    failures: list[tuple[str, str]] = []
    for stream in source.streams:
        try:
            drain(home, source, stream, tally.add)
        except ConnectorError as error:
            failures.append((stream.table, sentence(error)))
            if (
                isinstance(error, Retriable) and not error.alone
            ):  # who doesn't answer for one table won't for the next
                break
    return told(failures)


def drain(home: Home, source: Source, stream: Stream, told: Callable[[Applied], None]) -> None:
    """Pull and apply one table until nothing is left; `told` hears of every batch applied.

    Tries again from the stored cursor when the source may answer later; tries count anew once the
    cursor has moved. Errors: those of the connector after the last try, LakeError.
    """
    table = TABLES[stream.table]
    place = _place(home, source, table)

    def once() -> None:
        pull(home, source, _place(home, source, table), told)

    while True:
        base = cursor(home, place)
        try:
            return _patiently(home)(once)
        except AGAIN:
            if home.stopping.is_set() or cursor(home, place) == base:
                raise


def _place(home: Home, source: Source, table: Table) -> Place:
    return Place(source=source.name, table=table, epoch=home.state.cursors.epoch())


def _patiently(home: Home) -> Retrying:
    options = home.options
    return Retrying(
        retry=retry_if_exception_type(AGAIN),
        stop=stop_after_attempt(options.attempts) | stop_when_event_set(home.stopping),
        wait=wait_random_exponential(multiplier=options.first_wait, max=LONGEST_WAIT),
        sleep=sleep_using_event(home.stopping),
        reraise=True,
    )


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
