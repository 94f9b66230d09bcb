"""Masks blank amounts, people and the free text that could tell them."""

from decimal import Decimal

import polars as pl

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
