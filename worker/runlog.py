"""The run log people read: one line a piece of work, none for work that found nothing to do."""

from collections.abc import Mapping
from datetime import timedelta

from worker.apply import Applied
from worker.errors import sentence
from worker.home import Home
from worker.notes import words

AGAIN = timedelta(minutes=10)  # how long one and the same failure is not told again


class RunLog:
    """One line, begun when there is something to say; a failing log never fails the work."""

    def __init__(self, home: Home, kind: str, source: str | None = None) -> None:
        self._home, self._kind, self._source = home, kind, source
        self._run: int | None = None

    def begin(self) -> None:
        """Something happens: the log shows it as running from now on."""
        if self._run is None:
            self._run = self._home.state.runs.start(self._kind, source=self._source)

    def finish(
        self,
        problem: str | None,
        counts: Mapping[str, int] | None = None,
        *,
        once: bool = False,
        note: str | None = None,
    ) -> None:
        """The end, well or with one sentence; on a full disk the process log has it alone.

        `once`: the same sentence is not told again for a while. `note`: what people should know
        of work that went well.
        """
        try:
            if problem is not None and not (once and self._told(problem)):
                self.begin()
            if self._run is not None:
                self._home.state.runs.finish(
                    self._run,
                    counts=counts,
                    error=problem,
                    partial=any((counts or {}).values()),
                    note=note,
                )
        except Exception as error:  # noqa: BLE001 - the log must not fail the work it is about
            sentence(error)

    def _told(self, problem: str) -> bool:
        last = self._home.state.runs.list(kind=self._kind, source=self._source, limit=1)
        since = self._home.state.database.now() - AGAIN
        return any(run.error == problem and run.started_at > since for run in last)


class Tally:
    """Counts of the batches applied; the first that says anything begins the run's line."""

    def __init__(self, run: RunLog) -> None:
        self._run = run
        self.counts = Applied()

    def add(self, applied: Applied) -> None:
        """One more batch."""
        self.counts += applied
        if applied.rows or applied.deletes or applied.rejected or applied.anew:
            self._run.begin()

    def note(self) -> str | None:
        """What people should know of it, if anything."""
        return words(self.counts.anew, self.counts.duplicates)

    def numbers(self) -> dict[str, int]:
        """The counts under the names the run log shows."""
        counts = self.counts
        return {
            "rows": counts.rows,
            "deletes": counts.deletes,
            "rejected": counts.rejected,
            "duplicates": counts.duplicates,
        }
