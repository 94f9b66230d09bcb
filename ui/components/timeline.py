"""A document's life from top to bottom: each act, who, and how long it waited."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from streamlit.components.v2 import component as define

_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One act or one open wait as text; `round` is a heading before the first act of a round."""

    when: str
    node: str
    act: str
    who: str
    wait: str
    long: bool
    say: str
    kind: Literal["good", "bad", "quiet", "open", "plain"]
    round: str = ""


def draw(moments: Sequence[Moment], *, label: str, key: str) -> None:
    """Draw the moments, oldest first."""
    component = define(
        "yiping.timeline",
        html='<div class="line" role="list"></div>',
        css=(_HERE / "timeline.css").read_text(encoding="utf-8"),
        js=(_HERE / "timeline.js").read_text(encoding="utf-8"),
    )
    component(key=key, data={"label": label, "items": [asdict(moment) for moment in moments]})
