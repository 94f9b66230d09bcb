"""Stock between snapshots: values, what is short, what lies dead."""

from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest

from facts.stock_balance import RECIPE
from tests.unit.facts.recipes import Row, built, cny, only

c = pl.col
JAN, FEB, MAR = date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)
PLACE: Row = {"sku_id": "S", "warehouse_id": "W", "unit": "EA"}


def record(name: str, on: date, quantity: int, **more: Any) -> Row:
    row = {"balance_id": name, "balance_on": on, "quantity": quantity}
    return PLACE | row | {"amount": quantity * 10} | more


def move(kind: str, on: date, quantity: int = -1, **more: Any) -> Row:
    row = {"move_id": f"{kind}{on}", "kind": kind, "moved_on": on, "quantity": quantity}
    return PLACE | row | {"created_on": on} | more


def world(*records: Row, moves: list[Row] | None = None, **more: list[Row]) -> dict[str, list[Row]]:
    told = list(records)
    return {"stock_balances": told, "snapshots": told, "stock_moves": moves or []} | more


def at(fact: pl.DataFrame, on: date) -> pl.DataFrame:
    """The rows open at the end of a day."""
    return fact.filter((c("opens_on") <= on) & (c("closes_on").is_null() | (c("closes_on") > on)))


def first(*records: Row, **more: list[Row]) -> pl.DataFrame:
    """What the first snapshot says at its end."""
    return at(built(RECIPE, world(*records, **more)), JAN)


def test_a_snapshot_holds_until_the_next() -> None:
    issued = [move("issue", FEB)]
    fact = built(RECIPE, world(record("a", JAN, 5), record("b", FEB, 7), moves=issued))
    fact = fact.filter(~c("is_dead"))
    assert fact.select("balance_id", "opens_on", "closes_on", "quantity").rows() == [
        ("a", JAN, FEB, 5),
        ("b", FEB, FEB + timedelta(days=180), 7),
    ]
    assert fact["booked_amount"].to_list() == [cny("50"), cny("70")]


def test_what_the_next_snapshot_does_not_list_is_no_more() -> None:
    other = record("x", FEB, 1, sku_id="T")
    fact = built(RECIPE, world(record("a", JAN, 5), other))
    assert only(fact, balance_id="a")["closes_on"] == FEB
    assert at(fact, FEB)["sku_id"].to_list() == ["T"]


def test_another_warehouse_ends_nothing() -> None:
    other = record("x", FEB, 1, warehouse_id="V")
    fact = built(RECIPE, world(record("a", JAN, 5), other))
    assert at(fact, MAR)["balance_id"].to_list() == ["x", "a"]


def test_safety_stock_meets_the_sum_over_lots() -> None:
    lots = [record(lot, JAN, 40, lot=lot, safety_stock=100) for lot in ("p", "q", "r")]
    enough = first(*lots)
    assert (enough["is_below_safety"].sum(), enough["has_safety_stock"].sum()) == (0, 1)
    short = first(*lots[:2])
    assert short["is_below_safety"].sum() == short["is_first_of_sku"].sum() == 1
    assert short["shortage"].sum() == 20


def test_what_is_available_counts_where_it_is_told() -> None:
    told = record("a", JAN, 100, available=60, safety_stock=80)
    assert only(first(told))["shortage"] == 20
    untold = record("a", JAN, 100, safety_stock=80)
    row = only(first(untold))
    assert (row["available"], row["shortage"], row["is_below_safety"]) == (100, 0, False)


def test_the_safety_stock_of_the_sku_counts_where_the_warehouse_keeps_none() -> None:
    skus = [{"source": "hq", "sku_id": "S", "safety_stock": 9, "unit": "EA"}]
    assert only(first(record("a", JAN, 5), skus=skus))["shortage"] == 4
    own = record("a", JAN, 5, safety_stock=6)
    assert only(first(own, skus=skus))["shortage"] == 1
    skus[0]["unit"] = "BOX"
    row = only(first(record("a", JAN, 5), skus=skus))
    assert (row["has_safety_stock"], row["safety_stock"], row["shortage"]) == (False, None, None)


def test_units_are_never_added() -> None:
    lots = [record("p", JAN, 5, safety_stock=9), record("q", JAN, 1, unit="BOX", safety_stock=9)]
    fact = first(*lots)
    assert (fact["has_safety_stock"].sum(), fact["is_below_safety"].sum()) == (0, 0)


def test_stock_is_dead_after_180_days_without_an_issue_until_the_next() -> None:
    issued, again = date(2026, 1, 10), date(2026, 9, 1)
    moves = [move("issue", issued), move("issue", again), move("receipt", date(2026, 5, 1), 3)]
    fact = built(RECIPE, world(record("a", JAN, 5), moves=moves))
    dies = issued + timedelta(days=180)
    assert fact.select("opens_on", "closes_on", "is_dead", "last_issued_on").rows() == [
        (JAN, dies, False, issued),
        (dies, again, True, issued),
        (again, again + timedelta(days=180), False, again),
        (again + timedelta(days=180), None, True, again),
    ]
    assert fact["is_first_of_sku"].all()


def test_a_day_sooner_it_is_not_dead() -> None:
    fact = built(RECIPE, world(record("a", JAN, 5), moves=[move("issue", JAN)]))
    assert not only(at(fact, JAN + timedelta(days=179)))["is_dead"]
    assert only(at(fact, JAN + timedelta(days=180)))["is_dead"]


def test_what_was_never_issued_is_idle_since_it_was_first_seen() -> None:
    came = date(2025, 9, 1)
    fact = built(RECIPE, world(record("a", JAN, 5), moves=[move("receipt", came, 5)]))
    assert fact.select("opens_on", "is_dead").rows() == [
        (JAN, False),
        (came + timedelta(days=180), True),
    ]
    unseen = built(RECIPE, world(record("a", JAN, 5)))
    assert unseen["opens_on"].to_list() == [JAN, JAN + timedelta(days=180)]


def test_nothing_on_hand_is_never_dead() -> None:
    fact = built(RECIPE, world(record("a", JAN, 0)))
    assert (fact["is_dead"].any(), fact["is_on_hand"].any()) == (False, False)


@pytest.mark.parametrize("on", [JAN, FEB, MAR, date(2026, 8, 15), date(2026, 12, 31)])
def test_cut_pieces_never_count_twice(on: date) -> None:
    records = [record("a", JAN, 5), record("b", FEB, 7), record("c", FEB, 1, lot="X")]
    moves = [move("issue", date(2025, 8, 20)), move("issue", date(2026, 6, 1))]
    held = at(built(RECIPE, world(*records, moves=moves)), on)
    assert held["amount"].sum() == (50 if on < FEB else 80)
    assert held["balance_id"].is_unique().all()


def test_an_amount_may_be_unknown_or_in_another_currency() -> None:
    fact = built(
        RECIPE, world(record("a", JAN, 5, amount=None), record("b", FEB, 5, currency="USD"))
    )
    assert fact.unique("balance_id").sort("balance_id").select(
        "has_amount", "booked_amount"
    ).rows() == [
        (False, None),
        (True, None),
    ]
