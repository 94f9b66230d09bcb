"""What is expected at the banks over the next thirteen weeks."""

from datetime import timedelta

from samples.demo.erp import cash
from samples.demo.erp.buying_records import APPROVED, NO, Invoice
from samples.demo.erp.closing import USUAL_TAXES
from samples.demo.erp.enterprise import Enterprise
from samples.demo.erp.master_records import CODES, Salary
from samples.demo.erp.payables import PAYABLE
from samples.demo.erp.receivables import RECEIVABLE, payday
from samples.demo.erp.sales_records import Bill
from samples.demo.moments import DAY, EPOCH, day_of
from samples.demo.trade import GROUP, TRADING


def write_plans(e: Enterprise, now: int) -> None:
    """Open invoices of both sides, wages and taxes to come."""
    for one in e.book.records[Invoice]:
        assert isinstance(one, Invoice)
        if one.settled != one.total and one.status == APPROVED and one.cancelled == NO:
            _expect(e, now, one.due, (one.company, one.currency, cash.SPENT),
                    one.settled - one.total, (PAYABLE, one.id))  # fmt: skip
    for one in e.book.records[Bill]:
        assert isinstance(one, Bill)
        if one.settled != one.total and one.cancelled == NO:
            _expect(e, now, payday(e, one), (one.company, one.currency, cash.RECEIVED),
                    one.total - one.settled, (RECEIVABLE, one.id))  # fmt: skip
    _wages_and_taxes(e, now)


def _wages_and_taxes(e: Enterprise, now: int) -> None:
    totals = {GROUP: 0, TRADING: 0}
    salaries = [one for one in e.book.records[Salary] if isinstance(one, Salary)]
    last = salaries[-1].period if salaries else ""
    for one in salaries:
        if one.period == last:
            totals[one.company] += one.gross
    day = day_of(now)
    for _ in range(7 * cash.WEEKS):
        day += timedelta(days=1)
        number = (day - EPOCH).days
        for company, usual in USUAL_TAXES.items():
            if day.day == 10:
                _expect(e, now, number, (company, 1, cash.WAGES), -totals[company],
                        ("t_hr_salary", None))  # fmt: skip
            if day.day == 15:
                _expect(e, now, number, (company, 1, cash.TAXES), -usual, ("t_tax_declare", None))


def _expect(
    e: Enterprise, now: int, day: int, what: tuple[int, int, str], amount: int,
    why: tuple[str, int | None],
) -> None:  # fmt: skip
    company, currency, kind = what
    account = cash.bank(e, company, CODES[currency], first=True)
    flow = cash.Flow(company=company, bank=account, type=kind, amount=amount, source=why[0],
                     source_id=why[1])  # fmt: skip
    cash.expect(e, now, max(day, now // DAY + 1), flow)
