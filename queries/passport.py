"""A number's passport: everything that makes it believable, in the viewer's language."""

from dataclasses import dataclass

from access.definition import Scope
from metrics.definition import Cut, Lang, Metric, Text
from queries import words
from queries.basis import Basis
from queries.definition import Passport, SourceState
from state.rows import Pin

Excluded = tuple[tuple[Text, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """What an answer was given on: scope, pin, its dimensions and the state of the sources."""

    scope: Scope
    pin: Pin
    basis: Basis
    sources: tuple[SourceState, ...]
    lang: Lang


def issue(metric: Metric, cut: Cut, grounds: Grounds, *, rows: int, excluded: Excluded) -> Passport:
    """The passport of a number: `rows` were counted, `excluded` left out, by reason."""
    names = grounds.basis.directories[grounds.lang]
    lang = grounds.lang
    shown = {name: names.of_dimension(name) for name, _ in cut.where}
    return Passport(
        metric=metric.name,
        version=metric.version,
        definition=metric.words,
        unit=metric.unit,
        filters=words.filters(cut, shown, lang),
        scope=words.scope(grounds.scope, names.companies, names.departments, lang),
        masks=words.masks(grounds.scope.masks, lang),
        pin=grounds.pin.id,
        pinned_at=grounds.pin.at,
        sources=grounds.sources,
        rows=rows,
        excluded=tuple((reason[lang], count) for reason, count in excluded),
        organisation=cut.organisation,
        periods=grounds.basis.stretches.of(cut),
        known_since=grounds.basis.recorded_since if metric.recorded else None,
    )
