"""Small ERP worlds for fact tests: rows by table, built by a recipe without a lake."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import polars as pl

from facts.recipe import Part, Recipe
from facts.references import References, with_company
from tables.definition import Table
from tests.unit.facts.world import calendar, calendar_rows, company, references

Row = dict[str, Any]
STAMP = datetime(2026, 1, 1, tzinfo=UTC)


def day(text: str) -> date:
    """A date of 2026 such as "11-02"."""
    return date.fromisoformat(f"2026-{text}")


def row(table: Table, **said: Any) -> Row:
    """A row of a table with what every row says; numbers and "MM-DD" become its types."""
    base: Row = {"source": "erp", "company_id": "c1", "updated_at": STAMP}
    return base | {name: _typed(table.schema[name], value) for name, value in said.items()}


def _typed(dtype: pl.DataType, value: Any) -> Any:
    if value is not None and dtype.is_decimal():
        return Decimal(str(value))
    if isinstance(value, str) and dtype == pl.Date:
        return day(value)
    return value


def frame(table: Table, rows: list[Row]) -> pl.DataFrame:
    """Rows as a frame of the table's schema."""
    full = [{name: one.get(name) for name in table.schema} for one in rows]
    return pl.DataFrame(full, schema=table.schema)


def known() -> References:
    """Company c1 books in CNY, c2 in USD, c9 is a test; Monday to Friday of 2026 and 2027."""
    companies = [
        company("c1", currency="CNY"),
        company("c2", currency="USD"),
        company("c9", currency="CNY", is_test=True),
    ]
    return references(companies, days=calendar(calendar_rows(last=date(2027, 12, 31))))


def built(recipe: Recipe, *rows: tuple[Table, Row]) -> pl.DataFrame:
    """The fact of some table rows: every part sees what it would read, and no more."""
    of: dict[str, list[Row]] = {}
    for table, one in rows:
        of.setdefault(table.name, []).append(one)
    given = known()
    parts = {recipe.root.called: with_company(_rows(recipe.root, of), given.companies)}
    for part in recipe.parts:
        above = parts[recipe.part(part.of).called]
        joined = (pl.col(parents).alias(own) for own, parents in part.joins.items())
        keys = above.select(*(() if part.across else ("source",)), *joined)
        mine = _rows(part, of)
        wanted = keys.drop_nulls().unique()
        parts[part.called] = mine.join(wanted, on=wanted.columns, how="semi")
    made = recipe.build(parts, given)
    typed = made.select(pl.col(n).cast(t) for n, t in recipe.fact.schema.items())
    assert typed.select(recipe.fact.key).is_unique().all()
    flags = [name for name, dtype in recipe.fact.schema.items() if dtype == pl.Boolean]
    assert typed.select(pl.col(flags).null_count()).row(0) == (0,) * len(flags), "a null flag"
    assert typed["updated_at"].null_count() == 0
    return typed.sort(recipe.fact.key)


def one(recipe: Recipe, *rows: tuple[Table, Row]) -> Row:
    """The only row of a fact."""
    (found,) = built(recipe, *rows).to_dicts()
    return found


def _rows(part: Part, of: dict[str, list[Row]]) -> pl.DataFrame:
    return frame(part.table, of.get(part.table.name, [])).select(part.reads)
