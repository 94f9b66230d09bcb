"""Rows of any fact, told by its schema alone, about the people and things of the enterprise."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random

import polars as pl

from facts.registry import RECIPES
from tables.definition import Table
from tests.oracle.subjects.columns import COSTS, PAY, PERSONS, TOLD
from tests.oracle.subjects.enterprise import (
    CALENDAR,
    CURRENCY,
    CUSTOMERS,
    PEOPLE,
    PROJECTS,
    REGIONS,
    SKUS,
    SUPPLIERS,
    WAREHOUSES,
    Row,
)
from tests.oracle.world import DEPARTMENTS
from tests.unit.metrics.any_fact import SELDOM

COUNT = 64
EPOCH = date(1970, 1, 1)
FIRST, SPAN = date(2025, 10, 1), 212
MONTHS_FIRST, MONTHS_SPAN = date(2026, 1, 1), 90  # of what tells the partition: few files
ZONE = timedelta(hours=8)
COST_CENTS, PAY_CENTS = Decimal("0.77"), Decimal("0.88")
"""What no other amount ends with: so a masked one shows wherever it slips through."""

DOCUMENTS = {recipe.fact.name: recipe.document for recipe in RECIPES if recipe.document[0]}
IDS: dict[str, tuple[str | None, ...]] = {
    "region_id": (*REGIONS, None),
    "warehouse_id": (*WAREHOUSES, None),
    "customer_id": (*CUSTOMERS, "K9", None),
    "project_id": (*PROJECTS, None, None),
    "supplier_id": SUPPLIERS,
    "sku_id": (*SKUS, "SKU9"),
    "counterparty_company_id": ("C1", "C2", None, None),
    "account_id": ("A1", "A2", None),
    "contract_id": ("contract-1", "contract-2", None),
    "bank_account_id": ("B1", "B2"),
}


def rows(fact: Table, *, start: int = 0, count: int = COUNT) -> list[Row]:
    """`count` rows of a fact, always the same; no two have one key."""
    rng = Random(f"{fact.name} {start}")
    found = {key_of(fact, row): row for row in (_row(fact, rng, start + n) for n in range(count))}
    return list(found.values())


def frame(fact: Table, of: list[Row]) -> pl.DataFrame:
    """Rows as a frame of the fact."""
    return pl.DataFrame(of, schema=fact.schema)


def key_of(fact: Table, row: Row) -> tuple[object, ...]:
    """What names a row of a fact."""
    return tuple(row[name] for name in fact.key)


def _row(fact: Table, rng: Random, number: int) -> Row:
    company = rng.choice(("C1", "C1", "C1", "C2", "C2", "CT"))
    mine = [d for d, of in DEPARTMENTS.items() if of["company_id"] == company]
    row: Row = {name: _value(fact, name, rng, number) for name in fact.schema}
    nowhere = () if "department_id" in fact.key else ("D99", None)
    said: Row = {
        "source": "oa" if fact.name.startswith("approval") else "erp",
        "company_id": company if rng.random() < 0.95 else None,
        "calendar_id": CALENDAR[company],
        "department_id": rng.choice((*mine, *mine, *mine, *nowhere)),
        "booked_currency": CURRENCY[company],
        "is_test": company == "CT",
    }
    row |= {name: value for name, value in said.items() if name in row}
    row |= dict(_days(fact, rng, row))
    row |= dict(_moments(fact, row))
    if fact.name in DOCUMENTS:
        kind, column = DOCUMENTS[fact.name]
        row[column] = row[column] if column in PERSONS else f"{kind}-{number // 2}"
    if "employee_no" in row:
        row["employee_no"] = f"E-{row['person_id']}"
    return row


def _value(fact: Table, name: str, rng: Random, number: int) -> object:
    dtype = fact.schema[name]
    if dtype == pl.Boolean:
        return rng.random() < (0.15 if name in SELDOM or name.startswith("has_other") else 0.85)
    if dtype == pl.Date:
        return FIRST + timedelta(days=rng.randrange(SPAN))
    if isinstance(dtype, pl.Datetime):
        return datetime(2026, 1, 1, 3, tzinfo=UTC) + timedelta(days=rng.randrange(80))
    if dtype.is_decimal():
        assert isinstance(dtype, pl.Decimal)
        return _amount(fact, name, rng, most=10 ** min(4, (dtype.precision or 18) - dtype.scale))
    if dtype.is_integer():
        return _whole(fact, name, rng, number)
    if dtype.is_float():
        return rng.randrange(100) / 4
    return _text(fact, name, rng, number)


def _amount(fact: Table, name: str, rng: Random, *, most: int) -> Decimal | None:
    if rng.random() < 0.1:
        return None
    whole = Decimal(rng.randrange(-most // 50, most))
    if name in COSTS.get(fact.name, ()):
        return abs(whole) + COST_CENTS
    if name in PAY.get(fact.name, ()):
        return abs(whole) + PAY_CENTS
    return whole + Decimal(rng.choice(("0", "0.25", "0.5")))


def _whole(fact: Table, name: str, rng: Random, number: int) -> int | None:
    if name in fact.key:
        return number
    if name.endswith("_day"):
        day = FIRST + timedelta(days=rng.randrange(SPAN))
        return None if rng.random() < 0.1 else (day - EPOCH).days
    if name.endswith("_pos"):
        return rng.randrange(170_000)
    return None if rng.random() < 0.1 else rng.randrange(1, 60)


def _text(fact: Table, name: str, rng: Random, number: int) -> str | None:
    if name in PERSONS:
        return rng.choice(PEOPLE if name in fact.key else (*PEOPLE, *PEOPLE, None))
    if name in TOLD:
        return rng.choice((f"{rng.choice(PEOPLE)} 员工{rng.choice(PEOPLE)}", "", None))
    if name in IDS:
        known = IDS[name]
        return rng.choice([each for each in known if each] if name in fact.key else known)
    if name == "unit":
        return rng.choice(("EA", "KG"))
    if name in {"currency", "approved_currency", "cost_currency"}:
        return rng.choice(("CNY", "EUR"))
    if name == "document_id" and fact.name == "approval_step":
        return f"approval-{rng.randrange(COUNT)}"
    if name == "document_id" and fact.name == "approval":
        return f"approval-{number}"
    if name == "business_no":
        return f"NO-{number}"
    if name.endswith(("_id", "_no")) or name in {"number", *fact.key}:
        return f"{name}-{number}"
    return f"{name}{rng.randrange(3)}"


def _days(fact: Table, rng: Random, row: Row) -> Iterator[tuple[str, date | None]]:
    """Few months of what tells the partition; what closes does so after it opened."""
    first = MONTHS_FIRST + timedelta(days=rng.randrange(MONTHS_SPAN))
    if fact.partition is not None and fact.partition.endswith("_on"):
        yield fact.partition, first
        row = row | {fact.partition: first}
    pairs = (("opens_on", "closes_on"), ("submitted_on", "ended_on"))
    for opens, closes in pairs:
        if opens in row and closes in row:
            still = rng.random() < 0.6
            yield closes, None if still else row[opens] + timedelta(days=rng.randrange(1, 90))


def _moments(fact: Table, row: Row) -> Iterator[tuple[str, datetime | None]]:
    """A moment is the beginning of the day beside it."""
    for name in fact.schema:
        beside = f"{name.removesuffix('_at')}_on"
        if name.endswith("_at") and beside in fact.schema:
            day = row[beside]
            told = None if day is None else datetime(day.year, day.month, day.day, tzinfo=UTC)
            yield name, None if told is None else told - ZONE
