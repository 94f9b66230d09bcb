"""What is due by plan and what was paid of it; by hand."""

from decimal import Decimal
from typing import Any

from facts.contract_term import RECIPE
from tests.unit.facts.erp import built, day
from tests.unit.facts.purchasing import Said, allocation, invoice, payment
from tests.unit.facts.selling import contract, money, term
from tests.unit.facts.world import at

PLAN = (contract(), term(1, "11-10", 300), term(2, "11-20", 600), term(3, "12-10", 230))


def covered(*rows: Said) -> list[tuple[Any, ...]]:
    """settled, of it in time, open, day of whole."""
    made = built(RECIPE, *rows)
    names = ("settled_gross", "settled_in_time_gross", "open_gross", "settled_on")
    return [tuple(row[name] for name in names) for row in made.to_dicts()]


def test_nothing_paid() -> None:
    assert covered(*PLAN) == [(0, 0, 300, None), (0, 0, 600, None), (0, 0, 230, None)]


def test_money_covers_terms_in_the_order_they_fall_due() -> None:
    paid = (
        payment("X", "11-09", 200, contract_id="C"),
        payment("Y", "11-19", 500, contract_id="C"),
    )
    assert covered(*PLAN, *paid) == [
        (300, 200, 0, day("11-19")),
        (400, 400, 200, None),
        (0, 0, 230, None),
    ]
    rest = payment("Z", "11-27", 430, contract_id="C")
    assert covered(*PLAN, *paid, rest) == [
        (300, 200, 0, day("11-19")),
        (600, 400, 0, day("11-27")),
        (230, 230, 0, day("11-27")),
    ]
    row = built(RECIPE, *PLAN, *paid, rest).row(1, named=True)
    assert (row["due_to_settled_days"], row["due_to_settled_calendar_days"]) == (5, 7)
    assert (row["is_settled"], row["is_settled_in_time"]) == (True, False)
    assert (row["opens_on"], row["closes_on"]) == (day("11-20"), day("11-27"))
    assert (row["open_gross"], row["overdue_gross"]) == (0, 200)  # of which 400 were there in time


def test_money_that_comes_back_opens_a_term_again() -> None:
    paid = (
        payment("X", "11-09", 300, contract_id="C"),
        payment("Y", "11-12", -100, contract_id="C"),
    )
    assert covered(*PLAN, *paid)[0] == (200, 300, 100, None)
    again = payment("Z", "11-16", 100, contract_id="C")
    assert covered(*PLAN, *paid, again)[0] == (300, 300, 0, day("11-16"))


def test_too_much_is_no_more_than_the_plan() -> None:
    paid = payment("X", "11-09", 5000, contract_id="C")
    assert [row[0] for row in covered(*PLAN, paid)] == [300, 600, 230]


def test_payments_of_the_contracts_invoices_count() -> None:
    owed = (invoice("I", "11-05", 300, contract_id="C"), payment("X", "11-06", 300))
    assert covered(*PLAN, *owed, allocation("X", "I", 300, "11-09"))[0] == (
        *(300, 300, 0, day("11-09")),
    )


def test_customers_pay_sales_contracts() -> None:
    plan = (contract(kind="sales", supplier_id=None, customer_id="K1"), *PLAN[1:])
    row = built(RECIPE, *plan, money("R", "11-10", 300, contract_id="C")).row(0, named=True)
    assert (row["settled_on"], row["is_settled_in_time"], row["is_sales"]) == (
        *(day("11-10"), True, True),
    )


def test_another_currency_is_not_compared() -> None:
    paid = payment("X", "11-09", 300, contract_id="C", currency="USD")
    made = built(RECIPE, *PLAN, paid)
    assert made["settled_gross"].to_list() == [None] * 3
    assert made["has_known_settled"].to_list() == [False] * 3
    mixed = built(RECIPE, *PLAN, term(4, "12-20", 5, currency="USD"))
    assert mixed["has_known_settled"].to_list() == [False] * 4


def test_amounts_as_booked_and_states() -> None:
    rows = (contract(currency="USD", exchange_rate=7), term(1, "11-10", 300, currency="USD"))
    row = built(RECIPE, *rows).row(0, named=True)
    assert (row["booked_due_gross"], row["booked_open_gross"]) == (Decimal(2100), Decimal(2100))
    assert row["is_binding"] is True
    ended = built(RECIPE, contract(status="terminated"), PLAN[1]).row(0, named=True)
    assert ended["is_binding"] is False


def test_the_terms_of_a_terminated_contract_wait_no_longer() -> None:
    ended = contract(status="terminated", closed_on="11-25")
    paid = payment("X", "11-12", 300, contract_id="C")
    rows = built(RECIPE, ended, *PLAN[1:], paid)
    names = ("opens_on", "closes_on", "is_signed", "has_known_close")
    assert rows.select(names).rows() == [
        (day("11-10"), day("11-12"), True, True),  # paid before
        (day("11-20"), day("11-25"), True, True),
        (day("12-10"), day("11-25"), True, True),  # never due
    ]
    changed = at("2026-11-28 09:00")
    unknown = contract(status="terminated", ends_on="12-31", updated_at=changed)
    rows = built(RECIPE, unknown, *PLAN[1:], paid)
    assert rows["closes_on"].to_list() == [day("11-12"), day("11-28"), day("11-28")]
    assert rows["has_known_close"].to_list() == [True, False, False]


def test_what_a_fulfilled_contract_left_unpaid_still_waits() -> None:
    fulfilled = contract(status="completed", closed_on="11-25")
    rows = built(RECIPE, fulfilled, *PLAN[1:])
    assert rows["closes_on"].to_list() == [None] * 3
    assert rows["has_known_close"].to_list() == [True] * 3
