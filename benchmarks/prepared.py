"""Plans kept by the shape of a question, for an engine that takes longer to plan than to answer."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from metrics.definition import Cut, Metric
from metrics.evaluate import Rows, evaluate
from metrics.frames import Frames
from metrics.population import check
from metrics.ranges import bounds

MOST = 64  # shapes kept, those asked last
DAYS = "asked_days"


class Connection(Protocol):
    """A connection to DuckDB."""

    def execute(self, query: str, parameters: Sequence[object], /) -> object:
        """Run one statement."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    metric: Metric
    frames: Frames
    plan: Rows


class Prepared:
    """Plans on one connection to DuckDB, as one prepares statements; for one thread.

    DuckDB binds every step of a plan when it is taken, which doesn't grow with data but is half of
    what reading a million events costs. The days of a question are a variable of the connection,
    so a plan answers any other days too.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._kept: dict[tuple[str, Cut], _Kept] = {}

    def evaluate(self, metric: Metric, cut: Cut, frames: Frames) -> Rows:
        """What `metrics.evaluate.evaluate` plans; to be collected before the next question.

        Kept are plans of what happened between two days by a grain. Raises what it raises.
        """
        first, after = bounds(cut)
        named = cut.grain is not None and not cut.spans  # else the days name the period
        if metric.kind == "balance" or not named or first is None or after is None:
            return evaluate(metric, cut, frames)
        check(metric, cut)
        self._ask_of(first, after)
        undated = replace(cut, start="", end="")
        known = self._kept.pop((metric.name, undated), None)
        if known is None or known.metric != metric or known.frames is not frames:
            fact = frames.fact.filter(_within(metric.when))
            plan = evaluate(metric, undated, replace(frames, fact=fact))
            known = _Kept(metric=metric, frames=frames, plan=plan)
        self._kept[metric.name, undated] = known
        if len(self._kept) > MOST:
            del self._kept[next(iter(self._kept))]
        return known.plan

    def _ask_of(self, first: date, after: date) -> None:
        self._connection.execute(f"SET VARIABLE {DAYS} = ?", [[first, after]])


def _within(day: str) -> str:
    """True of the rows whose day, a column of a fact, lies in the days asked of."""
    return f"\"{day}\" >= getvariable('{DAYS}')[1] AND \"{day}\" < getvariable('{DAYS}')[2]"
