"""A page's first line: its title, how fresh the data is, and the passport."""

from html import escape

import streamlit as st

from queries.definition import Answer
from ui.desk import Desk
from ui.numbers import moment


def draw(desk: Desk, title: str, *, trail: tuple[str, ...] = ()) -> None:
    """The title, the path of filters that led here, and the oldest source's state."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="headline"):
        st.html(f"<h3>{escape(title)}</h3>", width="content")
        if trail:
            st.text("› " + " › ".join(trail), width="content")
        st.space("stretch")
        _freshness(desk)


def _freshness(desk: Desk) -> None:
    sources = desk.freshness()
    known = [source.watermark for source in sources if source.watermark]
    if not sources or not known:
        st.badge(desk.say("never"), icon=":material/schedule:", color="gray")
        return
    stale = [source for source in sources if source.stale]
    incomplete = [source for source in sources if not source.complete]
    text = f"{desk.say('as_of')} {moment(min(known), desk.zone)}"
    if stale:
        names = "、".join(source.label for source in stale)
        st.badge(f"{text} · {desk.say('stale')}: {names}", icon=":material/warning:", color="red")
    elif incomplete:
        st.badge(f"{text} · {desk.say('incomplete')}", icon=":material/sync:", color="orange")
    else:
        st.badge(text, icon=":material/check_circle:", color="green")


def masks_notice(desk: Desk, answer: Answer) -> None:
    """Say that columns are masked for this viewer, where some are."""
    if answer.passport.masks:
        st.caption(f":material/visibility_off: {desk.say('masked')}")
