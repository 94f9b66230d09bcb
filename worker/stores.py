"""Stores by the names pins use."""

from facts.registry import FACTS
from lake.lake import Lake, StoreName
from lake.store import Store
from tables.registry import STORED


def store_of(lake: Lake, name: str) -> Store | None:
    """The store a pin calls `name`; None for a table or fact this version doesn't know."""
    parsed = StoreName.parse(name)
    if parsed.generation is None:
        table = STORED.get(parsed.table)
        return None if table is None else lake.store(table)
    fact = FACTS.get(parsed.table)
    return None if fact is None else lake.store(fact, parsed.generation)
