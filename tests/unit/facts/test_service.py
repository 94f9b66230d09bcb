"""Complaints and what customers answer when they are asked."""

import polars as pl

from facts import complaint, survey
from tests.unit.facts.recipes import Row, built, day, only
from tests.unit.facts.world import at

COMPLAINT: Row = {"complaint_id": "C", "customer_id": "K", "status": "open", "severity": "high"}
COMPLAINT |= {"created_at": at("2026-03-06 17:00"), "order_no": "XS1", "owner_id": "p1"}
SURVEY: Row = {"survey_id": "S", "customer_id": "K", "created_at": at("2026-03-06 17:00")}


def complaints(**said: object) -> Row:
    return only(built(complaint.RECIPE, {"complaints": [COMPLAINT | said]}))


def surveys(*rows: Row) -> pl.DataFrame:
    return built(survey.RECIPE, {"surveys": [SURVEY | row for row in rows]})


def test_response_and_resolution_take_working_time() -> None:
    row = complaints(
        status="resolved",
        responded_at=at("2026-03-09 10:00"),  # Friday 17:00 to Monday 10:00
        resolved_at=at("2026-03-10 14:00"),
    )
    assert row["response_minutes"] == 60 + 60
    assert row["resolution_minutes"] == 60 + 480 + 180 + 60
    assert row["response_calendar_minutes"] == 65 * 60
    assert (row["opens_on"], row["closes_on"]) == (day("03-06"), day("03-10"))
    assert row["is_responded"]
    assert row["is_resolved"]
    assert row["has_order"]


def test_an_open_complaint_has_not_ended() -> None:
    row = complaints()
    assert row["is_open"]
    assert not row["is_responded"]
    assert (row["closes_at"], row["resolution_minutes"]) == (None, None)


def test_what_was_solved_at_once_was_answered_at_once() -> None:
    row = complaints(status="resolved", resolved_at=at("2026-03-06 17:30"))
    assert row["is_responded"]
    assert row["response_minutes"] == row["resolution_minutes"] == 30


def test_a_complaint_opened_again_is_open() -> None:
    row = complaints(resolved_at=at("2026-03-06 17:30"), responded_at=at("2026-03-06 17:10"))
    assert row["is_open"]
    assert (row["closes_at"], row["resolved_on"]) == (None, None)
    assert row["response_minutes"] == 10


def test_a_cancelled_complaint_was_never_open() -> None:
    row = complaints(status="cancelled", responded_at=at("2026-03-06 17:30"))
    assert row["is_cancelled"]
    assert not row["is_complaint"]
    assert not row["is_responded"]
    assert row["opens_on"] is None


def test_a_moment_no_calendar_knows_has_a_day_and_no_position() -> None:
    row = complaints(status="resolved", resolved_at=at("2031-01-01 10:00"))
    assert row["resolved_on"].year == 2031  # by this day the group stands aside
    assert (row["resolved_pos"], row["resolution_minutes"]) == (None, None)
    assert row["created_pos"] is not None


def test_only_answers_have_a_score() -> None:
    frame = surveys(
        {"answered_at": at("2026-03-07 00:30"), "score": 5},
        {"survey_id": "T", "answered_at": at("2026-03-07 00:30"), "score": 4, "order_no": "XS"},
        {"survey_id": "U", "score": 5},
        {"survey_id": "V"},
    )
    assert frame["is_answered"].to_list() == [True, True, False, False]
    assert frame["is_top_box"].to_list() == [True, False, False, False]
    assert frame["score"].to_list() == [5, 4, None, None]
    assert frame["answered_on"].to_list() == [day("03-07"), day("03-07"), None, None]
    assert frame["has_order"].to_list() == [False, True, False, False]
