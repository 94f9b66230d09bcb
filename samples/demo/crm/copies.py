"""The CRM's own copy of orders: mostly what the ERP has, with planted differences and gaps."""

import random
from collections.abc import Iterator
from datetime import date, timedelta

from samples.demo.crm.events import Event
from samples.demo.crm.pipeline import buyer
from samples.demo.crm.words import EFFECTIVE, FINISHED, ORDER
from samples.demo.moments import CLOSE_2, HOUR, OPEN_1, day_of, midnight
from samples.demo.trade import SalesOrder, Trade


def copied(trade: Trade, order: SalesOrder) -> list[Event]:
    """An order as the CRM sees it: written minutes after the ERP's, closed once delivered."""
    differing = trade.order_that_differs(order)
    if differing is not None and differing.field == "missing":
        return []
    rng = random.Random(f"copy:{trade.seed}:{order.number}")
    at = order.moment + rng.randint(60, 1_500)
    values = as_sold(order)
    if differing is not None and differing.crm is not None:
        told = {"total": "gross", "promised": "promised"}[differing.field]
        values[told] = int(differing.crm) if told == "gross" else differing.crm
    done = midnight(order.promised + timedelta(days=rng.randint(1, 25))) + OPEN_1
    done += rng.randint(0, CLOSE_2 - OPEN_1)
    return [
        Event(at=at, table="agreement", number=order.number, new=True, values=values),
        Event(at=done, table="agreement", number=order.number, values={"status": FINISHED}),
    ]


def as_sold(order: SalesOrder) -> dict[str, object]:
    """An order as the ERP has it, in the words of the CRM."""
    return {
        "type": ORDER,
        "opportunity_no": order.opportunity,
        "account_id": order.customer.id,
        "company_id": order.customer.company,
        "owner_id": order.customer.owner,
        "gross": order.total,
        "currency": order.customer.currency,
        "signed": day_of(order.moment).isoformat(),
        "promised": order.promised.isoformat(),
        "status": EFFECTIVE,
    }


def phantoms(trade: Trade) -> Iterator[Event]:
    """Orders that somebody typed into the CRM only."""
    for number in trade.phantom_orders():
        rng = random.Random(f"phantom:{trade.seed}:{number}")
        customer = buyer(trade, rng)
        day = date.fromisoformat(number.removeprefix("XSDD")[:8])
        yield Event(
            at=midnight(day) + 14 * HOUR,
            table="agreement",
            number=number,
            new=True,
            values={
                "type": ORDER,
                "account_id": customer.id,
                "company_id": customer.company,
                "owner_id": customer.owner,
                "gross": rng.randint(500, 60_000) * 1_000,
                "currency": customer.currency,
                "signed": day.isoformat(),
                "promised": (day + timedelta(days=14)).isoformat(),
                "status": EFFECTIVE,
            },
        )
