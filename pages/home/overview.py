"""The first page: the figures of every subject the viewer may see, and where to look next."""

from collections.abc import Sequence

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
    with bar:
        chosen = filters.bar(desk, anchor=desk.anchor(), metrics=mine, dimensions=("company",))
        in_vain.say(("overview", chosen))
    cards = _told_first(desk, chosen, mine)[:MOST]
    with head:
        headline.draw(desk, desk.say("overview"), filters=chosen)
    answers = kpis.row(
        desk,
        chosen,
        cards,
        chosen=None,
        key="overview-kpis",
        on_choose=lambda name: filters.go_with(HEADLINES[name], metric=name),
        names=_of_approvals(desk),
        bare=lambda name: bare.leads_nowhere(desk, HEADLINES[name]),
    )
    if going := filters.going_to():
        st.switch_page(desk.page(going.page), query_params=going.query)
    with head:
        passport.fold(desk, answers)
    offered = [side for side in SIDES if side[0] in allowed and side[2] in desk.mine]
    sides = sorted(offered, key=lambda side: _counts_nothing(desk, chosen, side[0]))[:4]
    trends = [name for name, page in TRENDS.items() if name in allowed and page in desk.mine]
    left, right = st.columns([3, 2], gap="small")
    with left:
        panels.over_time(desk, chosen, bare.first_told(desk, trends), height=panels.SHORT)
    for place, side in zip((right, *_below(len(sides) - 1)), sides, strict=False):
        with place:
            panels.by_member(desk, chosen, *side[:2], leads=side[2], height=panels.SHORT)


def _of_approvals(desk: Desk) -> dict[str, str]:
    """Among the figures of every subject, those of approvals say that they are."""
    subject = desk.say("approval")
    return {
        offer.metric.name: desk.say("of_approvals", name=label)
        for offer in desk.offers()
        if offer.metric.name.startswith("approval.")
        and not (label := offer.metric.label[desk.lang]).startswith(subject)
    }


def _told_first(desk: Desk, chosen: filters.Filters, names: Sequence[str]) -> list[str]:
    """As many cards as fit, those last of whose subject no source tells this viewer anything."""
    told: list[str] = []
    unknown: list[str] = []
    for name in names:
        nothing = _counts_nothing(desk, chosen, name)
        known = not nothing or not bare.leads_nowhere(desk, HEADLINES[name])
        (told if known else unknown).append(name)
        if len(told) == MOST:
            break
    return told + unknown


def _counts_nothing(desk: Desk, chosen: filters.Filters, name: str) -> bool:
    return bare.counts_nothing(desk, name, chosen.cut(name), chosen.compare)


def _below(count: int) -> list[DeltaGenerator]:
    return st.columns(count, gap="small") if count > 0 else []
