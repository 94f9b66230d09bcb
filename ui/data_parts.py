"""The parts of the data status page."""

import json
import math
from collections.abc import Mapping, Sequence

import polars as pl
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from queries.definition import QuarantineView, SourceState
from queries.errors import DoorError
from ui.desk import Desk
from ui.numbers import DASH, bracketed, moment
from ui.parts import grid_height, labelled
from ui.record_words import REASONS, TABLES
from ui.run_words import RUN_COUNTS, RUN_KINDS, RUN_RESULTS
from ui.words import pick

_PAGE = 50
_MARKS = {"ok": "✓", "running": "…", "partial": "◐", "failed": "✕", "interrupted": "■"}


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
        if view.total and not view.rows:  # fewer pages than there were
            view = desk.quarantine(limit=_PAGE, offset=0)
    except DoorError as error:
        st.info(error.reason[desk.lang], icon=":material/info:")
        return
    with st.container(border=True, key="quarantine"):
        st.markdown(f"**{desk.say('quarantine')}** · {view.total:,} {desk.say('rows')}")
        if not view.total:
            st.success(desk.say("quarantine_empty"), icon=":material/verified:")
            return
        st.caption(desk.say("quarantine_words"))
        left, right = st.columns([2, 5], gap="small")
        with left:
            _reasons(desk, view)
        with right:
            _rejected(desk, view)
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
        rows = _table(
            desk,
            ("started", "work", "source", "result", "counts", "problem"),
            [
                (
                    moment(run.started_at, desk.zone),
                    pick(RUN_KINDS, run.kind, desk.lang),
                    _about(desk, run.source, labels),
                    f"{_MARKS.get(run.status, '·')} {pick(RUN_RESULTS, run.status, desk.lang)}",
                    _counts(desk, run.counts),
                    run.error,
                )
                for run in found
            ],
        )
        st.dataframe(
            rows.to_arrow(),
            hide_index=True,
            key="runs",
            placeholder=DASH,
            height=grid_height(rows.height, 10),
            alt=desk.say("runs"),
        )


def _reasons(desk: Desk, view: QuarantineView) -> None:
    labels = {state.source: state.label for state in desk.freshness()}
    counts = _table(
        desk,
        ("reason", "table", "source", "quarantined"),
        [
            (
                _reason(desk, reason),
                pick(TABLES, table, desk.lang),
                labels.get(source, source),
                f"{rows:,}",
            )
            for source, table, reason, rows in view.counts
        ],
    )
    st.dataframe(
        counts.to_arrow(),
        hide_index=True,
        key="quarantine-counts",
        height=grid_height(counts.height, 10),
        alt=desk.say("reason"),
    )


def _rejected(desk: Desk, view: QuarantineView) -> None:
    rows = _table(
        desk,
        ("table", "key", "reason", "raw", "first_seen", "last_seen"),
        [
            (
                pick(TABLES, row.table, desk.lang),
                _key(row.key),
                _reason(desk, row.reason),
                row.raw,
                moment(row.first_seen_at, desk.zone),
                moment(row.last_seen_at, desk.zone),
            )
            for row in view.rows
        ],
    )
    st.dataframe(
        rows.to_arrow(),
        hide_index=True,
        key="quarantine-rows",
        placeholder=DASH,
        height=grid_height(rows.height, 10),
        column_config={desk.say("raw"): st.column_config.TextColumn(width="large")},
        alt=desk.say("quarantine"),
    )


def _table(desk: Desk, words: Sequence[str], rows: list[tuple[str | None, ...]]) -> pl.DataFrame:
    """Texts under the words' names; a column nobody filled is left out."""
    names = [desk.say(word) for word in words]
    frame = pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")
    return frame.select(name for name in names if frame.get_column(name).null_count() < len(rows))


def _about(desk: Desk, source: str | None, labels: Mapping[str, str]) -> str | None:
    """The source, the table or the fact (`facts.<name>.g<generation>`) that a run was about."""
    if source is None or source in labels:
        return labels.get(source or "")
    return pick(TABLES, source.removeprefix("facts.").partition(".")[0], desk.lang)


def _counts(desk: Desk, counts: Mapping[str, int]) -> str | None:
    said = [
        f"{pick(RUN_COUNTS | REASONS, name, desk.lang)} {count:,}"
        for name, count in counts.items()
        if count
    ]
    return " · ".join(said) or None


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
    return said + bracketed(detail, desk.lang)
