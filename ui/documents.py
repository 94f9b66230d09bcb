"""The documents behind a number, a page at a time; selecting one opens it."""

import math
from collections.abc import Sequence
from urllib.parse import urlencode
from zlib import crc32

import polars as pl
import streamlit as st

from metrics.definition import Cut
from metrics.registry import METRICS
from queries.definition import Page
from queries.errors import DoorError
from ui import headline
from ui.desk import Desk
from ui.numbers import DASH
from ui.parts import grid_height
from ui.words import ACTIONS, STATES, pick

PAGE_ROWS = 50
NUMBER = "#"
_GRID, _SHOWN, _WANTED = "documents", "documents-shown", "documents-wanted"
_DOCUMENT = {
    "business_no": "business_no",
    "title": "title",
    "process": "process",
    "department_name": "department",
    "applicant_name": "applicant",
    "amount": "amount",
    "status": "status",
    "current_node": "current_node",
    "submitted_at": "submitted_at",
    "decided_at": "decided_at",
    "hours": "working_hours",
}
_STEP = {
    "document_id": "document_id",
    "process": "process",
    "department_name": "department",
    "applicant_name": "applicant",
    "node": "node",
    "actor_name": "actor",
    "action": "action",
    "entered_at": "entered_at",
    "acted_at": "acted_at",
    "hours": "wait_hours",
}
READ = (
    *("document_id", "business_no", "title", "process", "department_id", "applicant_id", "amount"),
    *("currency", "status", "current_node", "submitted_at", "decided_at", "working_minutes"),
    *("node", "actor_id", "action", "entered_at", "acted_at", "wait_minutes"),
)
_TIMES = ("submitted_at", "decided_at", "entered_at", "acted_at")


def table(desk: Desk, metric: str, cut: Cut, *, back: dict[str, str]) -> None:
    """The documents counted by `metric` over `cut`; the page opened remembers `back`."""
    if wanted := st.session_state.pop(_WANTED, None):
        source, document_id = wanted
        query = {"source": source, "id": document_id, "back": urlencode(back)}
        st.switch_page(desk.page("document"), query_params=query)
    with st.container(border=True, key="panel-documents"):
        slot = st.container()
        turned = f"documents-page-{crc32(repr((metric, cut)).encode())}"  # other rows: page one
        page = int(st.session_state.get(turned, 1))
        try:
            drilled = desk.drill(metric, cut, _wanted(metric, page))
        except DoorError as error:
            st.info(error.reason[desk.lang], icon=":material/info:")
            return
        slot.markdown(
            f"**{desk.say('documents')}** · {drilled.total:,} {desk.say('rows')} &nbsp; "
            f":small[:gray[{desk.say('open_document')}]]"
        )
        if drilled.rows.is_empty():
            st.info(desk.say("no_documents"), icon=":material/search_off:")
            return
        _grid(desk, drilled.rows, first=(page - 1) * PAGE_ROWS + 1)
        headline.masks_notice(desk, drilled.passport.masks)
        pages = math.ceil(drilled.total / PAGE_ROWS)
        if pages > 1:
            st.pagination(pages, key=turned)


def _wanted(metric: str, page: int) -> Page:
    return Page(
        limit=PAGE_ROWS,
        offset=(page - 1) * PAGE_ROWS,
        order=_largest_first(metric),
        columns=tuple(name for name in READ if name in METRICS[metric].fact.schema),
    )


def _largest_first(metric: str) -> str | None:
    """The documents that make the number what it is come first."""
    asked = METRICS[metric]
    if asked.kind == "distribution":
        return f"-{asked.numerator.of}"
    return "-age_minutes" if asked.kind == "balance" else None


def _grid(desk: Desk, rows: pl.DataFrame, *, first: int) -> None:
    shown = _presentable(desk, rows).with_row_index(NUMBER, offset=first)
    st.dataframe(
        shown.to_arrow(),
        key=_GRID,
        hide_index=True,
        on_select=_choose,
        selection_mode="single-cell",
        placeholder=DASH,
        height=grid_height(shown.height, 17),
        column_config={
            NUMBER: st.column_config.NumberColumn(width=48, pinned=True),
            desk.say("amount"): st.column_config.NumberColumn(format="%,.2f"),
            desk.say("working_hours"): st.column_config.NumberColumn(format="%,.1f"),
            desk.say("wait_hours"): st.column_config.NumberColumn(format="%,.1f"),
            desk.say("title"): st.column_config.TextColumn(width="medium"),
        },
        alt=desk.say("documents"),
    )
    st.session_state[_SHOWN] = [
        (str(source), str(document_id))
        for source, document_id in rows.select("source", "document_id").iter_rows()
    ]


def _choose() -> None:
    """Remember the document of the cell that was chosen, among those on the screen at that moment:
    the page may be drawn from newer data before it is opened, and rows change places."""
    row = opened(st.session_state[_GRID]["selection"]["cells"])
    shown = st.session_state.get(_SHOWN, [])
    if row is not None and row < len(shown):
        st.session_state[_WANTED] = shown[row]


def opened(cells: Sequence[tuple[int, str]]) -> int | None:
    """The row of the cell a viewer chose; None before any choice, and on a row's number.

    The grid itself chooses the first cell where it is entered by the keyboard or a click on its
    head: that is a number, so nobody is led away unasked.
    """
    return next((row for row, column in cells if column != NUMBER), None)


def _presentable(desk: Desk, rows: pl.DataFrame) -> pl.DataFrame:
    """The columns people read, in their language and zone; a column nobody filled is left out."""
    has = set(rows.columns)
    ready = rows.with_columns(
        *(
            pl.col(name).dt.convert_time_zone(desk.zone).dt.strftime("%Y-%m-%d %H:%M")
            for name in _TIMES
            if name in has
        ),
        *(
            pl.col(name).replace({word: pick(words, word, desk.lang) for word in words})
            for name, words in (("status", STATES), ("action", ACTIONS))
            if name in has
        ),
        *(
            (pl.col(name) / 60).alias("hours")
            for name in ("working_minutes", "wait_minutes")
            if name in has
        ),
        *(pl.col(name).cast(pl.Float64) for name in ("amount",) if name in has),
    )
    shown = _STEP if "wait_minutes" in has else _DOCUMENT
    return ready.select(
        pl.col(name).alias(desk.say(word))
        for name, word in shown.items()
        if name in ready.columns and ready.get_column(name).null_count() < ready.height
    )
