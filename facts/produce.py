"""Keep the facts of recipes up to date: build the touched groups again, or all of them."""

from collections.abc import Iterator, Mapping

import polars as pl

from facts.definition import LEFT_OUT
from facts.gather import (
    EMPTY,
    all_groups,
    all_groups_with_rows,
    groups_of_months,
    rows_of,
    touched,
)
from facts.outside import hopeful, named, on_unknown_days, placed
from facts.reading import Reading
from facts.recipe import Recipe
from facts.references import References
from facts.spans import by_weight, spans
from lake.lake import Lake
from lake.store import Store

c = pl.col
GROUPS_AT_ONCE = 20_000
ROOTS_AT_ONCE = 100_000
CODE = "fact_version"

Versions = Mapping[str, int]


def recorded(store: Store, recipe: Recipe) -> dict[str, int]:
    """The table versions a fact was last made from."""
    found = {table.name: store.consumed(table.name) for table in recipe.tables}
    return {name: EMPTY if number is None else number for name, number in found.items()}


def refresh_fact(
    where: Lake | Reading,
    generation: int,
    recipe: Recipe,
    until: Versions,
    references: References,
    *,
    companies_changed: bool = False,
) -> pl.DataFrame:
    """Build what changed since the fact was last written; returns the LEFT_OUT rows of what now
    stands aside.

    Facts refreshed one after another may share a reading of the lake. Running it again after a
    crash ends in the same fact. Raises RebuildNeeded.
    """
    reading = where if isinstance(where, Reading) else Reading(where)
    lake = reading.lake
    store = lake.store(recipe.fact, generation)
    after = recorded(store, recipe)
    aside = lake.store(LEFT_OUT, generation)
    groups = touched(reading, recipe, after, until)
    if companies_changed:
        again = hopeful(lake, recipe, aside, until)
        groups = again if groups is None else pl.concat([groups, again]).unique()
    if groups is None:
        return LEFT_OUT.schema.to_frame()
    left: list[pl.DataFrame] = [LEFT_OUT.schema.to_frame()]
    slices = list(groups.iter_slices(GROUPS_AT_ONCE)) or [groups]
    for number, part in enumerate(slices, start=1):
        last = number == len(slices)
        built, outside = _built(reading, recipe, until, part, references)
        aside.append(outside, deletes=_returned(aside, recipe, part, outside))
        record = to_record(recipe, until) if last else None
        store.append(built, deletes=_dead(store, part, built), consumed=record)
        left.append(outside)
    return pl.concat(left)


def build_fact(
    lake: Lake, generation: int, recipe: Recipe, until: Versions, references: References
) -> pl.DataFrame:
    """Build a fact whole into a generation that holds none of it; returns its LEFT_OUT rows."""
    store, aside = lake.store(recipe.fact, generation), lake.store(LEFT_OUT, generation)
    left: list[pl.DataFrame] = [LEFT_OUT.schema.to_frame()]
    reading = Reading(lake, kept=0)
    for groups in _all_groups(lake, recipe, until):
        built, outside = _built(reading, recipe, until, groups, references)
        aside.append(outside)
        store.append(built)
        left.append(outside)
    store.compact(force=True)
    store.append(recipe.fact.schema.to_frame(), consumed=to_record(recipe, until))
    return pl.concat(left)


def to_record(recipe: Recipe, versions: Versions) -> dict[str, int]:
    """`consumed` of a recipe's store: versions of non-empty tables, and the recipe's own."""
    tables = {table.name: versions[table.name] for table in recipe.tables}
    known = {name: number for name, number in tables.items() if number != EMPTY}
    return known | {CODE: recipe.version}


def _built(
    reading: Reading, recipe: Recipe, until: Versions, groups: pl.DataFrame, references: References
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The fact rows of some groups, and the LEFT_OUT rows of those that stand aside."""
    rows, outside = placed(recipe, rows_of(reading, recipe, until, groups), references)
    built = recipe.build(rows, references)
    typed = built.select(c(name).cast(dtype) for name, dtype in recipe.fact.schema.items())
    return _known_days(recipe, typed, outside, references)


def _known_days(
    recipe: Recipe, built: pl.DataFrame, outside: pl.DataFrame, references: References
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Groups with a day their calendar doesn't know join those that stand aside."""
    late = on_unknown_days(recipe, built, references)
    if late.is_empty():
        return built, outside
    kept = built.join(late.select(recipe.group), on=recipe.group, how="anti", nulls_equal=True)
    return kept, pl.concat([outside, late.select(LEFT_OUT.schema.names())])


def _all_groups(lake: Lake, recipe: Recipe, until: Versions) -> Iterator[pl.DataFrame]:
    yield from _groups_of_root(lake, recipe, until)
    root, *others = recipe.makers()
    if not others:
        return
    known = all_groups(lake, recipe, root, until[root.table.name])
    for part in others:
        own = all_groups(lake, recipe, part, until[part.table.name])
        lone = own.join(known, on=recipe.group, how="anti", nulls_equal=True)
        yield from lone.iter_slices(GROUPS_AT_ONCE)
        known = pl.concat([known, lone])


def _groups_of_root(lake: Lake, recipe: Recipe, until: Versions) -> Iterator[pl.DataFrame]:
    """Every group of the root's rows, once; memory follows a slice of them, not history."""
    root = lake.store(recipe.root.table)
    if until[root.name] == EMPTY:
        return
    named = {recipe.root.names.get(name, name) for name in recipe.group}
    if named != set(recipe.root.table.key):  # a group has rows in many months
        yield from by_weight(all_groups_with_rows(lake, recipe, until), ROOTS_AT_ONCE)
        return
    rows = {m.month: m.base_rows + m.change_rows for m in root.months(until[root.name])}
    for months in spans(rows, GROUPS_AT_ONCE):
        groups = groups_of_months(lake, recipe, until, months)
        yield from groups.iter_slices(GROUPS_AT_ONCE)


def _dead(store: Store, groups: pl.DataFrame, built: pl.DataFrame) -> pl.DataFrame:
    """Keys (with `_month`) of rows the store holds of some groups that were not built again."""
    key = list(store.table.key)
    held = store.lookup(groups).select(*key, _month(store)).collect()
    return held.join(built.select(*key, _month(store)), on=[*key, "_month"], how="anti")


def _returned(
    aside: Store, recipe: Recipe, groups: pl.DataFrame, outside: pl.DataFrame
) -> pl.DataFrame:
    """LEFT_OUT keys of touched groups that stand aside no more."""
    if not recipe.placed:
        return outside.select(*aside.table.key, _month(aside))
    asked = named(recipe, groups)
    held = aside.lookup(asked).select(*asked.columns, _month(aside)).collect()
    return held.join(outside, on=asked.columns, how="anti")


def _month(store: Store) -> pl.Expr:
    if store.table.partition is None:
        return pl.lit("all").alias("_month")
    return c(store.table.partition).dt.strftime("%Y-%m").alias("_month")
