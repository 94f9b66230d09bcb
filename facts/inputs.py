"""What a fact generation was made from: table versions remembered with the facts themselves."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from facts.calendar import calendar_days
from facts.definition import APPROVAL, APPROVAL_STEP, CALENDAR_DAY, LEFT_OUT
from facts.errors import FactError
from facts.gather import EMPTY
from facts.produce import CODE, recorded
from facts.recipe import Recipe
from facts.references import References, one_zone
from facts.registry import RECIPES
from facts.sla import WHOLE_DOCUMENT
from lake.errors import VersionGone
from lake.lake import Lake
from lake.store import Store
from tables.approvals import APPROVAL_STEPS, APPROVALS, PROCESS_SLA
from tables.definition import Table
from tables.org import CALENDAR, COMPANIES

c = pl.col

# Raise it with every change of what a fact column means: all facts are rebuilt then.
FACT_VERSION = 3

CHANGING: tuple[Table, ...] = (APPROVALS, APPROVAL_STEPS)
SLOW: tuple[Table, ...] = (COMPANIES, PROCESS_SLA, CALENDAR)
INPUTS: tuple[Table, ...] = tuple(
    {
        table.name: table
        for table in (*CHANGING, *SLOW, *(table for recipe in RECIPES for table in recipe.tables))
    }.values()
)
MANY, SHARE = 500_000, 0.1  # rows, and their share of the table: more are not worth a refresh

COMPANY_SAYS = ("source", "company_id", "zone", "calendar_id", "is_test", "currency")
SLA_SAYS = ("source", "company_id", "process", "node", "minutes", "valid_from")


@dataclass(frozen=True, slots=True, kw_only=True)
class FactStores:
    """The stores of one generation."""

    approval: Store
    approval_step: Store
    calendar_day: Store
    left_out: Store
    others: tuple[tuple[Recipe, Store], ...] = ()

    @classmethod
    def of(cls, lake: Lake, generation: int) -> "FactStores":
        """The stores of a generation; touches nothing."""
        return cls(
            approval=lake.store(APPROVAL, generation),
            approval_step=lake.store(APPROVAL_STEP, generation),
            calendar_day=lake.store(CALENDAR_DAY, generation),
            left_out=lake.store(LEFT_OUT, generation),
            others=tuple((recipe, lake.store(recipe.fact, generation)) for recipe in RECIPES),
        )

    def all(self) -> tuple[Store, ...]:
        """The stores, in the order they are written."""
        others = (store for _, store in self.others)
        return self.calendar_day, self.left_out, *others, self.approval_step, self.approval

    def versions(self) -> dict[str, int]:
        """{store name: newest version}, as a pin names them."""
        return {store.name: store.version() for store in self.all()}

    def complete(self) -> bool:
        """Whether a rebuild of this generation ever came to its end."""
        return all(store.consumed(CODE) is not None for store in self.all())


def newest_versions(lake: Lake) -> dict[str, int]:
    """The newest version of every table facts are made from; -1 for an empty one."""
    return {table.name: lake.store(table).version() for table in INPUTS}


def made_from(stores: FactStores) -> dict[str, frozenset[int]]:
    """Every table version that some fact of a generation was last made from: the next refresh
    starts there, so clean-up must keep them readable."""
    found: dict[str, set[int]] = {}
    others = (recorded(store, recipe) for recipe, store in stores.others)
    for versions in (recorded_versions(stores), *others):
        for name, version in versions.items():
            found.setdefault(name, set()).add(version)
    return {name: frozenset(versions) for name, versions in found.items()}


def recorded_versions(stores: FactStores) -> dict[str, int]:
    """The table versions the approval facts of a generation were last made from: of two stores the
    older one, since a crash between them leaves one behind."""
    found = {}
    for table in (*CHANGING, *SLOW):
        numbers = [store.consumed(table.name) for store in (stores.approval_step, stores.approval)]
        found[table.name] = min(EMPTY if number is None else number for number in numbers)
    return found


def to_record(versions: Mapping[str, int]) -> dict[str, int]:
    """`consumed` of an approval fact: the versions of non-empty tables, and the code's own."""
    read = {table.name: versions[table.name] for table in (*CHANGING, *SLOW)}
    return {name: number for name, number in read.items() if number != EMPTY} | {CODE: FACT_VERSION}


def load_references(lake: Lake, versions: Mapping[str, int]) -> References:
    """Companies, promised times and calendars as they stood at the given table versions."""
    return References.of(
        _rows(lake, COMPANIES, versions, COMPANY_SAYS),
        _rows(lake, PROCESS_SLA, versions, SLA_SAYS),
        calendar_days(lake.store(CALENDAR).scan(versions[CALENDAR.name]).collect()),
    )


def changed_reference(lake: Lake, old: Mapping[str, int], new: Mapping[str, int]) -> str | None:
    """Which slow table says something else than before, in words; None when facts still hold.

    A company that was added changes no fact that exists. A version whose rows can't be read any
    more counts as changed, and so do calendars and companies that contradict themselves now: the
    rebuild says how, and until it can be made the facts stand on what was said before.
    """
    for table in SLOW:
        if old[table.name] == new[table.name]:
            continue
        try:
            before = _said(lake, table, old)
        except (VersionGone, OSError, pl.exceptions.ComputeError):
            return f"the {table.name} table as last used can't be read any more"
        try:
            after = _said(lake, table, new)
        except FactError as error:
            return f"the {table.name} table changed: {error}"
        if table is COMPANIES:
            after = after.join(before, on="company_id", how="semi")
        same = before.join(after, on=before.columns, how="anti", nulls_equal=True).is_empty()
        if not same or before.height != after.height:
            return f"the {table.name} table changed"
    return None


def too_much(
    lake: Lake,
    old: Mapping[str, int],
    new: Mapping[str, int],
    tables: tuple[Table, ...] = CHANGING,
) -> str | None:
    """Which table changed so much that facts are built anew sooner than refreshed, in words.

    A refresh holds the keys of all that changed, and reads around each of them: for a first load
    that comes in pieces, a rebuild is many times cheaper and needs no more memory than a month's.
    """
    for table in tables:
        store, after, until = lake.store(table), old[table.name], new[table.name]
        months = store.months(until)
        rows = sum(month.base_rows + month.change_rows for month in months)
        if rows > MANY and after < until and store.written(after, until) > max(MANY, SHARE * rows):
            return f"much of the {table.name} table changed"
    return None


def _said(lake: Lake, table: Table, versions: Mapping[str, int]) -> pl.DataFrame:
    """What facts use of a slow table, one row per statement."""
    if table is COMPANIES:
        companies = _rows(lake, table, versions, COMPANY_SAYS)
        one_zone(companies)
        return companies
    if table is PROCESS_SLA:
        return _rows(lake, table, versions, SLA_SAYS).filter(c("node") == WHOLE_DOCUMENT)
    rows = lake.store(table).scan(versions[table.name]).collect()
    return calendar_days(rows).drop("updated_at")


def _rows(
    lake: Lake, table: Table, versions: Mapping[str, int], columns: tuple[str, ...]
) -> pl.DataFrame:
    return lake.store(table).scan(versions[table.name]).select(columns).collect()
