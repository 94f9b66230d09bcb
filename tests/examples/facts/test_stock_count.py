"""The worked example of stock counts in the catalogue of metrics, as it stands.

A tolerance 0.2 %: book 100/counted 100, 1000/1001, 50/48, 0/3 → ira 2/4, exact 1/4,
quantity 1 - 6/1150.
"""

import polars as pl

from facts.stock_count import RECIPE
from tests.unit.facts.recipes import built
from tests.unit.facts.test_stock_count import count, parts

PAIRS = ((100, 100), (1000, 1001), (50, 48), (0, 3))


def test_ira_2_of_4_exact_1_of_4_quantity_1_minus_6_of_1150() -> None:
    counts = [count(book, found, f"L{n}") for n, (book, found) in enumerate(PAIRS)]
    fact = built(RECIPE, parts(*counts)).filter("is_first")
    within, exact, rows = fact.select(
        pl.col("is_within_tolerance").sum(), pl.col("is_exact").sum(), rows=pl.len()
    ).row(0)
    assert (within, exact, rows) == (2, 1, 4)
    columns = ("absolute_difference", "accurate_quantity", "book_quantity")
    off, accurate, book = fact.select(pl.col(columns).sum()).row(0)
    assert (off, book) == (6, 1150)
    assert accurate / book == 1 - off / book
