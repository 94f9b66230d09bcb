"""The value of every dimension on a plain row, by hand."""

from collections.abc import Mapping

from metrics.dimension_list import DIMENSIONS, place
from queries.frames import promised
from tests.oracle.subjects.enterprise import CUSTOMERS, MOVED, SKUS, WAREHOUSES, Customer, Row
from tests.oracle.subjects.world import NEW, OLD

TODAY = {"DOLD": "D11"}
DIVISION = {"D1": "D1", "D11": "D1", "D12": "D1", "DOLD": "D1", "D2": "D2", "D21": "D2", "DT": "DT"}
Attributes = Mapping[str, Mapping[str, str | None]]


def _of_customers(customers: Mapping[str, Customer]) -> Attributes:
    return {
        name: {
            "owner_id": of.owner,
            "region_id": of.region,
            "level": of.level,
            "industry": "steel" if name in {"K1", "K3"} else None,
        }
        for name, of in customers.items()
    }


THINGS: Mapping[str, Attributes] = {
    "skus": {name: {"category": kind, "abc_class": abc} for name, (kind, abc) in SKUS.items()},
    "warehouses": {name: {"region_id": region} for name, region in WAREHOUSES.items()},
}
MASTERS: Mapping[int, Mapping[str, Attributes]] = {
    OLD: {**THINGS, "customers": _of_customers(CUSTOMERS)},
    NEW: {**THINGS, "customers": _of_customers(MOVED)},
}
"""Pin → what the masters told of each thing then."""


def value(dimension: str, fact: str, row: Row, pin: int = NEW) -> str | None:
    """What a row says of a dimension, by the masters of a pin; None where it says nothing."""
    where = place(DIMENSIONS[dimension], promised(f"facts.{fact}.g1")[0])
    assert where is not None
    found = row[where.column]
    if where.via is not None:
        return MASTERS[pin][where.via.master].get(found, {}).get(where.via.attribute)
    if dimension == "department":
        return TODAY.get(found, found)
    return DIVISION.get(found, found) if dimension == "division" else found
