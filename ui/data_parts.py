"""The parts of the data status page."""

import json
import math

import polars as pl
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from queries.definition import SourceState
from queries.errors import DoorError
from ui.desk import Desk
from ui.numbers import DASH, moment
from ui.parts import labelled
from ui.words import REASONS, RUN_KINDS, RUN_RESULTS, pick

_PAGE = 50
_TABLES = {
    "approvals": ("审批单据", "Approvals"),
    "approval": ("单据事实", "Approval facts"),
    "approval_steps": ("审批步骤", "Approval steps"),
    "process_sla": ("流程时限", "Process deadlines"),
    "companies": ("公司", "Companies"),
    "departments": ("部门", "Departments"),
    "people": ("人员", "People"),
    "calendar": ("日历", "Calendar"),
    "document_links": ("单据关联", "Document links"),
}


def sources(desk: Desk) -> None:
    """One card a source: its state in colour and words, how far it reaches, what is wrong."""
    states = desk.freshness()
    if not states:
        st.info(desk.say("no_data"), icon=":material/cable:")
        return
    grid = st.grid(3, min_column_width=280, gap="small")
    for state in states:
        _source(desk, grid.container(border=True, key=f"source-{state.source}"), state)


def quarantine(desk: Desk) -> None:
    """Why rows wait outside, how many, and a page of them."""
    try:
        page = int(st.session_state.get("quarantine-page", 1))
        view = desk.quarantine(limit=_PAGE, offset=(page - 1) * _PAGE)
    except DoorError as error:
        st.info(error.reason[desk.lang], icon=":material/info:")
        return
    with st.container(border=True, key="quarantine"):
        st.markdown(f"**{desk.say('quarantine')}** · {view.total:,} {desk.say('rows')}")
        if not view.total:
            st.success(desk.say("quarantine_empty"), icon=":material/verified:")
            return
        st.caption(desk.say("quarantine_words"))
        labels = {state.source: state.label for state in desk.freshness()}
        counts = pl.DataFrame(
            [
                (
                    labels.get(source, source),
                    pick(_TABLES, table, desk.lang),
                    _reason(desk, reason),
                    rows,
                )
                for source, table, reason, rows in view.counts
            ],
            schema=[desk.say(word) for word in ("source", "table", "reason", "quarantined")],
            orient="row",
        )
        st.dataframe(counts.to_arrow(), hide_index=True, key="quarantine-counts")
        rows = pl.DataFrame(
            [
                (
                    pick(_TABLES, row.table, desk.lang),
                    _key(row.key),
                    _reason(desk, row.reason),
                    row.raw or DASH,
                    moment(row.first_seen_at, desk.zone),
                    moment(row.last_seen_at, desk.zone),
                )
                for row in view.rows
            ],
            schema=[
                desk.say(word)
                for word in ("table", "key", "reason", "raw", "first_seen", "last_seen")
            ],
            orient="row",
        )
        st.dataframe(rows.to_arrow(), hide_index=True, key="quarantine-rows", placeholder=DASH)
        if view.total > _PAGE:
            st.pagination(math.ceil(view.total / _PAGE), key="quarantine-page")


def runs(desk: Desk) -> None:
    """What the worker did last, in words; nothing where the viewer may not read it."""
    try:
        found = desk.runs()
    except DoorError:
        return
    with st.container(border=True, key="source-runs"):
        st.markdown(f"**{desk.say('runs')}**")
        labels = {state.source: state.label for state in desk.freshness()}
        rows = pl.DataFrame(
            [
                (
                    moment(run.started_at, desk.zone),
                    pick(RUN_KINDS, run.kind, desk.lang),
                    labels.get(run.source or "", run.source or DASH),
                    pick(RUN_RESULTS, run.status, desk.lang),
                    ", ".join(f"{name} {count:,}" for name, count in run.counts.items() if count),
                    run.error or "",
                )
                for run in found
            ],
            schema=[
                desk.say(word)
                for word in ("started", "work", "source", "result", "counts", "problem")
            ],
            orient="row",
        )
        st.dataframe(rows.to_arrow(), hide_index=True, key="runs", placeholder=DASH, height=360)


def _source(desk: Desk, card: DeltaGenerator, state: SourceState) -> None:
    head = card.container(horizontal=True, vertical_alignment="center", gap="small")
    head.markdown(f"**{state.label}**", width="content")
    if state.synced_at is None:
        head.badge(desk.say("never"), icon=":material/schedule:", color="gray")
    elif state.stale:
        head.badge(desk.say("stale"), icon=":material/warning:", color="red")
    elif not state.complete:
        head.badge(desk.say("incomplete"), icon=":material/sync:", color="orange")
    else:
        head.badge(desk.say("fresh"), icon=":material/check_circle:", color="green")
    pairs = [
        ("watermark", moment(state.watermark, desk.zone)),
        ("synced_at", moment(state.synced_at, desk.zone)),
        ("quarantined", f"{state.quarantined:,}"),
    ]
    grid = card.grid(3, min_column_width=120, gap="small")
    for word, value in pairs:
        labelled(grid.container(gap="xxsmall"), desk.say(word), value)
    if state.problem:
        card.text(state.problem)


def _key(key: str) -> str:
    """A key's values without its JSON; the source is said elsewhere."""
    try:
        values = json.loads(key)
    except ValueError:
        return key
    if not isinstance(values, dict):
        return key
    return " · ".join(str(value) for name, value in values.items() if name != "source") or key


def _reason(desk: Desk, reason: str) -> str:
    """Machine words such as `unknown_value:status` keep what follows the colon."""
    word, _, detail = reason.partition(":")
    said = pick(REASONS, word, desk.lang)
    return f"{said}（{detail}）" if detail else said
