"""The chain of one business document: what it came from and what it led to, as far as the viewer
may see it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

import polars as pl

from facts.definition import APPROVAL
from queries import masking
from queries.desk import Desk
from queries.errors import NotAllowed, NotFound
from queries.frames import Snapshot
from queries.pins import AsOf
from queries.records import DOCUMENT, of_type
from queries.relations import AMBIGUOUS, KEY, ORDER, RELATIONS, RULE, End, Relation, Sought
from queries.rights import check_dimensions
from queries.viewer import Known, Who
from tables.definition import Table

c = pl.col
MOST = 300  # documents of one chain
MOST_STEPS = 8

Direction = Literal["up", "down"]
Place = Literal["up", "down", "here"]
DIRECTIONS: tuple[Direction, ...] = ("up", "down")
Key = tuple[str, str, str]  # type, source, id
DOUBT = (KEY, RULE, AMBIGUOUS)
NUMBERS = (
    *("business_no", "po_no", "order_no", "request_no", "invoice_no", "payment_no", "receipt_no"),
    *("contract_no", "opportunity_no"),
)
DAYS = (
    *("submitted_on", "requested_on", "ordered_on", "signed_on", "received_on", "invoiced_on"),
    *("paid_on", "created_on"),
)
STATES = ("station", "stage", "status")


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One document of a chain; `confidence` is that of the weakest link on the way to it."""

    type: str
    source: str
    record_id: str
    number: str | None
    on: str | None
    state: str | None
    confidence: str
    direction: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """The documents of a chain in the order of the business; `more` says that some were left
    out."""

    nodes: tuple[Node, ...]
    more: bool


class Chains:
    """Follows documents both ways; what the viewer may not see is not there."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def chain(self, who: Who, kind: str, source: str, record_id: str, as_of: AsOf) -> Chain:
        """The chain of a document; raises `NotFound`, `BadQuestion` for an unknown type."""
        viewer = self._desk.reception.receive(who)
        snapshot = self._desk.snapshot(as_of)
        start: Key = (kind, source, record_id)
        here = list(self._told(viewer, snapshot, {start: (KEY, "here")}))
        if not here:
            raise NotFound(
                "没有这张单据，或您无权查看。",
                "There is no such document, or you may not see it.",
            )
        found: dict[Key, tuple[str, Place]] = {}
        more = False
        for direction in DIRECTIONS:
            more = _walk(snapshot, start, direction, found) or more
        nodes = [*here, *self._told(viewer, snapshot, found)]
        places = {name: place for place, name in enumerate(ORDER)}
        nodes.sort(key=lambda n: (places.get(n.type, len(places)), n.on or "", n.record_id))
        return Chain(nodes=tuple(nodes), more=more)

    def _told(
        self,
        viewer: Known,
        snapshot: Snapshot,
        found: Mapping[Key, tuple[str, Place]],
    ) -> Iterator[Node]:
        """What may be said of each document: nothing of those outside the viewer's scope."""
        for kind in {key[0] for key in found}:
            fact, column = fact_of(kind)
            try:
                scope = self._desk.rights.allowed(viewer, fact.name)
                check_dimensions(scope, DOCUMENT, fact)
            except NotAllowed:
                continue
            wanted = [key for key in found if key[0] == kind]
            keys = pl.LazyFrame(
                {"source": [key[1] for key in wanted], column: [key[2] for key in wanted]},
                schema={"source": pl.String, column: pl.String},
            )
            told = snapshot.fact_where(fact.name, column, {key[2] for key in wanted})
            rows = self._desk.visible(scope, told, fact)
            seen = rows.join(keys, on=["source", column], how="semi")
            names = _present(fact, NUMBERS) + _present(fact, DAYS) + _present(fact, STATES)
            lines = masking.apply(
                scope.masks, seen.select("source", column, *names).collect(), fact
            )
            for row in lines.unique(["source", column], keep="first").iter_rows(named=True):
                key = (kind, str(row["source"]), str(row[column]))
                yield _node(row, key, *found[key])


def fact_of(kind: str) -> tuple[Table, str]:
    """The fact that tells of a type of document, the OA's forms included."""
    return (APPROVAL, "document_id") if kind == "approval" else of_type(kind)


def _walk(
    snapshot: Snapshot, start: Key, direction: Direction, found: dict[Key, tuple[str, Place]]
) -> bool:
    """Add all documents in one direction; True where there are more than `MOST`."""
    front: dict[Key, str] = {start: KEY}
    for _ in range(MOST_STEPS):
        reached: dict[Key, str] = {}
        for relation in RELATIONS:
            near, far = _sides(relation, direction)
            here = {key: doubt for key, doubt in front.items() if key[0] == near}
            for key, doubt in _step(snapshot, relation, direction, here):
                reached[far, *key] = doubt
        front = {key: doubt for key, doubt in reached.items() if key not in found and key != start}
        for key, doubt in front.items():
            if len(found) >= MOST:
                return True
            found[key] = (doubt, direction)
        if not front:
            return False
    return False


def _sides(relation: Relation, direction: Direction) -> tuple[str, str]:
    ends = (relation.from_type, relation.to_type)
    return ends if direction == "down" else (ends[1], ends[0])


def _step(
    snapshot: Snapshot, relation: Relation, direction: Direction, here: dict[Key, str]
) -> Iterable[tuple[tuple[str, str], str]]:
    """(source, id) of the documents one step away, with the weakest link so far."""
    if not here:
        return
    ends: tuple[End, End] = ("from", "to") if direction == "down" else ("to", "from")
    near, far = ends
    keys = pl.LazyFrame(
        {
            f"{near}_source": [key[1] for key in here],
            f"{near}_id": [key[2] for key in here],
            "before": [DOUBT.index(doubt) for doubt in here.values()],
        },
        schema={f"{near}_source": pl.String, f"{near}_id": pl.String, "before": pl.Int64},
    )
    sought = Sought(end=near, ids=frozenset(key[2] for key in here))
    edges = relation.edges(snapshot, sought).join(keys, on=[f"{near}_source", f"{near}_id"])
    doubt = c("confidence").replace_strict(
        DOUBT, list(range(len(DOUBT))), default=len(DOUBT) - 1, return_dtype=pl.Int64
    )
    weakest = (
        edges.select(f"{far}_source", f"{far}_id", doubt=pl.max_horizontal(doubt, "before"))
        .group_by(f"{far}_source", f"{far}_id")
        .agg(c("doubt").min())
        .drop_nulls()
    )
    for source, record_id, level in weakest.collect().iter_rows():
        yield (str(source), str(record_id)), DOUBT[level]


def _present(fact: Table, names: tuple[str, ...]) -> list[str]:
    return [name for name in names if name in fact.schema]


def _node(row: Mapping[str, object], key: Key, doubt: str, direction: Place) -> Node:
    def first(names: tuple[str, ...]) -> str | None:
        return next((str(row[name]) for name in names if row.get(name) is not None), None)

    return Node(
        type=key[0],
        source=key[1],
        record_id=key[2],
        number=first(NUMBERS),
        on=first(DAYS),
        state=first(STATES),
        confidence=doubt,
        direction=direction,
    )
