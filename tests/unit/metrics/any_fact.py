"""Rows of any fact, told by its schema alone: enough for engines to agree or differ on."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random

import polars as pl

from metrics.frames import RATES, Frames
from tables.definition import Table
from tests.unit.metrics import world

START, DAYS = date(2025, 10, 1), 410
CURRENCIES = {"c1": "CNY", "c2": "EUR"}
CALENDARS = {"c1": "five", "c2": "six"}
EPOCH = date(1970, 1, 1)


def rows(fact: Table, count: int, seed: int) -> pl.DataFrame:
    """`count` rows; dates in order where names say so, flags mostly true, some values missing."""
    rng = Random(f"{fact.name} {seed}")
    found = [_row(fact, rng, number) for number in range(count)]
    return pl.DataFrame(found, schema=fact.schema)


def frames(fact: pl.DataFrame) -> Frames:
    """The rows with the dimensions of the small world, masters and rates of a group in CNY."""
    base = world.polars(fact)
    return Frames(
        fact=base.fact,
        calendar_day=base.calendar_day,
        departments=base.departments,
        clock=base.clock,
        at=base.at,
        masters={name: frame.lazy() for name, frame in _masters().items()},
        rates=_rates().lazy(),
        group_currency="CNY",
    )


def _row(fact: Table, rng: Random, number: int) -> dict[str, object]:
    company = rng.choice(["c1", "c1", "c2"])
    opens = START + timedelta(days=rng.randrange(DAYS))
    days = {"opens_on": opens, "closes_on": _after(rng, opens)}
    row: dict[str, object] = {}
    for name, dtype in fact.schema.items():
        row[name] = days.get(name) if name in days else _value(rng, name, dtype, number)
    row |= {
        name: value
        for name, value in {
            "source": "erp",
            "company_id": company,
            "calendar_id": CALENDARS[company],
            "department_id": rng.choice(["d1", "d2", "d3", "d4", "d5", "d9", None]),
            "booked_currency": CURRENCIES[company],
            "is_test": rng.random() < 0.05,
        }.items()
        if name in fact.schema
    }
    for name in fact.schema:  # a moment is the beginning of the day beside it
        day = row.get(f"{name.removesuffix('_at')}_on") if name.endswith("_at") else None
        if isinstance(day, date):
            row[name] = datetime(day.year, day.month, day.day, tzinfo=UTC) - world.ZONE
        if name.endswith("_at") and f"{name.removesuffix('_at')}_on" in fact.schema and day is None:
            row[name] = None
    return row


def _after(rng: Random, opens: date) -> date | None:
    return None if rng.random() < 0.3 else opens + timedelta(days=rng.randrange(1, 200))


def _value(rng: Random, name: str, dtype: pl.DataType, number: int) -> object:
    day = START + timedelta(days=rng.randrange(DAYS))
    if dtype == pl.Boolean:
        return rng.random() < (0.1 if name in SELDOM or name.startswith("has_other") else 0.8)
    if dtype == pl.Date:
        return day
    if isinstance(dtype, pl.Datetime):
        return datetime(day.year, day.month, day.day, 3, tzinfo=UTC)
    if dtype.is_decimal():
        return None if rng.random() < 0.1 else Decimal(rng.randrange(-2000, 10**6)) / 100
    if dtype.is_integer():
        return _whole(rng, name, day)
    if name == "unit":
        return rng.choice(["EA", "KG"])
    if name == "currency":
        return rng.choice(["CNY", "EUR"])
    if name.endswith("_id") and name not in MASTER_IDS:
        return f"{name}{number}"
    return f"{name}{rng.randrange(3)}"


def _whole(rng: Random, name: str, day: date) -> int | None:
    if name.endswith("_day"):
        return None if rng.random() < 0.1 else (day - EPOCH).days
    if name.endswith("_pos"):
        return rng.randrange(200_000)
    return None if rng.random() < 0.1 else rng.randrange(1, 60)


SELDOM = frozenset(
    {
        *("is_cancelled", "is_draft", "is_closed_short", "is_short_closed", "is_intercompany"),
        *("is_ambiguous", "is_approval_ambiguous", "is_other_currency", "is_void", "is_test"),
        *("has_line_without_order", "is_header_only", "is_unlike_header", "is_before_opening"),
    }
)
"""Flags of exceptions, which metrics leave out."""

MASTER_IDS = frozenset(
    {
        *("supplier_id", "customer_id", "sku_id", "warehouse_id", "project_id", "account_id"),
        *("owner_id", "buyer_id", "applicant_id", "contract_id", "bank_account_id", "region_id"),
        *("counterparty_company_id", "counter_id", "receiver_id"),
    }
)


def _masters() -> dict[str, pl.DataFrame]:
    """Of three ids each, one unknown to the master."""
    known = range(2)
    return {
        "customers": pl.DataFrame(
            {
                "customer_id": [f"customer_id{n}" for n in known],
                **{
                    name: [f"{name}{n}" for n in known]
                    for name in ("region_id", "owner_id", "level", "industry")
                },
            }
        ),
        "skus": pl.DataFrame(
            {
                "sku_id": [f"sku_id{n}" for n in known],
                "category": ["bolt", "nut"],
                "abc_class": ["A", None],
            }
        ),
        "warehouses": pl.DataFrame(
            {
                "warehouse_id": [f"warehouse_id{n}" for n in known],
                "region_id": ["east", "west"],
            }
        ),
    }


def _rates() -> pl.DataFrame:
    periods = world.calendar_day()["accounting"].unique().sort().to_list()
    told = [("EUR", period, 7.0 + n / 10, 7.05 + n / 10) for n, period in enumerate(periods)]
    return pl.DataFrame(told, schema=RATES, orient="row")
