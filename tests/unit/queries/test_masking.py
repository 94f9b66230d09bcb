"""Masks blank amounts, people and the free text that could tell them."""

from decimal import Decimal

import polars as pl
import pytest

from queries import masking

ROW = pl.DataFrame(
    {
        "document_id": ["1"],
        "title": ["王磊的差旅 700 元"],
        "amount": [Decimal("700.00")],
        "applicant_id": ["P1"],
        "applicant_name": ["王磊"],
        "current_actor_id": [None],
        "process": ["差旅"],
    },
    schema_overrides={"current_actor_id": pl.String, "amount": pl.Decimal(18, 2)},
)


def test_no_mask_changes_nothing() -> None:
    assert masking.apply(frozenset(), ROW).equals(ROW)


def test_an_amount_mask_hides_amounts_and_titles() -> None:
    row = masking.apply(frozenset({"amount"}), ROW).row(0, named=True)
    assert (row["amount"], row["title"], row["applicant_name"]) == (None, "***", "王磊")


def test_a_person_mask_hides_people_and_titles_and_keeps_nulls() -> None:
    row = masking.apply(frozenset({"person"}), ROW).row(0, named=True)
    assert (row["applicant_id"], row["applicant_name"], row["title"]) == ("***",) * 3
    assert row["current_actor_id"] is None
    assert row["amount"] == Decimal("700.00")
    assert row["process"] == "差旅"


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("王小明", "王**"),
        (" 王小明 ", "王**"),
        ("王小明 13900000001", "王**"),
        ("John Smith", "J**"),
        ("王", "***"),
        ("13900000001", "***"),
        ("", "***"),
    ],
)
def test_of_a_name_the_first_letter_is_left(name: str, told: str) -> None:
    assert masking.initial(name) == told


@pytest.mark.parametrize(
    ("phone", "told"),
    [
        ("13912345678", "139****5678"),
        ("139 1234 5678", "139****5678"),
        ("１３９１２３４５６７８", "１３９****５６７８"),
        ("+86 139-1234-5678", "861****5678"),
        ("13912345678 / 13887654321 王", "139****4321"),
        ("8888999", "****99"),
        ("110", "***"),
        ("问前台", "***"),
        ("", "***"),
    ],
)
def test_of_a_phone_number_the_ends_are_left(phone: str, told: str) -> None:
    assert masking.ends_of_number(phone) == told


def test_mobile_numbers_are_found_in_any_text() -> None:
    text = "王 13912345678, 1391234567, 913912345678, 12912345678"
    assert masking.without_mobiles(text) == "王 139****5678, 1391234567, 913912345678, 12912345678"
    for number in ("+8613912345678", "8613912345678", "139 1234 5678", "+86 139-1234-5678"):
        assert "1234" not in masking.without_mobiles(f'{{"tel":"{number}"}}')
