"""Read some documents from the tables and build them: the loop both refresh and rebuild run."""

from collections.abc import Iterator, Mapping

import polars as pl

from facts.build import APPROVAL_COLUMNS, STEP_COLUMNS, Built, build
from facts.chains import chains
from facts.inputs import FactStores
from facts.links import KEY
from facts.references import References
from lake.lake import Lake
from lake.store import Store
from tables.approvals import APPROVAL_STEPS, APPROVALS

c = pl.col
DOCUMENTS_AT_ONCE = 10_000
FEW = 8_000  # approvals


def batches(approvals: pl.DataFrame, limit: int = DOCUMENTS_AT_ONCE) -> Iterator[pl.DataFrame]:
    """(source, approval_id, _month) of at most `limit` documents at a time, oldest first.

    `approvals` are (source, approval_id, previous_id, created_at) of complete chains. Documents
    created together stay together, so a batch reads few partitions.
    """
    placed = chains(approvals).join(approvals.select(*KEY, "created_at"), on=KEY)
    born = placed.filter(c("approval_id") == c("document_id")).sort("created_at", *KEY)
    slices = born.select("source", "document_id").with_row_index("slice")
    sliced = placed.join(slices, on=["source", "document_id"]).select(
        *KEY, c("slice") // limit, _month=c("created_at").dt.strftime("%Y-%m")
    )
    for number in range(-(-born.height // limit)):
        yield sliced.filter(c("slice") == number).drop("slice")


def build_batch(
    lake: Lake, versions: Mapping[str, int], members: pl.DataFrame, references: References
) -> Built:
    """The facts of the documents made of `members` (source, approval_id, _month), complete chains.

    Reads only their partitions, at the given table versions.
    """
    approvals = _read(lake.store(APPROVALS), versions, members).select(APPROVAL_COLUMNS)
    steps = _read(lake.store(APPROVAL_STEPS), versions, members).select(STEP_COLUMNS)
    return build(approvals.collect(), steps.collect(), references)


def _read(store: Store, versions: Mapping[str, int], members: pl.DataFrame) -> pl.LazyFrame:
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
