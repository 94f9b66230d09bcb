"""The parts of one document's page."""

from datetime import datetime
from typing import Literal

import polars as pl
import streamlit as st

from queries.definition import Document, StepView
from ui.components.timeline import Moment, draw
from ui.desk import Desk
from ui.headline import Badge
from ui.numbers import DASH, figure, moment, working_time
from ui.parts import labelled, plain
from ui.words import ACTIONS, STATES, pick

_GOOD = frozenset({"approve", "countersign", "auto_approve"})
_BAD = frozenset({"reject", "return_to_applicant", "return_to_node", "withdraw", "revoke"})
_QUIET = frozenset({"cc", "remind", "comment"})
_LONG = 8 * 60
Colour = Literal["green", "red", "blue", "gray"]
_STATE_COLOURS: dict[str, Colour] = {
    "approved": "green",
    "rejected": "red",
    "running": "blue",
    "revoked": "red",
}
_DUE_COLOURS: dict[str, Colour] = {
    "overdue": "red",
    "late": "red",
    "in_time": "green",
    "running": "blue",
}


def badges(desk: Desk, document: Document) -> tuple[Badge, ...]:
    """Where the document stands, and how that is to its deadline."""
    status = str(document.header["status"])
    return (
        (pick(STATES, status, desk.lang), _STATE_COLOURS.get(status, "gray")),
        (_due(desk, document), _DUE_COLOURS.get(document.due.state, "gray")),
    )


def facts(desk: Desk, document: Document) -> None:
    """The header's values as a grid of label and value."""
    header = document.header
    pairs = [
        ("business_no", _text(header.get("business_no"))),
        ("process", _text(header.get("process"))),
        ("company", _text(header.get("company_name"))),
        ("department", _text(header.get("department_name"))),
        ("applicant", _text(header.get("applicant_name"))),
        ("amount", _amount(header)),
        ("submitted_at", _when(desk, header.get("submitted_at"))),
        ("decided_at", _when(desk, header.get("decided_at"))),
        ("closed_at", _when(desk, header.get("closed_at"))),
        ("due_at", _when(desk, document.due.due_at)),
        ("cycle", _minutes(desk, header.get("working_minutes"))),
        ("approver_time", _minutes(desk, header.get("approver_minutes"))),
        ("applicant_time", _minutes(desk, header.get("applicant_minutes"))),
        ("returns", _text(header.get("returns"))),
    ]
    if header.get("current_node") is not None:
        pairs.append(("current_node", _text(header["current_node"])))
    with st.container(border=True, key="document-facts"):
        grid = st.grid(5, min_column_width=140, gap="small")
        for word, value in pairs:
            labelled(grid.container(gap="xxsmall"), desk.say(word), value)


def timeline(desk: Desk, document: Document) -> None:
    """Every act, oldest first, each with the wait that ended in it."""
    with st.container(border=True, key="document-timeline"):
        st.markdown(f"**{desk.say('timeline')}**")
        moments: list[Moment] = []
        rounds = 0
        for step in document.steps:
            heading = ""
            if step.round != rounds and (rounds or step.round > 1):
                heading = desk.say("round", n=step.round)
            rounds = step.round
            moments.append(_moment(desk, step, heading))
        draw(moments, label=desk.say("timeline"), key="timeline")


def instances(desk: Desk, document: Document) -> None:
    """The submissions of the chain, where there was more than one."""
    if len(document.instances) < 2:
        return
    with st.container(border=True, key="document-instances"):
        st.markdown(f"**{desk.say('round', n=len(document.instances))}**")
        rows = pl.DataFrame(
            {
                desk.say("business_no"): [
                    i.business_no or i.approval_id for i in document.instances
                ],
                desk.say("status"): [pick(STATES, i.status, desk.lang) for i in document.instances],
                desk.say("submitted_at"): [_when(desk, i.submitted_at) for i in document.instances],
                desk.say("decided_at"): [_when(desk, i.decided_at) for i in document.instances],
            }
        )
        st.dataframe(rows.to_arrow(), hide_index=True, placeholder=DASH)


def links(desk: Desk, document: Document) -> None:
    """Documents this one led to or came from; each opens."""
    with st.container(border=True, key="document-links"):
        st.markdown(f"**{desk.say('links')}**")
        if not document.links:
            st.caption(desk.say("no_links"))
        for link in document.links:
            side = desk.say("led_to" if link.direction == "to" else "came_from")
            doubt = f" · {desk.say('ambiguous')}" if link.confidence == "ambiguous" else ""
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                st.badge(f"{side}{doubt}", color="gray")
                st.page_link(
                    desk.page("document"),
                    label=plain(f"{link.process} · {link.title or link.document_id}"),
                    query_params={
                        "source": link.source,
                        "id": link.document_id,
                        "back": st.query_params.get("back", ""),
                    },
                )
                st.caption(pick(STATES, link.status, desk.lang), width="content")


def _moment(desk: Desk, step: StepView, heading: str) -> Moment:
    open_wait = step.action is None
    waited = step.wait_minutes
    who = " · ".join(part for part in (step.actor, step.role) if part)
    return Moment(
        when=moment(step.acted_at or step.entered_at, desk.zone),
        node=step.node,
        act=desk.say("waiting") if open_wait else pick(ACTIONS, step.action, desk.lang),
        who=who,
        wait=desk.say("waited", wait=working_time(waited, desk.lang)) if waited else "",
        long=bool(waited and waited > _LONG),
        say=step.comment or "",
        kind=_kind(step.action),
        round=heading,
    )


def _kind(action: str | None) -> Literal["good", "bad", "quiet", "open", "plain"]:
    if action is None:
        return "open"
    if action in _GOOD:
        return "good"
    if action in _BAD:
        return "bad"
    return "quiet" if action in _QUIET else "plain"


def _due(desk: Desk, document: Document) -> str:
    due = document.due
    if due.state == "running":
        return desk.say("due_running", left=working_time(due.left, desk.lang))
    if due.state == "overdue":
        late = working_time(-due.left if due.left is not None else None, desk.lang)
        return f"{desk.say('overdue')} {late}"
    if due.state in {"in_time", "late", "no_sla"}:
        return desk.say(due.state)
    return DASH


def _text(value: object) -> str:
    return DASH if value is None else str(value)


def _amount(header: dict[str, object]) -> str:
    amount = header.get("amount")
    if amount is None:
        return DASH
    return f"{figure(float(str(amount)), 2)} {header.get('currency') or ''}".strip()


def _when(desk: Desk, value: object) -> str:
    return moment(value, desk.zone) if isinstance(value, datetime) else DASH


def _minutes(desk: Desk, value: object) -> str:
    return working_time(value, desk.lang) if isinstance(value, int) else DASH
