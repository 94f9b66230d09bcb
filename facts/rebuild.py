"""Build a generation of facts whole, beside the running one; the publisher switches by its pin."""

from collections.abc import Mapping

import polars as pl

from facts.batches import DOCUMENTS_AT_ONCE, KEY, batches, build_batch, write
from facts.build import Built
from facts.calendar import calendar_days
from facts.definition import LEFT_OUT
from facts.inputs import (
    CODE,
    FACT_VERSION,
    FactStores,
    changed_reference,
    load_references,
    newest_versions,
    recorded_versions,
    to_record,
)
from facts.left_out import missing_reference
from facts.refresh import Refreshed, counted, refresh
from lake.errors import VersionGone
from lake.lake import Lake
from tables.approvals import APPROVAL_STEPS, APPROVALS
from tables.org import CALENDAR

c = pl.col
COMPACT_EVERY = 4  # batches


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
    return changed_reference(lake, recorded, newest_versions(lake))


def rebuild(
    lake: Lake,
    new_generation: int,
    *,
    until: Mapping[str, int] | None = None,
    documents_at_once: int = DOCUMENTS_AT_ONCE,
) -> Refreshed:
    """Build all facts into `new_generation`, which no pin names yet.

    `until` are the table versions to build from (default: the newest). Memory follows
    `documents_at_once`, not history. What an interrupted rebuild left there is thrown away; a
    generation that is complete and still valid is only refreshed. Raises FactError for calendars
    and companies that contradict themselves, or when none is known that any document needs.
    """
    if needed(lake, new_generation) is None:
        return refresh(lake, new_generation, until=until)
    goal = newest_versions(lake) | dict(until or {})
    references = load_references(lake, goal)
    stores = FactStores.of(lake, new_generation)
    for store in reversed(stores.all()):
        lake.remove(store.name)
    known = (
        lake.store(APPROVALS)
        .scan(goal[APPROVALS.name])
        .select(*KEY, "previous_id", "created_at")
        .collect()
    )
    aside, documents = LEFT_OUT.schema.to_frame(), 0
    for number, part in enumerate(batches(known, documents_at_once), start=1):
        built = build_batch(lake, goal, part, references)
        write(stores, built)
        aside, documents = pl.concat([aside, built.left_out]), documents + built.approval.height
        if number % COMPACT_EVERY == 0:  # many wide rows at once would not fit into memory
            _compact(stores)
    missing = missing_reference(aside)
    if missing is not None and not documents:
        raise missing
    _finish(lake, stores, goal)
    return Refreshed(
        versions=stores.versions(),
        inputs=goal,
        documents_touched=documents,
        left_out=counted(aside, _orphans(lake, goal, known)),
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


def _orphans(lake: Lake, goal: Mapping[str, int], known: pl.DataFrame) -> int:
    steps = lake.store(APPROVAL_STEPS).scan(goal[APPROVAL_STEPS.name]).select(KEY)
    lone = steps.join(known.lazy().select(KEY), on=KEY, how="anti")
    return lone.select(pl.len()).collect().item()
