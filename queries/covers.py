"""How much of a contract's term each payment covers, beside the documents of a chain."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal

from facts.contract_cover import CONTRACT_COVER
from facts.contract_parts import BUYING, SELLING
from queries.errors import NotAllowed
from queries.nodes import TERM, Key, Node
from queries.waiting import Look

PAYING = frozenset({BUYING.paying, SELLING.paying})
Part = tuple[Decimal | None, str]
"""An amount, None where it is hidden, and its currency."""


def with_covers(look: Look, start: Key, told: Iterable[Node]) -> list[Node]:
    """The documents of a chain, those with the amount that the term it is about was covered by, or
    the payment it is about covers; as they are where the viewer may see none of that."""
    parts = _parts(look, start)
    return [_with(node, parts.get((node.type, node.source, node.record_id))) for node in told]


def _with(node: Node, part: Part | None) -> Node:
    return node if part is None else replace(node, covers=part[0], currency=part[1])


def _parts(look: Look, start: Key) -> Mapping[Key, Part]:
    kind, source, record_id = start
    if kind != TERM and kind not in PAYING:
        return {}
    column = "contract_term_id" if kind == TERM else "document_id"
    try:
        rows = look.seen(CONTRACT_COVER, column, [(source, record_id)])
    except NotAllowed:
        return {}
    found: dict[Key, Part] = {}
    for row in rows.iter_rows(named=True):
        payment = str(row["document_type"]), source, str(row["document_id"])
        if kind == TERM:
            found[payment] = row["covered_gross"], str(row["currency"])
        elif payment == start:
            term = TERM, source, str(row["contract_term_id"])
            found[term] = row["covered_gross"], str(row["currency"])
    return found
