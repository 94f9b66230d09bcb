"""What is done in the ERP day by day: the shop, the buyers, the runs, counts and closings."""

from collections.abc import Iterable
from datetime import timedelta

from samples.demo.erp import between, closing, counting, making, paying, treasury
from samples.demo.erp.buying import ask, order_requested
from samples.demo.erp.buying_records import Request
from samples.demo.erp.cash import ACCOUNTS
from samples.demo.erp.claims import claim
from samples.demo.erp.contracts import sign
from samples.demo.erp.enterprise import Enterprise
from samples.demo.erp.forms import CONTRACT, PAYMENT, REQUEST, Form
from samples.demo.erp.people import Career
from samples.demo.erp.selling import take_order
from samples.demo.moments import DAY, EPOCH, day_of
from samples.demo.trade import WAREHOUSES, SalesOrder

HOUR = 3600
COUNTED_EVERY = 4  # days of a month: one warehouse after the other is counted


def note_forms(e: Enterprise, forms: Iterable[Form], forgotten: set[str]) -> None:
    """Every approved form is carried out when it was decided."""
    for form in forms:
        e.diary.at(form.decided, _carry_out, form, form.number in forgotten)


def carry_out(e: Enterprise, moment: int, form: Form, *, forgotten: bool) -> None:
    """Do what a form allows."""
    if form.code == REQUEST:
        request = ask(e, moment, form)
        if not forgotten:
            e.diary.at(e.later(moment, 0.4, 9), _order, request)
    elif form.code == CONTRACT:
        sign(e, moment, form)
    elif form.code == PAYMENT:
        paying.prepare(e, moment, form)
    else:
        claim(e, moment, form)


def note_orders(e: Enterprise, orders: Iterable[SalesOrder]) -> None:
    """Every customer order is entered when it came."""
    for order in orders:
        e.diary.at(order.moment, take_order, order)


def note_days(e: Enterprise, careers: list[Career]) -> None:
    """What every day, week and month of history brings."""
    held = {account.id: account.opening for account in ACCOUNTS}
    seen = [0]
    day = (e.trade.first - EPOCH).days
    while day * DAY <= e.now:
        if e.clock.is_working(day):
            _working_day(e, day)
        _monthly(e, day, careers)
        if day_of(day * DAY).weekday() == 4:
            e.diary.at(day * DAY + 20 * HOUR, _weekend, held, seen)
        day += 1


def _carry_out(e: Enterprise, moment: int, form: Form, forgotten: bool) -> None:
    carry_out(e, moment, form, forgotten=forgotten)


def _order(e: Enterprise, moment: int, request: Request) -> None:
    order_requested(e, moment, request)


def _working_day(e: Enterprise, day: int) -> None:
    weekday = day_of(day * DAY).weekday()
    e.diary.at(day * DAY + 9 * HOUR, making.make)
    e.diary.at(day * DAY + 9 * HOUR + 1200, making.use)
    e.diary.at(day * DAY + 10 * HOUR, making.reorder)
    if making.is_day_of_supply(day * DAY):
        e.diary.at(day * DAY + 14 * HOUR, making.supply_distribution)
    for company in (1, 2):
        if weekday == 3:
            e.diary.at(day * DAY + 15 * HOUR + company, paying.weekly_run, company)
        if weekday == 1:
            e.diary.at(day * DAY + 11 * HOUR + company, paying.apply_advances, company)


def _weekend(e: Enterprise, moment: int, held: dict[int, int], seen: list[int]) -> None:
    between.settle_up(e, moment)
    seen[0] = closing.held(e, held, seen[0])
    treasury.pool(e, moment, held)
    seen[0] = closing.held(e, held, seen[0])
    closing.loans(e, moment, held)
    for company in (1, 2):
        _forget_used(e, company)


def _forget_used(e: Enterprise, company: int) -> None:
    key = "advances", company
    e.memory[key] = [one for one in e.memory.get(key, []) if one.open > 0]


def _monthly(e: Enterprise, day: int, careers: list[Career]) -> None:
    date = day_of(day * DAY)
    tomorrow = date + timedelta(days=1)
    turn, off = divmod(date.day, COUNTED_EVERY)
    if off == 0 and turn <= len(WAREHOUSES):
        # on a day off the count waits for the next working day
        e.diary.at(e.morning(day, hour=turn / 5), counting.count, WAREHOUSES[turn - 1])
    if date.day == 10 and date > e.trade.first.replace(day=28):
        e.diary.at(e.morning(day, hour=1), closing.wages, careers)
    if date.day == 15:
        e.diary.at(e.morning(day, hour=2), closing.taxes)
    if tomorrow.day == 1:
        e.diary.at(day * DAY + 23 * HOUR, closing.balances)
