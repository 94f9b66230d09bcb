"""The KPI row: cards with a figure, its change and a sparkline; a click or Enter chooses one."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

import streamlit as st
from streamlit.components.v2 import component as define

_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One KPI as text; `why` replaces the change where a figure can't be said or shown.

    `target` is what is wanted, `standing` how the figure stands against it: "" where unsaid, else
    the word shown, coloured by `stands`.
    """

    key: str
    name: str
    words: str
    figure: str
    unit: str
    change: str
    against: str
    verdict: Literal["good", "bad", "same"]
    spark: tuple[float | None, ...]
    chosen: bool
    why: str = ""
    target: str = ""
    standing: str = ""
    stands: Literal["reached", "missed", "under_way", ""] = ""


def row(
    cards: Sequence[Card], *, label: str, key: str, on_choose: Callable[[str], None] | None = None
) -> None:
    """Draw the cards; `on_choose` is called with the key of the card the viewer picked."""
    component = define(
        "yiping.kpi",
        html='<div class="strip" role="group"></div>',
        css=(_HERE / "kpi.css").read_text(encoding="utf-8"),
        js=(_HERE / "kpi.js").read_text(encoding="utf-8"),
    )

    def chosen() -> None:
        picked = st.session_state.get(key)
        if on_choose and picked and picked.chosen in {card.key for card in cards}:
            on_choose(picked.chosen)

    component(
        key=key,
        data={"label": label, "items": [asdict(card) for card in cards]},
        on_chosen_change=chosen,
    )
