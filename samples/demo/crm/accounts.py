"""The CRM's master data: who uses it, the customers, and the people there with their phones."""

import random
from collections.abc import Iterator

from samples.demo.crm.events import Event
from samples.demo.crm.service import SERVICE
from samples.demo.moments import HOUR, midnight
from samples.demo.organisation import GIVEN, SURNAMES
from samples.demo.trade import REGIONS, Customer, Disagreement, Trade

TITLES = ("采购经理", "设备部长", "总经理助理", "工程师", "财务主管")
INDUSTRIES = ("机械制造", "汽车", "自动化", "电子", "新能源", "医疗器械", "轨道交通", "船舶")
PARKS = ("科技园", "工业园", "开发区")
STRATEGIC, KEY = 30, 120  # the largest customers, by rank
_COLUMNS = {
    "name": "name", "tax_id": "credit_code", "credit_limit": "credit_limit", "owner": "owner_id",
    "region": "region_code",
}  # fmt: skip
_WHOLE = {"credit_limit", "owner"}


def users(trade: Trade) -> list[tuple[int, str, int, int]]:
    """Who works in the CRM: sales, service, and everybody who looks after a customer."""
    departments = {d for region in REGIONS for d in region.departments} | {SERVICE}
    owners = {customer.owner for customer in trade.customers}
    return [
        (person.id, person.name, person.department, person.company)
        for person in trade.organisation.people.values()
        if person.department in departments or person.id in owners
    ]


def masters(trade: Trade) -> Iterator[Event]:
    """Every customer with its contacts, entered the day it became one."""
    differing = {found.code: found for found in trade.customers_that_differ()}
    for rank, customer in enumerate(trade.customers, start=1):
        rng = random.Random(f"account:{trade.seed}:{customer.code}")
        at = midnight(customer.since) + rng.randint(9 * HOUR, 18 * HOUR)
        yield Event(
            at=at,
            table="account",
            number=customer.code,
            new=True,
            values=_account(rng, customer, rank) | _told(differing.get(customer.code)),
        )
        for n in range(rng.choices((1, 2, 3), weights=(45, 40, 15))[0]):
            yield Event(
                at=at,
                table="contact",
                number=f"{customer.code}-{n + 1}",
                new=True,
                values=_contact(rng, customer, n),
            )


def _account(rng: random.Random, customer: Customer, rank: int) -> dict[str, object]:
    return {
        "id": customer.id,
        "name": customer.name,
        "credit_code": customer.tax_id,
        "company_id": customer.company,
        "owner_id": customer.owner,
        "region_code": customer.region,
        "level": "A" if rank <= STRATEGIC else "B" if rank <= KEY else "C",
        "industry": rng.choice(INDUSTRIES),
        "credit_limit": customer.credit_limit,
        "payment_days": customer.days,
        "currency": customer.currency,
        "address": f"{customer.city}{rng.choice(PARKS)}{rng.randint(1, 99)}号",
    }


def _told(differing: Disagreement | None) -> dict[str, object]:
    """What the CRM has instead of the ERP's value."""
    if differing is None or differing.crm is None:
        return {}
    value = int(differing.crm) if differing.field in _WHOLE else differing.crm
    return {_COLUMNS[differing.field]: value}


def _contact(rng: random.Random, customer: Customer, n: int) -> dict[str, object]:
    return {
        "account_id": customer.id,
        "name": rng.choice(SURNAMES) + rng.choice(GIVEN),
        "title": rng.choice(TITLES),
        "mobile": mobile(rng),
        "email": f"{customer.code.lower()}.{n + 1}@customer.example",
        "is_primary": int(n == 0),
    }


def mobile(rng: random.Random) -> str:
    """A mobile number as people write them."""
    return f"1{rng.choice('3578')}{rng.randint(0, 9)}{rng.randint(0, 99_999_999):08}"
