"""Random but lawful table rows: chains, circles, forks, every action, ties in time."""

import random
from datetime import datetime, timedelta
from typing import Any

from tables.approvals import ACTIONS
from tests.unit.facts.world import STAMP, at

Row = dict[str, Any]
START = at("2026-11-02 08:30")
NODES = ("apply", "head", "finance", "board")


def moment(rng: random.Random, after: datetime = START) -> datetime:
    """On a coarse grid, so that equal times are common."""
    step = rng.choice((0, 0, 30, 60, 60, 240, 24 * 60 + 30))
    return after + timedelta(minutes=step, seconds=rng.choice((0, 0, 0, 59)))


def approval_row(rng: random.Random, number: int, ids: list[str]) -> Row:
    status = rng.choice(
        ("draft", "running", "approved", "approved", "rejected", "withdrawn", "revoked")
    )
    created = START + timedelta(days=rng.randint(0, 45), hours=rng.randint(0, 9))
    submitted = moment(rng, created)
    decided = moment(rng, moment(rng, submitted))
    is_draft = status == "draft"
    return {
        "source": "oa",
        "approval_id": f"A{number}",
        "company_id": rng.choice(("c1", "c1", "c2")),
        "process": rng.choice(("expense", "travel")),
        "title": f"Form {number}",
        "department_id": rng.choice(("d1", "d2")),
        "applicant_id": "p0",
        "status": status,
        "created_at": created,
        "submitted_at": None if is_draft and rng.random() < 0.7 else submitted,
        "decided_at": decided if status in ("approved", "rejected", "revoked") else None,
        "closed_at": moment(rng, decided) if status == "approved" and rng.random() < 0.5 else None,
        "previous_id": rng.choice([None, *ids, "nobody"]) if rng.random() < 0.5 else None,
        "updated_at": max(STAMP, decided) + timedelta(seconds=rng.randint(0, 99)),
    }


def step_rows(rng: random.Random, approval: Row) -> list[Row]:
    rows = list[Row]()
    entered, turn = moment(rng, approval["created_at"]), 1
    for seq in range(1, rng.choice((1, 4, 8, 12))):
        action = rng.choice((None, "submit", "submit", "approve", "approve", *sorted(ACTIONS)))
        if action == "submit" and rng.random() < 0.5:
            turn += 1
        acted = None if action is None else moment(rng, entered)
        rows.append(
            {
                "source": "oa",
                "approval_id": approval["approval_id"],
                "seq": seq,
                "company_id": approval["company_id"],
                "created_at": approval["created_at"],
                "round": turn,
                "node": rng.choice(NODES),
                "actor_id": f"p{rng.randint(0, 3)}",
                "role": "approver",
                "action": action,
                "countersign": rng.choice((None, None, "all", "any")),
                "entered_at": entered,
                "acted_at": acted,
                "updated_at": STAMP + timedelta(seconds=rng.randint(0, 99)),
            }
        )
        if acted is not None and rng.random() < 0.7:
            entered = acted
    return rows


def world(rng: random.Random, size: int = 25) -> tuple[list[Row], list[Row]]:
    """Approvals and steps of a random world of one source and two companies."""
    ids = [f"A{n}" for n in range(size)]
    approvals = [approval_row(rng, n, [i for i in ids if i != f"A{n}"]) for n in range(size)]
    return approvals, [s for a in approvals for s in step_rows(rng, a)]
