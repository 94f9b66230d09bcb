"""What a viewer may ask, and why they see what they see."""

from collections.abc import Mapping

from access.definition import NAMED_ONLY, Scope
from metrics.definition import Metric, Text
from metrics.period import Period, parse
from metrics.registry import METRICS
from queries import words
from queries.choices import SUBJECTS
from queries.definition import Explained, Offer
from queries.desk import Desk, told
from queries.errors import NotAllowed
from queries.pins import AsOf
from queries.rights import check_masks, reaches
from queries.viewer import Known, Who

Scopes = Mapping[str, Scope]


class Catalogue:
    """Lists of what can be asked; nothing in them lies outside the viewer's scope."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def metrics(self, who: Who) -> tuple[Offer, ...]:
        """Every metric, and whether this viewer may ask it."""
        viewer = self._desk.reception.receive(who)
        scopes = {
            subject.name: self._desk.rights.scope(viewer, subject.name) for subject in SUBJECTS
        }
        return tuple(
            Offer(metric=metric, allowed=reason is None, reason=reason)
            for metric in METRICS.values()
            for reason in (_refusal(scopes, metric),)
        )

    def explain(self, who: Who) -> tuple[Explained, ...]:
        """For each subject: whether anything is visible, why, and how much, in words."""
        viewer = self._desk.reception.receive(who)
        subjects = (*(subject.name for subject in SUBJECTS), *sorted(NAMED_ONLY))
        return tuple(self._explained(viewer, subject) for subject in subjects)

    def period(self, who: Who, text: str, as_of: AsOf) -> Period:
        """The days a period's name means at a pin; raises `BadQuestion`."""
        self._desk.reception.receive(who)
        snapshot = self._desk.snapshot(as_of)
        basis = self._desk.basis(snapshot)
        today = basis.clock.day(snapshot.pin.at)
        with told():
            return parse(text, today=today, days=basis.days)

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


def _refusal(scopes: Scopes, metric: Metric) -> Text | None:
    """Why a metric may not be asked with these scopes; so does one it is divided by."""
    scope = scopes[metric.fact.name]
    if scope.denied or not reaches(scope):
        return {"zh": "；".join(scope.reasons_zh), "en": "; ".join(scope.reasons_en)}
    try:
        check_masks(scope, metric, words.NO_CUT)
    except NotAllowed as refused:
        return refused.reason
    return None if metric.over is None else _refusal(scopes, metric.over)
