"""The approvals desk: how fast, how punctual, where it waits, and the documents behind it."""

import streamlit as st

from ui import documents, filters, headline, in_vain, kpis, panels, passport
from ui.desk import Desk

METRICS = (
    "approval.cycle_time",
    "approval.on_time_rate",
    "approval.in_flight",
    "approval.overdue",
    "approval.return_rate",
    "approval.first_pass_yield",
)
LED_HERE = ("approval.submitted", "approval.decided")  # by the cards of the overview


def render(desk: Desk) -> None:
    """Draw the desk for one viewer; the URL holds everything they chose."""
    head, bar = headline.place(), st.container()
    with bar:
        known = (*METRICS, *LED_HERE, filters.NODE_METRIC)
        chosen = filters.bar(desk, anchor=desk.anchor(), metrics=known)
        metric = filters.metric(desk, known)
        in_vain.say(("approvals", chosen, metric))
    with head:
        headline.draw(desk, desk.say("approvals"), filters=chosen)
    answers = kpis.row(
        desk, chosen, METRICS, chosen=metric, key="kpis", on_choose=filters.choose_metric
    )
    if not answers:
        st.info(desk.say("no_documents"), icon=":material/info:")
        return
    if chosen.value("node"):
        st.caption(desk.say("node_only"))
    with head:
        passport.fold(desk, answers)
    left, right = st.columns([3, 2], gap="small")
    with left:
        panels.over_time(desk, chosen, metric)
    with right:
        panels.by_member(desk, chosen, metric, "department")
    left, right = st.columns(2, gap="small")
    with left:
        panels.by_member(desk, chosen, metric, "process")
    with right:
        panels.node_waits(desk, chosen)
    documents.table(desk, metric, chosen.cut(metric), back=filters.as_query())
