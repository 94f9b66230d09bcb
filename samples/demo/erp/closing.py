"""The end of a month: balances, wages, taxes, loans, the closing rate of the dollar."""

from samples.demo.erp import cash, ledger
from samples.demo.erp.cash import ACCOUNTS, LOANS, TAXES, WAGES, Flow, move
from samples.demo.erp.enterprise import CLOSES_ON, Enterprise
from samples.demo.erp.master_records import CURRENCIES, MonthRate, Salary
from samples.demo.erp.money_records import CashMove
from samples.demo.erp.people import Career, wage
from samples.demo.erp.stock_records import Balance
from samples.demo.moments import DAY, day_of
from samples.demo.trade import GROUP, TRADING, rate

USUAL_TAXES = {GROUP: 130_000_000, TRADING: 120_000_000}  # cents a month
LEAST, LOAN = 1_500_000_000, 3_000_000_000  # cents: an account that holds less draws a loan


def balances(e: Enterprise, moment: int) -> int:
    """Write the stock at the close of the month that ends today; how many shelves."""
    written = 0
    for shelf in e.shelves.balance():
        sku = e.sku[shelf.sku]
        held = min(shelf.quantity, sku.use // 2)
        e.book.add(
            Balance(id=e.book.id(Balance), company=shelf.company, day=moment // DAY,
                    warehouse=shelf.warehouse, sku=sku.id, lot=shelf.lot,
                    quantity=shelf.quantity, available=shelf.quantity - held, unit=sku.unit,
                    amount=shelf.quantity * sku.cost, modified=moment)
        )  # fmt: skip
        written += 1
    return written


def wages(e: Enterprise, moment: int, careers: list[Career]) -> int:
    """Pay last month's wages on the tenth; the total in cents."""
    before = day_of((moment // DAY - day_of(moment).day) * DAY)  # last month's last day
    month = f"{before:%Y-%m}"
    totals = {GROUP: 0, TRADING: 0}
    for career in careers:
        gross = wage(career, before)
        if gross and career.company in totals:
            totals[career.company] += gross
            department, _ = career.posting(before)
            e.book.add(
                Salary(id=e.book.id(Salary), person=career.person, company=career.company,
                       department=department, period=month, gross=gross, modified=moment)
            )  # fmt: skip
    for company, total in totals.items():
        account = cash.bank(e, company, "CNY", first=True)
        move(e, moment, Flow(company=company, bank=account, type=WAGES, amount=-total,
                             source="t_hr_salary", source_id=None))  # fmt: skip
        voucher = ledger.Voucher(company=company, text=f"工资 {month}", source="t_hr_salary",
                                 source_id=None)  # fmt: skip
        ledger.post(e, moment, voucher, ("660203", total), (ledger.BANK, -total))
    return sum(totals.values())


def taxes(e: Enterprise, moment: int) -> None:
    """Pay the taxes on the fifteenth: about so much of what the wages were."""
    for company, usual in USUAL_TAXES.items():
        amount = round(usual * e.rng.uniform(0.7, 1.4))
        account = cash.bank(e, company, "CNY", first=True)
        move(e, moment, Flow(company=company, bank=account, type=TAXES, amount=-amount,
                             source="t_tax_declare", source_id=None))  # fmt: skip
        voucher = ledger.Voucher(company=company, text="缴纳增值税", source="t_tax_declare",
                                 source_id=None)  # fmt: skip
        ledger.post(e, moment, voucher, (ledger.OUTPUT_TAX, amount), (ledger.BANK, -amount))


def loans(e: Enterprise, moment: int, held: dict[int, int]) -> None:
    """Draw a loan where an account runs low, and pay back where it holds plenty."""
    for account in ACCOUNTS:
        least = LEAST if account.currency == "CNY" else LEAST // 20
        size = LOAN if account.currency == "CNY" else LOAN // 15
        balance = held[account.id]
        amount = 0
        if balance < least:
            amount = size * ((least - balance) // size + 1)
        elif balance > 4 * size:
            amount = -2 * size
        if amount:
            move(e, moment, Flow(company=account.company, bank=account.id, type=LOANS,
                                 amount=amount, source="t_fa_loan", source_id=None))  # fmt: skip


def held(e: Enterprise, known: dict[int, int], seen: int) -> int:
    """Add to the accounts' balances what moved since `seen` moves; how many are seen now."""
    moves = e.book.records[CashMove]
    for one in moves[seen:]:
        assert isinstance(one, CashMove)
        known[one.bank] += one.amount
    return len(moves)


def month_rate(e: Enterprise, year: int, month: int, moment: int, *, closed: bool) -> None:
    """Enter the dollar's rates of a month; the closing rate when the month has ended."""
    told = rate(e.trade.seed, year, month)
    number = year * 100 + month
    e.book.add(
        MonthRate(id=number, currency=CURRENCIES["USD"], to=CURRENCIES["CNY"], period=str(number),
                  average=told.average, closing=told.closing if closed else None, modified=moment)
    )  # fmt: skip


def closes(company: int, day: int) -> bool:
    """Whether a day (a number) is the last of a company's accounting month."""
    today, tomorrow = day_of(day * DAY), day_of((day + 1) * DAY)
    if CLOSES_ON[company] < 31:
        return today.day == CLOSES_ON[company]
    return today.month != tomorrow.month
