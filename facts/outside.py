"""Groups that can't be placed in time: they stand aside, named, and stop no other group."""

from collections.abc import Mapping

import polars as pl

from facts.definition import LEFT_OUT
from facts.errors import UnknownCalendar, UnknownZone
from facts.gather import EMPTY
from facts.left_out import NO_CALENDAR, NO_COMPANY, NO_DAY, NO_ZONE, PLACE
from facts.recipe import Recipe
from facts.references import References
from lake.lake import Lake
from lake.store import Store
from tables.definition import UTC_TIME

c = pl.col
BEGINNING = pl.lit(0, pl.Int64).cast(UTC_TIME)  # places what no date places


def named(recipe: Recipe, groups: pl.DataFrame) -> pl.DataFrame:
    """The LEFT_OUT key of some groups: fact, source, document_id."""
    return groups.select(_name(recipe))


def split(
    recipe: Recipe, root: pl.DataFrame, references: References
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The root's rows whose company, zone and calendar are known, and LEFT_OUT rows of the groups
    of all others."""
    places = _places(root, references)
    judged = root.join(places, on=PLACE, how="left", nulls_equal=True)
    wrong = judged.filter(c("reason").is_not_null())
    if wrong.is_empty():
        return root, LEFT_OUT.schema.to_frame()
    groups = wrong.unique(recipe.group, keep="first", maintain_order=True)
    kept = root.join(groups.select(recipe.group), on=recipe.group, how="anti", nulls_equal=True)
    blank = groups.with_columns(column=pl.lit(None, pl.String), day=pl.lit(None, pl.Date))
    return kept, _left_out(recipe, blank)


def on_unknown_days(recipe: Recipe, built: pl.DataFrame, references: References) -> pl.DataFrame:
    """The groups with one of the recipe's days outside their calendar: LEFT_OUT columns beside
    those of the group."""
    covered = references.days.group_by("calendar_id").agg(
        begins=c("day").min(), ends=c("day").max()
    )
    placed = built.join(covered, on="calendar_id", how="left")
    parts = [
        placed.filter((c(name) < c("begins")) | (c(name) > c("ends"))).with_columns(
            column=pl.lit(name), day=c(name)
        )
        for name in recipe.days
    ]
    late = [part for part in parts if part.height]
    if not late:
        return _left_out(recipe, _no_rows(built)).hstack(_no_rows(built).select(_beside(recipe)))
    first = pl.concat(late).unique(recipe.group, keep="first", maintain_order=True)
    told = first.with_columns(reason=pl.lit(NO_DAY), zone=pl.lit(None, pl.String))
    return _left_out(recipe, told).hstack(first.select(_beside(recipe)))


def hopeful(lake: Lake, recipe: Recipe, aside: Store, until: Mapping[str, int]) -> pl.DataFrame:
    """Groups that stood aside for a company that may be known now."""
    waiting = aside.scan().filter((c("fact") == recipe.fact.name) & (c("reason") == NO_COMPANY))
    companies = waiting.select("company_id").unique().collect()
    found = [pl.DataFrame(schema={n: recipe.root.table.schema[n] for n in recipe.group})]
    if companies.height:
        for store in (lake.store(part.table) for part in recipe.founders()):
            if until[store.name] == EMPTY:
                continue
            rows = store.scan(until[store.name]).join(
                companies.lazy(), on="company_id", how="semi", nulls_equal=True
            )
            found.append(rows.select(recipe.group).unique().collect())
    return pl.concat(found).unique()


def _name(recipe: Recipe) -> tuple[pl.Expr, ...]:
    own = [c(name).cast(pl.String).fill_null("") for name in recipe.group if name != "source"]
    return (
        pl.lit(recipe.fact.name).alias("fact"),
        c("source"),
        pl.concat_str(own, separator="/").alias("document_id"),
    )


def _beside(recipe: Recipe) -> list[str]:
    return [name for name in recipe.group if name not in LEFT_OUT.schema]


def _no_rows(built: pl.DataFrame) -> pl.DataFrame:
    return built.clear().with_columns(
        reason=pl.lit(None, pl.String),
        column=pl.lit(None, pl.String),
        zone=pl.lit(None, pl.String),
        day=pl.lit(None, pl.Date),
    )


def _left_out(recipe: Recipe, groups: pl.DataFrame) -> pl.DataFrame:
    placed = recipe.fact.partition
    row = [name for name in recipe.root.table.key if name != "source"]
    held = row if set(row) <= set(groups.columns) else []
    return groups.select(
        *_name(recipe),
        table=pl.lit(recipe.root.table.name),
        row_id=pl.concat_str(held, separator="/") if held else pl.lit(None, pl.String),
        reason="reason",
        company_id="company_id",
        calendar_id="calendar_id",
        zone="zone",
        column="column",
        day="day",
        created_at=_when(groups, placed),
    ).select(c(name).cast(dtype) for name, dtype in LEFT_OUT.schema.items())


def _when(groups: pl.DataFrame, column: str | None) -> pl.Expr:
    return (
        c(column).cast(UTC_TIME) if column is not None and column in groups.columns else BEGINNING
    )


def _places(root: pl.DataFrame, references: References) -> pl.DataFrame:
    """(calendar_id, zone, reason): why a place can't be measured, null where it can."""
    schema = pl.Schema(dict.fromkeys((*PLACE, "reason"), pl.String))
    rows = [
        (calendar_id, zone, _lacking(references, calendar_id, zone))
        for calendar_id, zone in root.select(PLACE).unique().iter_rows()
    ]
    return pl.DataFrame(rows, schema=schema, orient="row")


def _lacking(references: References, calendar_id: str | None, zone: str | None) -> str | None:
    if calendar_id is None or zone is None:
        return NO_COMPANY
    try:
        references.clock.covers(calendar_id, zone)
    except UnknownCalendar:
        return NO_CALENDAR
    except UnknownZone:
        return NO_ZONE
    return None
