"""What a viewer may ask: today's rights on today's organisation, for every question anew.

Three refusals beside the rows: nothing visible at all, an amount metric under an amount mask, and
a dimension that names people under a person mask.
"""

import threading
from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

import polars as pl

from access.decide import decide
from access.definition import Rule, Scope
from access.organisation import Organisation
from metrics.definition import Cut, Metric
from queries import masking, masters, scoping
from queries import organisation as organisations
from queries.errors import BadQuestion, NotAllowed
from queries.frames import Snapshot
from queries.pins import Resolver
from queries.viewer import Known, Owner
from state import State
from state.rows import Heads
from tables.definition import Table

ZONE = ZoneInfo("Asia/Shanghai")
KEPT_PEOPLE = 512
OWNER_REASON = ("安装目录的所有者可以查看全部数据", "The owner of the installation sees everything")


class Rights:
    """Scopes from the newest organisation, and the rows a person acted on as of the newest pin."""

    def __init__(self, state: State, pins: Resolver, rules: Sequence[Rule]) -> None:
        self._state = state
        self._pins = pins
        self._rules = rules
        self._organisation: tuple[object, Organisation] | None = None
        self._acted: dict[tuple[int, str], scoping.Acted] = {}
        self._lock = threading.Lock()

    def scope(self, viewer: Known, subject: str, heads: Heads | None = None) -> Scope:
        """The rows and columns of a subject that a viewer may see; it may be nothing."""
        if isinstance(viewer, Owner):
            zh, en = OWNER_REASON
            return Scope(subject=subject, everything=True, reasons_zh=(zh,), reasons_en=(en,))
        return decide(viewer, subject, self.organisation(heads), rules=self._rules)

    def allowed(self, viewer: Known, subject: str, heads: Heads | None = None) -> Scope:
        """The scope; raises `NotAllowed` when it holds nothing at all."""
        scope = self.scope(viewer, subject, heads)
        if scope.denied or not reaches(scope):
            raise NotAllowed("；".join(scope.reasons_zh) + "。", "; ".join(scope.reasons_en) + ".")
        return scope

    def acted(self, scope: Scope) -> scoping.Acted:
        """The documents the scope's person acted on or that wait for them, as of today."""
        if not scope.acted or scope.person_id is None or scope.everything:
            return scoping.NOBODY
        snapshot = self._pins.snapshot()
        key = (snapshot.pin.id, scope.person_id)
        found = self._acted.get(key)
        if found is None:
            found = acted_by(snapshot, scope.person_id)
            with self._lock:
                if len(self._acted) >= KEPT_PEOPLE:
                    self._acted.clear()
                self._acted[key] = found
        return found

    def organisation(self, heads: Heads | None = None) -> Organisation:
        """Today's organisation, from the newest pin."""
        newest = self._pins.newest(heads)
        if newest is None:
            return Organisation()
        snapshot = self._pins.of(newest)
        on = self.today()
        key = (snapshot.versions("departments", "people", *masters.TABLES), on)
        known = self._organisation
        if known is None or known[0] != key:
            known = (key, organisations.of(snapshot, on))
            self._organisation = known
        return known[1]

    def today(self) -> date:
        """The date it is now, where the company is."""
        return self._state.database.now().astimezone(ZONE).date()


def acted_by(snapshot: Snapshot, person: str) -> scoping.Acted:
    """Per source the documents a person acted on or is waited for on; a copy received is no act."""
    steps = snapshot.fact("approval_step").filter(
        (pl.col("actor_id") == person) & ~pl.col("action").eq_missing("cc")
    )
    found = steps.select("source", "document_id").unique().collect()
    return {
        str(source): frozenset(rows["document_id"])
        for (source,), rows in found.partition_by("source", as_dict=True).items()
    }


def reaches(scope: Scope) -> bool:
    """Whether a scope could hold a row."""
    own = scope.person_id is not None and (scope.own or scope.acted)
    reached = (scope.companies, scope.departments, scope.extents)
    return scope.everything or own or any(reached)


def check_masks(scope: Scope, metric: Metric, cut: Cut) -> None:
    """Raises `NotAllowed` where the number itself, or its cut, would tell what a mask hides."""
    if "amount" in scope.masks and masking.reads_amounts(metric):
        raise NotAllowed(
            f"您的权限隐藏金额，不能查看“{metric.label['zh']}”。",
            f"Amounts are hidden from you, and so is {metric.label['en']!r}.",
        )
    if "cost" in scope.masks and masking.reads_costs(metric):
        raise NotAllowed(
            f"您的权限隐藏成本与毛利，不能查看“{metric.label['zh']}”。",
            f"Costs and margins are hidden from you, and so is {metric.label['en']!r}.",
        )
    check_dimensions(scope, frozenset({*cut.by, *(name for name, _ in cut.where)}), metric.fact)


def check_dimensions(scope: Scope, dimensions: frozenset[str], fact: Table | None = None) -> None:
    """Raises `NotAllowed` for dimensions that name people (on a fact) under a person mask."""
    named = sorted(masking.person_dimensions(dimensions, fact))
    if "person" in scope.masks and named:
        raise NotAllowed(
            "您的权限隐藏人员，不能按人员查看或筛选。",
            f"People are hidden from you: leave out {', '.join(named)}.",
        )


def check_order(scope: Scope, fact: Table, column: str) -> None:
    """Raises `BadQuestion` for an order that would tell a masked value."""
    if column in masking.hidden_columns(scope.masks, fact):
        raise BadQuestion("不能按隐藏的列排序。", "Rows can't be ordered by a hidden column.")
