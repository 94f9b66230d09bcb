"""What follows an order: complaints with their answers, and satisfaction surveys."""

import random
from datetime import timedelta

from samples.demo.crm.events import Event
from samples.demo.crm.moments import milliseconds
from samples.demo.crm.words import CATEGORIES, NEW, SOLVED, VOID, WORKING
from samples.demo.moments import DAY, HOUR, OPEN_1, WORKDAY, WorkClock, day_of, midnight
from samples.demo.trade import SalesOrder, Trade

SERVICE = 211  # the department that answers complaints
COMPLAINTS = 0.05  # a plain order leads to one this often
SLIPPING = 0.85  # and an order of the customer that slips, in the end
WITHDRAWN = 0.03  # share of the complaints the customer takes back
SURVEYED, ANSWERED = 0.6, 0.55
_SCORES = ((3, 5, 14, 36, 42), (22, 30, 28, 14, 6))  # weights of 1 to 5: contented, vexed
TITLES = {
    "quality": "{}精度不达标", "delivery": "{}未按期到货", "damage": "{}外包装破损",
    "quantity": "{}数量与送货单不符", "service": "{}技术支持响应慢", "invoice": "{}发票信息有误",
}  # fmt: skip


def followed(trade: Trade, clock: WorkClock, order: SalesOrder) -> list[Event]:
    """Everything service records about an order."""
    if order.customer.related_company is not None:
        return []
    rng = random.Random(f"service:{trade.seed}:{order.number}")
    slipping = trade.stories.slipping
    slipped = 0.0
    if order.customer.code == slipping.customer:
        slipped = slipping.progress(day_of(order.moment))
    events: list[Event] = []
    vexed = rng.random() < COMPLAINTS + (SLIPPING - COMPLAINTS) * slipped
    if vexed:
        events += _complaint(rng, trade, clock, order, slipped)
    if rng.random() < SURVEYED:
        events += _survey(rng, clock, order, unhappy=vexed or rng.random() < slipped)
    return events


def _complaint(
    rng: random.Random, trade: Trade, clock: WorkClock, order: SalesOrder, slipped: float
) -> list[Event]:
    opened = _later(rng, clock, order, rng.randint(1, 18))
    number = f"TS{day_of(opened):%Y%m%d}{order.number[-7:]}"
    category = rng.choices(tuple(CATEGORIES), weights=(30, 27, 12, 10, 13, 8))[0]
    severity = rng.choices((1, 2, 3), weights=(45 - 20 * slipped, 40, 15 + 25 * slipped))[0]
    slow = 1 + 1.5 * slipped
    answered = clock.after(opened, round(2.5 * HOUR * slow * rng.lognormvariate(0, 0.9)))
    worked = rng.lognormvariate(0, 0.7) * (1.5, 2.5, 4.0)[severity - 1] * slow
    resolved = clock.after(answered, round(min(worked, 20.0) * WORKDAY))
    staff = trade.organisation.people
    desk = [p.id for p in staff.values() if p.department == SERVICE and p.left is None]
    values: dict[str, object] = {
        "title": TITLES[category].format(order.lines[0].sku.name.split(" ")[0]),
        "account_id": order.customer.id,
        "company_id": order.customer.company,
        "owner_id": rng.choice(desk),
        "order_no": None if rng.random() < 0.04 else order.number,
        "category": category,
        "severity": severity,
        "status": NEW,
    }
    end: dict[str, object] = {"status": SOLVED, "resolved": milliseconds(resolved)}
    if rng.random() < WITHDRAWN:
        end = {"status": VOID}
    return [
        Event(at=opened, table="complaint", number=number, new=True, values=values),
        Event(
            at=answered, table="complaint", number=number,
            values={"status": WORKING, "first_response": milliseconds(answered)},
            unless="first_response",
        ),
        Event(
            at=resolved, table="complaint", number=number,
            values=end, unless="resolved",
        ),
    ]  # fmt: skip


def _survey(
    rng: random.Random, clock: WorkClock, order: SalesOrder, *, unhappy: bool
) -> list[Event]:
    sent = _later(rng, clock, order, rng.randint(3, 10))
    number = f"DC{order.number[-11:]}"
    values: dict[str, object] = {
        "account_id": order.customer.id,
        "company_id": order.customer.company,
        "department_id": SERVICE,
        "order_no": order.number,
    }
    asked = Event(at=sent, table="survey", number=number, new=True, values=values)
    if rng.random() >= ANSWERED:
        return [asked]
    answered = sent + rng.randint(HOUR, 8 * DAY)
    score = rng.choices((1, 2, 3, 4, 5), weights=_SCORES[unhappy])[0]
    said = answer(answered, score)
    return [
        asked,
        Event(at=answered, table="survey", number=number, values=said, unless="answered"),
    ]


def answer(at: int, score: int) -> dict[str, object]:
    """What an answered survey holds."""
    comment = {1: "非常不满意", 2: "不满意", 3: "一般", 4: None, 5: "满意"}[score]
    return {"answered": milliseconds(at), "score": score, "comment": comment}


def _later(rng: random.Random, clock: WorkClock, order: SalesOrder, days: int) -> int:
    """A working moment some days after the goods were promised."""
    morning = midnight(order.promised + timedelta(days=days)) + OPEN_1
    return clock.at(clock.position(morning) + rng.randrange(WORKDAY))
