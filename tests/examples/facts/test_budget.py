"""The worked example of budgets in the catalogue of metrics, as it stands.

Revised 100; reserve 10, commit 20 (of an original 30, 10 released by invoices), actual 45 →
execution 45 %, utilisation 75 %, available 25.
"""

from decimal import Decimal

import polars as pl
import pytest

from facts.budget_cell import RECIPE as CELLS
from facts.budget_entry import RECIPE as ENTRIES
from facts.recipe import Recipe
from tests.unit.facts.recipes import day
from tests.unit.facts.test_budget import WORKED, at, built


@pytest.mark.parametrize("recipe", [CELLS, ENTRIES])
def test_execution_45_utilisation_75_available_25(recipe: Recipe) -> None:
    fact = built(recipe, WORKED)
    rows = at(fact, day("03-31")) if recipe is CELLS else fact
    total = rows.select(pl.col("revised", "reserve", "commit", "actual", "used", "available").sum())
    revised, reserve, commit, actual, used, available = total.row(0)
    assert (revised, reserve, commit, actual) == (100, 10, 20, 45)
    assert (actual / revised, used / revised, available) == (
        Decimal("0.45"),
        Decimal("0.75"),
        25,
    )
