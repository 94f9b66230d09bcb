"""The first page: the figures of every subject the viewer may see, and where to look next."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from ui import bare, filters, headline, in_vain, kpis, panels, passport
from ui.desk import Desk
from ui.headlines import HEADLINES, MOST, SIDES, TRENDS


def render(desk: Desk) -> None:
    """Draw the overview; a card or a bar leads to its desk with the same period."""
    head, bar = headline.place(), st.container()
    allowed = {offer.metric.name for offer in desk.offers() if offer.allowed}
    mine = [name for name, page in HEADLINES.items() if name in allowed and page in desk.mine]
    cards = mine[:MOST]
    with bar:
        chosen = filters.bar(desk, anchor=desk.anchor(), metrics=cards, dimensions=("company",))
        in_vain.say(("overview", chosen))
    with head:
        headline.draw(desk, desk.say("overview"), filters=chosen)
    answers = kpis.row(
        desk,
        chosen,
        cards,
        chosen=None,
        key="overview-kpis",
        on_choose=lambda name: filters.go_with(HEADLINES[name], metric=name),
        names={
            offer.metric.name: desk.say("of_approvals", name=offer.metric.label[desk.lang])
            for offer in desk.offers()
            if offer.metric.name.startswith("approval.")
        },
        bare=lambda name: bare.leads_nowhere(desk, HEADLINES[name]),
    )
    if going := filters.going_to():
        st.switch_page(desk.page(going.page), query_params=going.query)
    with head:
        passport.fold(desk, answers)
    sides = [side for side in SIDES if side[0] in allowed and side[2] in desk.mine][:4]
    trends = [name for name, page in TRENDS.items() if name in allowed and page in desk.mine]
    left, right = st.columns([3, 2], gap="small")
    with left:
        panels.over_time(desk, chosen, bare.first_told(desk, trends), height=panels.SHORT)
    for place, side in zip((right, *_below(len(sides) - 1)), sides, strict=False):
        with place:
            panels.by_member(desk, chosen, *side[:2], leads=side[2], height=panels.SHORT)


def _below(count: int) -> list[DeltaGenerator]:
    return st.columns(count, gap="small") if count > 0 else []
