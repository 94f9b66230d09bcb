"""Run the builder of a recipe on rows written as dicts, as the machinery would."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

import polars as pl

from facts.gather import with_lone
from facts.outside import placed
from facts.recipe import Recipe
from facts.references import References
from tests.unit.facts.world import calendar, calendar_rows, company, references

Row = dict[str, Any]
STAMP = datetime(2026, 6, 1, tzinfo=UTC)
COMMON: Row = {"source": "erp", "company_id": "c1", "currency": "CNY", "updated_at": STAMP}


def day(text: str) -> date:
    """A day of 2026 such as "03-02"."""
    return date.fromisoformat(f"2026-{text}")


def known(*more: Row) -> References:
    """Company c1 books CNY, c2 (same calendar) USD, c0 is a test company; plain working weeks."""
    rows = [
        company("c1", source="erp", currency="CNY"),
        company("c2", source="erp", currency="USD"),
        company("c0", source="erp", currency="CNY", is_test=True),
        *more,
    ]
    return references(companies=rows, days=calendar(calendar_rows(last=date(2027, 12, 31))))


def built(
    recipe: Recipe, rows: Mapping[str, list[Row]], references: References | None = None
) -> pl.DataFrame:
    """The fact of some rows by part name, in key order; columns not said are `COMMON`'s or null."""
    told = references or _known()
    parts = dict[str, pl.DataFrame]()
    for part in recipe.every():
        said = rows.get(part.called, rows.get(part.table.name, []))
        schema = pl.Schema({name: part.table.schema[name] for name in part.reads})
        unknown = {name for row in said for name in row} - set(part.table.schema)
        assert not unknown, f"{part.called} has no columns {unknown}"
        parts[part.called] = _typed(schema, said)
    lone = (parts[part.called] for part in recipe.founders()[1:])
    parts[recipe.root.called] = with_lone(recipe, parts[recipe.root.called], *lone)
    for part in recipe.roots():
        rows_of_part = parts[part.called].with_columns(part.named(recipe.group))
        parts[part.called] = rows_of_part.drop_nulls(recipe.group if part.names else [])
    placed_rows, _ = placed(recipe, parts, told)
    made = recipe.build(placed_rows, told)
    typed = made.select(pl.col(n).cast(t) for n, t in recipe.fact.schema.items())
    assert typed.select(recipe.fact.key).is_duplicated().sum() == 0, "a key twice"
    flags = [name for name, dtype in recipe.fact.schema.items() if dtype == pl.Boolean]
    assert typed.select(pl.col(flags).null_count().max()).row(0) == (0,) * len(flags), "null flag"
    return typed.sort(recipe.fact.key)


def only(frame: pl.DataFrame, **where: Any) -> Row:
    """The one row with some values."""
    for name, value in where.items():
        frame = frame.filter(pl.col(name) == value)
    assert frame.height == 1, frame
    return frame.row(0, named=True)


@cache
def _known() -> References:
    return known()


def at_day(frame: pl.DataFrame, text: str) -> pl.DataFrame:
    """The rows of a balance that are open at the end of a day."""
    closes, now = pl.col("closes_on"), pl.lit(day(text))
    return frame.filter((pl.col("opens_on") <= now) & (closes.is_null() | (closes > now)))


def cny(text: str) -> Decimal:
    """An amount."""
    return Decimal(text)


def _typed(schema: pl.Schema, rows: list[Row]) -> pl.DataFrame:
    full = [{name: row.get(name, COMMON.get(name)) for name in schema} for row in rows]
    return pl.DataFrame([_exact(row, schema) for row in full], schema=schema)


def _exact(row: Row, schema: pl.Schema) -> Row:
    """Numbers may be written as int, str or Decimal; days as "03-02"."""
    told = dict(row)
    for name, dtype in schema.items():
        value = told[name]
        if isinstance(dtype, pl.Decimal) and isinstance(value, int | str):
            told[name] = Decimal(value)
        elif dtype == pl.Date and isinstance(value, str):
            told[name] = day(value)
    return told
