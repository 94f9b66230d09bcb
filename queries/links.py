"""The documents a document led to or came from, those only that the viewer may see."""

from typing import Any, Literal

import polars as pl

from queries.definition import LinkView
from queries.frames import Snapshot
from queries.masking import HIDDEN

Direction = Literal["from", "to"]
OTHER: dict[Direction, tuple[str, str]] = {"to": ("from", "to"), "from": ("to", "from")}


def links_of(
    snapshot: Snapshot,
    visible: pl.LazyFrame,
    source: str,
    ids: list[str],
    *,
    hidden: frozenset[str],
) -> tuple[LinkView, ...]:
    """Links of any instance of a document; `visible` are the `approval` rows in scope.

    A link to a document that is missing, of another kind, or not visible is not told at all.
    """
    ends = pl.concat([_ends(snapshot, source, ids, direction) for direction in OTHER]).collect()
    if ends.is_empty():
        return ()
    others = _chains(snapshot, ends)
    shown = ["source", "document_id", "title", "process", "status"]
    found = (
        others.lazy()
        .join(visible.select(shown), on=["source", "document_id"], how="inner")
        .unique(["kind", "direction", "source", "document_id"], keep="any")
        .filter(~((pl.col("source") == source) & pl.col("document_id").is_in(ids)))
        .sort("direction", "kind", "source", "document_id")
        .collect()
    )
    return tuple(_view(row, hidden) for row in found.iter_rows(named=True))


def _ends(snapshot: Snapshot, source: str, ids: list[str], direction: Direction) -> pl.LazyFrame:
    """The other ends of the links that begin (`to`) or end (`from`) at a document."""
    near, far = OTHER[direction]
    at_hand = (pl.col(f"{near}_source") == source) & pl.col(f"{near}_id").is_in(ids)
    return (
        snapshot.table("document_links")
        .filter(at_hand)
        .select(
            "kind",
            "confidence",
            direction=pl.lit(direction),
            source=pl.col(f"{far}_source"),
            approval_id=pl.col(f"{far}_id"),
        )
    )


def _chains(snapshot: Snapshot, ends: pl.DataFrame) -> pl.DataFrame:
    """The ends with the chain (`document_id`) of each instance; itself if it has no step."""
    wanted = sorted(set(ends["approval_id"]))
    of = (
        snapshot.fact("approval_step")
        .filter(pl.col("approval_id").is_in(wanted))
        .select("source", "approval_id", "document_id")
        .unique()
    )
    chained = ends.lazy().join(of, on=["source", "approval_id"], how="left")
    return chained.with_columns(
        pl.coalesce("document_id", "approval_id").alias("document_id")
    ).collect()


def _view(row: dict[str, Any], hidden: frozenset[str]) -> LinkView:
    title = row["title"]
    return LinkView(
        kind=row["kind"],
        direction="from" if row["direction"] == "from" else "to",
        confidence=row["confidence"],
        source=row["source"],
        document_id=row["document_id"],
        title=HIDDEN if "title" in hidden and title is not None else title,
        process=row["process"],
        status=row["status"],
    )
