"""One business document: what it is, its lines, and the documents it came from and led to."""

from urllib.parse import parse_qsl

import streamlit as st

from queries.errors import DoorError
from ui import address, chain_parts, filters, headline, record_parts
from ui.desk import Desk


def render(desk: Desk) -> None:
    """Draw the document named by the URL, with a way back that keeps the filters."""
    address.follow("type", "source", "id")
    _back(desk)
    kind, source, record_id = (st.query_params.get(name, "") for name in ("type", "source", "id"))
    try:
        record = desk.record(kind, source, record_id)
    except DoorError as error:
        st.warning(error.reason[desk.lang], icon=":material/search_off:")
        return
    headline.draw(desk, record_parts.title(desk, record), badges=record_parts.badges(desk, record))
    record_parts.facts(desk, record)
    record_parts.stages(desk, record)
    chain_parts.draw(desk, kind, source, record_id)
    record_parts.lines(desk, record)


def _back(desk: Desk) -> None:
    asked = dict(parse_qsl(st.query_params.get("back", "")))
    page = asked.get("desk", "")
    st.page_link(
        desk.page(page if page in desk.pages else "overview"),
        label=desk.say("back_to_desk"),
        icon=":material/arrow_back:",
        query_params=filters.kept(asked),
    )
