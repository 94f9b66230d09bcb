"""Random documents: the facts equal those of a naive, row by row reading."""

import random
from collections import defaultdict
from datetime import date
from typing import Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from facts.build import Built
from facts.references import References
from tests.unit.facts import naive
from tests.unit.facts.random_world import world
from tests.unit.facts.world import (
    calendar,
    calendar_rows,
    company,
    facts,
    promise,
    references,
)

FIRST, LAST = date(2026, 10, 26), date(2027, 1, 12)
CN = calendar_rows("cn", FIRST, LAST, off=frozenset({date(2026, 11, 4)}))
SHORT = calendar_rows("short", FIRST, LAST, hours=(480, 840, None, None))
COMPANIES = [company("c1"), company("c2", calendar_id="short", zone="Asia/Tokyo", is_test=True)]
SLA = [
    promise(300),
    promise(120, valid_from=date(2026, 11, 10)),
    promise(60, node="head"),
    promise(12_000, company_id="c2", valid_from=date(2026, 11, 20)),
    promise(240, valid_from=date(2026, 11, 25)),
]


def known() -> References:
    return references(COMPANIES, SLA, calendar(CN, SHORT))


CLOCKS = {"c1": naive.Minutes(CN, "Asia/Shanghai"), "c2": naive.Minutes(SHORT, "Asia/Tokyo")}


def promised(latest: dict[str, Any], on: date | None) -> int | None:
    if on is None or latest["process"] != "expense":
        return None
    if latest["company_id"] == "c2" and on >= date(2026, 11, 20):
        return 12_000
    if on >= date(2026, 11, 25):
        return 240
    return 120 if on >= date(2026, 11, 10) else 300


def check(approvals: list[dict[str, Any]], steps: list[dict[str, Any]], built: Built) -> None:
    by_approval = defaultdict[str, list[dict[str, Any]]](list)
    for row in steps:
        by_approval[row["approval_id"]].append(row)
    placed = naive.roots(approvals)
    depth = {key: value[1] for key, value in placed.items()}
    chains = defaultdict[str, list[dict[str, Any]]](list)
    for row in approvals:
        chains[placed[row["approval_id"]][0]].append(row)
    assert set(built.approval["document_id"]) == set(chains)
    step_facts = {
        (r["approval_id"], r["seq"]): r for r in built.approval_step.iter_rows(named=True)
    }
    assert len(step_facts) == len(steps)
    for got in built.approval.iter_rows(named=True):
        members = chains[got["document_id"]]
        latest = naive.ordered(members, by_approval, depth)[-1]
        clock = CLOCKS[latest["company_id"]]
        starts = [naive.submitted(m, by_approval[m["approval_id"]]) for m in members]
        first = min((s for s in starts if s), default=None)
        want = naive.document(
            members, by_approval, depth, promised(latest, clock.day(first)), clock
        )
        assert {name: got[name] for name in want} == want, got["document_id"]
        for member in members:
            own = by_approval[member["approval_id"]]
            for seq, fact in naive.step_facts(member, own, clock).items():
                row = step_facts[member["approval_id"], seq]
                assert {name: row[name] for name in fact} == fact, (member["approval_id"], seq)
                assert row["document_id"] == got["document_id"]
                assert row["company_id"] == latest["company_id"]
                assert row["department_id"] == latest["department_id"]


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32))
def test_random_documents_are_measured_as_by_hand(seed: int) -> None:
    approvals, steps = world(random.Random(seed))
    check(approvals, steps, facts(approvals, steps, known()))


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 2**32))
def test_the_order_of_input_rows_changes_nothing(seed: int) -> None:
    rng = random.Random(seed)
    approvals, steps = world(rng)
    first = facts(approvals, steps, known())
    rng.shuffle(approvals)
    rng.shuffle(steps)
    second = facts(approvals, steps, known())
    assert first.approval.equals(second.approval)
    assert first.approval_step.equals(second.approval_step)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 2**32))
def test_time_with_approvers_and_applicant_adds_up_to_the_cycle(seed: int) -> None:
    approvals, steps = world(random.Random(seed), size=60)
    decided = facts(approvals, steps, known()).approval.filter("is_decided")
    total = decided["approver_minutes"] + decided["applicant_minutes"]
    assert total.equals(decided["working_minutes"], check_names=False)
    assert (decided["approver_minutes"] >= 0).all()
    assert (decided["applicant_minutes"] >= 0).all()


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 2**32))
def test_a_submitted_document_is_in_exactly_one_state(seed: int) -> None:
    approvals, steps = world(random.Random(seed), size=60)
    rows = facts(approvals, steps, known()).approval
    states = ("is_running", "is_decided", "is_withdrawn", "is_revoked")
    count = pl.sum_horizontal(pl.col(s).cast(pl.Int64) for s in states)
    expected = pl.col("is_submitted").cast(pl.Int64)
    assert rows.filter(count != expected).is_empty()
    submitted = rows.filter("is_submitted")
    assert submitted.filter(pl.col("ended_at").is_null() != pl.col("is_running")).is_empty()
    flags = [n for n, t in rows.schema.items() if t == pl.Boolean]
    assert rows.select(pl.col(flags).null_count()).row(0) == (0,) * len(flags)
