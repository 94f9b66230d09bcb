"""An open page is drawn again when something newer is there, and only then."""

from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from queries.definition import SourceState
from queries.errors import NotAllowed
from ui import live, runtime

AT = datetime(2026, 11, 20, 17, 30, tzinfo=UTC)
FRESH = SourceState(
    source="oa",
    label="OA",
    watermark=AT,
    synced_at=AT,
    complete=True,
    stale=False,
    problem=None,
    quarantined=0,
)


class _House:
    """An installation of one source and one pin, as far as an open page looks at it."""

    def __init__(self) -> None:
        self.pin, self.state, self.allowed = 1, FRESH, True
        pins = SimpleNamespace(newest_id=lambda: self.pin)
        self.door = SimpleNamespace(freshness=self._freshness)
        self.installation = SimpleNamespace(state=SimpleNamespace(pins=pins))

    def _freshness(self, _user: str) -> tuple[SourceState, ...]:
        if not self.allowed:
            raise NotAllowed("无", "none")
        return (self.state,)


@pytest.fixture
def house(monkeypatch: pytest.MonkeyPatch) -> _House:
    made = _House()
    monkeypatch.setattr(runtime, "opened", lambda: made)
    return made


def _page() -> None:
    import streamlit as st

    from ui import live

    st.session_state["runs"] = st.session_state.get("runs", 0) + 1
    drawn = st.session_state.pop("drawn-before", None) or live.seen("li")
    live.follow("li", drawn)


def test_another_sync_of_the_same_data_is_no_news(house: _House) -> None:
    before = live.seen("li")
    house.state = replace(FRESH, synced_at=AT.replace(hour=18))
    assert live.seen("li") == before


@pytest.mark.parametrize(
    "news", [{"watermark": AT.replace(hour=18)}, {"stale": True}, {"complete": False}]
)
def test_what_a_page_says_of_its_sources_is_news(house: _House, news: dict[str, Any]) -> None:
    before = live.seen("li")
    house.state = replace(FRESH, **news)
    assert live.seen("li") != before


def test_a_newer_pin_draws_the_page_again_once(house: _House) -> None:
    page = AppTest.from_function(_page)
    page.session_state["drawn-before"] = live.seen("li")
    house.pin = 2
    page.run()
    assert page.session_state["runs"] == 2
    page.run()
    assert page.session_state["runs"] == 3


def test_who_may_not_look_sees_nothing_and_the_page_is_drawn_again(house: _House) -> None:
    page = AppTest.from_function(_page)
    page.session_state["drawn-before"] = live.seen("li")
    house.allowed = False
    assert live.seen("li") is None
    page.run()
    assert page.session_state["runs"] == 2
