"""What is ordered and not yet shipped, at any instant."""

from decimal import Decimal
from typing import Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from facts.backlog import RECIPE
from tests.unit.facts.recipes import at_day, built, cny, day, only
from tests.unit.facts.test_sales_order import LINE, ORDER, orders, sent


def backlog(frame: pl.DataFrame, text: str) -> tuple[Any, Any, int]:
    """Quantity, net amount and number of lines open at the end of a day."""
    rows = at_day(frame, text)
    return rows["quantity"].sum(), rows["amount_net"].sum(), rows["is_first_entry"].sum()


def test_each_shipment_takes_its_part_off() -> None:
    frame = built(RECIPE, orders(shipments=[sent("a", 4, "03-09"), sent("b", 6, "03-11")]))
    assert backlog(frame, "03-01") == (0, 0, 0)
    assert backlog(frame, "03-02") == (10, 100, 1)
    assert backlog(frame, "03-09") == (6, 60, 1)
    assert backlog(frame, "03-11") == (0, 0, 0)
    assert frame["closes_on"].to_list() == [day("03-11")] * 3
    assert only(frame, entry_id="a")["booked_net"] == cny("-40.00")
    assert frame["is_booked"].all()


def test_lines_leave_the_backlog_each_by_their_own_shipments() -> None:
    lines = [LINE | {"order_line_id": name} for name in ("L1", "L2")]
    shipments = [sent(name, 6, "03-09", order_line_id=name) for name in ("L1", "L2")]
    frame = built(RECIPE, orders(shipments=shipments) | {"sales_order_lines": lines})
    assert backlog(frame, "03-09") == (8, 80, 2)


def test_thirds_leave_no_cent_behind() -> None:
    line = LINE | {"quantity": 3, "amount_net": "100.00"}
    shipments = [sent(name, 1, f"03-0{number}") for number, name in enumerate("abc", start=3)]
    frame = built(RECIPE, orders(shipments=shipments) | {"sales_order_lines": [line]})
    assert frame["amount_net"].to_list() == [
        cny("100.00"),
        cny("-33.33"),
        cny("-33.34"),
        cny("-33.33"),
    ]
    assert backlog(frame, "03-04") == (1, cny("33.33"), 1)


def test_more_than_ordered_takes_off_no_more_than_was_ordered() -> None:
    frame = built(RECIPE, orders(shipments=[sent("a", 8, "03-09"), sent("b", 5, "03-11")]))
    assert frame["quantity"].sum() == 0
    assert frame["amount_net"].sum() == 0


def test_returns_and_cancelled_shipments_change_nothing() -> None:
    shipments = [sent("a", 4, "03-09"), sent("b", -4, "03-10"), sent("c", 6, "03-10")]
    shipments[2]["is_cancelled"] = True
    frame = built(RECIPE, orders(shipments=shipments))
    assert backlog(frame, "04-01") == (6, 60, 1)


def test_what_is_no_order_is_never_in_the_backlog() -> None:
    for said in ({"status": "cancelled"}, {"status": "draft"}, {"ordered_on": None}):
        frame = built(RECIPE, orders() | {"sales_orders": [ORDER | said]})
        assert frame["opens_on"].to_list() == [None]


def test_a_line_closed_short_leaves_with_its_last_shipment() -> None:
    frame = built(
        RECIPE,
        orders(shipments=[sent("a", 4, "03-09")])
        | {"sales_orders": [ORDER | {"status": "closed"}]},
    )
    assert backlog(frame, "03-08") == (10, 100, 1)
    assert backlog(frame, "03-09") == (0, 0, 0)


def test_a_shipment_in_another_unit_leaves_the_rest_unknown() -> None:
    frame = built(RECIPE, orders(shipments=[sent("a", 1, "03-09", unit="BOX")]))
    entry = only(frame, entry_id="a")
    assert entry["has_other_unit"]
    assert (entry["quantity"], entry["amount_net"]) == (None, None)
    assert frame["closes_on"].to_list() == [None, None]


@settings(max_examples=60, deadline=None)
@given(
    ordered=st.integers(1, 40),
    amount=st.integers(1, 10**6),
    pieces=st.lists(st.tuples(st.integers(1, 15), st.integers(1, 28)), max_size=6),
)
def test_the_backlog_is_what_was_ordered_less_what_left(
    ordered: int, amount: int, pieces: list[tuple[int, int]]
) -> None:
    net = Decimal(amount) / 100
    line = LINE | {"quantity": ordered, "amount_net": net, "amount_gross": net}
    shipments = [sent(f"s{n}", q, f"04-{d:02}") for n, (q, d) in enumerate(pieces)]
    frame = built(RECIPE, orders(shipments=shipments) | {"sales_order_lines": [line]})
    for instant in ("04-01", "04-10", "04-28"):
        gone = sum(q for q, d in pieces if d <= day(instant).day)
        left = max(0, ordered - gone)
        quantity, value, lines = backlog(frame, instant)
        assert quantity == left
        assert abs(value - net * left / ordered) <= Decimal("0.01")
        assert lines == (1 if left else 0)
