"""Stays at stations and orders past their approval; by hand."""

from decimal import Decimal
from typing import Any

from facts import purchase_exception, purchase_stage
from tests.unit.facts.erp import built
from tests.unit.facts.purchasing import (
    Said,
    allocation,
    approval,
    charge,
    invoice,
    line,
    order,
    payment,
    receipt,
)

ORDERED = (order(created_on="10-28"), line(), approval())
CAME = (receipt(4, "11-09"), receipt(6, "11-16"))
CHARGED = (invoice("I1", "11-17"), charge("I1", 10, 1000))
PAID = (payment("Y", "11-20", 1130), allocation("Y", "I1", 1130, "11-20"))


def stays(*rows: Said) -> list[tuple[Any, ...]]:
    """station, came, left, working days, held."""
    made = built(purchase_stage.RECIPE, *rows).sort("opens_on", "closes_on", nulls_last=True)
    return [
        (
            row["station"],
            f"{row['opens_on']:%m-%d}",
            row["closes_on"] and f"{row['closes_on']:%m-%d}",
            row["wait_days"],
            row["held_net"],
        )
        for row in made.to_dicts()
    ]


def test_a_line_passes_every_station() -> None:
    assert stays(*ORDERED, *CAME, *CHARGED, *PAID) == [
        ("approve", "10-28", "10-30", 2, 1000),
        ("order", "10-30", "11-02", 1, 1000),
        ("receive", "11-02", "11-16", 10, 1000),
        ("invoice", "11-16", "11-17", 1, 1000),
        ("pay", "11-17", "11-20", 3, 1000),
    ]


def test_where_it_waits_is_open_with_what_is_missing() -> None:
    assert stays(*ORDERED, CAME[0])[-1] == ("receive", "11-02", None, None, 600)
    made = built(purchase_stage.RECIPE, *ORDERED, CAME[0])
    assert made.filter("is_current")["station"].to_list() == ["receive"]
    draft = (order(status="draft", ordered_on=None), line())
    assert stays(*draft) == [("approve", "11-02", None, None, 1000)]


def test_no_station_is_left_before_it_was_reached() -> None:
    late = approval(decided_at=approval()[1]["decided_at"].replace(month=11, day=5))
    assert stays(order(), line(), late) == [
        ("approve", "11-02", "11-02", 0, 1000),
        ("receive", "11-02", None, None, 1000),
    ]
    free = (order(needs_approval=False, created_on="10-28"), line())
    assert stays(*free)[0] == ("order", "10-28", "11-02", 3, 1000)


def test_a_cancelled_line_shows_what_it_passed_and_says_so() -> None:
    made = built(purchase_stage.RECIPE, order(status="cancelled"), line(), *CAME)
    assert made["is_cancelled"].all()
    assert made["closes_on"].null_count() == 0


def exceptions(*rows: Said) -> list[tuple[Any, ...]]:
    made = built(purchase_exception.RECIPE, *rows)
    names = ("exception", "opens_on", "closes_on", "ordered_net", "paid_over_approved_gross")
    return [
        tuple(f"{v:%m-%d}" if hasattr(v, "month") else v for v in row)
        for row in made.select(names).iter_rows()
    ]


def test_an_order_without_approval_is_one_row_whatever_its_lines() -> None:
    rows = (order(), line(), line("L2", line_no=2), line("L3", line_no=3, is_cancelled=True))
    assert exceptions(*rows) == [("ordered_not_approved", "11-02", None, 2000, None)]
    assert exceptions(*rows, approval()) == []
    late = approval(decided_at=approval()[1]["decided_at"].replace(month=11, day=5))
    assert exceptions(*rows, late) == [("ordered_not_approved", "11-02", "11-05", 2000, None)]


def test_paid_over_approved_is_open_since_the_last_payment() -> None:
    rows = (order(), line(), approval(amount=1000), *CAME, *CHARGED, *PAID)
    assert exceptions(*rows) == [("paid_over_approved", "11-20", None, 1000, Decimal(130))]


def test_an_order_may_be_both() -> None:
    late = approval(decided_at=approval()[1]["decided_at"].replace(month=11, day=5), amount=1000)
    rows = built(purchase_exception.RECIPE, order(), line(), late, *CAME, *CHARGED, *PAID)
    assert rows["exception"].to_list() == ["ordered_not_approved", "paid_over_approved"]
    assert rows["booked_paid_over_approved_gross"].to_list() == [None, Decimal(130)]
    assert rows["aged_from_day"].to_list() == [20759, 20777]
