"""However stock moves and dies, its balances say what the newest snapshot says."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from facts.stock_balance import RECIPE as BALANCES
from facts.stock_count import RECIPE as COUNTS
from tests.unit.facts.recipes import Row, built
from tests.unit.facts.test_stock_balance import at, move, record, world
from tests.unit.facts.test_stock_count import count, parts

FIRST = date(2026, 1, 1)
DAYS = st.integers(0, 700).map(lambda n: FIRST + timedelta(days=n))
PLACES = st.tuples(st.sampled_from("ST"), st.sampled_from("WV"), st.sampled_from((None, "X")))


@settings(max_examples=40, deadline=None)
@given(
    snapshots=st.lists(st.tuples(DAYS, PLACES, st.integers(0, 9)), max_size=10),
    issued=st.lists(st.tuples(DAYS, PLACES), max_size=8),
    on=DAYS,
)
def test_at_any_instant_stock_is_what_the_newest_snapshot_of_each_warehouse_says(
    snapshots: list[Any], issued: list[Any], on: date
) -> None:
    records = [
        record(f"B{n}", day, quantity, sku_id=sku, warehouse_id=house, lot=lot, safety_stock=5)
        for n, (day, (sku, house, lot), quantity) in enumerate(snapshots)
    ]
    moves = [
        move("issue", day, sku_id=sku, warehouse_id=house, move_id=f"M{n}")
        for n, (day, (sku, house, _)) in enumerate(issued)
    ]
    held = at(built(BALANCES, world(*records, moves=moves)), on)
    expected = [row for house in "WV" for row in _newest(records, house, on)]
    assert sorted(held["balance_id"]) == sorted(row["balance_id"] for row in expected)
    assert held["booked_amount"].sum() == sum(row["amount"] for row in expected)
    pairs = {(row["sku_id"], row["warehouse_id"]) for row in expected}
    assert held["is_first_of_sku"].sum() == len(pairs)
    dead = {pair for pair in pairs if not _active(pair, records, moves, on)}
    told = held.filter("is_dead").select("sku_id", "warehouse_id").rows()
    stocked = {(r["sku_id"], r["warehouse_id"]) for r in expected if r["quantity"]}
    assert set(told) == dead & stocked


def _newest(records: list[Row], house: str, on: date) -> list[Row]:
    own = [row for row in records if row["warehouse_id"] == house and row["balance_on"] <= on]
    last = max((row["balance_on"] for row in own), default=None)
    return [row for row in own if row["balance_on"] == last]


def _active(pair: tuple[str, str], records: list[Row], moves: list[Row], on: date) -> bool:
    """Whether something was issued, or it was first seen, less than 180 days before."""
    own = [r for r in (*records, *moves) if (r["sku_id"], r["warehouse_id"]) == pair]
    days = [r.get("moved_on") or r["balance_on"] for r in own]
    issued = [r["moved_on"] for r in own if "moved_on" in r and r["moved_on"] <= on]
    return (on - max([min(days), *issued])).days < 180


@settings(max_examples=30, deadline=None)
@given(
    pairs=st.lists(
        st.tuples(st.integers(0, 300), st.integers(0, 300), st.sampled_from("ABC")), max_size=12
    )
)
def test_counts_add_up_whatever_was_found(pairs: list[tuple[int, int, str]]) -> None:
    counts = [
        count(book, found, f"L{n}", abc_class=abc) for n, (book, found, abc) in enumerate(pairs)
    ]
    fact = built(COUNTS, parts(*counts))
    shares = {"A": Decimal("0.002"), "B": Decimal("0.01"), "C": Decimal("0.05")}
    within = sum(abs(found - book) <= shares[abc] * book for book, found, abc in pairs)
    assert fact["is_within_tolerance"].sum() == within
    assert fact["difference"].sum() == sum(found - book for book, found, _ in pairs)
    assert fact["absolute_value"].sum() == sum(
        Decimal("2.5") * abs(found - book) for book, found, _ in pairs
    )
    assert fact.filter(pl.col("is_exact") & ~pl.col("is_within_tolerance")).is_empty()
