"""All documents of history, some months at a time: chains stay whole, memory follows a month."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from facts.batches import Rows, read, slices
from facts.build import APPROVAL_COLUMNS, STEP_COLUMNS
from facts.chains import chains
from facts.links import KEY, MONTH, every
from facts.spans import spans
from lake.lake import Lake
from lake.store import Store
from tables.approvals import APPROVAL_STEPS, APPROVALS

c = pl.col


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Some months: the documents whose root lies there, in slices, and the number of steps lying
    there whose approval is nowhere."""

    slices: Iterator[Rows]
    lone_steps: int


def history(lake: Lake, versions: Mapping[str, int], limit: int) -> Iterator[Span]:
    """Every document of the table versions, oldest months first, `limit` of them in a slice.

    A document comes with its root, wherever its other members lie. Months are read together while
    they hold at most `limit` approvals, so many small months cost no more than a few large ones.
    """
    approvals, steps = lake.store(APPROVALS), lake.store(APPROVAL_STEPS)
    linked = _linked(approvals, versions[approvals.name])
    rows = {m.month: 0 for m in steps.months(versions[steps.name])} | {
        m.month: m.base_rows + m.change_rows for m in approvals.months(versions[approvals.name])
    }
    for months in spans(rows, limit):
        near = Rows(
            approvals=_of(approvals, versions, months, APPROVAL_COLUMNS),
            steps=_of(steps, versions, months, STEP_COLUMNS),
        )
        lone = _lone(near, approvals, versions[approvals.name])
        whole = slices(_chained(lake, versions, near, linked, months), limit)
        del near  # a month is large enough once
        yield Span(slices=whole, lone_steps=lone)


def _of(
    store: Store, versions: Mapping[str, int], months: list[str], columns: tuple[str, ...]
) -> pl.DataFrame:
    return store.scan(versions[store.name], months=months).select(columns).collect()


def _chained(
    lake: Lake, versions: Mapping[str, int], near: Rows, linked: pl.DataFrame, months: list[str]
) -> Rows:
    """The rows of some months without the members of chains that begin elsewhere, and with those
    that lie elsewhere."""
    here, mine = c("_month").is_in(months), c("home").is_in(months)
    away = linked.filter(here & ~mine).select(KEY)
    far = linked.filter(mine & ~here).select(*KEY, "_month")
    kept = near.without(away) if away.height else near
    return kept.and_also(read(lake, versions, far)) if far.height else kept


def _linked(approvals: Store, version: int) -> pl.DataFrame:
    """(source, approval_id, _month, home) of every approval that follows another or is followed;
    `home` is the month of its document's root."""
    follows = every(approvals, version)
    followed = follows.select("source", approval_id="previous_id").unique()
    members = pl.concat([follows.select(KEY), followed]).unique()
    tree = approvals.lookup(members, version).select(*KEY, "previous_id", "created_at").collect()
    placed = chains(tree).join(tree.select(*KEY, MONTH), on=KEY)
    roots = placed.filter(c("approval_id") == c("document_id"))
    return placed.join(
        roots.select("source", "document_id", home="_month"), on=["source", "document_id"]
    ).select(*KEY, "_month", "home")


def _lone(rows: Rows, approvals: Store, version: int) -> int:
    """How many of the steps belong to no living approval, in these months or any other."""
    lone = rows.steps.select(KEY).join(rows.approvals.select(KEY), on=KEY, how="anti")
    if lone.is_empty():
        return 0
    elsewhere = approvals.lookup(lone.unique(), version).select(KEY).collect()
    return lone.join(elsewhere, on=KEY, how="anti").height
