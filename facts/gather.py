"""Which groups of a recipe a change touches, and the rows those groups are made of."""

from collections.abc import Mapping

import polars as pl

from facts.reading import EMPTY, Reading
from facts.recipe import Part, Recipe
from lake.lake import Lake

c = pl.col

Versions = Mapping[str, int]


def touched(
    reading: Reading, recipe: Recipe, after: Versions, until: Versions
) -> pl.DataFrame | None:
    """The group columns of every group that differs between two sets of table versions.

    None when nothing was changed at all (tables were only compacted, say). Raises RebuildNeeded
    when the log no longer tells what changed.
    """
    found = [nobody(recipe)]
    anything = False
    for part in recipe.every():
        first, last = after[part.table.name], until[part.table.name]
        if first == last:
            continue
        changed = reading.changed(part.table, first, last)
        anything = anything or changed.keys > 0
        names = list(dict.fromkeys(("source", *part.joins))) if part.joins else list(part.reads)
        rows = changed.rows.select(names).unique()
        if rows.height:
            found.append(_climb(reading, recipe, part, rows, until))
    return pl.concat(found).unique() if anything else None


def rows_of(
    reading: Reading, recipe: Recipe, versions: Versions, groups: pl.DataFrame
) -> dict[str, pl.DataFrame]:
    """The rows of some groups (their columns) at table versions, by part."""
    roots = [_in_groups(reading, recipe, part, versions, groups) for part in recipe.founders()]
    found = {recipe.root.called: with_lone(recipe, *roots)}
    for part in recipe.parts:
        if part.names:
            found[part.called] = _in_groups(reading, recipe, part, versions, groups)
            continue
        above = found[recipe.part(part.of).called]
        own = [c(parents).alias(mine) for mine, parents in part.joins.items()]
        wanted = above.select(*(() if part.across else ("source",)), *own).drop_nulls().unique()
        found[part.called] = reading.matching(part, versions[part.table.name], wanted)
    return found


def groups_of_months(
    lake: Lake, recipe: Recipe, versions: Versions, months: list[str]
) -> pl.DataFrame:
    """The groups whose root lies in some partitions of its table."""
    root = lake.store(recipe.root.table)
    rows = root.scan(versions[root.name], months=months)
    return groups_in(recipe, recipe.root, rows).collect()


def all_groups(lake: Lake, recipe: Recipe, part: Part, version: int) -> pl.DataFrame:
    """Every group that rows of a part make."""
    if version == EMPTY:
        return nobody(recipe)
    return groups_in(recipe, part, lake.store(part.table).scan(version)).collect()


def all_groups_with_rows(lake: Lake, recipe: Recipe, versions: Versions) -> pl.DataFrame:
    """Every group that rows of the root make, and how many `rows` each is made of."""
    root = lake.store(recipe.root.table)
    rows = root.scan(versions[root.name]).select(recipe.root.named(recipe.group))
    counted = rows.group_by(recipe.group).agg(rows=pl.len())
    return (counted.drop_nulls() if recipe.root.names else counted).collect()


def groups_in(recipe: Recipe, part: Part, rows: pl.LazyFrame) -> pl.LazyFrame:
    """The groups that some rows of a part make."""
    groups = rows.select(part.named(recipe.group)).unique()
    return groups.drop_nulls() if part.names else groups


def with_lone(recipe: Recipe, root: pl.DataFrame, *others: pl.DataFrame) -> pl.DataFrame:
    """The root's rows, and one for each company of a group that only a founding part knows."""
    names = list(dict.fromkeys((*recipe.group, "company_id")))
    for rows in others:
        stated = rows.select(names).unique()
        lone = stated.join(root, on=names, how="anti", nulls_equal=True)
        root = pl.concat([root, lone], how="diagonal")
    return root


def nobody(recipe: Recipe) -> pl.DataFrame:
    """No group."""
    schema, root = recipe.root.table.schema, recipe.root
    return pl.DataFrame(schema={name: schema[root.names.get(name, name)] for name in recipe.group})


def _in_groups(
    reading: Reading, recipe: Recipe, part: Part, versions: Versions, groups: pl.DataFrame
) -> pl.DataFrame:
    """The rows of a root of some groups, with the columns of the group."""
    wanted = groups.select(c(name).alias(part.names.get(name, name)) for name in recipe.group)
    rows = reading.matching(part, versions[part.table.name], wanted)
    return rows.with_columns(part.named(recipe.group))


def _climb(
    reading: Reading, recipe: Recipe, part: Part, rows: pl.DataFrame, versions: Versions
) -> pl.DataFrame:
    """The groups that rows of a part belong to."""
    while part is not recipe.root and not part.names:
        parent = recipe.part(part.of)
        upwards = [c(mine).alias(parents) for mine, parents in part.joins.items()]
        wanted = rows.select(*(() if part.across else ("source",)), *upwards)
        wanted = wanted.drop_nulls().unique()
        if parent is recipe.root:
            return _groups_with(reading, recipe, wanted, versions)
        rows, part = reading.matching(parent, versions[parent.table.name], wanted), parent
    return groups_in(recipe, part, rows.lazy()).collect()


def _groups_with(
    reading: Reading, recipe: Recipe, wanted: pl.DataFrame, versions: Versions
) -> pl.DataFrame:
    """The groups with some values in columns of the root."""
    if set(wanted.columns) == set(recipe.group):
        return wanted.select(recipe.group)
    told = [part for part in recipe.founders() if set(wanted.columns) <= set(part.reads)]
    rows = [reading.matching(part, versions[part.table.name], wanted).lazy() for part in told]
    groups = [groups_in(recipe, part, each) for part, each in zip(told, rows, strict=True)]
    return pl.concat(groups).unique().collect()
