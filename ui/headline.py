"""A page's first line: its title, how fresh the data is, and the passport."""

from datetime import timedelta
from html import escape
from typing import Literal

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from ui.desk import Desk
from ui.filters import Filters
from ui.numbers import moment
from ui.parts import plain

Badge = tuple[str, Literal["green", "red", "blue", "gray"]]


def place() -> DeltaGenerator:
    """Where a page's first line goes, before the filters that it repeats are drawn."""
    return st.container(horizontal=True, vertical_alignment="center", key="head")


def draw(
    desk: Desk, title: str, *, filters: Filters | None = None, badges: tuple[Badge, ...] = ()
) -> None:
    """The title with its badges, the days and filters that are shown, the oldest source's state."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="headline"):
        st.html(f"<h3>{escape(title)}</h3>", width="content")
        for text, colour in badges:
            st.badge(text, color=colour)
        if filters:
            _shown(desk, filters)
        st.space("stretch")
        _freshness(desk)


def _shown(desk: Desk, filters: Filters) -> None:
    last = filters.end - timedelta(days=1)
    days = f"{filters.start:%Y-%m-%d} – {last:%Y-%m-%d}"
    names = "".join(f" › {plain(name)}" for _, name in filters.names)
    st.markdown(f":gray[{days}{names}]", width="content")
    if filters.anchor != desk.today:
        month = f"{filters.anchor:%Y-%m}"
        st.badge(desk.say("anchored", month=month), icon=":material/history:", color="gray")


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


def masks_notice(desk: Desk, masks: tuple[str, ...]) -> None:
    """Say what is masked for this viewer, in the passport's words."""
    if masks:
        gap = "；" if desk.lang == "zh" else "; "
        st.caption(f":material/visibility_off: {gap.join(masks)}")
