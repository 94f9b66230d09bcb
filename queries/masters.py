"""What documents refer to, at one pin: attributes to cut by, and what rights follow."""

from collections.abc import Mapping
from functools import cache

import polars as pl

from access.holdings import Holdings
from metrics.dimension_list import DIMENSIONS
from queries.frames import Snapshot

TABLES = ("customers", "warehouses", "regions")
"""What holdings are told by."""


def masters(snapshot: Snapshot) -> dict[str, pl.LazyFrame]:
    """Every master that a dimension is told by, one row per id: each attribute as told last."""
    return {
        name: told_last(snapshot.table(name), key, attributes).collect().lazy()
        for (name, key), attributes in _wanted().items()
    }


def told_last(rows: pl.LazyFrame, key: str, attributes: tuple[str, ...]) -> pl.LazyFrame:
    """(key, attributes) of a master's rows of all sources, one per id.

    A source that tells nothing of an attribute, as an ERP of a customer's level, leaves it to the
    others, however new its row is.
    """
    told = pl.col(attributes).drop_nulls().last()
    return rows.sort("updated_at").group_by(key, maintain_order=True).agg(told)


def newest(snapshot: Snapshot, table: str, key: str, attributes: tuple[str, ...]) -> pl.DataFrame:
    """(key, attributes) of a master table, the newest row of each id."""
    rows = snapshot.table(table).sort("updated_at").select(key, *attributes)
    return rows.unique(key, keep="last", maintain_order=True).collect()


def holdings(snapshot: Snapshot) -> Holdings:
    """Who looks after which customers and what lies in which region, as told at a pin."""
    customers = newest(snapshot, "customers", "customer_id", ("owner_id", "region_id"))
    warehouses = newest(snapshot, "warehouses", "warehouse_id", ("region_id",))
    regions = newest(snapshot, "regions", "region_id", ("parent_id",))
    parents = dict(regions.select("region_id", "parent_id").iter_rows())
    return Holdings(
        regions=_below(parents),
        customers_of=_by(customers, "owner_id", "customer_id"),
        customers_in=_by(customers, "region_id", "customer_id"),
        warehouses_in=_by(warehouses, "region_id", "warehouse_id"),
    )


@cache
def _wanted() -> dict[tuple[str, str], tuple[str, ...]]:
    found: dict[tuple[str, str], list[str]] = {}
    for dimension in DIMENSIONS.values():
        for via in dimension.via:
            found.setdefault((via.master, via.column), []).append(via.attribute)
    return {key: tuple(dict.fromkeys(attributes)) for key, attributes in found.items()}


def _by(rows: pl.DataFrame, owner: str, owned: str) -> dict[str, frozenset[str]]:
    parts = rows.drop_nulls(owner).partition_by(owner, as_dict=True)
    return {str(key[0]): frozenset(part[owned]) for key, part in parts.items()}


def _below(parents: Mapping[str, str | None]) -> dict[str, frozenset[str]]:
    """Every region with all that lie below it; a circle of parents ends where it began."""
    found: dict[str, set[str]] = {region: {region} for region in parents}
    for region in parents:
        above, seen = parents[region], {region}
        while above is not None and above not in seen:
            found.setdefault(above, {above}).add(region)
            seen.add(above)
            above = parents.get(above)
    return {region: frozenset(below) for region, below in found.items()}
