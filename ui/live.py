"""An open page follows the data: it is drawn again when something newer has been published."""

from dataclasses import replace

import streamlit as st

from queries.definition import SourceState
from queries.errors import DoorError
from ui import runtime

EVERY = 5  # seconds between two looks
Seen = tuple[int | None, tuple[SourceState, ...]]


def seen(user: str) -> Seen | None:
    """What a page of this viewer is drawn from, whenever it was synchronised; None for who may not
    look any more."""
    opened = runtime.opened()
    try:
        states = opened.door.freshness(user)
    except DoorError:
        return None
    newest = opened.installation.state.pins.newest_id()
    return newest, tuple(replace(state, synced_at=None) for state in states)


@st.fragment(run_every=EVERY)
def follow(user: str, drawn: Seen | None) -> None:
    """Draw the page again once it is not what it was `drawn` from; choices and scroll stay."""
    if seen(user) != drawn:
        st.rerun()
