"""The chain of a document as people read it: one station after the other, each document opens."""

import streamlit as st

from queries.chain import Chain, Node
from queries.errors import DoorError
from ui import standing_parts
from ui.desk import Desk
from ui.numbers import figure
from ui.parts import plain
from ui.record_words import DOCUMENTS
from ui.value_words import TERMS, VALUES
from ui.words import pick

_STATES = {**VALUES["status"], **VALUES["station"], **TERMS}
_SHOWN = 8  # documents of one type before the rest is folded away


def draw(desk: Desk, kind: str, source: str, record_id: str) -> None:
    """The documents a document came from and led to, those only that the viewer may see."""
    try:
        chain = desk.chain(kind, source, record_id)
    except DoorError:
        return
    with st.container(border=True, key="record-chain"):
        st.markdown(
            f"**{desk.say('whole_chain')}** &nbsp; :small[:gray[{desk.say('chain_words')}]]"
        )
        standing_parts.draw(desk, kind, chain.standing)
        if len(chain.nodes) == 1:
            st.caption(desk.say("no_links"))
            return
        stations = _by_type(chain)
        grid = st.grid(len(stations), min_column_width=160, gap="small")
        for kind_here, nodes in stations:
            with grid.container(gap="xsmall"):
                _station(desk, kind_here, nodes)
        if chain.more:
            st.caption(desk.say("chain_more"))


def _by_type(chain: Chain) -> list[tuple[str, list[Node]]]:
    found: dict[str, list[Node]] = {}
    for node in chain.nodes:
        found.setdefault(node.type, []).append(node)
    return list(found.items())


def _station(desk: Desk, kind: str, nodes: list[Node]) -> None:
    st.markdown(f":small[:gray[{pick(DOCUMENTS, kind, desk.lang)} · {len(nodes)}]]")
    for node in nodes[:_SHOWN]:
        _document(desk, node)
    if nodes[_SHOWN:]:
        with st.expander(desk.say("and_more", n=len(nodes) - _SHOWN)):
            for node in nodes[_SHOWN:]:
                _document(desk, node)


def _document(desk: Desk, node: Node) -> None:
    with st.container(gap="xxsmall"):
        label = plain(node.number or node.record_id)
        if node.direction == "here":
            st.markdown(f"**{label}**")
        else:
            st.page_link(desk.page(_page(node)), label=label, query_params=_query(node))
        said = [node.on or "", "" if node.state is None else pick(_STATES, node.state, desk.lang)]
        if node.covers is not None:
            amount = plain(f"{figure(float(node.covers), 2)} {node.currency or ''}".rstrip())
            said.append(desk.say("covers", amount=amount))
        if node.confidence != "key":
            said.append(desk.say(f"link_{node.confidence}"))
        st.caption(" · ".join(part for part in said if part))


def _page(node: Node) -> str:
    return "document" if node.type == "approval" else "record"


def _query(node: Node) -> dict[str, str]:
    where = {"source": node.source, "id": node.record_id}
    if node.type != "approval":
        where["type"] = node.type
    return {**where, "back": st.query_params.get("back", "")}
