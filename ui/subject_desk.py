"""The desk of a business subject: cards, the past, who or what it comes from, and its documents."""

from collections.abc import Callable

import streamlit as st

from ui import documents, filters, headline, in_vain, kpis, panels, passport
from ui.bare import is_bare
from ui.beside import Usual
from ui.desk import Desk
from ui.filters import Filters
from ui.subject import Subject

Above = Callable[[Desk, Filters], Usual | None]


def draw(desk: Desk, subject: Subject, *, above: Above | None = None) -> None:
    """Draw a desk for one viewer; the URL holds everything they chose.

    `above` draws what this desk alone has below its cards, and may say what is usual for the rows.
    """
    head, bar = headline.place(), st.container()
    with bar:
        anchor = desk.anchor(subject.counted)
        known = (*subject.metrics, *subject.led_here)
        chosen = filters.bar(desk, anchor=anchor, metrics=known, dimensions=subject.filters)
        metric = filters.metric(desk, known)
        in_vain.say((subject.url, chosen, metric))
    with head:
        headline.draw(desk, desk.say(subject.url), filters=chosen)
    answers = kpis.row(
        desk,
        chosen,
        subject.metrics,
        chosen=metric,
        key="kpis",
        on_choose=filters.choose_metric,
        bare=lambda _: is_bare(desk, subject),
    )
    if not answers:
        why = "bare" if is_bare(desk, subject) else "no_documents"
        st.info(desk.say(why), icon=":material/info:")
        return
    with head:
        passport.fold(desk, answers)
    usual = above(desk, chosen) if above else None
    sides = subject.sides(metric)
    left, right = st.columns([3, 2], gap="small")
    with left:
        panels.over_time(desk, chosen, metric)
    with right:
        for dimension in sides[:1]:
            panels.by_member(desk, chosen, metric, dimension)
    if sides[1:]:
        for column, dimension in zip(
            st.columns(len(sides) - 1, gap="small"), sides[1:], strict=True
        ):
            with column:
                panels.by_member(desk, chosen, metric, dimension)
    documents.table(desk, metric, chosen.cut(metric), back=_back(subject), usual=usual)


def _back(subject: Subject) -> dict[str, str]:
    """Where a document's page leads back to: this desk, as it is filtered."""
    return {"desk": subject.url, **filters.as_query()}
