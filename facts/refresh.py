"""Bring the facts of a generation up to date: rebuild the documents that changed, nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from facts.batches import KEY, batches, build_batch, write
from facts.chains import chains
from facts.inputs import (
    SLOW,
    FactStores,
    changed_reference,
    load_references,
    newest_versions,
    recorded_versions,
    to_record,
)
from facts.references import References
from facts.touched import Touched, touched
from lake.errors import RebuildNeeded
from lake.lake import Lake
from lake.store import Store
from tables.approvals import APPROVAL_STEPS, APPROVALS

c = pl.col
STEP = (*KEY, "seq")
ORPHAN = "step_without_approval"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refreshed:
    """What a refresh or rebuild left behind.

    `versions` are the fact stores as a pin names them, `inputs` the table versions they were made
    from, `documents_touched` the documents written or removed. `left_out` counts rows among them
    that are in no fact, by reason: `step_without_approval` becomes one when its approval arrives.
    """

    versions: Mapping[str, int]
    inputs: Mapping[str, int]
    documents_touched: int = 0
    left_out: Mapping[str, int] = field(default_factory=dict[str, int])


def refresh(lake: Lake, generation: int, *, until: Mapping[str, int] | None = None) -> Refreshed:
    """Rebuild what changed in the tables since the generation was last written.

    `until` are the table versions to go to (default: the newest). A slow table that now says
    something else is used as it was: `rebuild.needed` tells so. Running it again after a crash at
    any point ends in the same facts. Raises RebuildNeeded, or the errors of `build`; then the
    generation still stands at its recorded versions and the next refresh begins there.
    """
    stores = FactStores.of(lake, generation)
    if not stores.complete():
        raise RebuildNeeded(f"generation {generation} of the facts was never built to its end")
    after = recorded_versions(stores)
    goal = newest_versions(lake) | dict(until or {})
    work = touched(lake, after, goal)
    if work.members.is_empty():
        return Refreshed(versions=stores.versions(), inputs=after)
    if changed_reference(lake, after, goal):
        goal |= {table.name: after[table.name] for table in SLOW}
    return _rebuild(lake, stores, work, goal, load_references(lake, goal))


def _rebuild(
    lake: Lake,
    stores: FactStores,
    work: Touched,
    goal: Mapping[str, int],
    references: References,
) -> Refreshed:
    living = (
        lake.store(APPROVALS)
        .scan(goal[APPROVALS.name], months=work.months)
        .select(*KEY, "previous_id", "created_at")
        .join(work.members.lazy().select(KEY), on=KEY, how="semi")
        .collect()
    )
    alone = _alone(lake, goal, work.members.join(living, on=KEY, how="anti"))
    dead_documents = _existing(stores.approval, _merged(work.members, living))
    dead_steps = pl.concat([work.steps.select(alone.columns), alone]).unique()
    parts = list(batches(living)) or [work.members.clear()]
    documents = dead_documents.height
    for number, part in enumerate(parts, start=1):
        built = build_batch(lake, goal, part, references)
        documents += built.approval.height
        dead_steps = dead_steps.join(built.approval_step, on=STEP, how="anti")
        last = number == len(parts)
        write(
            stores,
            built,
            dead_documents=dead_documents if last else None,
            dead_steps=_existing(stores.approval_step, dead_steps) if last else None,
            consumed=to_record(goal) if last else None,
        )
    return Refreshed(
        versions=stores.versions(),
        inputs=goal,
        documents_touched=documents,
        left_out={ORPHAN: alone.height} if alone.height else {},
    )


def _merged(members: pl.DataFrame, living: pl.DataFrame) -> pl.DataFrame:
    """Fact keys (with `_month`) of members that are no root, or not there any more."""
    roots = chains(living).filter(c("approval_id") == c("document_id"))
    return members.join(roots, on=KEY, how="anti").rename({"approval_id": "document_id"})


def _alone(lake: Lake, goal: Mapping[str, int], gone: pl.DataFrame) -> pl.DataFrame:
    """Keys (with `_month`) of the steps of approvals that are not there."""
    steps = lake.store(APPROVAL_STEPS).scan(
        goal[APPROVAL_STEPS.name], months=gone["_month"].unique().to_list()
    )
    return steps.select(STEP).join(gone.lazy(), on=KEY).select(*STEP, "_month").collect()


def _existing(store: Store, keys: pl.DataFrame) -> pl.DataFrame:
    """Those of some keys (with `_month`) that the store holds."""
    if keys.is_empty():
        return keys
    on = list(store.table.key)
    held = store.scan(months=keys["_month"].unique().to_list()).select(on)
    return keys.join(held.join(keys.lazy(), on=on, how="semi").collect(), on=on, how="semi")
