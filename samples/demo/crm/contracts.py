"""Sales contracts as the CRM has them: copied from the ERP, some wrongly, some never."""

import random
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from samples.demo.crm.events import Event
from samples.demo.crm.words import CANCELLED, CONTRACT, EFFECTIVE, FINISHED
from samples.demo.moments import HOUR, midnight
from samples.demo.trade import Trade

FORGOTTEN = 0.015  # share that nobody entered
_STATES = {0: EFFECTIVE, 1: FINISHED, 2: CANCELLED}
_CURRENCIES = {1: "CNY", 7: "USD"}
# What was typed wrong in the ERP waits until it is mended there.
_SIGNED = (
    "SELECT FBILLNO, FORGID, FCUSTID, FALLAMOUNT, FCURRENCYID, FSIGNDATE, FSTATE"
    " FROM t_con_contract WHERE FTYPE = 'XS' AND FDOCUMENTSTATUS = 'C' AND FCUSTID IS NOT NULL"
    " AND typeof(FALLAMOUNT) IN ('real', 'integer') AND date(FSIGNDATE) IS NOT NULL"
    " AND FCURRENCYID IN (1, 7) AND FSTATE IN (0, 1, 2) ORDER BY FBILLNO"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """A signed sales contract of the ERP: `total` in cents with tax, `status` as the CRM says."""

    number: str
    company: int
    customer: int
    total: int
    currency: str
    signed: date
    status: str


def signed(erp: Path) -> list[Contract]:
    """The signed sales contracts of the ERP's database."""
    with closing(sqlite3.connect(f"file:{erp}?mode=ro", uri=True, timeout=10)) as connection:
        rows = connection.execute(_SIGNED).fetchall()
    return [
        Contract(
            number=number,
            company=company,
            customer=customer,
            total=round(total * 100),
            currency=_CURRENCIES[currency],
            signed=date.fromisoformat(day[:10]),
            status=_STATES[state],
        )
        for number, company, customer, total, currency, day, state in rows
    ]


def entered(
    trade: Trade, contracts: list[Contract], known: Mapping[str, str], *, now: int | None = None
) -> list[Event]:
    """What the CRM learns of contracts: new ones, and those whose status is not the `known` one.

    Events are of `now`; for the history (None) of the morning each contract was signed.
    """
    customers = {customer.id: customer for customer in trade.customers}
    found: list[Event] = []
    for one in contracts:
        customer = customers.get(one.customer)
        rng = random.Random(f"contract:{trade.seed}:{one.number}")
        forgotten = rng.random() < FORGOTTEN
        if forgotten or customer is None or customer.related_company is not None:
            continue
        morning = midnight(one.signed) + rng.randint(10, 17) * HOUR
        at = morning if now is None else now
        if one.number in known:
            if known[one.number] != one.status:
                values: dict[str, object] = {"status": one.status}
                found.append(Event(at=at, table="agreement", number=one.number, values=values))
            continue
        differing = trade.contract_that_differs(one.number, one.total)
        told = one.total if differing is None or differing.crm is None else int(differing.crm)
        values = {
            "type": CONTRACT,
            "account_id": customer.id,
            "company_id": one.company,
            "owner_id": customer.owner,
            "gross": told,
            "currency": one.currency,
            "signed": one.signed.isoformat(),
            "status": one.status,
        }
        found.append(Event(at=at, table="agreement", number=one.number, new=True, values=values))
    return found
