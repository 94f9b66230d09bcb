"""The first page: the figures of every subject the viewer may see, and where to look next."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from ui import bare, filters, headline, in_vain, kpis, panels, passport
from ui.desk import Desk

HEADLINES: dict[str, str] = {
    "approval.on_time_rate": "approvals",
    "approval.overdue": "approvals",
    "sales.revenue": "sales",
    "sales.on_time_to_customer": "sales",
    "pipeline.win_rate": "pipeline",
    "receivable.overdue": "receivables",
    "cash.balance": "cash",
    "budget.execution_rate": "budget",
    "purchase.on_time_delivery": "purchasing",
    "purchase.stuck_value": "chain",
    "inventory.ira": "inventory",
    "inventory.turnover_days": "inventory",
    "payable.three_way_match_rate": "payables",
    "service.complaint_rate": "service",
    "people.headcount": "workforce",
    "agreement.consistency_rate": "agreement",
}
"""The figures of the first page and the desk each leads to."""
MOST = 12
TRENDS = ("sales.revenue", "purchase.spend", "approval.cycle_time", "people.headcount")
SIDES: tuple[tuple[str, str, str], ...] = (
    ("approval.overdue", "department", "approvals"),
    ("budget.utilisation_rate", "department", "budget"),
    ("purchase.stuck_value", "station", "chain"),
    ("inventory.ira", "warehouse", "inventory"),
    ("receivable.overdue", "customer", "receivables"),
    ("people.headcount", "department", "workforce"),
)
"""Metrics side by side: by what, and the desk a click leads to."""


def render(desk: Desk) -> None:
    """Draw the overview; a card or a bar leads to its desk with the same period."""
    head, bar = headline.place(), st.container()
    with bar:
        chosen = filters.bar(desk, anchor=desk.anchor(), dimensions=("company",))
        in_vain.say(("overview", chosen))
    with head:
        headline.draw(desk, desk.say("overview"), filters=chosen)
    mine = {offer.metric.name for offer in desk.offers() if offer.allowed}
    answers = kpis.row(
        desk,
        chosen,
        [name for name in HEADLINES if name in mine][:MOST],
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
    sides = [side for side in SIDES if side[0] in mine][:4]
    left, right = st.columns([3, 2], gap="small")
    with left:
        panels.over_time(
            desk, chosen, next(name for name in TRENDS if name in mine), height=panels.SHORT
        )
    for place, side in zip((right, *_below(len(sides) - 1)), sides, strict=False):
        with place:
            panels.by_member(desk, chosen, *side[:2], leads=side[2], height=panels.SHORT)


def _below(count: int) -> list[DeltaGenerator]:
    return st.columns(count, gap="small") if count > 0 else []
