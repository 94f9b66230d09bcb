"""What each action does to a document's clock, counts and waits, one hand-made case each."""

from datetime import date
from typing import Any

import pytest

from facts.build import Built
from tests.unit.facts.world import approval, at, facts, one, step, steps

DAY = "2026-11-02"  # a Monday
SUBMIT = ("submit", "apply", "p0", f"{DAY} 09:00", f"{DAY} 09:00")


def t(clock: str) -> str:
    return f"{DAY} {clock}"


def of(status: str, *acts: tuple[Any, ...], **more: Any) -> Built:
    header = {"submitted_at": t("09:00")} | more
    if status in ("approved", "rejected", "revoked"):
        header = {"decided_at": t("17:00")} | header
    return facts([approval("A", status, **header)], steps("A", SUBMIT, *acts))


def test_approve_decides_at_the_act_not_at_what_the_header_says() -> None:
    a = one(of("approved", ("approve", "head", "p1", t("09:00"), t("10:00"))))
    assert a["decided_at"] == at(t("10:00"))
    assert (a["working_minutes"], a["approver_minutes"], a["applicant_minutes"]) == (60, 60, 0)
    assert a["first_pass"]
    assert a["was_approved"]
    assert a["approved_on"] == a["decided_on"] == date(2026, 11, 2)
    assert a["variant"] == "apply:submit > head:approve"


def test_without_a_deciding_step_the_header_decides() -> None:
    a = one(facts([approval("A", "approved", submitted_at=t("09:00"), decided_at=t("11:00"))]))
    assert (a["working_minutes"], a["submits"], a["variant"]) == (120, 1, None)
    assert a["first_pass"]


def test_approvals_on_the_way_do_not_decide_a_running_document() -> None:
    built = of(
        "running",
        ("approve", "head", "p1", t("09:00"), t("10:00")),
        (None, "finance", "p2", t("10:00"), None),
    )
    a = one(built)
    assert a["is_running"]
    assert a["decided_at"] is a["ended_at"] is a["working_minutes"] is None
    assert (a["current_node"], a["current_actor_id"]) == ("finance", "p2")
    assert a["current_entered_pos"] - a["submitted_pos"] == 60
    waiting = step(built, 3)
    assert not waiting["is_acted"]
    assert waiting["wait_minutes"] is waiting["wall_minutes"] is None


def test_reject_decides() -> None:
    built = of("rejected", ("reject", "head", "p1", t("09:00"), t("10:00")))
    a = one(built)
    assert a["is_decided"]
    assert not a["is_approved"]
    assert not a["first_pass"]
    assert (a["rejects"], a["working_minutes"], a["applicant_minutes"]) == (1, 60, 0)
    assert a["approved_on"] is None
    assert step(built, 2)["is_reject"]
    assert step(built, 2)["is_verdict"]


def test_a_rejection_answered_by_a_new_submission_gives_the_time_to_the_applicant() -> None:
    second = steps(
        "B",
        ("submit", "apply", "p0", t("11:00"), t("11:00")),
        ("approve", "head", "p1", t("11:00"), t("14:00")),
    )
    built = facts(
        [
            approval("A", "rejected", submitted_at=t("09:00"), decided_at=t("10:00")),
            approval(
                "B",
                "approved",
                previous_id="A",
                submitted_at=t("11:00"),
                decided_at=t("14:00"),
                created_at=t("10:30"),
                title="Again",
                department_id="d2",
            ),
        ],
        [*steps("A", SUBMIT, ("reject", "head", "p1", t("09:00"), t("10:00"))), *second],
    )
    assert built.approval.height == 1
    a = one(built)
    assert (a["latest_approval_id"], a["title"], a["department_id"]) == ("B", "Again", "d2")
    assert a["created_at"] == at(t("08:30"))
    assert (a["submits"], a["rejects"]) == (2, 1)
    assert a["is_approved"]
    assert not a["first_pass"]
    assert (a["working_minutes"], a["approver_minutes"], a["applicant_minutes"]) == (240, 180, 60)
    assert step(built, 1, "B")["document_id"] == "A"
    assert step(built, 1, "B")["created_at"] == at(t("10:30"))


def test_a_draft_of_a_resubmission_does_not_undo_the_rejection() -> None:
    built = facts(
        [
            approval("A", "rejected", submitted_at=t("09:00"), decided_at=t("10:00")),
            approval("B", "draft", previous_id="A", created_at=t("10:30")),
        ]
    )
    a = one(built)
    assert (a["latest_approval_id"], a["status"], a["is_decided"]) == ("A", "rejected", True)


def test_return_to_applicant_counts_and_stops_the_approvers_clock() -> None:
    built = of(
        "approved",
        ("return_to_applicant", "head", "p1", t("09:00"), t("10:00")),
        ("submit", "apply", "p0", t("10:00"), t("11:30"), {"round": 2}),
        ("approve", "head", "p1", t("11:30"), t("13:30"), {"round": 2}),
    )
    a = one(built)
    assert (a["returns"], a["submits"], a["has_return"], a["first_pass"]) == (1, 2, True, False)
    assert (a["working_minutes"], a["approver_minutes"], a["applicant_minutes"]) == (210, 120, 90)
    assert [step(built, n)["wall_minutes"] for n in (1, 2, 3, 4)] == [None, 60, None, 60]


def test_while_returned_the_document_waits_at_the_applicant() -> None:
    built = of(
        "running",
        ("return_to_applicant", "head", "p1", t("09:00"), t("10:00")),
        (None, "head", "p2", t("09:00"), None),
        (None, "apply", "p0", t("10:00"), None),
    )
    assert (one(built)["current_node"], one(built)["current_actor_id"]) == ("apply", "p0")


def test_return_to_node_is_a_return_and_the_next_entry_another_visit() -> None:
    built = of(
        "approved",
        ("approve", "head", "p1", t("09:00"), t("10:00")),
        ("return_to_node", "board", "p2", t("10:00"), t("11:00")),
        ("approve", "head", "p1", t("11:00"), t("11:30")),
        ("approve", "board", "p2", t("11:30"), t("12:00")),
    )
    a = one(built)
    assert (a["returns"], a["submits"]) == (1, 1)
    assert (a["approver_minutes"], a["applicant_minutes"]) == (180, 0)
    assert [step(built, n)["wall_minutes"] for n in (2, 3, 4, 5)] == [60, 60, 30, 30]


def test_withdraw_ends_without_a_decision() -> None:
    a = one(of("withdrawn", ("withdraw", "apply", "p0", t("10:00"), t("10:00"))))
    assert a["is_withdrawn"]
    assert not a["is_decided"]
    assert (a["withdrawals"], a["working_minutes"]) == (1, None)
    assert a["ended_at"] == at(t("10:00"))


def test_withdrawn_and_submitted_again_is_decided_but_not_first_pass() -> None:
    a = one(
        of(
            "approved",
            ("withdraw", "apply", "p0", t("10:00"), t("10:00")),
            ("submit", "apply", "p0", t("11:00"), t("11:00"), {"round": 2}),
            ("approve", "head", "p1", t("11:00"), t("12:00"), {"round": 2}),
        )
    )
    assert (a["is_decided"], a["first_pass"], a["withdrawals"]) == (True, False, 1)
    assert (a["approver_minutes"], a["applicant_minutes"]) == (120, 60)


def test_revoke_takes_an_approval_back_out_of_the_cycle() -> None:
    a = one(
        of(
            "revoked",
            ("approve", "head", "p1", t("09:00"), t("10:00")),
            ("revoke", "apply", "p0", t("16:00"), t("16:00")),
        )
    )
    assert (a["is_revoked"], a["was_approved"], a["is_decided"], a["is_approved"]) == (
        *(True, True),
        *(False, False),
    )
    assert a["approved_on"] == date(2026, 11, 2)
    assert a["working_minutes"] is None
    assert a["ended_at"] == a["decided_at"] == at(t("10:00"))


@pytest.mark.parametrize("action", ["transfer", "delegate"])
def test_a_wait_goes_on_with_the_next_actor(action: str) -> None:
    built = of(
        "approved",
        (action, "head", "p1", t("09:00"), t("10:00")),
        (action, "head", "p2", t("10:00"), t("11:00")),
        ("approve", "head", "p3", t("11:00"), t("11:30")),
    )
    assert [step(built, n)["is_acted"] for n in (2, 3, 4)] == [False, False, True]
    assert [step(built, n)["wait_minutes"] for n in (2, 3, 4)] == [None, None, 150]
    assert [step(built, n)["wall_minutes"] for n in (2, 3, 4)] == [None, None, 150]
    assert "head:" + action in one(built)["variant"]


def test_an_open_step_after_a_transfer_has_waited_since_before_it() -> None:
    built = of(
        "running",
        ("transfer", "head", "p1", t("09:00"), t("10:00")),
        (None, "head", "p2", t("10:00"), None),
    )
    a = one(built)
    assert (a["current_actor_id"], a["current_entered_pos"]) == ("p2", a["submitted_pos"])


def test_a_transfer_among_countersigners_goes_to_its_own_successor() -> None:
    both = {"countersign": "all"}
    built = of(
        "approved",
        ("transfer", "head", "p1", t("09:00"), t("10:00"), both),
        ("countersign", "head", "p2", t("09:30"), t("10:30"), both),
        ("countersign", "head", "p3", t("10:00"), t("11:00"), both),
    )
    assert [step(built, n)["wait_minutes"] for n in (3, 4)] == [60, 120]


def test_all_countersigners_person_time_each_and_wall_time_once() -> None:
    both = {"countersign": "all"}
    built = of(
        "approved",
        ("countersign", "head", "p1", t("09:00"), t("10:00"), both),
        ("countersign", "head", "p2", t("09:30"), t("11:30"), both),
    )
    assert [step(built, n)["wait_minutes"] for n in (2, 3)] == [60, 120]
    assert [step(built, n)["wall_minutes"] for n in (2, 3)] == [None, 150]
    assert all(step(built, n)["is_verdict"] for n in (2, 3))
    assert one(built)["decided_at"] == at(t("11:30"))


def test_while_one_of_all_countersigners_is_missing_there_is_no_wall_time() -> None:
    both = {"countersign": "all"}
    built = of(
        "running",
        ("countersign", "head", "p1", t("09:00"), t("10:00"), both),
        (None, "head", "p2", t("09:00"), None, both),
        (None, "head", "p3", t("08:50"), None, both),
    )
    assert step(built, 2)["wall_minutes"] is None
    assert one(built)["current_actor_id"] == "p3"


def test_any_one_countersigner_ends_the_node() -> None:
    any_one = {"countersign": "any"}
    built = of(
        "running",
        ("approve", "head", "p1", t("09:00"), t("10:00"), any_one),
        ("approve", "head", "p2", t("09:00"), t("11:00"), any_one),
        (None, "head", "p3", t("09:00"), None, any_one),
        (None, "board", "p4", t("10:00"), None),
    )
    assert [step(built, n)["wall_minutes"] for n in (2, 3)] == [60, None]
    assert [step(built, n)["wait_minutes"] for n in (2, 3)] == [60, 120]
    assert one(built)["current_node"] == "board"


def test_add_sign_is_an_act_that_ends_a_wait() -> None:
    built = of(
        "approved",
        ("add_sign", "head", "p1", t("09:00"), t("10:00")),
        ("approve", "head", "p2", t("10:00"), t("11:00")),
    )
    assert [step(built, n)["wait_minutes"] for n in (2, 3)] == [60, 60]
    assert [step(built, n)["is_verdict"] for n in (2, 3)] == [False, True]
    assert [step(built, n)["wall_minutes"] for n in (2, 3)] == [None, 120]


def test_auto_approve_decides_but_nobody_waited() -> None:
    built = of("approved", ("auto_approve", "head", None, t("09:00"), t("09:00")))
    assert one(built)["decided_at"] == at(t("09:00"))
    auto = step(built, 2)
    assert not auto["is_acted"]
    assert not auto["is_verdict"]
    assert auto["wait_minutes"] is auto["wall_minutes"] is None
    assert one(built)["variant"] == "apply:submit > head:auto_approve"


@pytest.mark.parametrize("action", ["cc", "remind", "comment"])
def test_reading_reminding_and_commenting_change_nothing(action: str) -> None:
    built = of(
        "approved",
        (action, "head", "p9", t("09:10"), t("16:00")),
        ("approve", "head", "p1", t("09:00"), t("10:00")),
    )
    a = one(built)
    assert (a["decided_at"], a["variant"]) == (at(t("10:00")), "apply:submit > head:approve")
    assert step(built, 2)["wait_minutes"] is None
    assert step(built, 3)["wall_minutes"] == 60


def test_a_draft_is_a_row_that_counts_nowhere() -> None:
    a = one(facts([approval("A", "draft")]))
    flags = ("is_submitted", "is_running", "is_decided", "is_withdrawn", "is_revoked")
    assert not any(a[flag] for flag in flags)
    assert a["submitted_at"] is a["ended_at"] is a["due_at"] is None


def test_closing_is_its_own_time() -> None:
    built = of(
        "approved",
        ("approve", "head", "p1", t("09:00"), t("10:00")),
        closed_at="2026-11-03 09:30",
    )
    a = one(built)
    assert (a["closing_minutes"], a["closing_calendar_minutes"]) == (510, 24 * 60 + 30)
    assert (a["working_minutes"], a["calendar_minutes"]) == (60, 60)
    assert a["closed_on"] == date(2026, 11, 3)
