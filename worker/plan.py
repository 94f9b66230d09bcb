"""What is due: pure decisions on clocks and histories, no effects."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

# A failing source is asked less and less often, so a wrong password doesn't lock the account.
LONGEST_PAUSE = timedelta(minutes=5)
# A source read once a day must not stay incomplete for a day because its last sync was cut off.
FIRST_PAUSE = timedelta(seconds=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How one kind of work on one source has gone: when it last began, failures since."""

    started_at: datetime | None = None
    failures: int = 0  # in a row


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Work that recurs: its name, how often, and how it has gone."""

    name: str
    every: timedelta
    progress: Progress


def pause(every: timedelta, progress: Progress) -> timedelta:
    """Time between two starts: `every`; after failures a short pause that doubles, bounded."""
    if not progress.failures:
        return every
    first = min(every, FIRST_PAUSE)
    return min(max(every, LONGEST_PAUSE), first * 2 ** min(progress.failures, 16))


def due(jobs: Iterable[Job], busy: Collection[str], now: datetime) -> tuple[str, ...]:
    """Names of the jobs to start now; what is queued or running already is not due."""
    return tuple(job.name for job in jobs if job.name not in busy and _is_due(job, now))


def _is_due(job: Job, now: datetime) -> bool:
    started = job.progress.started_at
    if started is None or started > now:  # never, or a clock that was set back
        return True
    return now - started >= pause(job.every, job.progress)


def slot(every: timedelta, now: datetime) -> int:
    """Number of the period `now` lies in: two workers that find the same job due name it alike."""
    return int((now - datetime.fromtimestamp(0, UTC)) / every)
