"""The documents behind a number, a page at a time; selecting one opens it."""

import math
from collections.abc import Sequence
from urllib.parse import urlencode
from zlib import crc32

import polars as pl
import streamlit as st

from metrics.definition import Cut
from metrics.derived import derived_of
from metrics.registry import METRICS
from queries.definition import Page
from queries.errors import DoorError
from ui import document_rows, headline
from ui.beside import Usual
from ui.desk import Desk
from ui.numbers import DASH
from ui.parts import grid_height
from ui.words import Lang

PAGE_ROWS = 50
NUMBER = "#"
_HOURS: dict[Lang, tuple[str, ...]] = {"zh": ("周期", "等待"), "en": ("Cycle", "Wait")}
_GRID, _SHOWN, _WANTED = "documents", "documents-shown", "documents-wanted"


def table(
    desk: Desk, metric: str, cut: Cut, *, back: dict[str, str], usual: Usual | None = None
) -> None:
    """The documents counted by `metric` over `cut`, held against what is `usual`; the page opened
    remembers `back`."""
    if wanted := st.session_state.pop(_WANTED, None):
        query = {**wanted.query, "back": urlencode(back)}
        st.switch_page(desk.page(wanted.page), query_params=query)
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
        fact, first = METRICS[metric].fact, (page - 1) * PAGE_ROWS + 1
        told = document_rows.presentable(desk, fact, drilled.rows)
        if usual is not None:
            told = told.hstack(usual.beside(drilled.rows))
        _grid(desk, told, document_rows.opens(fact, drilled.rows), first=first)
        headline.masks_notice(desk, drilled.passport.masks)
        pages = math.ceil(drilled.total / PAGE_ROWS)
        if pages > 1:
            st.pagination(pages, key=turned)


def _wanted(metric: str, page: int) -> Page:
    return Page(
        limit=PAGE_ROWS,
        offset=(page - 1) * PAGE_ROWS,
        order=_largest_first(metric),
        columns=document_rows.read(METRICS[metric].fact),
    )


def _largest_first(metric: str) -> str | None:
    """The documents that make the number what it is come first: of a rate those it lacks."""
    asked = METRICS[metric]
    if asked.denominator is not None and asked.numerator.how == "sum" and asked.numerator.of:
        return asked.numerator.of if asked.better == "higher" else f"-{asked.numerator.of}"
    if asked.kind == "distribution" or (asked.kind == "flow" and asked.numerator.how == "sum"):
        return f"-{asked.numerator.of}"
    ages = [name for name in ("age_minutes", "age_days") if name in derived_of(asked.fact)]
    return f"-{ages[0]}" if asked.kind == "balance" and ages else None


def _grid(
    desk: Desk, told: pl.DataFrame, opens: list[document_rows.Opens | None], *, first: int
) -> None:
    shown = told.with_row_index(NUMBER, offset=first)
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
            desk.say("working_hours"): st.column_config.NumberColumn(format="%,.1f"),
            desk.say("wait_hours"): st.column_config.NumberColumn(format="%,.1f"),
            desk.say("title"): st.column_config.TextColumn(width="medium"),
            **{
                name: st.column_config.NumberColumn(format="%,.2f")
                for name, dtype in told.schema.items()
                if dtype == pl.Float64 and not name.startswith(_HOURS[desk.lang])
            },
        },
        alt=desk.say("documents"),
    )
    st.session_state[_SHOWN] = opens


def _choose() -> None:
    """Remember the document of the cell that was chosen, among those on the screen at that moment:
    the page may be drawn from newer data before it is opened, and rows change places."""
    row = opened(st.session_state[_GRID]["selection"]["cells"])
    shown = st.session_state.get(_SHOWN, [])
    if row is not None and row < len(shown) and shown[row] is not None:
        st.session_state[_WANTED] = shown[row]


def opened(cells: Sequence[tuple[int, str]]) -> int | None:
    """The row of the cell a viewer chose; None before any choice, and on a row's number.

    The grid itself chooses the first cell where it is entered by the keyboard or a click on its
    head: that is a number, so nobody is led away unasked.
    """
    return next((row for row, column in cells if column != NUMBER), None)
