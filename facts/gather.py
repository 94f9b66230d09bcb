"""Which groups of a recipe a change touches, and the rows those groups are made of."""

from collections.abc import Mapping

import polars as pl

from facts.recipe import Part, Recipe
from lake.errors import RebuildNeeded
from lake.lake import Lake
from lake.store import Store

c = pl.col
FEW = 8_000  # keys: more are picked while reading all
EMPTY = -1  # the version of a store nothing was written to yet

Versions = Mapping[str, int]


def touched(lake: Lake, recipe: Recipe, after: Versions, until: Versions) -> pl.DataFrame | None:
    """The group columns of every group that differs between two sets of table versions.

    None when nothing was changed at all (tables were only compacted, say). Raises RebuildNeeded
    when the log no longer tells what changed.
    """
    found = [_nobody(recipe)]
    anything = False
    for part in recipe.every():
        first, last = after[part.table.name], until[part.table.name]
        if first == last:
            continue
        store = lake.store(part.table)
        changed = store.changed(first, last)
        anything = anything or changed.height > 0
        sides = [_changed_rows(store, part, changed, version) for version in (first, last)]
        rows = pl.concat(sides).unique()
        if rows.height:
            found.append(_climb(lake, recipe, part, rows, until))
    return pl.concat(found).unique() if anything else None


def rows_of(
    lake: Lake, recipe: Recipe, versions: Versions, groups: pl.DataFrame
) -> dict[str, pl.DataFrame]:
    """The rows of some groups (their columns) at table versions, by part."""
    roots = [_matching(lake, part, versions, groups) for part in recipe.founders()]
    found = {recipe.root.called: with_lone(recipe, *roots)}
    for part in recipe.parts:
        above = found[recipe.part(part.of).called]
        own = [c(parents).alias(mine) for mine, parents in part.joins.items()]
        wanted = above.select(*(() if part.across else ("source",)), *own).drop_nulls().unique()
        found[part.called] = _matching(lake, part, versions, wanted)
    return found


def groups_of_months(
    lake: Lake, recipe: Recipe, versions: Versions, months: list[str]
) -> pl.DataFrame:
    """The groups whose root lies in some partitions of its table."""
    root = lake.store(recipe.root.table)
    rows = root.scan(versions[root.name], months=months)
    return rows.select(recipe.group).unique().collect()


def all_groups(lake: Lake, part: Part, version: int, group: tuple[str, ...]) -> pl.DataFrame:
    """Every group that has rows of a founding part."""
    if version == EMPTY:
        return pl.DataFrame(schema={name: part.table.schema[name] for name in group})
    return lake.store(part.table).scan(version).select(group).unique().collect()


def with_lone(recipe: Recipe, root: pl.DataFrame, *others: pl.DataFrame) -> pl.DataFrame:
    """The root's rows, and one for each company of a group that only a founding part knows."""
    names = list(dict.fromkeys((*recipe.group, "company_id")))
    for rows in others:
        stated = rows.select(names).unique()
        lone = stated.join(root, on=names, how="anti", nulls_equal=True)
        root = pl.concat([root, lone], how="diagonal")
    return root


def _nobody(recipe: Recipe) -> pl.DataFrame:
    schema = recipe.root.table.schema
    return pl.DataFrame(schema={name: schema[name] for name in recipe.group})


def _changed_rows(store: Store, part: Part, changed: pl.DataFrame, version: int) -> pl.DataFrame:
    """What changed keys said at a version, as far as it leads upwards."""
    names = list(dict.fromkeys(("source", *part.joins))) if part.joins else list(part.reads)
    if changed.is_empty() or version == EMPTY:
        return pl.DataFrame(schema={name: part.table.schema[name] for name in names})
    if changed.height > FEW:
        rows = store.scan(version, months=changed["_month"].unique().to_list())
        rows = rows.join(changed.lazy(), on=part.table.key, how="semi")
    else:
        rows = store.lookup(changed, version)
    try:
        return rows.select(names).collect()
    except (OSError, pl.exceptions.ComputeError) as error:
        message = f"{store.name} of version {version} can't be read any more"
        raise RebuildNeeded(message) from error


def _climb(
    lake: Lake, recipe: Recipe, part: Part, rows: pl.DataFrame, versions: Versions
) -> pl.DataFrame:
    """The groups that rows of a part belong to."""
    while part is not recipe.root:
        parent = recipe.part(part.of)
        upwards = [c(mine).alias(parents) for mine, parents in part.joins.items()]
        wanted = rows.select(*(() if part.across else ("source",)), *upwards)
        wanted = wanted.drop_nulls().unique()
        if parent is recipe.root:
            return _groups_with(lake, recipe, wanted, versions)
        rows, part = _matching(lake, parent, versions, wanted), parent
    return rows.select(recipe.group).unique()


def _groups_with(
    lake: Lake, recipe: Recipe, wanted: pl.DataFrame, versions: Versions
) -> pl.DataFrame:
    """The groups with some values in columns of the root."""
    if set(wanted.columns) == set(recipe.group):
        return wanted.select(recipe.group)
    told = [part for part in recipe.founders() if set(wanted.columns) <= set(part.reads)]
    rows = [_matching(lake, part, versions, wanted).select(recipe.group) for part in told]
    return pl.concat(rows).unique()


def _matching(lake: Lake, part: Part, versions: Versions, wanted: pl.DataFrame) -> pl.DataFrame:
    """The rows of a part with some values in the columns that `wanted` has."""
    store, on = lake.store(part.table), wanted.columns
    version = versions[store.name]
    if version == EMPTY or wanted.is_empty():
        return pl.DataFrame(schema={name: part.table.schema[name] for name in part.reads})
    by_key = set(on) <= set(part.table.key) and "source" in on
    if by_key and wanted.height <= FEW and not _has_nulls(wanted):
        return store.lookup(wanted, version).select(part.reads).collect()
    rows = store.scan(version).select(part.reads)
    return rows.join(wanted.lazy(), on=on, how="semi", nulls_equal=True).collect()


def _has_nulls(frame: pl.DataFrame) -> bool:
    return any(series.null_count() for series in frame)
