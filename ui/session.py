"""Who is at this browser, as the gate said, and the desk that is theirs."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import streamlit as st

from access.definition import Viewer
from charts.tokens import theme
from ui import runtime
from ui.desk import Desk

ZONE = "Asia/Shanghai"


def user() -> str:
    """The signed-in user's name; the gate alone can say it, never the browser."""
    return str(st.user.get("user", ""))


def viewer() -> Viewer:
    """Today's rights of the signed-in user; raises NotAllowed when there are none left."""
    return runtime.opened().viewer(user())


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
    )
