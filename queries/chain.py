"""The chain of one business document: what it came from, what it led to and where it stands, as
far as the viewer may see it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from facts.contract import CONTRACT
from facts.definition import APPROVAL
from queries import masking, nodes
from queries.ask import Asking
from queries.covers import with_covers
from queries.desk import Desk
from queries.edges import KEY
from queries.errors import NotAllowed, NotFound
from queries.frames import Snapshot
from queries.nodes import Key, Node, Place
from queries.pins import AsOf
from queries.records import DOCUMENT, of_type
from queries.relations import ORDER
from queries.rights import check_dimensions
from queries.standing import STANDING, standing
from queries.stations import ORDERS
from queries.viewer import Known, Who
from queries.waiting import Look, Standing
from queries.walk import DIRECTIONS, walk
from tables.definition import Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """The documents of a chain in the order of the business; `more` says that some were left
    out. `standing` tells where the document itself is, or the orders it hangs together with."""

    nodes: tuple[Node, ...]
    more: bool
    standing: tuple[Standing, ...] = ()


class Chains:
    """Follows documents both ways; what the viewer may not see is not there."""

    def __init__(self, desk: Desk, asking: Asking) -> None:
        self._desk = desk
        self._asking = asking

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
            more = walk(snapshot, start, direction, found) or more
        told = [*here, *self._told(viewer, snapshot, found)]
        places = {name: place for place, name in enumerate(ORDER)}
        told.sort(key=lambda n: (places.get(n.type, len(places)), n.on or "", n.record_id))
        look = Look(
            desk=self._desk,
            asking=self._asking,
            who=who,
            viewer=viewer,
            snapshot=snapshot,
            as_of=as_of,
        )
        stands = tuple(standing(look, _standing(kind, told)))
        return Chain(nodes=tuple(with_covers(look, start, told)), more=more, standing=stands)

    def _told(
        self,
        viewer: Known,
        snapshot: Snapshot,
        found: Mapping[Key, tuple[str, Place]],
    ) -> Iterator[Node]:
        """What may be said of each document: nothing of those outside the viewer's scope."""
        today = self._desk.basis(snapshot).clock.day(snapshot.pin.at)
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
            names = [n for n in nodes.columns_of(kind, fact) if n not in {"source", column}]
            lines = masking.apply(
                scope.masks, seen.select("source", column, *names).collect(), fact
            )
            for row in nodes.furthest_behind(lines, column).iter_rows(named=True):
                key = (kind, str(row["source"]), str(row[column]))
                yield nodes.node(row, key, *found[key], today)


def fact_of(kind: str) -> tuple[Table, str]:
    """The fact that tells of a type of document, the OA's forms included."""
    return (APPROVAL, "document_id") if kind == "approval" else of_type(kind)


def _standing(kind: str, told: Iterable[Node]) -> dict[str, list[tuple[str, str]]]:
    """The documents whose standing is that of the chain: the one it is about, where such a one
    stands somewhere; else its orders, or where it has none its contracts."""
    found: dict[str, list[tuple[str, str]]] = {}
    for node in told:
        if node.type in STANDING and (node.direction == "here" or kind not in STANDING):
            found.setdefault(node.type, []).append((node.source, node.record_id))
    if kind in STANDING:
        return found
    orders = {name: ids for name, ids in found.items() if name in ORDERS}
    return orders or {name: ids for name, ids in found.items() if name == CONTRACT.name}
