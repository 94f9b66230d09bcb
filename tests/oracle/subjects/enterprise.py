"""The masters of a small group, by hand: who belongs where, what lies where, who keeps whom."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import polars as pl

from tables.registry import TABLES
from tests.oracle.world import DEPARTMENTS

Row = dict[str, Any]

NOW = datetime(2026, 3, 31, 9, 0, tzinfo=UTC)  # 17:00 in Shanghai, a Tuesday
LATER = NOW + timedelta(hours=1)
STAMP = datetime(2026, 1, 1, tzinfo=UTC)
FIRST_DAY, DAYS = date(2024, 12, 1), 790

CURRENCY = {"C1": "CNY", "C2": "EUR", "CT": "CNY"}
CALENDAR = {"C1": "office", "C2": "abroad", "CT": "office"}
CLOSES = {"office": 31, "abroad": 25}
"""The last day of the month that an accounting period of a calendar holds."""

PEOPLE = tuple(f"P{number}" for number in range(1, 15))
REGIONS = {"R0": None, "RE": "R0", "RE1": "RE", "RW": "R0"}
WAREHOUSES = {"W1": "RE1", "W2": "RW", "W3": None}
PROJECTS = ("J1", "J2")
SUPPLIERS = ("S1", "S2", "S3")
SKUS = {"SKU1": ("bolt", "A"), "SKU2": ("nut", "B"), "SKU3": (None, None)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """Who looks after a customer, where it sits, and whom to call there (by which department)."""

    owner: str | None
    region: str | None
    level: str = "gold"
    department: str | None = None
    call: tuple[str | None, str | None] = (None, None)


CUSTOMERS = {
    "K1": Customer(owner="P7", region="RE", department="D11", call=("王小明", "13900000001")),
    "K2": Customer(owner="P7", region="RW", level="tin", department="D21", call=("欧阳询", None)),
    "K3": Customer(owner="P8", region="RE1", department="D12"),
    "K4": Customer(owner=None, region=None),
}
MOVED = CUSTOMERS | {
    "K1": Customer(owner="P8", region="RW", department="D12", call=("王大明", "+86 138-0000-0002"))
}
"""The customers as they are later: one is looked after by another person, in another region."""

ELSEWHERE = {
    "K3": Customer(owner="P7", region=None, department="D12", call=("李四", "0755-8888999"))
}
"""Customers as another system knows them, under the same numbers; only there can K3 be called."""


def tables(customers: dict[str, Customer]) -> dict[str, pl.DataFrame]:
    """The canonical rows of every master."""
    return {name: frame(name, rows) for name, rows in _rows(customers)}


def frame(table: str, rows: Iterable[Row], *, source: str = "erp") -> pl.DataFrame:
    """Rows of a table with what every row says; other columns are null."""
    schema = TABLES[table].schema
    common = {"source": source, "company_id": "C1", "updated_at": STAMP, "raw": "{}"}
    full = [{name: (common | row).get(name) for name in schema} for row in rows]
    return pl.DataFrame(full, schema=schema)


def _rows(customers: dict[str, Customer]) -> Iterator[tuple[str, list[Row]]]:
    yield "companies", [_company(company) for company in CURRENCY]
    yield (
        "departments",
        [
            {"department_id": each, "name": f"部门{each}", "valid_from": date(2020, 1, 1), **of}
            for each, of in DEPARTMENTS.items()
        ],
    )
    yield "people", [{"person_id": p, "name": f"员工{p}", "active": True} for p in PEOPLE]
    yield (
        "regions",
        [{"region_id": r, "name": f"区域{r}", "parent_id": above} for r, above in REGIONS.items()],
    )
    yield (
        "warehouses",
        [{"warehouse_id": w, "name": f"仓库{w}", "region_id": r} for w, r in WAREHOUSES.items()],
    )
    yield "projects", [{"project_id": j, "name": f"项目{j}"} for j in PROJECTS]
    yield "suppliers", [{"supplier_id": s, "name": f"供应商{s}"} for s in SUPPLIERS]
    yield (
        "skus",
        [
            {"sku_id": sku, "name": f"物料{sku}", "unit": "EA", "category": kind, "abc_class": abc}
            for sku, (kind, abc) in SKUS.items()
        ],
    )
    yield (
        "customers",
        [
            *(_customer(name, of) for name, of in customers.items()),
            *(
                _customer(name, of) | {"source": "crm", "customer_id": f"crm-{name}"}
                for name, of in ELSEWHERE.items()
            ),
        ],
    )
    yield "fx_rates", list(_rates())
    yield "calendar", list(_days())


def _company(company: str) -> Row:
    return {
        "company_id": company,
        "name": f"公司{company}",
        "parent_id": None if company == "C1" else "C1",
        "currency": CURRENCY[company],
        "zone": "Asia/Shanghai",
        "calendar_id": CALENDAR[company],
        "is_test": company == "CT",
    }


def _customer(name: str, of: Customer) -> Row:
    return {
        "customer_id": name,
        "customer_no": f"NO-{name}",
        "name": f"客户{name}",
        "department_id": of.department,
        "contact": of.call[0],
        "phone": of.call[1],
        "owner_id": of.owner,
        "region_id": of.region,
        "level": of.level,
        "industry": "steel" if name in {"K1", "K3"} else None,
    }


def _rates() -> Iterator[Row]:
    """A rate of its own for every period, so that a wrong one shows."""
    for month in range(16):
        period = f"{2024 + (month + 11) // 12}-{(month + 11) % 12 + 1:02}"
        for kind, rate in (("average", 7.5), ("closing", 7.75)):
            yield {
                "currency": "EUR",
                "to_currency": "CNY",
                "kind": kind,
                "period": period,
                "rate": Decimal(str(rate + month / 8)),
            }


def _days() -> Iterator[Row]:
    for calendar, closes in CLOSES.items():
        for number in range(DAYS):
            day = FIRST_DAY + timedelta(days=number)
            ahead = day.replace(day=28) + timedelta(days=7)
            period = day if day.day <= closes else ahead
            yield {
                "calendar_id": calendar,
                "day": day,
                "is_working": day.weekday() < 5,
                "open_1": 540,
                "close_1": 720,
                "open_2": 780,
                "close_2": 1080,
                "accounting_period": f"{period:%Y-%m}",
                "fiscal_year": f"{period:%Y}",
            }
