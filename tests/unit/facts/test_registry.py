"""Every recipe keeps the promises that metrics, scope and screens rely on."""

import polars as pl
import pytest

from facts.recipe import Recipe
from facts.registry import FACTS, RECIPES

ALWAYS = ("source", "company_id", "calendar_id", "department_id", "is_test", "updated_at")
FLAGS = ("is_", "has_", "was_")


def name(recipe: Recipe) -> str:
    return recipe.fact.name


@pytest.fixture(params=RECIPES, ids=name)
def recipe(request: pytest.FixtureRequest) -> Recipe:
    return request.param


def test_names_are_told_once_and_in_order() -> None:
    names = [name(each) for each in RECIPES]
    assert names == sorted(set(names))
    assert set(names) <= set(FACTS)


def test_it_has_the_columns_everyone_relies_on(recipe: Recipe) -> None:
    assert set(ALWAYS) <= set(recipe.fact.schema)
    assert recipe.fact.schema["is_test"] == pl.Boolean


def test_its_key_holds_its_group(recipe: Recipe) -> None:
    assert set(recipe.group) <= set(recipe.fact.key) <= set(recipe.fact.schema)
    root = recipe.root
    assert {root.names.get(n, n) for n in recipe.group} <= set(root.table.schema)


def test_days_owners_document_and_partition_are_its_columns(recipe: Recipe) -> None:
    schema = recipe.fact.schema
    assert set(recipe.owners) <= set(schema)
    assert recipe.document[1] in schema
    assert recipe.fact.partition is None or recipe.fact.partition in schema
    for day in recipe.days:
        assert schema[day] == pl.Date, day


def test_parts_read_what_their_tables_have_and_name_parents_first(recipe: Recipe) -> None:
    told = [recipe.root.called]
    for part in recipe.every():
        assert set(part.reads) <= set(part.table.schema), part.called
        assert (part.of or recipe.root.called) in told
        above = recipe.part(part.of)
        assert set(part.joins.values()) <= set(above.reads), part.called
        told.append(part.called)
    assert len(set(told[1:])) == len(told[1:])


def test_names_say_what_columns_are(recipe: Recipe) -> None:
    for column, dtype in recipe.fact.schema.items():
        if dtype == pl.Boolean:
            continue
        assert not column.startswith(FLAGS), column
        if column.endswith("_on"):
            assert dtype == pl.Date, column
        if column.endswith("_at"):
            assert dtype == pl.Datetime("us", "UTC"), column
        if column.endswith(("_days", "_day", "_pos", "_minutes")):
            assert dtype == pl.Int64, column


def test_amounts_say_in_what(recipe: Recipe) -> None:
    schema, units = recipe.fact.schema, recipe.fact.units
    assert set(units) <= set(schema)
    for column, unit in units.items():
        if unit == "currency":
            assert "currency" in schema, column
        if unit == "booked currency":
            assert "booked_currency" in schema, column
    money = {n for n, dtype in schema.items() if dtype == pl.Decimal(18, 2)}
    assert money <= set(units), money - set(units)
