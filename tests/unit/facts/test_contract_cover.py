"""Which payment covered which term of a contract; by hand."""

from typing import Any

from facts.contract_cover import RECIPE
from tests.unit.facts.erp import built, day
from tests.unit.facts.purchasing import Said, allocation, invoice, payment
from tests.unit.facts.selling import applied, bill, contract, money, term

PLAN = (contract(), term(1, "11-10", 300), term(2, "11-20", 600), term(3, "12-10", 230))
SALES = (contract(kind="sales", supplier_id=None, customer_id="K1"), *PLAN[1:])


def covers(*rows: Said) -> list[tuple[Any, ...]]:
    """Term, payment, amount."""
    made = built(RECIPE, *rows)
    return made.select("contract_term_id", "document_id", "covered_gross").rows()


def test_one_payment_over_several_terms() -> None:
    paid = payment("X", "11-09", 1000, contract_id="C")
    assert covers(*PLAN, paid) == [("T1", "X", 300), ("T2", "X", 600), ("T3", "X", 100)]


def test_several_payments_over_one_term_in_the_order_they_were_made() -> None:
    paid = (
        payment("Z", "11-05", 100, contract_id="C"),
        payment("Y", "11-06", 100, contract_id="C"),
        payment("X", "11-07", 200, contract_id="C"),
    )
    assert covers(*PLAN, *paid) == [
        *(("T1", "X", 100), ("T1", "Y", 100), ("T1", "Z", 100), ("T2", "X", 100)),
    ]


def test_more_than_is_planned_covers_nothing() -> None:
    paid = (
        payment("X", "11-09", 1130, contract_id="C"),
        payment("Y", "11-10", 50, contract_id="C"),
    )
    assert {name for _, name, _ in covers(*PLAN, *paid)} == {"X"}


def test_money_that_comes_back_uncovers_what_was_covered_last() -> None:
    paid = (
        payment("X", "11-09", 400, contract_id="C"),
        payment("Y", "11-12", -150, contract_id="C"),
    )
    assert covers(*PLAN, *paid) == [
        *(("T1", "X", 300), ("T1", "Y", -50), ("T2", "X", 100), ("T2", "Y", -100)),
    ]


def test_money_that_names_no_contract_covers_by_its_invoices() -> None:
    owed = (invoice("I", "11-05", 300, contract_id="C"), invoice("J", "11-05", 50, contract_id="C"))
    paid = (payment("X", "11-06", 350), allocation("X", "I", 250, "11-09"))
    assert covers(*PLAN, *owed, *paid, allocation("X", "J", 50, "11-10")) == [("T1", "X", 300)]
    row = built(RECIPE, *PLAN, *owed, *paid).row(0, named=True)
    assert (row["document_type"], row["covered_on"]) == ("supplier_payment", day("11-09"))
    assert (row["booked_covered_gross"], row["due_on"]) == (250, day("11-10"))


def test_what_customers_paid() -> None:
    received = (bill("B", "11-05", 300, contract_id="C"), money("R", "11-06", 300))
    rows = built(RECIPE, *SALES, *received, applied("R", "B", 300, "11-06"))
    assert rows["document_type"].to_list() == ["customer_receipt"]


def test_two_currencies_are_never_guessed_together() -> None:
    assert covers(*PLAN, payment("X", "11-09", 300, contract_id="C", currency="USD")) == []
    mixed = (*PLAN, term(4, "12-20", 5, currency="USD"))
    assert covers(*mixed, payment("X", "11-09", 300, contract_id="C")) == []
