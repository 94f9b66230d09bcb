"""Seven documents and eight steps of November 2026, small enough to work every number out by hand.

Calendar: Monday to Friday, 9-12 and 13-18. The time limit is 16 working hours; the pin is
Wednesday 11 November, 18:00.
"""

from decimal import Decimal

import polars as pl

from facts.definition import APPROVAL, APPROVAL_STEP
from metrics.frames import Frames
from tests.unit.metrics.world import approval, local, polars, step

PIN = local("2026-11-11 18:00")


def document(document_id: str, amount: str | None = None, **given: object) -> dict[str, object]:
    money = {"amount": Decimal(amount), "currency": "CNY"} if amount else {}
    return approval(document_id=document_id, **money, **given)


# the worked example of definitions.md
D1 = document(
    "D1", "100.00", status="approved", variant="head:return > head:approve", returns=1, submits=2,
    submitted_at=local("2026-11-06 17:00"), decided_at=local("2026-11-10 11:00"),
    due_at=local("2026-11-10 17:00"), applicant_minutes=180,
)  # fmt: skip
D2 = document(
    "D2", "50.00", status="running", current_node="head",
    submitted_at=local("2026-11-09 09:00"), due_at=local("2026-11-10 18:00"),
)  # fmt: skip
D3 = document(
    "D3", status="withdrawn", withdrawals=1, submitted_at=local("2026-11-09 09:00"),
    ended_at=local("2026-11-09 10:00"), due_at=local("2026-11-10 18:00"),
)  # fmt: skip
# and four more: rejected in 8 h, revoked, approved in 16 h and paid after 32 h, and a test
D4 = document(
    "D4", "30.00", status="rejected", rejects=1, variant="finance:reject", department_id="d2",
    submitted_at=local("2026-11-03 09:00"), decided_at=local("2026-11-04 09:00"),
    due_at=local("2026-11-04 18:00"),
)  # fmt: skip
D5 = document(
    "D5", "20.00", status="revoked", submitted_at=local("2026-11-02 09:00"),
    decided_at=local("2026-11-02 13:00"), ended_at=local("2026-11-02 13:00"),
    due_at=local("2026-11-03 18:00"),
)  # fmt: skip
D6 = document(
    "D6", "70.00", status="approved", variant="head:approve",
    submitted_at=local("2026-11-02 10:00"), decided_at=local("2026-11-04 10:00"),
    closed_at=local("2026-11-06 10:00"),
)  # fmt: skip
D7 = document(
    "D7", "9.00", status="approved", is_test=True, submitted_at=local("2026-11-02 09:00"),
    decided_at=local("2026-11-02 11:00"), due_at=local("2026-11-03 18:00"),
)  # fmt: skip


def act(document_id: str, seq: int, node: str, action: str | None, **given: object):
    role = {"head": "manager", "finance": "finance"}[node]
    return step(
        document_id=document_id, approval_id=document_id, seq=seq, node=node, role=role,
        action=action, **given,
    )  # fmt: skip


STEPS = (
    act("D1", 1, "head", "return_to_applicant", actor_id="h",  # 1 + 1 = 2 h
        entered_at=local("2026-11-06 17:00"), acted_at=local("2026-11-09 10:00")),
    act("D1", 2, "head", "approve", actor_id="h",  # 4 h
        entered_at=local("2026-11-09 14:00"), acted_at=local("2026-11-09 18:00")),
    act("D1", 3, "finance", "approve", actor_id="f1", wall=False,  # 1 h of two people's 2 h
        entered_at=local("2026-11-10 09:00"), acted_at=local("2026-11-10 10:00")),
    act("D1", 4, "finance", "approve", actor_id="f2",  # 2 h
        entered_at=local("2026-11-10 09:00"), acted_at=local("2026-11-10 11:00")),
    act("D4", 1, "finance", "reject", actor_id="f1", department_id="d2",  # 8 h
        entered_at=local("2026-11-03 09:00"), acted_at=local("2026-11-04 09:00")),
    act("D4", 2, "head", "cc", actor_id="h", department_id="d2", wall=False,
        entered_at=local("2026-11-04 09:00"), acted_at=local("2026-11-04 09:30")),
    act("D2", 1, "head", None, actor_id="h",
        entered_at=local("2026-11-09 09:00"), acted_at=None),
    act("D7", 1, "head", "approve", actor_id="h", is_test=True,
        entered_at=local("2026-11-02 09:00"), acted_at=local("2026-11-02 11:00")),
)  # fmt: skip


def frames(fact: str, *documents: dict[str, object]) -> Frames:
    """Polars frames of the given documents (all seven by default), or of the steps."""
    if fact == "approval_step":
        return polars(pl.DataFrame(STEPS, schema=APPROVAL_STEP.schema), PIN)
    rows = documents or (D1, D2, D3, D4, D5, D6, D7)
    return polars(pl.DataFrame(rows, schema=APPROVAL.schema), PIN)
