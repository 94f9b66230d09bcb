"""Where the CRM says something else than the ERP: planted by the seed, the same for both sides."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from samples.demo.trade.orders import SalesOrder
from samples.demo.trade.parties import Customer, tax_id

Subject = Literal["customer", "order", "contract"]
CUSTOMERS_DIFFER, ORDERS_DIFFER, CONTRACTS_DIFFER = 0.08, 0.02, 0.04
ORDERS_MISSING = 0.008


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """One thing the CRM sees differently: the ERP's code of the subject, the field, both values.

    `field` of a customer: name, tax_id, credit_limit (cents), owner (person), region; of an order:
    total (cents), promised (ISO day), missing (the CRM lacks it: `crm` is None); of a contract:
    total (cents).
    """

    subject: Subject
    code: str
    field: str
    erp: str
    crm: str | None


def customers_that_differ(seed: int, customers: Sequence[Customer]) -> tuple[Disagreement, ...]:
    """One field each of about 8 % of the customers."""
    return tuple(
        found for customer in customers[1:] if (found := _customer(seed, customer, customers))
    )


def _customer(seed: int, one: Customer, others: Sequence[Customer]) -> Disagreement | None:
    rng = random.Random(f"differs:{seed}:{one.code}")
    if rng.random() >= CUSTOMERS_DIFFER:
        return None
    owners = [c.owner for c in others if c.region == one.region and c.owner != one.owner]
    told: dict[str, tuple[str, str]] = {
        "name": (one.name, one.name.replace("有限公司", "股份有限公司")),
        "tax_id": (one.tax_id or "", tax_id(rng)),
        "credit_limit": (str(one.credit_limit), str(one.credit_limit * 2)),
        "owner": (str(one.owner), str(rng.choice(owners or [one.owner]))),
        "region": (one.region, rng.choice([r for r in ("HD", "HN", "HB") if r != one.region])),
    }
    fields = [field for field, (erp, crm) in told.items() if erp and erp != crm]
    field = rng.choice(fields)
    return _told("customer", one.code, field, *told[field])


def order_that_differs(seed: int, order: SalesOrder) -> Disagreement | None:
    """What the CRM sees differently about an order, if anything; any order can be asked for."""
    rng = random.Random(f"differs:{seed}:{order.number}")
    draw = rng.random()
    if draw < ORDERS_MISSING:
        return _told("order", order.number, "missing", order.number, None)
    if draw < ORDERS_MISSING + ORDERS_DIFFER * 0.7:
        wrong = order.total + rng.choice((-1, 1)) * max(100, order.total // rng.choice((9, 20, 50)))
        return _told("order", order.number, "total", str(order.total), str(wrong))
    if draw < ORDERS_MISSING + ORDERS_DIFFER:
        late = order.promised + timedelta(days=rng.choice((7, 14, 30)))
        return _told("order", order.number, "promised", order.promised.isoformat(), str(late))
    return None


def contract_that_differs(seed: int, number: str, total: int) -> Disagreement | None:
    """What the CRM sees differently about a sales contract of the ERP (`total` in cents)."""
    rng = random.Random(f"differs:{seed}:{number}")
    if rng.random() >= CONTRACTS_DIFFER:
        return None
    wrong = total * rng.choice((90, 95, 110)) // 100 // 100 * 100
    return _told("contract", number, "total", str(total), str(wrong))


def phantom_orders(seed: int, first: date, today: date) -> tuple[str, ...]:
    """Order numbers that only the CRM knows: somebody typed them, the ERP never had them."""
    rng = random.Random(f"phantoms:{seed}")
    days = [first + timedelta(days=rng.randrange((today - first).days)) for _ in range(20)]
    return tuple(sorted({f"XSDD{day:%Y%m%d}{rng.randint(900, 999)}" for day in days}))


def _told(subject: Subject, code: str, field: str, erp: str, crm: str | None) -> Disagreement:
    return Disagreement(subject=subject, code=code, field=field, erp=erp, crm=crm)
