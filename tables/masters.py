"""What documents refer to: suppliers, goods, warehouses, regions, projects, accounts, rates."""

import polars as pl

from tables.definition import MONEY, Check, Table, columns
from tables.parts import PRICE, QUANTITY, RATE, needs, not_negative

c = pl.col

SUPPLIERS = Table(
    name="suppliers",
    key=("source", "supplier_id"),
    schema=columns(
        supplier_id=pl.String,
        name=pl.String,
        name_en=pl.String,
        tax_no=pl.String,  # unified social credit code
        counterparty_company_id=pl.String,  # a company of the group
        active=pl.Boolean,
    ),
    required=needs("supplier_id", "name"),
)

REGIONS = Table(
    name="regions",
    key=("source", "region_id"),
    schema=columns(
        region_id=pl.String,
        name=pl.String,
        name_en=pl.String,
        parent_id=pl.String,
        head_id=pl.String,
    ),
    required=needs("region_id", "name"),
    checks=(Check(reason="own_parent", ok=c("parent_id") != c("region_id")),),
)

WAREHOUSES = Table(
    name="warehouses",
    key=("source", "warehouse_id"),
    schema=columns(
        warehouse_id=pl.String,
        name=pl.String,
        name_en=pl.String,
        region_id=pl.String,
        department_id=pl.String,
        keeper_id=pl.String,
        active=pl.Boolean,
    ),
    required=needs("warehouse_id", "company_id", "name"),
)

SKUS = Table(
    name="skus",
    key=("source", "sku_id"),
    schema=columns(
        sku_id=pl.String,
        name=pl.String,
        name_en=pl.String,
        category=pl.String,
        unit=pl.String,
        abc_class=pl.String,
        standard_cost=PRICE,
        list_price=PRICE,
        currency=pl.String,
        safety_stock=QUANTITY,
        active=pl.Boolean,
    ),
    required=needs("sku_id", "name", "unit"),
    enums={"abc_class": frozenset({"A", "B", "C"})},
    checks=(not_negative("safety_stock"), not_negative("standard_cost")),
)

UNITS = Table(
    name="units",
    key=("source", "unit", "base_unit"),
    # one `unit` is `factor` times `base_unit`
    schema=columns(unit=pl.String, base_unit=pl.String, factor=RATE),
    required=needs("unit", "base_unit", "factor"),
    checks=(Check(reason="factor_not_positive", ok=c("factor") > 0),),
)

PROJECTS = Table(
    name="projects",
    key=("source", "project_id"),
    schema=columns(
        project_id=pl.String,
        name=pl.String,
        name_en=pl.String,
        department_id=pl.String,
        manager_id=pl.String,
        starts_on=pl.Date,
        ends_on=pl.Date,
    ),
    required=needs("project_id", "company_id", "name"),
)

ACCOUNT_KINDS = frozenset({"asset", "liability", "equity", "revenue", "expense", "cost"})

ACCOUNTS = Table(
    name="accounts",
    key=("source", "account_id"),
    schema=columns(
        account_id=pl.String,
        name=pl.String,
        name_en=pl.String,
        parent_id=pl.String,
        kind=pl.String,
        is_leaf=pl.Boolean,
    ),
    required=needs("account_id", "name", "kind"),
    enums={"kind": ACCOUNT_KINDS},
    checks=(Check(reason="own_parent", ok=c("parent_id") != c("account_id")),),
)

FX_RATES = Table(
    name="fx_rates",
    key=("source", "currency", "to_currency", "kind", "period"),
    # one `currency` is worth `rate` of `to_currency`: on average over an accounting period, or at
    # its close
    schema=columns(
        currency=pl.String,
        to_currency=pl.String,
        kind=pl.String,
        period=pl.String,
        rate=RATE,
    ),
    required=needs("currency", "to_currency", "kind", "period", "rate"),
    enums={"kind": frozenset({"average", "closing"})},
    checks=(
        Check(reason="rate_not_positive", ok=c("rate") > 0),
        Check(reason="rate_to_itself", ok=c("currency") != c("to_currency")),
        Check(reason="not_a_period", ok=c("period").str.contains(r"^\d{4}-(0[1-9]|1[0-2])$")),
    ),
)

BANK_ACCOUNTS = Table(
    name="bank_accounts",
    key=("source", "bank_account_id"),
    schema=columns(
        bank_account_id=pl.String,
        name=pl.String,
        currency=pl.String,
        opened_on=pl.Date,
        opening_balance=MONEY,
        active=pl.Boolean,
    ),
    required=needs("bank_account_id", "company_id", "name", "currency", "opened_on"),
    units={"opening_balance": "currency"},
)
