"""Who looks after which customers, and what lies in which region: what extents are told by."""

from collections.abc import Mapping
from dataclasses import dataclass, field

NOBODY: Mapping[str, frozenset[str]] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Holdings:
    """Today's masters, as far as rights follow them.

    `regions` are the regions below each region, itself included; the others are ids by owner or
    by region.
    """

    regions: Mapping[str, frozenset[str]] = field(default_factory=lambda: NOBODY)
    customers_of: Mapping[str, frozenset[str]] = field(default_factory=lambda: NOBODY)
    customers_in: Mapping[str, frozenset[str]] = field(default_factory=lambda: NOBODY)
    warehouses_in: Mapping[str, frozenset[str]] = field(default_factory=lambda: NOBODY)

    def in_region(self, region: str) -> dict[str, frozenset[str]]:
        """What lies in a region and those below it, by the column that names it."""
        below = self.regions.get(region, frozenset({region}))
        return {
            "region_id": below,
            "customer_id": _joined(self.customers_in, below),
            "warehouse_id": _joined(self.warehouses_in, below),
        }

    def owned_by(self, person: str) -> dict[str, frozenset[str]]:
        """The customers somebody looks after."""
        return {"customer_id": self.customers_of.get(person, frozenset())}


def _joined(of: Mapping[str, frozenset[str]], keys: frozenset[str]) -> frozenset[str]:
    return frozenset[str]().union(*(of.get(key, frozenset()) for key in keys))
