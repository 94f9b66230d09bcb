"""Which systems agree on what: a row a subject and a pair of systems."""

import polars as pl
import streamlit as st

from queries.definition import Answer
from queries.errors import DoorError
from ui.desk import Desk
from ui.filters import Filters
from ui.numbers import DASH, bracketed
from ui.parts import grid_height

BY = ("subject", "systems")
RATE, COMPARED = "agreement.consistency_rate", "agreement.compared"
FIGURES = (
    *("agreement.differing", "agreement.differing_value", "agreement.differing_age"),
    *("agreement.unmatched", "agreement.unmatched_value", "agreement.unmatched_age"),
    "agreement.ambiguous",
)
_GRID = "pairs"


def matrix(desk: Desk, filters: Filters) -> None:
    """Draw the table; a row that is chosen keeps its subject and systems, whatever else is shown
    below."""
    try:
        told = _told(desk, filters)
    except DoorError as error:
        st.info(error.reason[desk.lang], icon=":material/info:")
        return
    if told.is_empty():
        return
    keys = told.select(BY).rows()

    def chosen() -> None:
        cells = st.session_state[_GRID]["selection"]["rows"]
        picked = keys[cells[0]] if cells else (None, None)
        for name, value in zip(BY, picked, strict=True):
            st.session_state[name] = value

    with st.container(border=True, key="panel-pairs"):
        st.markdown(
            f"**{desk.say('pairs')}** &nbsp; :small[:gray[{desk.say('click_row_to_filter')}]]"
        )
        shown = told.drop(BY)
        st.dataframe(
            shown.to_arrow(),
            key=_GRID,
            hide_index=True,
            on_select=chosen,
            selection_mode="single-row",
            placeholder=DASH,
            height=grid_height(shown.height, 8),
            column_config={
                name: st.column_config.NumberColumn(format="%,.1f" if "%" in name else "%,.0f")
                for name, dtype in shown.schema.items()
                if dtype == pl.Float64
            },
            alt=desk.say("pairs"),
        )


def _told(desk: Desk, filters: Filters) -> pl.DataFrame:
    """Ids of subject and systems, their names, and the figures under the names people read."""
    answers = [_asked(desk, filters, name) for name in (COMPARED, RATE, *FIGURES)]
    found = pl.concat([_keys(desk, answer) for answer in answers]).unique(BY)
    for answer in answers:
        metric = answer.metric
        label = metric.label[desk.lang] + bracketed(metric.unit[desk.lang], desk.lang)
        values = answer.rows.select(*BY, pl.col("value").cast(pl.Float64).alias(label))
        found = found.join(values, on=BY, how="left", nulls_equal=True)
    return found.sort(BY)


def _keys(desk: Desk, answer: Answer) -> pl.DataFrame:
    told = {name: desk.values(name, (RATE, *FIGURES)) for name in BY}
    names = [pl.col(name).replace(told[name]).alias(desk.label(name)) for name in BY]
    return answer.rows.select(*BY, *names)


def _asked(desk: Desk, filters: Filters, metric: str) -> Answer:
    return desk.ask(metric, filters.cut(metric, *BY, without=BY))
