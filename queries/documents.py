"""One document, whole: header, instances, timeline, links, due state — if the viewer may see it."""

from collections.abc import Iterable
from datetime import datetime

import polars as pl

from access.definition import Scope
from facts.definition import APPROVAL
from queries import masking, timeline, words
from queries.basis import Basis
from queries.definition import Document
from queries.desk import Desk
from queries.errors import NotFound
from queries.frames import Snapshot
from queries.links import links_of
from queries.pins import AsOf
from queries.viewer import Known, Who

MOST_ROUNDS = 50


class Documents:
    """Opens documents; missing and not visible are the same answer."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def document(self, who: Who, source: str, document_id: str, as_of: AsOf) -> Document:
        """The document that holds `document_id` (of the chain, or of one of its instances)."""
        viewer = self._desk.reception.receive(who)
        scope = self._desk.rights.allowed(viewer, "approval")
        snapshot = self._desk.snapshot(as_of)
        found = self._found(snapshot, scope, source, document_id)
        return self._whole(viewer, scope, snapshot, found)

    def _found(
        self, snapshot: Snapshot, scope: Scope, source: str, document_id: str
    ) -> pl.DataFrame:
        approvals = self._desk.visible(scope, snapshot.fact("approval"), APPROVAL)
        mine = approvals.filter(pl.col("source") == source)
        found = mine.filter(pl.col("document_id") == document_id).collect()
        chain = chain_of(snapshot, source, document_id) if found.is_empty() else None
        if chain is not None:
            found = mine.filter(pl.col("document_id") == chain).collect()
        if found.is_empty():
            raise NotFound(
                "没有这张单据，或您无权查看。",
                "There is no such document, or you may not see it.",
            )
        return found

    def _whole(
        self, viewer: Known, scope: Scope, snapshot: Snapshot, found: pl.DataFrame
    ) -> Document:
        basis = self._desk.basis(snapshot)
        hidden = masking.hidden_columns(scope.masks)
        header = self._header(viewer, scope, basis, found)
        plain = found.row(0, named=True)
        source, document_id = plain["source"], plain["document_id"]
        instances = instances_of(snapshot, plain)
        return Document(
            source=source,
            document_id=document_id,
            header=header,
            instances=timeline.instances(instances),
            steps=timeline.steps(
                steps_of(snapshot, source, document_id, instances),
                people=basis.directories[viewer.lang].people,
                clock=basis.clock.positions,
                hidden=hidden,
            ),
            links=links_of(
                snapshot,
                self._desk.visible(scope, snapshot.fact("approval"), APPROVAL),
                source,
                instances["approval_id"].to_list(),
                hidden=hidden,
            ),
            due=timeline.due(plain, basis.clock.positions),
            masks=words.masks(scope.masks, viewer.lang),
            pin=snapshot.pin.id,
            pinned_at=snapshot.pin.at,
            sources=tuple(s for s in self._desk.sources(snapshot) if s.source == source),
        )

    @staticmethod
    def _header(
        viewer: Known, scope: Scope, basis: Basis, found: pl.DataFrame
    ) -> dict[str, object]:
        names = basis.directories[viewer.lang]
        row = names.with_names(found, basis.today).with_columns(
            department_then_name=pl.col("department_id").replace(names.departments)
        )
        return masking.apply(scope.masks, row).row(0, named=True)


def chain_of(snapshot: Snapshot, source: str, approval_id: str) -> str | None:
    """The chain an instance belongs to."""
    step = (
        snapshot.fact("approval_step")
        .filter((pl.col("source") == source) & (pl.col("approval_id") == approval_id))
        .select("document_id")
        .head(1)
        .collect()
    )
    if step.height:
        return str(step.item())
    latest = (
        snapshot.fact("approval")
        .filter((pl.col("source") == source) & (pl.col("latest_approval_id") == approval_id))
        .select("document_id")
        .head(1)
        .collect()
    )
    return str(latest.item()) if latest.height else None


def instances_of(snapshot: Snapshot, header: dict[str, object]) -> pl.DataFrame:
    """The `approvals` rows of a chain: back from its latest instance by `previous_id`."""
    rows = snapshot.table_months("approvals", months_of(header)).filter(
        pl.col("source") == header["source"]
    )
    wanted, known = {str(header["latest_approval_id"]), str(header["document_id"])}, set[str]()
    parts: list[pl.DataFrame] = []
    for _ in range(MOST_ROUNDS):
        wanted -= known
        if not wanted:
            break
        found = rows.filter(pl.col("approval_id").is_in(sorted(wanted))).collect()
        known |= wanted
        wanted = set(found["previous_id"].drop_nulls())
        parts.append(found)
    return pl.concat(parts).unique("approval_id", keep="any")


def steps_of(
    snapshot: Snapshot, source: str, document_id: str, instances: pl.DataFrame
) -> pl.DataFrame:
    """The `approval_step` rows of a document with the comments made on them."""
    ids = instances["approval_id"].to_list()
    months = sorted(set(instances["created_at"].dt.strftime("%Y-%m")))
    steps = snapshot.fact_months("approval_step", months).filter(
        (pl.col("source") == source) & (pl.col("document_id") == document_id)
    )
    comments = snapshot.table_months("approval_steps", months).filter(
        (pl.col("source") == source) & pl.col("approval_id").is_in(ids)
    )
    key = ["source", "approval_id", "seq"]
    return steps.join(comments.select(*key, "comment"), on=key, how="left").collect()


def months_of(header: dict[str, object]) -> list[str]:
    """The partitions the instances of a chain can lie in: first creation to last change."""
    moments = [header[name] for name in ("created_at", "updated_at", "decided_at", "ended_at")]
    known = sorted(moment for moment in moments if isinstance(moment, datetime))
    return list(_months(known[0], known[-1]))


def _months(first: datetime, last: datetime) -> Iterable[str]:
    year, month = first.year, first.month
    while (year, month) <= (last.year, last.month):
        yield f"{year:04}-{month:02}"
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
