"""Expense claims that the OA approved: they use budgets and are paid by the day."""

from samples.demo.erp import budget, cash, ledger
from samples.demo.erp.budget import Use
from samples.demo.erp.enterprise import Enterprise
from samples.demo.erp.forms import TRAVEL, Form
from samples.demo.erp.money_records import ACTUAL, PAID
from samples.demo.moments import DAY

CLAIM = "OA"
SALES = frozenset(range(204, 211))


def account_of(form: Form) -> str:
    """The account an expense claim is booked on."""
    sells = form.department in SALES
    if form.code == TRAVEL:
        return "660101" if sells else "660202"
    return "660102" if sells and form.subject in {"业务招待", "会议费"} else "660201"


def claim(e: Enterprise, moment: int, form: Form) -> None:
    """Somebody spent money for the company and gets it back."""
    use = Use(company=form.company, department=form.department, account=account_of(form),
              source=CLAIM, source_id=None, source_no=form.number,
              owner=form.applicant)  # fmt: skip
    budget.book(e, moment, ACTUAL, use, form.amount)
    paid = max(form.closed or e.later(moment, 0.5, 3), moment)
    if e.diary.kept:
        e.diary.at(paid, pay, form, use)
    else:
        pay(e, moment, form, use)


def pay(e: Enterprise, moment: int, form: Form, use: Use) -> None:
    """Pay a claim; the bank does all of a day in one go."""
    budget.book(e, moment, PAID, use, form.amount)
    key = "claims", form.company
    waiting = e.memory.get(key)
    e.memory[key] = (waiting or 0) + form.amount
    if not e.diary.kept:
        pay_out(e, moment, form.company)
    elif waiting is None:
        e.diary.at(max(e.morning(moment // DAY, hour=7.5), moment), pay_out, form.company)


def pay_out(e: Enterprise, moment: int, company: int) -> None:
    """One transfer for all claims of the day."""
    amount = e.memory.pop(("claims", company))
    account = cash.bank(e, company, "CNY", first=True)
    flow = cash.Flow(company=company, bank=account, type=cash.CLAIMS, amount=-amount,
                     source=CLAIM, source_id=None)  # fmt: skip
    cash.move(e, moment, flow)
    voucher = ledger.Voucher(company=company, text="报销付款", source=CLAIM, source_id=None)
    ledger.post(e, moment, voucher, ("660202", amount), (ledger.BANK, -amount))
