"""Customers and suppliers of the demo enterprise, the group's own companies among them."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate

from samples.demo.organisation import Organisation
from samples.demo.trade.places import GROUP, REGIONS, TRADING, Region

CUSTOMERS, SUPPLIERS = 400, 150
OFTEN = 6.0
GROUP_CUSTOMER, GROUP_SUPPLIER = "KH00001", "GYS00001"
_BRANDS = (
    "恒达", "瑞泰", "华信", "盛源", "金桥", "远航", "博创", "鼎力", "天合", "科锐",
    "中联", "宏图", "凯捷", "新纪元", "明德", "东方", "安泰", "立达", "佳和", "精诚",
    "永固", "长城", "海纳", "泰格", "南洋", "联创", "万通", "启航",
)  # fmt: skip
_TRADES = (
    "机械制造", "汽车零部件", "自动化设备", "精密电子", "工程机械", "医疗器械", "新能源科技",
    "轨道交通装备", "液压技术", "智能装备", "船舶配套", "风电设备",
)  # fmt: skip
_SUPPLIES = (
    "轴承", "特钢", "紧固件", "刀具", "包装", "电子", "物流", "检测技术", "铸造", "密封件",
    "工业服务",
)  # fmt: skip
_ABROAD = ("Nordlicht", "Pacific", "Sterling", "Meridian", "Kanto", "Great Lakes", "Straits")
_ABROAD_TRADES = ("Motion GmbH", "Automation Pte Ltd", "Drives Inc.", "Industrial Ltd")
_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """Who buys. `company` sells to it, `owner` is the person of the OA who looks after it.

    `related_company` is set for a company of our own group. `credit_limit` is in cents of
    `currency`, `days` the agreed days to pay, `late` how many days later it usually pays,
    `weight` its share of the orders.
    """

    id: int
    code: str
    name: str
    tax_id: str | None
    region: str
    city: str
    company: int
    owner: int
    currency: str
    credit_limit: int
    days: int
    late: int
    weight: float
    since: date
    related_company: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Supplier:
    """Who delivers. `days` is the agreed days to pay, `delay` how many days late it delivers in
    the mean (most are early: negative), `reject` the share of what it delivers that is refused."""

    id: int
    code: str
    name: str
    tax_id: str | None
    currency: str
    days: int
    lead: int
    delay: float
    reject: float
    related_company: int | None = None


def tax_id(rng: random.Random) -> str:
    """A unified social credit code with its check character (GB 32100-2015)."""
    body = "91" + "".join(rng.choice("0123456789") for _ in range(6))
    body += "".join(rng.choice(_SIGNS) for _ in range(9))
    total = sum(_SIGNS.index(sign) * pow(3, place, 31) for place, sign in enumerate(body))
    return body + _SIGNS[-total % 31]


def sales_people(organisation: Organisation, region: Region) -> tuple[int, ...]:
    """Who may look after a customer of a region: its departments' people who stay."""
    return tuple(
        person.id
        for person in organisation.people.values()
        if person.department in region.departments and person.left is None
    )


def customers(seed: int, organisation: Organisation) -> tuple[Customer, ...]:
    """Four hundred customers; the first is our own trading company, buying from the group."""
    rng = random.Random(f"customers:{seed}")
    owners = {region.code: sales_people(organisation, region) for region in REGIONS}
    makers = organisation.desks["sales", GROUP]
    trading = Customer(
        id=20001, code=GROUP_CUSTOMER, name="华岳商贸有限公司", tax_id=tax_id(rng), region="HD",
        city="上海", company=GROUP, owner=makers[0], currency="CNY", credit_limit=0, days=30,
        late=0, weight=0.0, since=date(2018, 1, 1), related_company=TRADING,
    )  # fmt: skip
    names = _names(rng, CUSTOMERS * 2)
    rest = [_customer(rng, n, names, owners, makers) for n in range(2, CUSTOMERS + 1)]
    return trading, *rest


def _customer(
    rng: random.Random,
    number: int,
    names: list[str],
    owners: dict[str, tuple[int, ...]],
    makers: Sequence[int],
) -> Customer:
    region = rng.choices(REGIONS, weights=(34, 26, 18, 15, 7))[0]
    abroad = region.code == "HW"
    direct = not abroad and rng.random() < 0.12
    weight = 1 / (number + 6) ** 0.85
    city = rng.choice(region.cities)
    name = f"{rng.choice(_ABROAD)} {rng.choice(_ABROAD_TRADES)} {city}"
    return Customer(
        id=20000 + number,
        code=f"KH{number:05}",
        name=name if abroad else city + names.pop() + "有限公司",
        tax_id=None if abroad else tax_id(rng),
        region=region.code,
        city=city,
        company=GROUP if direct else TRADING,
        owner=rng.choice(makers if direct else owners[region.code]),
        currency="USD" if abroad else "CNY",
        credit_limit=max(10, round(900 * weight)) * (1_000_000 if abroad else 5_000_000),
        days=rng.choice((30, 30, 45, 60, 60, 90)),
        late=rng.choice((-8, -5, -3, -3, -1, 0, 2, 6, 12)),
        weight=weight,
        since=date(2019, 1, 1) + timedelta(days=rng.randint(0, 2000)),
    )


def suppliers(seed: int) -> tuple[Supplier, ...]:
    """A hundred and fifty suppliers; the first is our own group, selling to the trading company."""
    rng = random.Random(f"suppliers:{seed}")
    group = Supplier(
        id=30001, code=GROUP_SUPPLIER, name="华岳精工集团有限公司", tax_id=tax_id(rng),
        currency="CNY", days=30, lead=3, delay=0.0, reject=0.0, related_company=GROUP,
    )  # fmt: skip
    names = _names(rng, SUPPLIERS, _SUPPLIES)
    rest: list[Supplier] = []
    for number in range(2, SUPPLIERS + 1):
        abroad = rng.random() < 0.06
        city = rng.choice(rng.choice(REGIONS[4:] if abroad else REGIONS[:4]).cities)
        local = city + names.pop() + rng.choice(("有限公司", "股份有限公司", "有限责任公司"))
        rest.append(
            Supplier(
                id=30000 + number,
                code=f"GYS{number:05}",
                name=f"{rng.choice(_ABROAD)} Supply {city}" if abroad else local,
                tax_id=None if abroad else tax_id(rng),
                currency="USD" if abroad else "CNY",
                days=rng.choice((0, 30, 30, 45, 60, 60, 90)),
                lead=rng.choice((5, 7, 10, 14, 14, 21, 30)) + (25 if abroad else 0),
                delay=rng.choice((-5.0, -4.0, -4.0, -3.0, -3.0, -1.5)),
                reject=rng.choice((0.002, 0.005, 0.01, 0.03)),
            )
        )
    return group, *rest


def _names(rng: random.Random, count: int, trades: Sequence[str] = _TRADES) -> list[str]:
    pairs = [brand + trade for brand in _BRANDS for trade in trades]
    rng.shuffle(pairs)
    return (pairs * (count // len(pairs) + 1))[:count]


def cumulative(parties: Sequence[Customer], *, watched: str) -> list[float]:
    """The running total of the customers' shares; the one `watched` (a code) orders often."""
    return list(accumulate(p.weight * (OFTEN if p.code == watched else 1) for p in parties))
