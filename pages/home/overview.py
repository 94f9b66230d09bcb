"""The first page: six figures of the period and where to look next."""

import streamlit as st

from ui import filters, headline, in_vain, kpis, panels, passport
from ui.desk import Desk

METRICS = (
    "approval.submitted",
    "approval.decided",
    "approval.cycle_time",
    "approval.on_time_rate",
    "approval.overdue",
    "approval.return_rate",
)


def render(desk: Desk) -> None:
    """Draw the overview; a card leads to its desk with the same period."""
    head, bar = headline.place(), st.container()
    with bar:
        chosen = filters.bar(desk, anchor=desk.anchor(), dimensions=("company",))
        in_vain.say(("overview", chosen))
    with head:
        headline.draw(desk, desk.say("overview"), filters=chosen)
    answers = kpis.row(
        desk,
        chosen,
        METRICS,
        chosen=None,
        key="overview-kpis",
        on_choose=lambda name: filters.go_with(metric=name),
    )
    if wanted := filters.going_to():
        st.switch_page(desk.page("approvals"), query_params=wanted)
    with head:
        passport.fold(desk, answers)
    left, right = st.columns([3, 2], gap="small")
    with left:
        panels.over_time(desk, chosen, "approval.cycle_time", height=panels.SHORT)
    with right:
        _side(desk, chosen, "approval.overdue", "department")
    left, right = st.columns([3, 2], gap="small")
    with left:
        panels.over_time(desk, chosen, "approval.on_time_rate", height=panels.SHORT)
    with right:
        _side(desk, chosen, "approval.on_time_rate", "process")


def _side(desk: Desk, chosen: filters.Filters, metric: str, dimension: str) -> None:
    panels.by_member(desk, chosen, metric, dimension, leads=True, height=panels.SHORT)
