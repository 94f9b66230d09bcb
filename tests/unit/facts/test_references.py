"""Companies, promised times and chains: what is chosen, and what is refused by name."""

from datetime import date
from typing import Any

import pytest

from facts.errors import CalendarConflict
from tests.unit.facts.world import approval, at, company, facts, one, promise, references, steps

SUBMITTED = {"submitted_at": "2026-11-02 09:00"}


def due_minutes(*sla: dict[str, Any], **more: Any) -> int | None:
    built = facts([approval(**SUBMITTED | more)], known=references(sla=list(sla)))
    a = one(built)
    return None if a["due_pos"] is None else a["due_pos"] - a["submitted_pos"]


def test_the_newest_promise_on_the_day_of_submission_counts() -> None:
    sla = [
        promise(100, valid_from=date(2026, 1, 1)),
        promise(200, valid_from=date(2026, 11, 2)),
        promise(300, valid_from=date(2026, 11, 3)),
    ]
    assert due_minutes(*sla) == 200
    assert due_minutes(*sla, submitted_at="2026-11-01 23:59") == 100


def test_the_day_is_the_companys_not_utc() -> None:
    sla = [promise(100, valid_from=date(2026, 1, 1)), promise(200, valid_from=date(2026, 11, 3))]
    assert due_minutes(*sla, submitted_at="2026-11-03 00:10") == 200


def test_a_promise_for_the_company_beats_the_general_one() -> None:
    special = promise(50, company_id="c1")
    assert due_minutes(special, promise(100, valid_from=date(2026, 6, 1))) == 50
    assert due_minutes(promise(50, company_id="c2"), promise(100)) == 100


def test_a_promise_of_the_same_source_beats_anothers_and_another_is_better_than_none() -> None:
    assert (
        due_minutes(promise(70, source="rules", valid_from=date(2026, 6, 1)), promise(100)) == 100
    )
    assert due_minutes(promise(70, source="rules")) == 70


def test_no_promise_is_no_due_date() -> None:
    assert due_minutes() is None
    assert due_minutes(promise(10, node="head"), promise(10, process="travel")) is None
    assert due_minutes(promise(10, valid_from=date(2026, 11, 3))) is None
    a = one(facts([approval(**SUBMITTED)], known=references(sla=[])))
    assert (a["has_sla"], a["decided_in_time"], a["due_on"]) == (False, False, None)


def test_a_due_moment_past_the_calendar_is_not_known_yet() -> None:
    a = one(facts([approval(submitted_at="2026-12-31 17:00")]))
    assert (a["has_sla"], a["due_at"], a["due_on"]) == (True, None, None)
    assert a["due_pos"] - a["submitted_pos"] == 960


def test_a_company_described_by_another_source_is_found_unless_sources_disagree() -> None:
    hr = company(source="hr", calendar_id="cn")
    assert one(facts([approval(**SUBMITTED)], known=references([hr])))["calendar_id"] == "cn"
    other = company(source="crm", is_test=True)
    (unsure,) = facts([approval(**SUBMITTED)], known=references([hr, other])).left_out.to_dicts()
    assert (unsure["reason"], unsure["company_id"]) == ("unknown_company", "c1")
    own = references([hr, other, company(is_test=True)])
    assert one(facts([approval(**SUBMITTED)], known=own))["is_test"]


def test_one_calendar_in_two_zones_is_refused() -> None:
    with pytest.raises(CalendarConflict, match="cn"):
        references([company("c1"), company("c2", zone="Asia/Tokyo")])


def chain(*links: tuple[str, str | None]) -> dict[str, str]:
    rows = [
        approval(name, previous_id=before, created_at=f"2026-11-{n:02} 09:00")
        | {"submitted_at": at(f"2026-11-{n:02} 10:00")}
        for n, (name, before) in enumerate(links, start=2)
    ]
    acts = [
        r for name, _ in links for r in steps(name, (None, "head", "p1", "2026-11-02 09:00", None))
    ]
    built = facts(rows, acts)
    assert set(built.approval["document_id"]) == set(built.approval_step["document_id"])
    return dict(built.approval_step.select("approval_id", "document_id").iter_rows())


def test_a_chain_is_one_document_named_by_its_first_approval() -> None:
    assert chain(("A", None), ("B", "A"), ("C", "B")) == dict.fromkeys("ABC", "A")


def test_a_fork_is_one_document() -> None:
    assert chain(("A", None), ("B", "A"), ("C", "A"), ("D", "C")) == dict.fromkeys("ABCD", "A")


def test_a_missing_predecessor_starts_a_document() -> None:
    assert chain(("B", "gone"), ("C", "B"), ("D", "gone")) == {"B": "B", "C": "B", "D": "D"}


def test_a_circle_starts_at_its_earliest_member() -> None:
    assert chain(("C", "B"), ("A", "C"), ("B", "A"), ("D", "A")) == dict.fromkeys("ABCD", "C")


def test_ids_of_two_sources_are_never_one_document() -> None:
    rows = [approval("A", **SUBMITTED), approval("B", previous_id="A", source="crm", **SUBMITTED)]
    assert sorted(facts(rows).approval["document_id"]) == ["A", "B"]


def test_steps_without_an_approval_are_told_not_built() -> None:
    built = facts(
        [approval("A", **SUBMITTED)], steps("Z", (None, "head", "p1", "2026-11-02 09:00", None))
    )
    assert built.approval_step.is_empty()
    assert built.orphans.rows() == [("oa", "Z", 1)]


def test_facts_have_exactly_the_promised_columns() -> None:
    from facts.definition import APPROVAL, APPROVAL_STEP

    for built in (facts([approval(**SUBMITTED)]), facts([])):
        assert built.approval.schema == APPROVAL.schema
        assert built.approval_step.schema == APPROVAL_STEP.schema
