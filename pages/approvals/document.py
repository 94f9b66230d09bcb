"""One document: what it is, where it stands, and every wait on its way."""

from urllib.parse import parse_qsl

import streamlit as st

from queries.definition import Document
from queries.errors import DoorError
from ui import address, chain_parts, document_parts, filters, headline
from ui.desk import Desk


def render(desk: Desk) -> None:
    """Draw the document named by the URL, with a way back that keeps the filters."""
    address.follow("source", "id")
    _back(desk)
    source, document_id = st.query_params.get("source", ""), st.query_params.get("id", "")
    try:
        document = desk.document(source, document_id)
    except DoorError as error:
        st.warning(error.reason[desk.lang], icon=":material/search_off:")
        return
    headline.draw(desk, _title(desk, document), badges=document_parts.badges(desk, document))
    document_parts.facts(desk, document)
    chain_parts.draw(desk, "approval", document.source, document.document_id)
    left, right = st.columns([3, 2], gap="small")
    with left:
        document_parts.timeline(desk, document)
    with right:
        document_parts.instances(desk, document)
        document_parts.links(desk, document)


def _back(desk: Desk) -> None:
    kept = filters.kept(dict(parse_qsl(st.query_params.get("back", ""))))
    st.page_link(
        desk.page("approvals"),
        label=desk.say("back"),
        icon=":material/arrow_back:",
        query_params=kept,
    )


def _title(desk: Desk, document: Document) -> str:
    title = document.header.get("title") or document.header.get("business_no")
    return str(title or f"{desk.say('document')} {document.document_id}")
