"""What the page does in the browser by itself: one step back for each act, and no figures left on
the screen of somebody who is signed out."""

from pathlib import Path

from streamlit.components.v2 import component as define

_HERE = Path(__file__).parent


def attend(base: str) -> None:
    """Begin; `base` is the path the cockpit is published under, empty at the root of its host."""
    component = define(
        "yiping.frame",
        html="<span></span>",
        js=(_HERE / "frame.js").read_text(encoding="utf-8"),
    )
    component(key="page-frame", data={"base": base}, height=1)
