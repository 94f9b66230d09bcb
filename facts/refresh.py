"""Bring the facts of a generation up to date: rebuild the documents that changed, nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from facts.batches import batches, read, write
from facts.build import STEP, Built, build
from facts.chains import chains
from facts.definition import APPROVAL, LEFT_OUT
from facts.inputs import (
    SLOW,
    FactStores,
    changed_reference,
    load_references,
    newest_versions,
    recorded_versions,
    to_record,
    too_much,
)
from facts.left_out import NO_COMPANY
from facts.links import KEY, MONTH
from facts.produce import recorded, refresh_fact
from facts.reading import Reading
from facts.references import References
from facts.timeline import DOCUMENT
from facts.touched import Touched, touched
from lake.errors import RebuildNeeded
from lake.lake import Lake
from lake.store import Store
from tables.approvals import APPROVAL_STEPS, APPROVALS
from tables.org import COMPANIES

c = pl.col
ORPHAN = "step_without_approval"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refreshed:
    """What a refresh or rebuild left behind.

    `versions` are the fact stores as a pin names them, `inputs` the table versions they were made
    from, `documents_touched` the documents written or removed. `left_out` counts what is in no
    fact among them, by reason: steps of `step_without_approval` become facts when their approval
    arrives, the documents of `documents_left_out` (LEFT_OUT rows) when what they lack does.
    """

    versions: Mapping[str, int]
    inputs: Mapping[str, int]
    documents_touched: int = 0
    left_out: Mapping[str, int] = field(default_factory=dict[str, int])
    documents_left_out: pl.DataFrame = field(default_factory=LEFT_OUT.schema.to_frame)


def counted(documents: pl.DataFrame, lone_steps: int) -> dict[str, int]:
    """How many there are by reason: LEFT_OUT rows, and steps without their approval."""
    by_reason = documents.group_by("reason").len().sort("reason").iter_rows()
    counts = {str(reason): int(number) for reason, number in by_reason}
    return counts | ({ORPHAN: lone_steps} if lone_steps else {})


def refresh(lake: Lake, generation: int, *, until: Mapping[str, int] | None = None) -> Refreshed:
    """Rebuild what changed in the tables since the generation was last written.

    `until` are the table versions to go to (default: the newest). A slow table that now says
    something else is used as it was: `rebuild.needed` tells so. Running it again after a crash at
    any point ends in the same facts. Raises RebuildNeeded; then the generation still stands at its
    recorded versions and the next refresh begins there.
    """
    stores = FactStores.of(lake, generation)
    if not stores.complete():
        raise RebuildNeeded(f"generation {generation} of the facts was never built to its end")
    after = recorded_versions(stores)
    goal = newest_versions(lake) | dict(until or {})
    if reason := too_much(lake, after, goal):
        raise RebuildNeeded(reason)
    if changed_reference(lake, after, goal):
        goal |= {table.name: after[table.name] for table in SLOW}
    references = load_references(lake, goal)
    aside = _others(lake, generation, stores, goal, references, after)
    work = touched(lake, after, goal, also=_hopeful(stores.left_out, after, goal))
    if work.members.is_empty():
        return Refreshed(
            versions=stores.versions(),
            inputs=goal | after,
            left_out=counted(aside, 0),
            documents_left_out=aside,
        )
    return _rebuild(lake, stores, work, goal, references, aside)


def _others(
    lake: Lake,
    generation: int,
    stores: FactStores,
    goal: Mapping[str, int],
    references: References,
    after: Mapping[str, int],
) -> pl.DataFrame:
    """Refresh the facts of recipes; the LEFT_OUT rows of what now stands aside from them."""
    arrived = after[COMPANIES.name] != goal[COMPANIES.name]
    reading = Reading(lake)
    parts = [LEFT_OUT.schema.to_frame()]
    for recipe, store in stores.others:
        if reason := too_much(lake, recorded(store, recipe), goal, recipe.tables):
            raise RebuildNeeded(reason)
        parts.append(
            refresh_fact(reading, generation, recipe, goal, references, companies_changed=arrived)
        )
    return pl.concat(parts)


def _hopeful(store: Store, after: Mapping[str, int], goal: Mapping[str, int]) -> pl.DataFrame:
    """(source, approval_id, _month) of documents left out for a company that may be known now."""
    waiting = store.scan().filter((c("fact") == APPROVAL.name) & (c("reason") == NO_COMPANY))
    wanted = waiting.select("source", MONTH, approval_id="document_id")
    if after[COMPANIES.name] == goal[COMPANIES.name]:
        return wanted.collect_schema().to_frame()
    return wanted.collect()


def _rebuild(
    lake: Lake,
    stores: FactStores,
    work: Touched,
    goal: Mapping[str, int],
    references: References,
    others: pl.DataFrame,
) -> Refreshed:
    living = (
        lake.store(APPROVALS)
        .lookup(work.members, goal[APPROVALS.name])
        .select(*KEY, "previous_id", "created_at")
        .collect()
    )
    alone = _alone(lake, goal, work.members.join(living, on=KEY, how="anti"))
    dead = _merged(work.members, living)
    dead_steps = pl.concat([work.steps.select(alone.columns), alone]).unique()
    built, aside, written = Built.empty(), LEFT_OUT.schema.to_frame(), 0
    parts = list(batches(living)) or [work.members.clear()]
    for number, part in enumerate(parts, start=1):
        rows = read(lake, goal, part)
        built = build(rows.approvals, rows.steps, references)
        written += built.approval.height
        aside = pl.concat([aside, built.left_out])
        unbuilt = built.steps_left_out.join(part, on=KEY).select(dead_steps.columns)
        dead_steps = pl.concat([dead_steps, unbuilt]).join(built.approval_step, on=STEP, how="anti")
        if number < len(parts):
            write(stores, built)
    # What stands aside is no fact any more, and what is built stands aside no more.
    dead = _existing(stores.approval, pl.concat([dead, aside.select(*DOCUMENT, MONTH)]).unique())
    returned = work.members.select(
        "source", "_month", fact=pl.lit(APPROVAL.name), document_id="approval_id"
    ).join(aside, on=DOCUMENT, how="anti")
    write(
        stores,
        built,
        dead_documents=dead,
        dead_steps=_existing(stores.approval_step, dead_steps),
        returned=_existing(stores.left_out, returned),
        consumed=to_record(goal),
    )
    return Refreshed(
        versions=stores.versions(),
        inputs=goal,
        documents_touched=written + dead.height,
        left_out=counted(pl.concat([aside, others]), alone.height),
        documents_left_out=pl.concat([aside, others]),
    )


def _merged(members: pl.DataFrame, living: pl.DataFrame) -> pl.DataFrame:
    """Fact keys (with `_month`) of members that are no root, or not there any more."""
    roots = chains(living).filter(c("approval_id") == c("document_id"))
    gone = members.join(roots, on=KEY, how="anti")
    return gone.select("source", "_month", document_id="approval_id").select(*DOCUMENT, "_month")


def _alone(lake: Lake, goal: Mapping[str, int], gone: pl.DataFrame) -> pl.DataFrame:
    """Keys (with `_month`) of the steps of approvals that are not there."""
    if gone.is_empty():
        return gone.with_columns(seq=pl.lit(None, pl.Int64)).select(*STEP, "_month")
    steps = lake.store(APPROVAL_STEPS).lookup(gone, goal[APPROVAL_STEPS.name])
    return steps.select(STEP).join(gone.lazy(), on=KEY).select(*STEP, "_month").collect()


def _existing(store: Store, keys: pl.DataFrame) -> pl.DataFrame:
    """Those of some keys (with `_month`) that the store holds."""
    if keys.is_empty():
        return keys
    on = list(store.table.key)
    held = store.lookup(keys).select(on).collect()
    return keys.join(held, on=on, how="semi")
