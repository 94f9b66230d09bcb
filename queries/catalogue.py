"""What a viewer may ask, why they see what they see, and which values a filter can offer them."""

import polars as pl

from access.definition import Scope
from metrics.definition import Text
from metrics.dimension_list import DERIVED_COLUMNS, DIMENSIONS, place
from metrics.period import Period, parse
from metrics.registry import METRICS, every_metric
from queries import words
from queries.cache import Kept
from queries.definition import Choice, Explained, Offer
from queries.desk import Desk, told
from queries.errors import BadQuestion, NotAllowed
from queries.pins import AsOf
from queries.rights import check_dimensions, check_masks, reaches
from queries.viewer import Known, Who
from tables.definition import Table

SUBJECTS: tuple[Table, ...] = tuple({each.fact.name: each.fact for each in every_metric()}.values())
# found by drilling, or known only at an instant: not picked from a list
TOO_MANY = frozenset({"document", *DERIVED_COLUMNS})
KEPT_LISTS = 512
Key = tuple[object, ...]


class Catalogue:
    """Lists of what can be asked; nothing in them lies outside the viewer's scope."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._values: Kept[Key, tuple[Choice, ...]] = Kept(KEPT_LISTS)

    def metrics(self, who: Who) -> tuple[Offer, ...]:
        """Every metric, and whether this viewer may ask it."""
        viewer = self._desk.reception.receive(who)
        scopes = {
            subject.name: self._desk.rights.scope(viewer, subject.name) for subject in SUBJECTS
        }
        return tuple(
            Offer(metric=metric, allowed=reason is None, reason=reason)
            for metric in METRICS.values()
            for reason in (_refusal(scopes[metric.fact.name], metric.name),)
        )

    def explain(self, who: Who) -> tuple[Explained, ...]:
        """For each subject: whether anything is visible, why, and how much, in words."""
        viewer = self._desk.reception.receive(who)
        return tuple(self._explained(viewer, subject.name) for subject in SUBJECTS)

    def values(self, who: Who, dimension: str) -> tuple[Choice, ...]:
        """The values of a dimension on rows this viewer may see now, by name."""
        viewer = self._desk.reception.receive(who)
        subject = _subject_of(dimension)
        scope = self._desk.rights.allowed(viewer, subject.name)
        check_dimensions(scope, frozenset({dimension}))
        pin = self._desk.snapshot().pin.id
        key = (dimension, scope, pin, viewer.lang)
        return self._values.get(key, lambda: self._listed(viewer, scope, subject, dimension))

    def period(self, who: Who, text: str, as_of: AsOf) -> Period:
        """The days a period's name means at a pin; raises `BadQuestion`."""
        self._desk.reception.receive(who)
        snapshot = self._desk.snapshot(as_of)
        basis = self._desk.basis(snapshot)
        today = basis.clock.day(snapshot.pin.at)
        with told():
            return parse(text, today=today, days=basis.days)

    def _listed(
        self, viewer: Known, scope: Scope, subject: Table, dimension: str
    ) -> tuple[Choice, ...]:
        snapshot = self._desk.snapshot()
        basis = self._desk.basis(snapshot)
        known, where = DIMENSIONS[dimension], place(DIMENSIONS[dimension], subject)
        assert where is not None
        rows = self._desk.visible(scope, snapshot.fact(subject.name), subject)
        value = pl.col(where.column)
        if known.today:
            departments = basis.departments.lazy().select(
                pl.col("department_id").alias(where.column), today=known.today
            )
            rows = rows.join(departments, on=where.column, how="left")
            value = pl.coalesce("today", where.column)
        elif where.via is not None:
            told = basis.masters[where.via.master].select(where.column, told=where.via.attribute)
            rows = rows.join(told, on=where.column, how="left")
            value = pl.col("told")
        found = rows.select(value.alias("value")).unique().drop_nulls().collect()["value"]
        names = basis.directories[viewer.lang].of_dimension(dimension)
        choices = [Choice(value=each, label=names.get(each, each)) for each in found]
        return tuple(sorted(choices, key=lambda choice: (choice.label, choice.value)))

    def _explained(self, viewer: Known, subject: str) -> Explained:
        scope = self._desk.rights.scope(viewer, subject)
        newest = self._desk.pins.newest()
        companies, departments = {}, {}
        if newest is not None:
            names = self._desk.basis(self._desk.snapshot()).directories[viewer.lang]
            companies, departments = names.companies, names.departments
        reasons = scope.reasons_zh if viewer.lang == "zh" else scope.reasons_en
        said = words.scope(scope, companies, departments, viewer.lang)
        return Explained(
            subject=subject,
            visible=not scope.denied and reaches(scope),
            reasons=reasons,
            masks=words.masks(scope.masks, viewer.lang),
            scope=said[: len(said) - len(reasons)],
        )


def _refusal(scope: Scope, name: str) -> Text | None:
    """Why a metric may not be asked with this scope."""
    if scope.denied or not reaches(scope):
        return {"zh": "；".join(scope.reasons_zh), "en": "; ".join(scope.reasons_en)}
    try:
        check_masks(scope, METRICS[name], words.NO_CUT)
    except NotAllowed as refused:
        return refused.reason
    return None


def _subject_of(dimension: str) -> Table:
    """The first subject that has the dimension's column; raises `BadQuestion`."""
    offered = [name for name in DIMENSIONS if name not in TOO_MANY]
    if dimension in offered:
        for subject in SUBJECTS:
            if place(DIMENSIONS[dimension], subject) is not None:
                return subject
    raise BadQuestion(
        f"没有“{dimension[:40]}”这个可筛选的维度，可用：{', '.join(offered)}。",
        f"There is no dimension {dimension[:40]!r} to filter by; there are {', '.join(offered)}.",
    )
