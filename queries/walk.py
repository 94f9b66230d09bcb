"""The way from a document to all it came from, or all it led to, step by step."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

import polars as pl

from facts.contract import CONTRACT
from facts.contract_term import CONTRACT_TERM
from queries.edges import AMBIGUOUS, KEY, RULE, End, Sought
from queries.frames import Snapshot
from queries.nodes import Key, Place
from queries.relations import BUYING, RELATIONS, SELLING, Relation
from queries.stated import stated

c = pl.col
MOST = 300  # documents of one chain
MOST_STEPS = 8

Direction = Literal["up", "down"]
DIRECTIONS: tuple[Direction, ...] = ("up", "down")
DOUBT = (KEY, RULE, AMBIGUOUS)
_OF_CONTRACTS = {
    CONTRACT.name: (CONTRACT, "contract_id"),
    CONTRACT_TERM.name: (CONTRACT_TERM, "contract_term_id"),
}


def walk(
    snapshot: Snapshot, start: Key, direction: Direction, found: dict[Key, tuple[str, Place]]
) -> bool:
    """Add all documents in one direction, each as sure as the surest way to it; True where there
    are more than `MOST`."""
    front: dict[Key, str] = {start: KEY}
    sides = _Sides(snapshot)
    for _ in range(MOST_STEPS):
        reached = _reached(snapshot, direction, front, sides)
        reached.pop(start, None)
        front = {
            key: doubt
            for key, doubt in reached.items()
            if key not in found or (found[key][1] == direction and _is_surer(doubt, found[key][0]))
        }
        for key, doubt in front.items():
            if key not in found and len(found) >= MOST:
                return True
            found[key] = (doubt, direction)
        if not front:
            return False
    return False


def _reached(
    snapshot: Snapshot, direction: Direction, front: Mapping[Key, str], sides: "_Sides"
) -> dict[Key, str]:
    """The documents one step away, each with the weakest link of the surest way to it."""
    reached: dict[Key, str] = {}

    def arrive(key: Key, doubt: str) -> None:
        if _is_surer(doubt, reached.get(key)):
            reached[key] = doubt

    for relation in RELATIONS:
        if relation.back_only and direction == "down":
            continue
        near, far = _ends(relation, direction)
        here = {key: doubt for key, doubt in front.items() if key[0] == near}
        if relation.side and direction == "down":
            here = sides.only(relation.side, here)
        for key, doubt in _step(snapshot, relation, direction, here):
            arrive((far, *key), doubt)
    for link in stated(snapshot, "from" if direction == "down" else "to", front):
        arrive(link.far, max(front[link.near], link.confidence, key=DOUBT.index))
    return reached


def _is_surer(doubt: str, than: str | None) -> bool:
    return than is None or DOUBT.index(doubt) < DOUBT.index(than)


def _ends(relation: Relation, direction: Direction) -> tuple[str, str]:
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


@dataclass(slots=True)
class _Sides:
    """Which contracts and terms are about buying and which about selling: what only the other side
    has is not looked for."""

    snapshot: Snapshot
    known: dict[Key, str] = field(default_factory=dict[Key, str])

    def only(self, side: str, here: Mapping[Key, str]) -> dict[Key, str]:
        """Those that are not of the other side: of one side, or of one nobody knows."""
        self._learn([key for key in here if key not in self.known])
        other = SELLING if side == BUYING else BUYING
        return {key: doubt for key, doubt in here.items() if self.known.get(key) != other}

    def _learn(self, keys: list[Key]) -> None:
        for kind in {key[0] for key in keys}:
            fact, column = _OF_CONTRACTS[kind]
            ids = {key[2] for key in keys if key[0] == kind}
            rows = self.snapshot.fact_where(fact.name, column, ids)
            for source, record_id, side in rows.select("source", column, "kind").collect().rows():
                self.known[kind, source, record_id] = side
