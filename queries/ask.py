"""Ask: one metric, one cut, for one viewer, with its passport."""

from dataclasses import dataclass, replace

import polars as pl

from metrics.compare import attach, plan
from metrics.measure import cells, measure
from metrics.recorded import comparable
from metrics.registry import METRICS
from queries import passport
from queries.cache import Kept
from queries.definition import Answer, Compare, Passport, Question
from queries.desk import Asked, Desk, told
from queries.passport import Grounds
from queries.stretches import ONE_DAY
from queries.targets import Held, held, place_of, within
from queries.viewer import Who

KEPT_ANSWERS = 2048
Key = tuple[object, ...]
Compared = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """An answer without the news of its sources."""

    rows: pl.DataFrame
    passport: Passport


class Asking:
    """Answers questions; an answer is kept under (metric, cut, scope, pin), so never stale."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._answers: Kept[Key, _Said] = Kept(KEPT_ANSWERS)

    def ask(self, who: Who, question: Question) -> Answer:
        """The answer; raises `NotAllowed`, `BadQuestion`, `NothingPublished`, `Unanswerable`."""
        asked = self._desk.understand(who, question)
        said = self._answers.get(key_of(asked, question), lambda: self._say(asked, question))
        news = self._desk.sources(asked.snapshot)
        return Answer(
            metric=asked.metric,
            question=question,
            rows=said.rows,
            passport=replace(said.passport, sources=news),
            target=self._target(who, question, asked, said),
        )

    def _target(self, who: Who, question: Question, asked: Asked, said: _Said) -> Held | None:
        place = place_of(asked.cut, asked.viewer, asked.scope)
        if place is None or said.rows.height != 1:
            return None
        value = said.rows.item(0, "value")
        found = held(
            self._desk.installation.state.targets,
            asked.metric,
            asked.cut,
            None if value is None else float(value),
            place=place,
            today=self._desk.basis(asked.snapshot).clock.day(asked.snapshot.pin.at),
        )
        cut = within(asked.cut, place)
        if found is None or cut == asked.cut:
            return found
        return found if self._is_same(who, replace(question, cut=cut), said) else None

    def _is_same(self, who: Who, question: Question, said: _Said) -> bool:
        """Whether another question counts the same rows, one of which holds all of the other's."""
        if any(name not in METRICS[question.metric].by for name, _ in question.cut.where):
            return False
        asked = self._desk.understand(who, question)
        other = self._answers.get(key_of(asked, question), lambda: self._say(asked, question))
        counted = (said.rows.item(0, "value"), said.passport.rows)
        return counted == (other.rows.item(0, "value"), other.passport.rows)

    def _say(self, asked: Asked, question: Question) -> _Said:
        frames = self._desk.frames(asked)
        grounds = self._desk.grounds(asked)
        names = grounds.basis.directories[grounds.lang]
        with told():
            measured = measure(asked.metric, asked.cut, frames)
            rows, compared = measured.rows, ()
            if question.compare is not None:
                rows, compared = self._compared(asked, question.compare, rows, grounds)
        issued = passport.issue(
            asked.metric, asked.cut, grounds, rows=measured.counted, excluded=measured.excluded
        )
        return _Said(
            rows=names.with_labels(rows, asked.cut.by),
            passport=replace(issued, compared=compared),
        )

    def _compared(
        self, asked: Asked, how: Compare, rows: pl.DataFrame, grounds: Grounds
    ) -> tuple[pl.DataFrame, Compared]:
        """The rows with base, change and change_unit, and what each period was compared with."""
        basis = grounds.basis
        planned = plan(asked.cut, how, basis.days, basis.clock.today)
        found = comparable(planned, asked.metric, basis.recorded_since)
        bases = [self._base(replace(asked, cut=cut)) for cut in found.cuts]
        told = [(step.label, f"{step.base[0]} – {step.base[1] - ONE_DAY}") for step in found.steps]
        told += [(label, reason[grounds.lang]) for label, reason in found.reasons.items()]
        return attach(asked.metric, asked.cut, rows, found, bases), tuple(told)

    def _base(self, asked: Asked) -> pl.DataFrame:
        frames = self._desk.frames(asked)
        return cells(asked.metric, asked.cut, frames)


def key_of(asked: Asked, question: Question) -> Key:
    """What an answer depends on; what a person acted on is known as of the newest pin."""
    return (
        asked.metric.name,
        asked.metric.version,
        asked.cut,
        question.compare,
        asked.scope,
        None if asked.over is None else asked.over.scope,
        asked.snapshot.pin.id,
        asked.viewer.lang,
    )
