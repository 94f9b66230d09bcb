"""Names of companies, departments and people at one pin, joined when rows are shown."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from metrics.definition import Lang
from queries.frames import Snapshot

Names = Mapping[str, str]

_OF_COLUMN = {
    "company_id": ("company_name", "company"),
    "applicant_id": ("applicant_name", "person"),
    "current_actor_id": ("current_actor_name", "person"),
    "actor_id": ("actor_name", "person"),
    "owner_id": ("owner_name", "person"),
    "buyer_id": ("buyer_name", "person"),
    "shipper_id": ("shipper_name", "person"),
    "person_id": ("person_name", "person"),
    "counterparty_company_id": ("counterparty_name", "company"),
    "supplier_id": ("supplier_name", "supplier"),
    "customer_id": ("customer_name", "customer"),
    "sku_id": ("sku_name", "sku"),
    "warehouse_id": ("warehouse_name", "warehouse"),
    "region_id": ("region_name", "region"),
    "project_id": ("project_name", "project"),
    "account_id": ("account_name", "account"),
    "bank_account_id": ("bank_account_name", "bank_account"),
}
_OF_DIMENSION = {
    "company": "company",
    "department": "department",
    "division": "department",
    "applicant": "person",
    "actor": "person",
    "current_actor": "person",
    "owner": "person",
    "buyer": "person",
    "customer_owner": "person",
    "counterparty": "company",
    "supplier": "supplier",
    "customer": "customer",
    "sku": "sku",
    "warehouse": "warehouse",
    "region": "region",
    "project": "project",
    "account": "account",
    "bank_account": "bank_account",
}
MASTERS = {
    "supplier": ("suppliers", "supplier_id"),
    "customer": ("customers", "customer_id"),
    "sku": ("skus", "sku_id"),
    "warehouse": ("warehouses", "warehouse_id"),
    "region": ("regions", "region_id"),
    "project": ("projects", "project_id"),
    "account": ("accounts", "account_id"),
    "bank_account": ("bank_accounts", "bank_account_id"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory:
    """Who and what the ids of one pin are called, in one language."""

    companies: Names = field(default_factory=dict)
    departments: Names = field(default_factory=dict)
    people: Names = field(default_factory=dict)
    masters: Mapping[str, Names] = field(default_factory=dict)

    @classmethod
    def of(cls, snapshot: Snapshot, lang: Lang) -> "Directory":
        """The names at a pin; English where it exists and is asked for."""
        return cls(
            companies=_named(snapshot.table("companies"), "company_id", lang),
            departments=_named(snapshot.table("departments"), "department_id", lang),
            people=_named(snapshot.table("people"), "person_id", "zh"),
            masters={
                kind: _named(snapshot.table(table), key, lang)
                for kind, (table, key) in MASTERS.items()
            },
        )

    def of_kind(self, kind: str) -> Names:
        """The names of companies, departments, people or one kind of masters."""
        own = {"company": self.companies, "department": self.departments, "person": self.people}
        return own[kind] if kind in own else self.masters.get(kind, {})

    def of_dimension(self, dimension: str) -> Names:
        """The names of a dimension's values; empty where values name themselves."""
        kind = _OF_DIMENSION.get(dimension)
        return {} if kind is None else self.of_kind(kind)

    def with_labels(self, rows: pl.DataFrame, dimensions: tuple[str, ...]) -> pl.DataFrame:
        """`<dimension>_label` behind every dimension column; a missing value becomes ""."""
        columns: list[pl.Series] = []
        for column in rows:
            if column.name not in dimensions:
                columns.append(column)
                continue
            values = ["" if value is None else str(value) for value in column]
            told = pl.Series(column.name, values, pl.String)
            columns.append(told)
            columns.append(renamed(told, self.of_dimension(column.name), f"{column.name}_label"))
        return pl.DataFrame(columns)

    def with_names(self, rows: pl.DataFrame, today: Names) -> pl.DataFrame:
        """Names beside the id columns of fact rows; `today` is each department's id of today."""
        columns = [
            renamed(rows[column], self.of_kind(kind), name)
            for column, (name, kind) in _OF_COLUMN.items()
            if column in rows.columns
        ]
        if "department_id" in rows.columns:
            now = renamed(rows["department_id"], today, "department_id")
            columns.append(renamed(now, self.departments, "department_name"))
        return rows.hstack(columns)


def renamed(values: pl.Series, names: Names, alias: str) -> pl.Series:
    """The name of each value; itself where nobody knows a name, null where there is no value."""
    found = [None if value is None else names.get(value, value) for value in values]
    return pl.Series(alias, found, pl.String)


def _named(rows: pl.LazyFrame, key: str, lang: Lang) -> Names:
    """id → name; of several sources' words the newest counts."""
    has_english = lang == "en" and "name_en" in rows.collect_schema()
    name = pl.coalesce("name_en", "name") if has_english else pl.col("name")
    found = rows.sort("updated_at").select(key, name.alias("name")).drop_nulls().collect()
    return dict(zip(found[key], found["name"], strict=True))
