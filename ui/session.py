"""Who is at this browser, as the gate said, and the desk that is theirs."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import streamlit as st

from access.definition import Viewer
from charts.tokens import theme
from queries.errors import DoorError
from ui import runtime
from ui.desk import Desk
from ui.registry import offered
from ui.words import Lang

ZONE = "Asia/Shanghai"


def user() -> str:
    """The signed-in user's name; the gate alone can say it, never the browser."""
    return str(st.user.get("user", ""))


def viewer() -> Viewer:
    """Today's rights of the signed-in user; raises NotAllowed when there are none left."""
    return runtime.opened().viewer(user())


def speak(lang: Lang) -> None:
    """Change the signed-in user's language. Call from a widget callback."""
    with suppress(DoorError):  # the run that follows says why
        runtime.opened().speak(user(), lang)


def desk(pages: Mapping[str, Any]) -> Desk:
    """The viewer's desk for one run of a page."""
    who = viewer()
    return Desk(
        door=runtime.opened().door,
        user=who.user,
        name=who.name,
        lang=who.lang,
        tokens=theme(st.context.theme.type),
        zone=ZONE,
        today=datetime.now(ZoneInfo(ZONE)).date(),
        narrow="Mobi" in (st.context.headers.get("User-Agent") or ""),
        pages=pages,
        mine=frozenset(page.url for page in offered(who.roles)),
    )
