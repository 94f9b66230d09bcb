"""One business document: its rows in the fact that tells of it, if the viewer may see it."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import polars as pl

from access.definition import Mask
from facts.registry import RECIPES
from queries import masking, words
from queries.contacts import Contacts
from queries.definition import SourceState
from queries.desk import Desk
from queries.errors import BadQuestion, NotFound
from queries.pins import AsOf
from queries.rights import check_dimensions
from queries.viewer import Who
from tables.definition import Table

MOST_LINES = 500
DOCUMENT = frozenset({"document"})
_TYPES: dict[str, tuple[Table, str]] = {}
for _recipe in RECIPES:
    if _recipe.document[0]:
        _TYPES.setdefault(_recipe.document[0], (_recipe.fact, _recipe.document[1]))
PREFERRED = {
    "purchase_order": "purchase",
    "sales_order": "sales_order",
    "supplier_invoice": "supplier_invoice",
    "customer_invoice": "revenue",
    "contract": "contract",
    "opportunity": "opportunity",
    "supplier_payment": "supplier_payment",
}
"""Of several facts about one type of document, the one that says most of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """The lines of a document, names beside ids, masked for the viewer; `total` of them.

    Beside a customer whose contact is known stand customer_contact and customer_phone.
    """

    type: str
    source: str
    record_id: str
    fact: Table
    lines: pl.DataFrame
    total: int
    masks: tuple[str, ...]
    sources: tuple[SourceState, ...]


class Records:
    """Opens business documents; missing and not visible are the same answer."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._contacts = Contacts(desk)

    def record(self, who: Who, kind: str, source: str, record_id: str, as_of: AsOf) -> Record:
        """The document of a type; raises `NotFound`, `BadQuestion` for an unknown type."""
        fact, column = of_type(kind)
        viewer = self._desk.reception.receive(who)
        scope = self._desk.rights.allowed(viewer, fact.name)
        check_dimensions(scope, DOCUMENT, fact)
        snapshot = self._desk.snapshot(as_of)
        rows = self._desk.visible(scope, snapshot.fact(fact.name), fact)
        mine = rows.filter((pl.col("source") == source) & (pl.col(column) == record_id))
        found = mine.sort(fact.key).collect()
        if found.is_empty():
            raise NotFound(
                "没有这张单据，或您无权查看。",
                "There is no such document, or you may not see it.",
            )
        basis = self._desk.basis(snapshot)
        named = basis.directories[viewer.lang].with_names(found.head(MOST_LINES), basis.today)
        lines = masking.apply(scope.masks, named, fact)
        told = self._contacts.beside(viewer, snapshot, lines, scope.masks)
        contact: AbstractSet[Mask] = {"contact"} if told.hidden else set()
        return Record(
            type=kind,
            source=source,
            record_id=record_id,
            fact=fact,
            lines=told.lines,
            total=found.height,
            masks=words.masks(scope.masks | contact, viewer.lang),
            sources=tuple(s for s in self._desk.sources(snapshot) if s.source == source),
        )


def of_type(kind: str) -> tuple[Table, str]:
    """The fact that tells of a type of document, and its column with the document's id."""
    for recipe in RECIPES:
        if recipe.fact.name == PREFERRED.get(kind) and recipe.document[0] == kind:
            return recipe.fact, recipe.document[1]
    if kind in _TYPES:
        return _TYPES[kind]
    raise BadQuestion(
        f"没有“{kind[:40]}”这种单据，可用：{', '.join(sorted(_TYPES))}。",
        f"There is no type of document {kind[:40]!r}; there are {', '.join(sorted(_TYPES))}.",
    )
