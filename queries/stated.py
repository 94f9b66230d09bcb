"""Links that a source keeps itself between any two documents (`document_links`), as people or a
system that pushes one document into the next have set them."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import polars as pl

from facts.definition import APPROVAL, APPROVAL_STEP
from queries.edges import End
from queries.frames import Snapshot
from queries.nodes import Key
from queries.relations import ORDER
from tables.links import DOCUMENT_LINKS

c = pl.col
FORM = APPROVAL.name
FAR: Mapping[End, End] = {"from": "to", "to": "from"}
_KEY = ("type", "source", "id")


class Stated(NamedTuple):
    """A link: the document at hand, the one it leads to, and how sure that is."""

    near: Key
    far: Key
    confidence: str


def stated(snapshot: Snapshot, near: End, here: Mapping[Key, str]) -> Iterator[Stated]:
    """The links that begin (`from`) or end (`to`) at some documents.

    A form that was submitted again is one document: links of any of its instances are its own.
    """
    if not here:
        return
    at_hand = _with_instances(snapshot, here)
    links = snapshot.table_where(DOCUMENT_LINKS.name, f"{near}_id", set(at_hand["id"]))
    far = FAR[near]
    ends = [f"{end}_{part}" for end in (near, far) for part in _KEY]
    known = links.filter(c(f"{far}_type").is_in(ORDER)).select(*ends, "confidence").unique()
    found = known.join(at_hand.lazy(), left_on=ends[:3], right_on=_KEY).collect()
    documents = _documents(snapshot, found.filter(c(f"{far}_type") == FORM), far)
    for row in found.iter_rows(named=True):
        other = (row[f"{far}_type"], row[f"{far}_source"], row[f"{far}_id"])
        leads = documents.get(other, other)
        at = (row[f"{near}_type"], row[f"{near}_source"], row["document_id"])
        if leads != at:
            yield Stated(near=at, far=leads, confidence=row["confidence"])


def _with_instances(snapshot: Snapshot, here: Mapping[Key, str]) -> pl.DataFrame:
    """type, source, id of every instance, and the document_id it belongs to."""
    own = pl.DataFrame(list(here), schema=dict.fromkeys(_KEY, pl.String), orient="row")
    forms = own.filter(c("type") == FORM)
    if forms.is_empty():
        return own.with_columns(document_id="id")
    steps = snapshot.fact_where(APPROVAL_STEP.name, "document_id", set(forms["id"]))
    instances = (
        steps.select("source", "document_id", id="approval_id")
        .unique()
        .join(forms.lazy(), left_on=["source", "document_id"], right_on=["source", "id"])
        .select(*_KEY, "document_id")
        .collect()
    )
    return pl.concat([own.with_columns(document_id="id"), instances]).unique(_KEY)


def _documents(snapshot: Snapshot, found: pl.DataFrame, far: End) -> dict[Key, Key]:
    """The document that each linked instance of a form belongs to."""
    if found.is_empty():
        return {}
    steps = snapshot.fact_where(APPROVAL_STEP.name, "approval_id", set(found[f"{far}_id"]))
    of = steps.select("source", "approval_id", "document_id").unique().collect()
    return {(FORM, s, instance): (FORM, s, document) for s, instance, document in of.iter_rows()}
