"""What can happen in the ERP at one moment; each errand changes rows as its people would."""

from collections.abc import Callable
from dataclasses import dataclass

from samples.demo.dirt import mend
from samples.demo.erp import errands_buying as buying
from samples.demo.erp import errands_selling as selling
from samples.demo.erp import errands_stock as stock
from samples.demo.erp.dirt import DIRT
from samples.demo.erp.ending import close_one
from samples.demo.erp.enterprise import Enterprise, period
from samples.demo.erp.money_records import BudgetLine, Contract, Revision
from samples.demo.erp.picking import pick
from samples.demo.moments import DAY, stamp


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """One kind of event with its frequency; `run` returns how many documents it touched.

    What nothing else limits (a return, a cancellation, a count) is as rare as a whole day of
    ticks allows, so that a demo that runs for weeks stays plausible.
    """

    name: str
    weight: float
    run: Callable[[Enterprise, int], int]


def _revise(e: Enterprise, now: int) -> int:
    """A department is given more money for this month."""
    month = period(1, now // DAY)
    line = pick(
        e, BudgetLine, "FPERIOD = ? AND FORGID = 1 AND FDEPTID <> ?",
        month, e.trade.stories.short.department,
    )  # fmt: skip
    if line is None:
        return 0
    number = e.book.number(Revision, f"YSTZ{month.replace('-', '')}")
    e.book.add(
        Revision(id=e.book.id(Revision), number=number, line=line.id, type="ZJ", day=now // DAY,
                 amount=max(100_000, line.amount // 10), counter=None, approval=None,
                 modified=now)
    )  # fmt: skip
    return 1


def _prolong(e: Enterprise, now: int) -> int:
    """A late correction: a contract runs longer than was entered."""
    contract = pick(e, Contract, "FSTATE = 0 AND FMODIFYDATE < ?", stamp(now - 3 * DAY))
    if contract is None:
        return 0
    contract.ends += e.rng.choice((30, 60, 90))
    e.book.changed(contract, now)
    return 1


def _mend(e: Enterprise, now: int) -> int:
    assert e.book.connection is not None
    e.book.write(e.book.connection)
    return mend(e.book.connection, now, DIRT)


ERRANDS = (
    Errand(name="ordered", weight=7, run=buying.order),
    Errand(name="called_off", weight=10, run=buying.replenish),
    Errand(name="delivered", weight=18, run=buying.deliver_one),
    Errand(name="charged", weight=13, run=buying.charge_one),
    Errand(name="claimed", weight=1, run=buying.charge_term_one),
    Errand(name="agreed", weight=0.5, run=buying.agree_one),
    Errand(name="credited", weight=0.03, run=buying.credit_one),
    Errand(name="postponed", weight=0.1, run=buying.postpone),
    Errand(name="cancelled", weight=0.03, run=buying.cancel_one),
    Errand(name="paid", weight=6, run=buying.pay_planned),
    Errand(name="paid_due", weight=6, run=buying.pay_due_one),
    Errand(name="applied", weight=1.5, run=buying.apply_one),
    Errand(name="shipped", weight=12, run=selling.ship_one),
    Errand(name="arrived", weight=8, run=selling.arrive_one),
    Errand(name="billed", weight=9, run=selling.bill_one),
    Errand(name="collected", weight=7, run=selling.collect_one),
    Errand(name="named", weight=0.6, run=selling.name_one),
    Errand(name="sent_back", weight=0.03, run=selling.take_back_one),
    Errand(name="called_back", weight=0.02, run=selling.call_off_one),
    Errand(name="used", weight=12, run=stock.use_some),
    Errand(name="made", weight=3, run=stock.make_some),
    Errand(name="supplied", weight=0.3, run=stock.supply),
    Errand(name="settled_up", weight=0.3, run=stock.settle_up),
    Errand(name="counted", weight=0.3, run=stock.count_some),
    Errand(name="recounted", weight=0.5, run=stock.recount_one),
    Errand(name="revised", weight=0.02, run=_revise),
    Errand(name="prolonged", weight=0.03, run=_prolong),
    Errand(name="ended", weight=0.2, run=close_one),
    Errand(name="mended", weight=1.5, run=_mend),
)
