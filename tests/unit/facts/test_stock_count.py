"""Stock counts against the book: tolerance by class, first counts, values."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from facts.stock_count import RECIPE
from tests.unit.facts.recipes import Row, built, cny, day, only
from tests.unit.facts.world import at

COUNT: Row = {"count_line_id": "L", "count_id": "C", "count_no": "PD1", "sku_id": "S"}
COUNT |= {"warehouse_id": "W", "unit": "EA", "unit_cost": "2.500000", "is_first": True}
COUNT |= {"abc_class": "A", "created_on": "03-02", "counted_at": at("2026-03-31 10:00")}


def count(book: int | str, counted: int | str, name: str = "L", **more: Any) -> Row:
    row = {"count_line_id": name, "book_quantity": book, "counted_quantity": counted}
    return COUNT | row | more


def parts(*counts: Row, **more: list[Row]) -> dict[str, list[Row]]:
    return {"stock_counts": list(counts)} | more


def one(row: Row, **more: list[Row]) -> Row:
    return only(built(RECIPE, parts(row, **more)))


@pytest.mark.parametrize(
    ("abc", "book", "counted", "within"),
    [
        ("A", 1000, 1002, True),
        ("A", 1000, "997.9999", False),
        ("B", 1000, 990, True),
        ("B", 1000, 989, False),
        ("C", 100, 105, True),
        ("C", 100, 106, False),
        (None, 1000, 1000, True),
        (None, 1000, "1000.0001", False),
        ("C", 0, 0, True),
        ("C", 0, 1, False),
        ("C", -10, -10, True),
        ("C", -100, 0, False),
    ],
)
def test_the_tolerance_is_that_of_the_class(
    abc: str | None, book: int, counted: int | str, within: bool
) -> None:
    row = one(count(book, counted, abc_class=abc))
    assert row["is_within_tolerance"] == within
    assert row["has_class"] == (abc is not None)


def test_differences_are_valued_at_cost() -> None:
    row = one(count("10", "7.5"))
    assert (row["difference"], row["absolute_difference"]) == (Decimal("-2.5"), Decimal("2.5"))
    values = ("book_value", "counted_value", "difference_value", "absolute_value")
    assert [row[name] for name in values] == [cny("25"), cny("18.75"), cny("-6.25"), cny("6.25")]
    assert (row["booked_difference_value"], row["booked_currency"]) == (cny("-6.25"), "CNY")
    assert not row["is_exact"]


def test_an_accuracy_may_be_negative() -> None:
    row = one(count(10, 35))
    assert (row["accurate_quantity"], row["accurate_value"]) == (-15, cny("-37.5"))
    assert row["booked_accurate_value"] == cny("-37.5")


def test_without_a_cost_there_is_no_value() -> None:
    row = one(count(10, 9, unit_cost=None, currency=None))
    assert (row["has_value"], row["book_value"], row["absolute_value"]) == (False, None, None)
    assert row["absolute_difference"] == 1


def test_a_cost_in_another_currency_is_not_booked() -> None:
    row = one(count(10, 9, currency="USD"))
    assert (row["difference_value"], row["booked_difference_value"]) == (cny("-2.5"), None)


def test_stock_found_where_the_book_has_none_is_a_miss() -> None:
    row = one(count(0, 3))
    assert (row["is_unbooked"], row["is_within_tolerance"], row["is_exact"]) == (True, False, False)


def test_the_class_of_the_sku_stands_in_for_a_missing_one() -> None:
    skus = [{"source": "hq", "sku_id": "S", "abc_class": "C"}]
    row = one(count(100, 104, abc_class=None), skus=skus)
    assert (row["abc_class"], row["is_within_tolerance"]) == ("C", True)
    torn = [*skus, {"source": "wms", "sku_id": "S", "abc_class": "A"}]
    assert one(count(100, 104, abc_class=None), skus=torn)["abc_class"] is None


def rule(name: str, share: str, valid_from: str = "01-01", **more: Any) -> Row:
    row = {"tolerance_id": name, "abc_class": "A", "share": share, "valid_from": valid_from}
    return row | {"company_id": None} | more


def test_a_stated_tolerance_beats_the_usual_one_from_its_day_on() -> None:
    rules = [rule("old", "0.1"), rule("new", "0.05", "03-31"), rule("late", "0.2", "04-01")]
    both = {"stock_tolerances": rules, "sku_tolerances": []}
    assert one(count(100, 95), **both)["tolerance"] == Decimal("0.05")
    earlier = count(100, 95, counted_at=at("2026-03-30 23:59"))
    assert one(earlier, **both)["tolerance"] == Decimal("0.1")


def test_a_company_s_own_tolerance_beats_the_general_one() -> None:
    rules = [rule("all", "0.1", "03-01"), rule("own", "0", company_id="c1"), rule("no", "1")]
    rules[2] |= {"company_id": "c2"}
    both = {"stock_tolerances": rules, "sku_tolerances": []}
    assert one(count(100, 99), **both)["tolerance"] == 0


def test_a_record_counts_as_covered_once_a_period() -> None:
    counts = [
        count(10, 9, "a"),
        count(10, 10, "recount", is_first=False, counted_at=at("2026-03-31 15:00")),
        count(10, 10, "b", counted_at=at("2026-03-31 16:00"), count_id="C2"),
        count(10, 10, "other lot", lot="X"),
        count(10, 10, "next", counted_at=at("2026-04-01 00:30")),
    ]
    found = built(RECIPE, parts(*counts)).select("count_line_id", "is_first", "is_first_in_period")
    assert found.rows() == [
        ("a", True, True),
        ("b", True, False),
        ("next", True, True),
        ("other lot", True, True),
        ("recount", False, False),
    ]


def test_the_day_is_the_company_s() -> None:
    row = one(count(1, 1, counted_at=at("2026-03-31 23:30")))
    assert row["counted_on"] == day("03-31") == date(2026, 3, 31)
