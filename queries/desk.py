"""The shared middle of every question: who asks, of which pin, on which rows."""

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from time import monotonic

import polars as pl

from access.definition import Rule, Scope
from access.rules import RULES
from metrics.definition import Cut, Metric
from metrics.eliminate import among_companies
from metrics.errors import MetricError, MissingRate, MixedCurrencies, MixedUnits
from metrics.excluded import days_read
from metrics.frames import Frames as MetricFrames
from metrics.money import in_money
from metrics.registry import metric as metric_named
from queries import freshness, scoping
from queries.basis import Basis
from queries.cache import Kept
from queries.definition import Question, SourceState
from queries.errors import BadQuestion, Unanswerable
from queries.frames import BYTES_IN_MEMORY, Frames, Snapshot
from queries.held import Held
from queries.installation import Installation
from queries.passport import Grounds
from queries.pins import AsOf, Resolver
from queries.rights import Rights, check_masks
from queries.viewer import Known, Reception, Who
from state.rows import Heads
from tables.definition import Table

KEPT_PINS = 12
ROW = "_row"
SOURCES_KEPT = 1.0  # seconds; the state of sources is news, not a right


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question understood: the viewer of this moment, the metric, the pin, the scope."""

    viewer: Known
    metric: Metric
    cut: Cut
    snapshot: Snapshot
    scope: Scope
    over: "Asked | None" = None


class Desk:
    """Opens what questions need, once per pin; rights come first, at every call."""

    def __init__(
        self,
        installation: Installation,
        rules: Sequence[Rule] = RULES,
        *,
        in_memory: int = BYTES_IN_MEMORY,
    ) -> None:
        state = installation.state
        self.installation = installation
        self.reception = Reception(state)
        self.pins = Resolver(state, Frames(installation.lake, in_memory=in_memory))
        self.rights = Rights(state, self.pins, rules)
        self.held = Held()
        self._bases: Kept[int, Basis] = Kept(KEPT_PINS)
        self._sources: tuple[float, int, tuple[SourceState, ...]] | None = None

    def understand(self, who: Who, question: Question) -> Asked:
        """Who asks what; raises `NotAllowed`, `BadQuestion`, `NothingPublished`."""
        heads = self.installation.state.heads()
        viewer = self.reception.receive(who, heads)
        with told():
            metric = metric_named(question.metric)
        snapshot = self.pins.snapshot(question.as_of, heads)
        return self._asked(viewer, metric, question.cut, snapshot, heads)

    def _asked(
        self, viewer: Known, metric: Metric, cut: Cut, snapshot: Snapshot, heads: Heads
    ) -> Asked:
        """Allowed on the metric's fact, and on that of the metric it is divided by."""
        scope = self.rights.allowed(viewer, metric.fact.name, heads)
        check_masks(scope, metric, cut)
        over = metric.over
        return Asked(
            viewer=viewer,
            metric=in_money(among_companies(metric, cut), cut),
            cut=cut,
            snapshot=snapshot,
            scope=scope,
            over=None if over is None else self._asked(viewer, over, cut, snapshot, heads),
        )

    def visible(self, scope: Scope, rows: pl.LazyFrame, fact: Table) -> pl.LazyFrame:
        """The rows of a fact that a scope lets through."""
        return scoping.apply(scope, rows, fact, self.rights.acted(scope))

    def basis(self, snapshot: Snapshot) -> Basis:
        """The dimensions of a pin."""
        return self._bases.get(snapshot.pin.id, lambda: Basis.of(snapshot))

    def frames(self, asked: Asked, *, numbered: bool = False) -> MetricFrames:
        """What the metric is evaluated on in this cut: only rows in scope.

        `numbered` adds `ROW`, the place in memory, to the rows of a fact that is held there.
        """
        basis = self.basis(asked.snapshot)
        with told():
            basis.clock.check(asked.metric, asked.cut)
        snapshot, fact = asked.snapshot, asked.metric.fact.name
        excluded = self.held.excluded(snapshot, asked.metric)
        days = days_read(asked.metric, asked.cut, apart=excluded is not None)
        whole = snapshot.held(fact)
        if whole is None:
            rows = snapshot.fact(fact, days)
        else:
            first, length = snapshot.place(fact, whole, days)
            rows = self.held.looked_up(snapshot, fact, whole, basis.departments, basis.on)
            rows = rows.slice(first, length).lazy()
            rows = rows.with_row_index(ROW, offset=first) if numbered else rows
        seen = partial(self.visible, asked.scope, fact=asked.metric.fact)
        found = basis.frames(seen(rows), snapshot, held=whole is not None)
        if excluded is not None:
            apart = replace(found, fact=seen(excluded.lazy()), held=True, resolved=False)
            found = replace(found, apart=apart)
        if asked.over is None:
            return found
        return replace(found, over=self.frames(replace(asked.over, cut=asked.cut)))

    def grounds(self, asked: Asked) -> Grounds:
        """What the passport says besides the number."""
        return Grounds(
            scope=asked.scope,
            pin=asked.snapshot.pin,
            basis=self.basis(asked.snapshot),
            sources=self.sources(asked.snapshot),
            lang=asked.viewer.lang,
        )

    def sources(self, snapshot: Snapshot | None) -> tuple[SourceState, ...]:
        """The state of every source at a pin, at most `SOURCES_KEPT` seconds old."""
        pin = snapshot.pin if snapshot else None
        wanted = pin.id if pin else -1
        known, now = self._sources, monotonic()
        if known is not None and known[1] == wanted and now - known[0] < SOURCES_KEPT:
            return known[2]
        found = freshness.states(self.installation.state, pin)
        self._sources = (now, wanted, found)
        return found

    def snapshot(self, as_of: AsOf = None) -> Snapshot:
        """The pin asked for."""
        return self.pins.snapshot(as_of)


@contextmanager
def told() -> Generator[None]:
    """A metric's refusal becomes the door's: a wrong question, or one the data can't answer."""
    try:
        yield
    except (MissingRate, MixedCurrencies, MixedUnits) as error:
        raise Unanswerable(error.zh, error.en) from error
    except MetricError as error:
        raise BadQuestion(error.zh, error.en) from error
