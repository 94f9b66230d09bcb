"""Where the documents of a chain stand: the stations order lines wait at, the term of a contract
that falls due next."""

from collections.abc import Iterator, Mapping

from queries import due_terms, stations
from queries.errors import NotAllowed
from queries.waiting import Ids, Look, Standing

STANDING = (*stations.ORDERS, *due_terms.CONTRACTS)
"""The types of documents that stand somewhere."""


def standing(look: Look, documents: Mapping[str, Ids]) -> Iterator[Standing]:
    """The standings of documents by type, in the order of the stations; nothing of what the viewer
    may not see."""
    for kind, ids in documents.items():
        try:
            if kind in stations.ORDERS:
                yield from stations.of_orders(look, kind, ids)
            elif kind in due_terms.CONTRACTS:
                yield from due_terms.of_contracts(look, kind, ids)
        except NotAllowed:
            continue
