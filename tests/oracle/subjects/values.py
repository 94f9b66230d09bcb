"""The value of every dimension on a plain row, by hand."""

from metrics.dimension_list import DIMENSIONS, place
from queries.frames import promised
from tests.oracle.subjects.enterprise import MOVED, SKUS, WAREHOUSES, Row

TODAY = {"DOLD": "D11"}
DIVISION = {"D1": "D1", "D11": "D1", "D12": "D1", "DOLD": "D1", "D2": "D2", "D21": "D2", "DT": "DT"}
MASTERS: dict[str, dict[str, dict[str, str | None]]] = {
    "customers": {
        name: {
            "owner_id": of.owner,
            "region_id": of.region,
            "level": of.level,
            "industry": "steel" if name in {"K1", "K3"} else None,
        }
        for name, of in MOVED.items()
    },
    "skus": {name: {"category": kind, "abc_class": abc} for name, (kind, abc) in SKUS.items()},
    "warehouses": {name: {"region_id": region} for name, region in WAREHOUSES.items()},
}


def value(dimension: str, fact: str, row: Row) -> str | None:
    """What a row says of a dimension today; None where it says nothing."""
    where = place(DIMENSIONS[dimension], promised(f"facts.{fact}.g1")[0])
    assert where is not None
    found = row[where.column]
    if where.via is not None:
        return MASTERS[where.via.master].get(found, {}).get(where.via.attribute)
    if dimension == "department":
        return TODAY.get(found, found)
    return DIVISION.get(found, found) if dimension == "division" else found
