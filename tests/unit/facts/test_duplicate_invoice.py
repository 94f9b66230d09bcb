"""Invoices that look entered twice; by hand."""

from typing import Any

import pytest

from facts.duplicate_invoice import RECIPE
from tests.unit.facts.erp import built
from tests.unit.facts.purchasing import Said, invoice


def found(*rows: Said) -> list[tuple[Any, ...]]:
    made = built(RECIPE, *rows)
    return made.select("invoice_id", "duplicate_of_id", "rule").rows()


def pair(first: str, second: str, on: str = "11-04", gross: Any = 1130) -> list[tuple[Any, ...]]:
    """What is said of two invoices with these numbers."""
    return found(
        invoice("A", "11-02", invoice_no=first), invoice("B", on, gross, invoice_no=second)
    )


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("FP-2026/0117", "fp 20260117"),  # signs and case
        ("00020260117", "20260117"),  # leading zeros
    ],
)
def test_the_same_number_in_another_spelling(first: str, second: str) -> None:
    assert pair(first, second) == [("B", "A", "same_number")]
    assert pair(first, second, gross=5) == [("B", "A", "same_number")]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("20260117", "20270117"),  # a digit wrong
        ("20260117", "20260171"),  # the last two in the wrong order
        ("20260117", "20620117"),  # two in the wrong order
        ("20260117", "2026017"),  # one missing
        ("20260117", "202601117"),  # one too many
    ],
)
def test_a_slip_in_the_number_with_the_same_amount(first: str, second: str) -> None:
    assert pair(first, second) == [("B", "A", "similar_number")]
    assert pair(first, second, gross=1131) == []
    assert pair(first, second, on="12-04") == []  # 32 days later


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("20260117", "20260118"),  # counted up
        ("20260117", "20269917"),  # two digits
        ("1234", "1294"),  # too short to tell
        ("20260117", "99999999"),
    ],
)
def test_other_numbers_are_other_invoices(first: str, second: str) -> None:
    assert pair(first, second) == []


def test_another_last_digit_is_a_suspect_on_the_same_day_only() -> None:
    for other in ("20260118", "2026011"):
        assert pair("20260117", other) == []
        assert pair("20260117", other, on="11-02") == [("B", "A", "similar_number")]


def test_the_later_entry_is_the_suspect() -> None:
    first = invoice("A", "11-02", invoice_no="1234567", created_on="11-09")
    assert found(first, invoice("B", "11-03", invoice_no="1234567")) == [("A", "B", "same_number")]


def test_cancelled_ones_credit_notes_and_other_suppliers_are_no_duplicates() -> None:
    base = invoice("A", "11-02", invoice_no="1234567")
    for other in (
        invoice("B", "11-03", invoice_no="1234567", status="cancelled"),
        invoice("B", "11-03", -1130, invoice_no="1234567"),
        invoice("B", "11-03", invoice_no="1234567", supplier_id="S2"),
        invoice("B", "11-03", invoice_no="1234567", source="other"),
        invoice("B", "11-03", invoice_no=None),
    ):
        assert found(base, other) == []
    assert found(base, invoice("B", "11-03", invoice_no="1234567", status="draft")) != []
    nameless = [invoice(n, "11-03", invoice_no="--") for n in "AB"]
    assert found(*nameless) == []


def test_of_three_each_names_the_one_before() -> None:
    rows = [invoice(n, f"11-0{d}", invoice_no="1234567") for d, n in enumerate("ABC", 2)]
    assert found(*rows) == [("B", "A", "same_number"), ("C", "B", "same_number")]


def test_a_supplier_with_a_thousand_equal_amounts_is_no_burden() -> None:
    rows = [
        invoice(f"I{n:04}", f"{1 + n % 12:02}-{1 + n % 28:02}", 100, invoice_no=f"{n:04}X{n:04}")
        for n in range(1000)
    ]
    assert found(*rows) == []
