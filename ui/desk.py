"""A viewer's window on data: what a page may ask, already knowing who is looking."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

import polars as pl

from charts.tokens import Tokens
from metrics.definition import Cut, Grain
from metrics.dimension_list import DERIVED_COLUMNS
from queries.chain import Chain
from queries.currency import named
from queries.definition import (
    Answer,
    Compare,
    Document,
    Drilled,
    Offer,
    Page,
    QuarantineView,
    Question,
    SourceState,
)
from queries.door import Door
from queries.records import Record
from state.rows import Run
from ui.dimension_words import by, label
from ui.value_words import spelled, told
from ui.words import Lang, say


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """One viewer, one run of a page; every read goes through the door and re-checks rights.

    `narrow` is a telephone's screen, where charts have room for fewer words. `mine` are the
    addresses of the pages this viewer is offered.
    """

    door: Door
    user: str
    name: str
    lang: Lang
    tokens: Tokens
    zone: str
    today: date
    narrow: bool = False
    pages: Mapping[str, Any] = field(default_factory=dict[str, Any])
    mine: frozenset[str] = frozenset()

    def say(self, key: str, **values: object) -> str:
        """A sentence of the screens in the viewer's language."""
        return say(key, self.lang, **values)

    def label(self, word: str) -> str:
        """What a dimension (or a word of the screens) is called."""
        return label(word, self.lang)

    def by(self, dimension: str) -> str:
        """The heading over the members of a dimension."""
        return by(dimension, self.lang)

    def ask(self, metric: str, cut: Cut, *, compare: Compare | None = None) -> Answer:
        """The metric over the cut, for this viewer."""
        return named(self.door.ask(self.user, Question(metric=metric, cut=cut, compare=compare)))

    def drill(self, metric: str, cut: Cut, page: Page) -> Drilled:
        """One page of the documents behind a number of this viewer."""
        return self.door.drill(self.user, Question(metric=metric, cut=cut), page=page)

    def document(self, source: str, document_id: str) -> Document:
        """One document, whole; raises NoSuchDocument also where it may not be seen."""
        return self.door.document(self.user, source, document_id)

    def record(self, kind: str, source: str, record_id: str) -> Record:
        """One business document with its lines; raises as `document`."""
        return self.door.record(self.user, kind, source, record_id)

    def chain(self, kind: str, source: str, record_id: str) -> Chain:
        """What a document came from and led to; raises as `document`."""
        return self.door.chain(self.user, kind, source, record_id)

    def freshness(self) -> tuple[SourceState, ...]:
        """How far each source is known."""
        return self.door.freshness(self.user)

    def values(self, dimension: str, metrics: Collection[str] = ()) -> dict[str, str]:
        """What a filter may offer this viewer: value to name, in the order of names; only what
        `metrics` are of where some are named."""
        if dimension in DERIVED_COLUMNS:
            return told(dimension, self.lang)
        choices = [
            replace(choice, label=spelled(dimension, choice.value, choice.label, self.lang))
            for choice in self.door.dimension_values(self.user, dimension, metrics)
        ]
        seen = Counter(choice.label for choice in choices)
        twice = "{}（{}）" if self.lang == "zh" else "{} ({})"
        return {
            choice.value: choice.label
            if seen[choice.label] == 1
            else twice.format(choice.label, choice.value)
            for choice in choices
        }

    def runs(self) -> tuple[Run, ...]:
        """What the worker did last; raises NotAllowed for who may not read the run log."""
        return self.door.runs(self.user, limit=50)

    def quarantine(self, *, limit: int, offset: int) -> QuarantineView:
        """One page of the rows that may not enter."""
        return self.door.quarantine(self.user, limit=limit, offset=offset)

    def anchor(self, counted: str = "approval.submitted") -> date:
        """The day periods are counted from: today, or the last day anything was `counted` (a flow)
        where the data ended over a year ago (a closed log)."""
        start = self.today.replace(year=self.today.year - 1, day=1)
        recent = self.ask(counted, _span(start, self.today, None))
        if _total(recent):
            return self.today
        years = _filled(self, counted, "year", date(1990, 1, 1), self.today)
        if not years:
            return self.today
        months = _filled(self, counted, "month", years[0], years[1])
        return months[1] - timedelta(days=1) if months else self.today

    def page(self, url: str) -> Any:
        """The Streamlit page object for `url`."""
        return self.pages[url]

    def offers(self) -> tuple[Offer, ...]:
        """The metrics and whether this viewer may ask them."""
        return self.door.metrics(self.user)


def _span(start: date, end: date, grain: Grain | None) -> Cut:
    return Cut(start=start.isoformat(), end=end.isoformat(), grain=grain)


def _total(answer: Answer) -> int:
    return int(answer.rows.get_column("rows").sum())


def _filled(
    desk: Desk, counted: str, grain: Grain, start: date, end: date
) -> tuple[date, date] | None:
    """First day and day after of the last period in which anything was counted."""
    answer = desk.ask(counted, _span(start, end, grain))
    filled = set(answer.rows.filter(pl.col("rows") > 0).get_column("period").to_list())
    last = [(first, after) for name, first, after in answer.passport.periods if name in filled]
    return last[-1] if last else None
