"""Read some documents from the tables, cut them into slices, write what was built of them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from facts.build import APPROVAL_COLUMNS, STEP_COLUMNS, Built
from facts.chains import chains
from facts.inputs import FactStores
from facts.links import KEY
from lake.lake import Lake
from lake.store import Store
from tables.approvals import APPROVAL_STEPS, APPROVALS

c = pl.col
DOCUMENTS_AT_ONCE = 10_000
FEW = 8_000  # approvals


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """What some documents are made of: the columns of APPROVAL_COLUMNS and STEP_COLUMNS."""

    approvals: pl.DataFrame
    steps: pl.DataFrame

    def without(self, keys: pl.DataFrame) -> "Rows":
        """All but the approvals of some (source, approval_id)."""
        return Rows(
            approvals=self.approvals.join(keys, on=KEY, how="anti"),
            steps=self.steps.join(keys, on=KEY, how="anti"),
        )

    def and_also(self, other: "Rows") -> "Rows":
        """These and others."""
        return Rows(
            approvals=pl.concat([self.approvals, other.approvals]),
            steps=pl.concat([self.steps, other.steps]),
        )


def batches(approvals: pl.DataFrame, limit: int = DOCUMENTS_AT_ONCE) -> Iterator[pl.DataFrame]:
    """(source, approval_id, _month) of at most `limit` documents at a time, oldest first.

    `approvals` are (source, approval_id, previous_id, created_at) of complete chains. Documents
    created together stay together, so a batch reads few partitions.
    """
    sliced = _sliced(approvals, limit).join(approvals.select(*KEY, "created_at"), on=KEY)
    placed = sliced.select(*KEY, "slice", _month=c("created_at").dt.strftime("%Y-%m"))
    for _, members in sorted(placed.partition_by("slice", as_dict=True).items()):
        yield members.drop("slice")


def slices(rows: Rows, limit: int) -> Iterator[Rows]:
    """At most `limit` of the documents at a time; `rows` are complete chains, read already."""
    if rows.approvals.height <= limit:
        if rows.approvals.height:
            yield rows
        return
    sliced = _sliced(rows.approvals, limit)
    approvals, steps = (
        frame.join(sliced, on=KEY).partition_by("slice", as_dict=True, include_key=False)
        for frame in (rows.approvals, rows.steps)
    )
    nothing = rows.steps.clear()
    del rows
    for number in sorted(approvals):
        yield Rows(approvals=approvals.pop(number), steps=steps.pop(number, nothing))


def _sliced(approvals: pl.DataFrame, limit: int) -> pl.DataFrame:
    """(source, approval_id, slice) of complete chains: the slice counts documents by age."""
    placed = chains(approvals).join(approvals.select(*KEY, "created_at"), on=KEY)
    born = placed.filter(c("approval_id") == c("document_id")).sort("created_at", *KEY)
    counted = born.select("source", "document_id").with_row_index("slice")
    return placed.join(counted, on=["source", "document_id"]).select(*KEY, c("slice") // limit)


def read(lake: Lake, versions: Mapping[str, int], members: pl.DataFrame) -> Rows:
    """The rows of `members` (source, approval_id, _month), at the given table versions.

    Reads only their partitions.
    """
    return Rows(
        approvals=_picked(lake.store(APPROVALS), versions, members)
        .select(APPROVAL_COLUMNS)
        .collect(),
        steps=_picked(lake.store(APPROVAL_STEPS), versions, members).select(STEP_COLUMNS).collect(),
    )


def _picked(store: Store, versions: Mapping[str, int], members: pl.DataFrame) -> pl.LazyFrame:
    """The rows of the members: looked for where they are few, else picked while reading all."""
    version = versions[store.name]
    if members.height <= FEW:
        return store.lookup(members, version)
    rows = store.scan(version, months=members["_month"].unique().to_list())
    return rows.join(members.lazy().select(KEY), on=KEY, how="semi")


def write(
    stores: FactStores,
    built: Built,
    *,
    dead_documents: pl.DataFrame | None = None,
    dead_steps: pl.DataFrame | None = None,
    returned: pl.DataFrame | None = None,
    consumed: Mapping[str, int] | None = None,
) -> None:
    """Append to the fact stores, approvals last; `consumed` is committed with the rows.

    `returned` are keys of documents that were left out and no longer are.
    """
    stores.left_out.append(built.left_out, deletes=returned)
    stores.approval_step.append(built.approval_step, deletes=dead_steps, consumed=consumed)
    stores.approval.append(built.approval, deletes=dead_documents, consumed=consumed)
