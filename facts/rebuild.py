"""Build a generation of facts whole, beside the running one; the publisher switches by its pin."""

from collections.abc import Mapping

import polars as pl

from facts.batches import DOCUMENTS_AT_ONCE, write
from facts.build import Built, build
from facts.calendar import calendar_days
from facts.definition import LEFT_OUT
from facts.history import history
from facts.inputs import (
    FACT_VERSION,
    FactStores,
    changed_reference,
    load_references,
    newest_versions,
    recorded_versions,
    to_record,
    too_much,
)
from facts.left_out import missing_reference
from facts.produce import CODE, build_fact
from facts.produce import recorded as recorded_by
from facts.refresh import Refreshed, counted, refresh
from lake.errors import VersionGone
from lake.lake import Lake
from tables.approvals import APPROVAL_STEPS, APPROVALS
from tables.org import CALENDAR

COMPACT_AFTER = 4  # slices of documents


def needed(lake: Lake, generation: int | None) -> str | None:
    """Why the facts must be built again as a whole, in words; None when a refresh is enough.

    `generation` is the one the pin names, None when there is none yet.
    """
    if generation is None:
        return "there are no facts yet"
    stores = FactStores.of(lake, generation)
    if not stores.complete():
        return f"generation {generation} was never built to its end"
    code = stores.approval.consumed(CODE)
    if code != FACT_VERSION:
        return f"facts of version {code} were built, version {FACT_VERSION} is meant"
    recorded = recorded_versions(stores)
    for table in (APPROVALS, APPROVAL_STEPS):
        try:
            lake.store(table).epoch(recorded[table.name])
        except VersionGone:
            return f"the {table.name} table as last used can't be read any more"
    newest = newest_versions(lake)
    return (
        changed_reference(lake, recorded, newest)
        or too_much(lake, recorded, newest)
        or _needed_by_others(lake, stores, newest)
    )


def _needed_by_others(lake: Lake, stores: FactStores, newest: Mapping[str, int]) -> str | None:
    """Why a fact of a recipe must be built again as a whole."""
    for recipe, store in stores.others:
        code, name = store.consumed(CODE), recipe.fact.name
        if code != recipe.version:
            return f"{name} facts of version {code} were built, {recipe.version} is meant"
        after = recorded_by(store, recipe)
        for table in recipe.tables:
            try:
                lake.store(table).epoch(after[table.name])
            except VersionGone:
                return f"the {table.name} table as last used can't be read any more"
        if reason := too_much(lake, after, newest, recipe.tables):
            return reason
    return None


def rebuild(
    lake: Lake,
    new_generation: int,
    *,
    until: Mapping[str, int] | None = None,
    documents_at_once: int = DOCUMENTS_AT_ONCE,
) -> Refreshed:
    """Build all facts into `new_generation`, which no pin names yet.

    `until` are the table versions to build from (default: the newest). Memory follows the
    largest month and the links between approvals, not history. What an interrupted rebuild left
    there is thrown away; a generation that is complete and still valid is only refreshed. Raises
    FactError for calendars and companies that contradict themselves, or when none is known that
    any document needs.
    """
    if needed(lake, new_generation) is None:
        return refresh(lake, new_generation, until=until)
    goal = newest_versions(lake) | dict(until or {})
    references = load_references(lake, goal)
    stores = FactStores.of(lake, new_generation)
    for store in reversed(stores.all()):
        lake.remove(store.name)
    aside, documents, compacted, lone = LEFT_OUT.schema.to_frame(), 0, 0, 0
    for span in history(lake, goal, documents_at_once):
        for rows in span.slices:
            built = build(rows.approvals, rows.steps, references)
            write(stores, built)
            aside, documents = pl.concat([aside, built.left_out]), documents + built.approval.height
        lone += span.lone_steps
        if documents - compacted >= COMPACT_AFTER * documents_at_once:  # all at once is too much
            _compact(stores)
            compacted = documents
    missing = missing_reference(aside)
    if missing is not None and not documents:
        raise missing
    others = [build_fact(lake, new_generation, r, goal, references) for r, _ in stores.others]
    aside = pl.concat([aside, *others])
    _finish(lake, stores, goal)
    return Refreshed(
        versions=stores.versions(),
        inputs=goal,
        documents_touched=documents,
        left_out=counted(aside, lone),
        documents_left_out=aside,
    )


def _finish(lake: Lake, stores: FactStores, goal: Mapping[str, int]) -> None:
    """Compact, then say what the generation was made from: only now is it complete."""
    record = to_record(goal)
    days = calendar_days(lake.store(CALENDAR).scan(goal[CALENDAR.name]).collect())
    stores.calendar_day.append(days, consumed=record)
    _compact(stores)
    stores.left_out.append(LEFT_OUT.schema.to_frame(), consumed=record)
    write(stores, Built.empty(), consumed=record)


def _compact(stores: FactStores) -> None:
    for store in stores.all():
        store.compact(force=True)
