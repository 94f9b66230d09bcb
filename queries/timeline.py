"""A document's acts and waits, oldest first, and where it stands against its promise. Pure."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from queries.definition import DueState, InstanceView, StepView
from queries.masking import HIDDEN


def steps(
    rows: pl.DataFrame,
    *,
    people: Mapping[str, str],
    clock: Mapping[str, int],
    hidden: frozenset[str],
) -> tuple[StepView, ...]:
    """The timeline from `approval_step` rows that also carry `comment`.

    `clock` maps a calendar to W(pin time): an open wait lasts until then. `hidden` are the masked
    columns.
    """
    ordered = rows.sort("acted_at", "entered_at", "approval_id", "seq", nulls_last=True)
    return tuple(
        _step(row, people=people, clock=clock, hidden=hidden)
        for row in ordered.iter_rows(named=True)
    )


def _step(
    row: dict[str, Any],
    *,
    people: Mapping[str, str],
    clock: Mapping[str, int],
    hidden: frozenset[str],
) -> StepView:
    actor = row["actor_id"]
    return StepView(
        approval_id=row["approval_id"],
        seq=row["seq"],
        round=row["round"],
        node=row["node"],
        actor=_shown(people.get(actor, actor), "actor" in hidden),
        role=row["role"],
        action=row["action"],
        entered_at=row["entered_at"],
        acted_at=row["acted_at"],
        wait_minutes=_wait(row, clock),
        comment=_shown(row["comment"], "comment" in hidden),
    )


def _wait(row: dict[str, Any], clock: Mapping[str, int]) -> int | None:
    """Working minutes of a wait: stored once it ended, counted up to the pin while it lasts."""
    now = clock.get(row["calendar_id"])
    if row["acted_at"] is not None or now is None or row["entered_pos"] is None:
        return row["wait_minutes"]
    return max(0, now - row["entered_pos"])


def _shown(text: str | None, masked: bool) -> str | None:
    return HIDDEN if masked and text is not None else text


def instances(rows: pl.DataFrame) -> tuple[InstanceView, ...]:
    """The submissions of a chain, oldest first, from `approvals` rows."""
    names = InstanceView.__dataclass_fields__
    ordered = rows.sort("created_at", "approval_id").select(list(names))
    return tuple(InstanceView(**row) for row in ordered.iter_rows(named=True))


def due(header: Mapping[str, Any], clock: Mapping[str, int]) -> DueState:
    """Where a document stands: from an `approval` row and W(pin time) of its calendar."""
    due_at, due_pos = header["due_at"], header["due_pos"]
    if not header["is_submitted"]:
        return DueState(state="not_submitted", due_at=None, left=None)
    if not header["has_sla"] or due_pos is None:
        return DueState(state="no_sla", due_at=None, left=None)
    if header["is_running"]:
        now = clock.get(header["calendar_id"])
        left = None if now is None else due_pos - now
        late = left is not None and left < 0
        return DueState(state="overdue" if late else "running", due_at=due_at, left=left)
    if header["is_decided"]:
        kept = header["decided_in_time"]
        return DueState(state="in_time" if kept else "late", due_at=due_at, left=None)
    return DueState(state="ended", due_at=due_at, left=None)
