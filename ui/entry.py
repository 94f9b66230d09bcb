"""The script Streamlit runs for every session: who is here, which pages, run one."""

import importlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st

from charts.tokens import theme
from queries.errors import DoorError, NothingPublished
from ui import address, live, session
from ui.components import frame, page_language
from ui.registry import PAGES, PageSpec, offered
from ui.words import Lang, say

_STATIC = Path(__file__).parent / "static"


def _renderer(spec: PageSpec, pages: dict[str, Any], *, allowed: bool) -> Callable[[], None]:
    def draw() -> None:
        address.enter(spec.url)
        desk = session.desk(pages)
        if not allowed:
            st.warning(desk.say("no_rights"), icon=":material/lock:")
            return
        try:
            importlib.import_module(spec.module).render(desk)
        except NothingPublished:
            st.info(desk.say("no_data"), icon=":material/cable:")
        except DoorError as error:
            st.warning(error.reason[desk.lang], icon=":material/lock:")

    draw.__name__ = spec.url
    return draw


def _pages(lang: Lang, mine: tuple[PageSpec, ...]) -> dict[str, Any]:
    pages: dict[str, Any] = {}
    for spec in PAGES:
        allowed = spec in mine
        pages[spec.url] = st.Page(
            _renderer(spec, pages, allowed=allowed),
            title=say(spec.title, lang),
            icon=spec.icon,
            url_path=spec.url,
            visibility="visible" if spec.listed and allowed else "hidden",
        )
    return pages


def _start(first: Any) -> Any:
    """The root address leads to the viewer's first page, so that every page keeps its own."""

    def start() -> None:
        st.switch_page(first)

    return st.Page(
        start, title=say("brand", "zh"), url_path="start", default=True, visibility="hidden"
    )


def _account(name: str, lang: Lang) -> None:
    with st.sidebar, st.container(key="signed-in", gap="small"):
        st.caption(say("signed_in_as", lang))
        st.text(name)
        st.button(
            say("other_language", lang),
            key="language",
            icon=":material/translate:",
            width="stretch",
            on_click=session.speak,
            args=("en" if lang == "zh" else "zh",),
        )
        st.link_button(
            say("sign_out", lang), f"{_base()}/logout", icon=":material/logout:", width="stretch"
        )


def _base() -> str:
    """The path the cockpit is published under; empty at the root of its host."""
    path = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{path}" if path else ""


def main() -> None:
    """Draw the frame every page shares and run the chosen page."""
    st.set_page_config(
        page_title="一屏 Yiping", page_icon=str(_STATIC / "favicon.svg"), layout="wide"
    )
    st.html(_STATIC / "frame.css")
    # The theme's colours, for the frame's rules; the values are ours, never a viewer's.
    colours = theme(st.context.theme.type)
    st.html(f"<style>:root{{--yp-page:{colours.page};--yp-card:{colours.panel}}}</style>")
    try:
        who = session.viewer()
    except DoorError as error:
        st.error(error.reason["zh"], icon=":material/lock:")
        return
    unseen = st.container(key="unseen")
    with unseen:
        page_language.speak(who.lang)
        frame.attend(_base())
    mine = offered(who.roles)
    if not mine:
        st.info(say("no_pages", who.lang), icon=":material/lock:")
        return
    pages = _pages(who.lang, mine)
    sections: dict[str, list[Any]] = {}
    for spec in PAGES:
        sections.setdefault(say(spec.section, who.lang), []).append(pages[spec.url])
    sections.setdefault("", []).append(_start(pages[mine[0].url]))
    chosen = st.navigation(sections, expanded=True)
    _account(who.name, who.lang)
    st.logo(str(_STATIC / "logo.svg"), size="large", icon_image=str(_STATIC / "favicon.svg"))
    drawn = live.seen(who.user)
    chosen.run()
    with unseen:
        live.follow(who.user, drawn)


if __name__ == "__main__":
    main()
