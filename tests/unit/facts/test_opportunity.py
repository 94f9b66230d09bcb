"""Opportunities, and the stages they went through."""

from datetime import datetime
from typing import Any

import polars as pl

from facts import opportunity, opportunity_stage
from tests.unit.facts.recipes import Row, built, cny, day, only
from tests.unit.facts.world import at

DEAL: Row = {"opportunity_id": "D", "opportunity_no": "SJ1", "customer_id": "K", "owner_id": "p1"}
DEAL |= {"stage": "报价", "status": "open", "amount": "900.00", "probability": "0.5"}
DEAL |= {"created_at": at("2026-03-02 09:00"), "expected_on": "05-01"}


def stage(seq: int, name: str, entered: str, **more: Any) -> Row:
    row = {"opportunity_id": "D", "seq": seq, "stage": name, "entered_at": at(entered)}
    return row | {"currency": None} | more


WAY = [
    stage(1, "线索", "2026-03-02 10:00", amount="500.00", currency="CNY", probability="0.1"),
    stage(2, "方案", "2026-03-16 09:00", probability="0.3"),
    stage(3, "报价", "2026-04-06 09:00", amount="800.00", currency="CNY", probability="0.4"),
]


def deals(*rows: Row) -> pl.DataFrame:
    return built(opportunity.RECIPE, {"opportunities": list(rows)})


def stages(deal: Row, *rows: Row) -> pl.DataFrame:
    told = {"opportunities": [deal], "opportunity_stages": list(rows)}
    return built(opportunity_stage.RECIPE, told)


def pipeline(frame: pl.DataFrame, moment: datetime) -> list[tuple[Any, ...]]:
    """(stage, amount, weighted) of what was open at a moment."""
    opens, closes = pl.col("opens_at"), pl.col("closes_at")
    rows = frame.filter("is_pipeline", opens <= moment, closes.is_null() | (closes > moment))
    return rows.select("stage", "amount", "weighted_amount").rows()


def test_a_won_opportunity_took_its_working_days() -> None:
    won = DEAL | {"status": "won", "closed_at": at("2026-03-11 18:00"), "order_no": "XS1"}
    row = only(deals(won))
    assert (row["cycle_days"], row["cycle_calendar_days"]) == (7, 9)
    assert (row["created_on"], row["closed_on"]) == (day("03-02"), day("03-11"))
    assert row["is_won"]
    assert row["is_decided"]
    assert row["has_order"]
    assert row["booked_amount"] == cny("900.00")


def test_open_lost_and_cancelled_are_told_apart() -> None:
    closed = {"closed_at": at("2026-03-11 18:00")}
    lost = only(deals(DEAL | {"status": "lost"} | closed))
    assert lost["is_lost"]
    assert lost["is_decided"]
    gone = only(deals(DEAL | {"status": "cancelled"} | closed))
    assert gone["is_cancelled"]
    assert not gone["is_decided"]
    assert gone["cycle_days"] is None
    again = only(deals(DEAL | closed))  # opened again: the source left the old moment
    assert again["is_open"]
    assert (again["closed_on"], again["cycle_days"]) == (None, None)


def test_a_local_night_belongs_to_its_local_day() -> None:
    row = only(deals(DEAL | {"created_at": at("2026-03-02 00:30")}))
    assert row["created_on"] == day("03-02")


def test_another_currency_than_the_companys_stays_its_own() -> None:
    for row in (only(deals(DEAL | {"currency": "USD"})), *dollars().iter_rows(named=True)):
        assert (row["amount"], row["booked_amount"]) == (cny("900.00"), cny("900.00"))
        assert (row["is_booked"], row["booked_currency"]) == (True, "USD")
    assert not only(deals(DEAL | {"amount": None}))["is_booked"]


def dollars() -> pl.DataFrame:
    return stages(DEAL | {"currency": "USD"})


def test_an_opportunity_without_amount_is_told() -> None:
    row = only(deals(DEAL | {"amount": None, "currency": None}))
    assert not row["has_amount"]


def test_the_pipeline_is_right_at_every_past_instant() -> None:
    frame = stages(DEAL, *WAY)
    assert pipeline(frame, at("2026-03-02 08:59")) == []
    assert pipeline(frame, at("2026-03-02 09:00")) == [("线索", cny("500.00"), cny("50.00"))]
    assert pipeline(frame, at("2026-03-20 09:00")) == [("方案", cny("500.00"), cny("150.00"))]
    # of the stage it is in the opportunity itself speaks
    assert pipeline(frame, at("2026-05-20 09:00")) == [("报价", cny("900.00"), cny("450.00"))]
    assert frame["is_last"].to_list() == [False, False, True]
    first = only(frame, seq=1)
    assert (first["opens_on"], first["closes_on"]) == (day("03-02"), day("03-16"))
    assert (first["stage_days"], first["stage_calendar_days"]) == (10, 14)


def test_nothing_lasts_beyond_the_day_it_was_decided() -> None:
    won = DEAL | {"status": "won", "stage": "赢单", "closed_at": at("2026-04-20 10:00")}
    end = stage(4, "赢单", "2026-04-20 10:05")
    frame = stages(won, *WAY, end)
    assert pipeline(frame, at("2026-04-20 09:59")) == [("报价", cny("800.00"), cny("320.00"))]
    assert pipeline(frame, at("2026-04-20 10:00")) == []
    assert pipeline(frame, at("2026-05-01 10:00")) == []
    assert not only(frame, seq=4)["is_pipeline"]
    without = stages(won, *WAY)  # no stage of its own for winning
    assert pipeline(without, at("2026-04-20 09:59")) == [("报价", cny("800.00"), cny("320.00"))]
    assert pipeline(without, at("2026-04-20 10:00")) == []


def test_an_opportunity_that_tells_no_stages_is_in_its_own() -> None:
    frame = stages(DEAL)
    assert pipeline(frame, at("2026-03-02 09:00")) == [("报价", cny("900.00"), cny("450.00"))]
    assert frame["seq"].to_list() == [0]


def test_stages_without_amounts_have_the_opportunitys() -> None:
    won = DEAL | {"status": "won", "closed_at": at("2026-04-20 10:00")}
    frame = stages(won, stage(1, "线索", "2026-03-02 09:00"), stage(2, "方案", "2026-03-09 09:00"))
    assert frame["amount"].to_list() == [cny("900.00")] * 2
    assert frame["currency"].to_list() == ["CNY"] * 2


def test_a_cancelled_opportunity_is_in_no_pipeline() -> None:
    gone = DEAL | {"status": "cancelled", "closed_at": at("2026-04-20 10:00")}
    assert not stages(gone, *WAY)["is_pipeline"].any()


def test_stages_out_of_order_and_before_the_creation_do_not_overlap() -> None:
    rows = [
        stage(2, "方案", "2026-02-20 09:00"),
        stage(1, "线索", "2026-03-09 09:00"),
        stage(3, "报价", "2026-03-09 09:00"),
    ]
    frame = stages(DEAL, *rows)
    for moment in ("2026-03-02 09:00", "2026-03-09 08:59", "2026-03-09 09:00", "2026-06-01 09:00"):
        assert len(pipeline(frame, at(moment))) == 1, moment


def test_each_opportunity_has_a_first_and_a_last_stage_of_its_own() -> None:
    other = [row | {"opportunity_id": "E"} for row in WAY]
    told = {"opportunities": [DEAL, DEAL | {"opportunity_id": "E"}]}
    frame = built(opportunity_stage.RECIPE, told | {"opportunity_stages": [*WAY, *other]})
    assert frame["is_last"].to_list() == [False, False, True] * 2
    assert set(frame.filter(pl.col("seq") == 1)["opens_at"]) == {at("2026-03-02 09:00")}
