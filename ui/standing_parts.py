"""Where a chain stands, over its documents: a card a station, and what is unusual about it."""

from typing import Literal

import streamlit as st

from queries.waiting import DONE, SETTLE, Standing
from ui.desk import Desk
from ui.numbers import DASH, figure
from ui.parts import plain
from ui.record_words import DOCUMENTS
from ui.value_words import VALUES
from ui.words import pick

Colour = Literal["green", "red", "blue"]


def draw(desk: Desk, kind: str, standing: tuple[Standing, ...]) -> None:
    """The stations the document of a type is at; those of its orders where it is none itself."""
    if not standing:
        return
    with st.container(key="record-standing"):
        grid = st.grid("auto", min_column_width=300, gap="small")
        for number, each in enumerate(standing):
            with grid.container(border=True, gap="xxsmall", key=f"standing-{number}"):
                _card(desk, each, is_of=each.type != kind)


def _card(desk: Desk, of: Standing, *, is_of: bool) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        for text, colour in _badges(desk, of):
            st.badge(text, color=colour)
        beside = [pick(DOCUMENTS, of.type, desk.lang)] if is_of else []
        st.markdown(
            f":small[:gray[{' · '.join([*beside, _lines(desk, of)])}]]",
            width="content",
        )
    if of.station == DONE:
        return
    st.markdown(f"**{_held(of)}**")
    for said in (_due(desk, of), _waited(desk, of), _whose(desk, of)):
        if said:
            st.caption(said)


def _badges(desk: Desk, of: Standing) -> list[tuple[str, Colour]]:
    if of.station == DONE:
        word = "all_settled" if of.type.startswith("contract") else "all_passed"
        return [(desk.say(word), "green")]
    if of.station == SETTLE:
        where = desk.say("next_term", term=plain(of.term or DASH))
        late = of.days_left is not None and of.days_left < 0
    else:
        where, late = pick(VALUES["station"], of.station, desk.lang), of.is_slow
    named: list[tuple[str, Colour]] = [(where, "red" if late else "blue")]
    return [*named, (desk.say("slow"), "red")] if of.is_slow else named


def _lines(desk: Desk, of: Standing) -> str:
    if not of.type.startswith("contract"):
        word = "lines_unit"
    else:
        word = "terms_unit" if of.station == DONE else "terms_open"
    return f"{figure(of.lines, 0)} {desk.say(word)}"


def _held(of: Standing) -> str:
    if of.held is None:
        return DASH
    return plain(f"{figure(float(of.held), 2)} {of.currency or ''}".rstrip())


def _due(desk: Desk, of: Standing) -> str:
    """When a term falls due, and how long that is ahead or past."""
    if of.days_left is None:
        return ""
    word = "days_overdue" if of.days_left < 0 else "days_to_due"
    return desk.say(word, days=figure(abs(of.days_left), 0), on=of.since)


def _waited(desk: Desk, of: Standing) -> str:
    """How long, against what is usual."""
    if of.waited is None:
        return ""
    parts = [desk.say("waited_working_days", days=figure(of.waited, 0))]
    if of.usual is not None:
        parts.append(desk.say("usual_working_days", days=f"{of.usual:g}"))
    return " · ".join(parts)


def _whose(desk: Desk, of: Standing) -> str:
    if not of.owners:
        return ""
    gap = "、" if desk.lang == "zh" else ", "
    return f":material/person: {plain(gap.join(of.owners))}"
