"""The worked example of the catalogue from table rows on: through the facts to the numbers."""

import polars as pl
import pytest

from facts.build import build
from facts.references import References
from metrics.definition import Cut
from metrics.measure import measure
from metrics.registry import METRICS
from tables.registry import TABLES
from tests.examples.metrics.documents import PIN
from tests.unit.metrics.world import calendar_day, local, polars

OLD = local("2026-01-01 00:00")
NOVEMBER = Cut(start="2026-11-01", end="2026-12-01")


def table(name: str, *rows: dict[str, object]) -> pl.DataFrame:
    common = {"source": "oa", "company_id": "c1", "updated_at": PIN}
    return pl.DataFrame([common | row for row in rows], schema=TABLES[name].schema)


def approval(approval_id: str, status: str, submitted: str, decided: str | None = None):
    created = local(submitted)
    return {
        "approval_id": approval_id, "process": "travel", "status": status, "created_at": created,
        "submitted_at": created, "decided_at": local(decided) if decided else None,
        "department_id": "d1", "applicant_id": "p1",
    }  # fmt: skip


def step(
    approval_id: str, seq: int, round_: int, action: str | None, entered: str, acted: str = ""
):
    return {
        "approval_id": approval_id, "seq": seq, "round": round_, "created_at": local(entered),
        "node": "start" if action in ("submit", "withdraw") else "head", "actor_id": "h",
        "role": "manager", "action": action, "entered_at": local(entered),
        "acted_at": local(acted or entered) if action else None,
    }  # fmt: skip


@pytest.fixture(scope="module")
def facts():
    companies = table("companies", {"name": "c", "zone": "Asia/Shanghai", "calendar_id": "five"})
    sla = table(
        "process_sla",
        {"process": "travel", "node": "*", "minutes": 960, "valid_from": OLD.date()},
    )
    approvals = table(
        "approvals",
        approval("D1", "approved", "2026-11-06 17:00", "2026-11-10 11:00"),
        approval("D2", "running", "2026-11-09 09:00"),
        approval("D3", "withdrawn", "2026-11-09 09:00"),
    )
    steps = table(
        "approval_steps",
        step("D1", 1, 1, "submit", "2026-11-06 17:00"),
        step("D1", 2, 1, "return_to_applicant", "2026-11-06 17:00", "2026-11-09 10:00"),
        step("D1", 3, 2, "submit", "2026-11-09 14:00"),
        step("D1", 4, 2, "approve", "2026-11-09 14:00", "2026-11-10 11:00"),
        step("D2", 1, 1, "submit", "2026-11-09 09:00"),
        step("D2", 2, 1, None, "2026-11-09 09:00"),
        step("D3", 1, 1, "submit", "2026-11-09 09:00"),
        step("D3", 2, 1, "withdraw", "2026-11-09 10:00"),
    )
    built = build(approvals, steps, References.of(companies, sla, calendar_day()))
    return {
        "approval": polars(built.approval, PIN),
        "approval_step": polars(built.approval_step, PIN),
    }


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("cycle_time", 11.0),
        ("approver_time", 8.0),
        ("applicant_time", 3.0),
        ("cycle_calendar_time", 90.0),
        ("on_time_rate", 50.0),
        ("on_time_closed", 100.0),
        ("withdrawal_rate", 100 / 3),
        ("return_rate", 100.0),
        ("first_pass_yield", 0.0),
        ("submissions_per_document", 2.0),
        ("submitted", 3),
        ("decided", 1),
        ("in_flight", 1),
        ("overdue", 1),
        ("oldest_age", 24.0),
        ("node_wait_mean", 4.0),  # 2 h until the return, 6 h until the approval
        ("rejection_rate", 0.0),
    ],
)
def test_the_worked_example(facts, name: str, value: float):
    metric = METRICS[f"approval.{name}"]
    rows = measure(metric, NOVEMBER, facts[metric.fact.name]).rows
    assert rows["value"].to_list() == pytest.approx([value])


def test_due_moments_are_those_of_the_example(facts):
    """16 working hours: D1 is due on Tuesday at 17:00, D2 on Tuesday at 18:00."""
    rows = facts["approval"].fact.collect()
    due = dict(rows.select("document_id", "due_at").rows())
    assert due["D1"] == local("2026-11-10 17:00")
    assert due["D2"] == local("2026-11-10 18:00")


def test_the_variant_is_the_sequence_of_node_and_action(facts):
    rows = measure(METRICS["approval.variants"], Cut(by=("variant",)), facts["approval"]).rows
    path = "start:submit > head:return_to_applicant > start:submit > head:approve"
    assert rows.select("variant", "value").rows() == [(path, 1)]
