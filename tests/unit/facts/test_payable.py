"""What is owed to suppliers, and what was paid ahead, at any instant; by hand."""

from decimal import Decimal
from typing import Any

from facts import payable, prepayment
from facts.recipe import Recipe
from tests.unit.facts.erp import built, day
from tests.unit.facts.purchasing import Said, allocation, invoice, payment


def stretches(recipe: Recipe, *rows: Said) -> list[tuple[Any, ...]]:
    """opens, closes, open amount."""
    return [
        (f"{r['opens_on']:%m-%d}", r["closes_on"] and f"{r['closes_on']:%m-%d}", r["open_gross"])
        for r in built(recipe, *rows).to_dicts()
    ]


def test_an_invoice_is_owed_until_it_is_paid_in_parts() -> None:
    rows = (
        invoice("I", "11-02", 1000, due_on="12-02"),
        *(payment("X", "11-10", 400), allocation("X", "I", 400, "11-10")),
        *(payment("Y", "11-20", 600), allocation("Y", "I", 600, "11-20")),
    )
    assert stretches(payable.RECIPE, *rows) == [("11-02", "11-10", 1000), ("11-10", "11-20", 600)]
    first = built(payable.RECIPE, *rows).row(0, named=True)
    assert first["due_day"] - first["aged_from_day"] == 30
    assert (first["seq"], first["has_due_date"], first["is_marked_paid"]) == (1, True, False)


def test_one_payment_over_five_invoices() -> None:
    invoices = [invoice(f"I{n}", "11-02", 100 * n) for n in range(1, 6)]
    parts = [allocation("Y", f"I{n}", 100 * n, "11-10") for n in range(1, 6)]
    rows = (*invoices, payment("Y", "11-10", 1500), *parts)
    owed = stretches(payable.RECIPE, *rows)
    assert sum(amount for *_, amount in owed) == 1500
    assert {closes for _, closes, _ in owed} == {"11-10"}
    assert stretches(prepayment.RECIPE, *rows) == []


def test_it_is_owed_from_the_day_it_is_booked_and_ages_from_its_own() -> None:
    rows = (invoice("I", "10-29", 1000, booked_on="11-03"),)
    rows += (payment("X", "10-30", 1000), allocation("X", "I", 400, "10-31"))
    assert stretches(payable.RECIPE, *rows) == [("11-03", None, 600)]
    row = built(payable.RECIPE, *rows).row(0, named=True)
    assert row["aged_from_day"] == (day("10-29") - day("01-01")).days + 20454
    assert row["has_due_date"] is False


def test_a_credit_note_is_owed_the_other_way() -> None:
    note = invoice("C", "11-05", -200)
    assert stretches(payable.RECIPE, note) == [("11-05", None, -200)]
    netted = (payment("Y", "11-20", 0), allocation("Y", "C", -200, "11-20"))
    assert stretches(payable.RECIPE, note, *netted) == [("11-05", "11-20", -200)]


def test_paid_too_much_stays_open_below_zero() -> None:
    rows = (invoice("I", "11-02", 100), payment("Y", "11-10", 150))
    rows += (allocation("Y", "I", 150, "11-10"),)
    assert stretches(payable.RECIPE, *rows) == [("11-02", "11-10", 100), ("11-10", None, -50)]


def test_drafts_cancelled_and_planned_do_not_count() -> None:
    assert stretches(payable.RECIPE, invoice("I", "11-02", status="draft")) == []
    assert stretches(payable.RECIPE, invoice("I", "11-02", status="cancelled")) == []
    planned = (payment("Y", None, 1130), allocation("Y", "I", 1130, "11-10"))
    assert stretches(payable.RECIPE, invoice("I", "11-02"), *planned) == [("11-02", None, 1130)]
    assert stretches(prepayment.RECIPE, *planned) == []


def test_settled_in_another_currency_is_unknown_and_says_so() -> None:
    rows = (
        invoice("I", "11-02", 1000),
        payment("Y", "11-10", 140, currency="USD", exchange_rate=7),
        allocation("Y", "I", 140, "11-10", currency="USD"),
    )
    found = built(payable.RECIPE, *rows)
    assert found["open_gross"].to_list() == [1000, None]
    assert found["has_known_balance"].to_list() == [True, False]


def test_open_amounts_are_booked_at_the_rate_of_the_invoice() -> None:
    rows = (
        invoice("I", "11-02", 1000, currency="USD", exchange_rate="7.2"),
        payment("Y", "11-10", 400, currency="USD", exchange_rate="7.5"),
        allocation("Y", "I", 400, "11-10", currency="USD"),
    )
    found = built(payable.RECIPE, *rows)
    assert found["booked_open_gross"].to_list() == [Decimal(7200), Decimal(4320)]
    unrated = built(payable.RECIPE, invoice("I", "11-02", currency="USD"))
    assert unrated["has_booked_amounts"].to_list() == [False]


def test_a_state_of_paid_without_a_payment_is_told() -> None:
    row = built(payable.RECIPE, invoice("I", "11-02", status="paid")).row(0, named=True)
    assert (row["is_marked_paid"], row["open_gross"]) == (True, 1130)


def test_paid_beyond_is_no_state_without_a_payment() -> None:
    rows = (invoice("I", "11-02", 100, status="paid"), payment("Y", "11-10", 150))
    found = built(payable.RECIPE, *rows, allocation("Y", "I", 150, "11-10"))
    assert found.sort("seq")["open_gross"].to_list() == [100, -50]
    assert found["is_marked_paid"].to_list() == [False, False]


def test_what_is_paid_ahead_is_open_until_an_invoice_is_named() -> None:
    rows = (payment("Y", "11-02", 1000), invoice("I", "11-12", 700))
    rows += (allocation("Y", "I", 700, "11-12"),)
    assert stretches(prepayment.RECIPE, *rows) == [("11-02", "11-12", 1000), ("11-12", None, 300)]
    cancelled = (rows[0], invoice("I", "11-12", 700, status="cancelled"), rows[2])
    assert stretches(prepayment.RECIPE, *cancelled) == [("11-02", None, 1000)]
    unknown = (rows[0], rows[2])
    assert stretches(prepayment.RECIPE, *unknown)[-1] == ("11-12", None, 300)


def test_more_allocated_than_paid_is_told() -> None:
    rows = (payment("Y", "11-02", 500), invoice("I", "11-02", 700))
    rows += (allocation("Y", "I", 700, "11-12"),)
    found = built(prepayment.RECIPE, *rows)
    assert found["open_gross"].to_list() == [500, -200]
    assert found["is_over_allocated"].to_list() == [False, True]
