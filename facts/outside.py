"""Groups that can't be placed in time: they stand aside, named, and stop no other group."""

from collections.abc import Mapping

import polars as pl

from facts.definition import LEFT_OUT
from facts.errors import UnknownCalendar, UnknownZone
from facts.gather import EMPTY, all_groups, groups_in, nobody
from facts.left_out import NO_CALENDAR, NO_COMPANY, NO_DAY, NO_ZONE, PLACE
from facts.recipe import Part, Recipe, Rows
from facts.references import References, with_company
from lake.lake import Lake
from lake.store import Store
from tables.definition import UTC_TIME

c = pl.col
BEGINNING = pl.lit(0, pl.Int64).cast(UTC_TIME)  # places what no date places


def named(recipe: Recipe, groups: pl.DataFrame) -> pl.DataFrame:
    """The LEFT_OUT key of some groups: fact, source, document_id."""
    return groups.select(_name(recipe))


def placed(
    recipe: Recipe, rows: Rows, references: References
) -> tuple[dict[str, pl.DataFrame], pl.DataFrame]:
    """The rows with those of the roots told their company's place, without the groups whose
    company, zone or calendar is unknown; and the LEFT_OUT rows of those."""
    found, aside = dict(rows), [LEFT_OUT.schema.to_frame()]
    for part in recipe.roots():
        found[part.called] = with_company(rows[part.called], references.companies)
    wrong = [_unplaced(recipe, found[part.called], references) for part in recipe.roots()]
    if not recipe.placed or all(groups.is_empty() for groups in wrong):
        return found, aside[0]
    gone = pl.concat(groups.select(recipe.group) for groups in wrong).unique()
    for part, groups in zip(recipe.roots(), wrong, strict=True):
        kept = found[part.called].join(gone, on=recipe.group, how="anti", nulls_equal=True)
        found[part.called] = kept
        blank = groups.with_columns(column=pl.lit(None, pl.String), day=pl.lit(None, pl.Date))
        aside.append(_left_out(recipe, blank, part))
    return found, pl.concat(aside).unique(LEFT_OUT.key, keep="first", maintain_order=True)


def _unplaced(recipe: Recipe, rows: pl.DataFrame, references: References) -> pl.DataFrame:
    """One row, with its reason, of each group that can't be placed."""
    judged = rows.join(_places(rows, references), on=PLACE, how="left", nulls_equal=True)
    wrong = judged.filter(c("reason").is_not_null())
    return wrong.unique(recipe.group, keep="first", maintain_order=True)


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
    """Groups that may be placed otherwise, now that another company is known: those that stood
    aside for it; all, where none stands aside."""
    if not recipe.placed:
        every = [all_groups(lake, recipe, part, until[part.table.name]) for part in recipe.makers()]
        return pl.concat(every).unique()
    waiting = aside.scan().filter((c("fact") == recipe.fact.name) & (c("reason") == NO_COMPANY))
    companies = waiting.select("company_id").unique().collect()
    found = [nobody(recipe)]
    if companies.height:
        for part in recipe.makers():
            store = lake.store(part.table)
            if until[store.name] == EMPTY:
                continue
            rows = store.scan(until[store.name]).join(
                companies.lazy(), on="company_id", how="semi", nulls_equal=True
            )
            found.append(groups_in(recipe, part, rows).collect())
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


def _left_out(recipe: Recipe, groups: pl.DataFrame, part: Part | None = None) -> pl.DataFrame:
    root, month = part or recipe.root, recipe.fact.partition
    row = [name for name in root.table.key if name != "source"]
    held = row if set(row) <= set(groups.columns) else []
    return groups.select(
        *_name(recipe),
        table=pl.lit(root.table.name),
        row_id=pl.concat_str(held, separator="/") if held else pl.lit(None, pl.String),
        reason="reason",
        company_id="company_id",
        calendar_id="calendar_id",
        zone="zone",
        column="column",
        day="day",
        created_at=_when(groups, month),
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
