"""What is paid: by the weekly run over what is due, and by forms the OA approved."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from samples.demo.erp import budget, cash, ledger
from samples.demo.erp.budget import Use
from samples.demo.erp.buying_records import APPROVED, NO, YES, Allocation, Invoice, Payment
from samples.demo.erp.contracts import BUY, of_form
from samples.demo.erp.enterprise import Enterprise, month_of, net_of
from samples.demo.erp.forms import Form
from samples.demo.erp.master_records import CODES, CURRENCIES
from samples.demo.erp.money_records import ACTUAL, COMMIT, PAID, Contract
from samples.demo.erp.payables import CONTRACT, PAYABLE, Charge, Sender, enter
from samples.demo.erp.terms import charged
from samples.demo.moments import DAY
from samples.demo.trade import Supplier

PAYMENT = "t_ap_paybill"
BY_FORM, BY_RUN = "FKSQ", "FKYX"
GOODS, ADVANCE = ("货款", "设备尾款"), "预付款"
ACCOUNTS = {"服务费": "660203", "房租及物业费": "660204", "运费结算": "660103"}
MOST = 8  # invoices that one payment of the weekly run covers


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What to pay to whom: `amount` in cents of `currency`."""

    company: int
    department: int
    operator: int
    supplier: Supplier
    currency: str
    amount: int
    type: str
    contract: int | None = None
    approval: str | None = None


def unpaid(e: Enterprise, company: int) -> list[Invoice]:
    """Approved invoices and credit notes of a company that are not settled, oldest due first."""
    if e.diary.kept:
        known: dict[int, Invoice] = e.memory.setdefault(("unpaid", company), {})
        for done in [key for key, one in known.items() if one.settled == one.total]:
            del known[done]
        found = [one for one in known.values() if one.status == APPROVED and one.cancelled == NO]
    else:
        found = e.book.load(
            Invoice, "FSETTLEORGID = ? AND FWRITTENOFF <> FALLAMOUNT AND FDOCUMENTSTATUS = 'C'"
            " AND FCANCELSTATUS = 'A' AND typeof(FALLAMOUNT) = 'real'", company,
        )  # fmt: skip
    return sorted(found, key=lambda one: (one.due, one.id))


def weekly_run(e: Enterprise, moment: int, company: int, *, most: int = 10_000) -> int:
    """Pay what falls due within a week, supplier by supplier; how many payments that made."""
    limit = moment // DAY + 6
    due: dict[tuple[int, int], list[Invoice]] = defaultdict(list)
    for invoice in unpaid(e, company):
        if invoice.due <= limit and not e.supplier[invoice.supplier].related_company:
            due[invoice.supplier, invoice.currency].append(invoice)
    made = 0
    for (supplier, currency), invoices in due.items():
        amount = sum(one.total - one.settled for one in invoices[:MOST])
        if amount > 0 and made < most:
            pay_due(e, moment, company, (supplier, CODES[currency]), invoices[:MOST])
            made += 1
    return made


def pay_due(
    e: Enterprise, moment: int, company: int, whom: tuple[int, str], invoices: Sequence[Invoice]
) -> Payment:
    """Pay invoices of one supplier together, credit notes taken off."""
    organisation = e.trade.organisation
    order = Order(
        company=company, department=104 if company == 1 else 202,
        operator=e.rng.choice(organisation.desks["treasurer", company]),
        supplier=e.supplier[whom[0]], currency=whom[1],
        amount=sum(one.total - one.settled for one in invoices), type=BY_RUN,
    )  # fmt: skip
    payment = plan(e, moment, order)
    return carry_out(e, moment, payment, invoices)


def prepare(e: Enterprise, moment: int, form: Form) -> Payment:
    """Enter the payment that an approved form allows; a service's invoice comes with it."""
    contract = of_form(e, form.related)
    if contract and not _fits(e, contract, form):
        contract = None
    supplier = _payee(e, form, contract.supplier if contract else None)
    order = Order(
        company=form.company, department=form.department, operator=form.applicant,
        supplier=supplier, currency=form.currency, amount=form.amount, type=BY_FORM,
        contract=contract.id if contract else None, approval=form.number,
    )  # fmt: skip
    payment = plan(e, moment, order)
    covered: list[Invoice] = []
    if form.subject in GOODS and not contract and _owed(e, form).get(supplier.id, 0) >= form.amount:
        covered = [one for one in unpaid(e, form.company)
                   if (one.supplier, one.currency) == (supplier.id, payment.currency)]  # fmt: skip
    elif form.subject != ADVANCE:
        covered = [_service(e, moment, form, order)]
    elif contract:
        e.diary.at(e.later(moment, 20, 50), _service, form, order)
    paid = form.closed or e.later(moment, 0.5, 3)
    if paid > moment:
        e.diary.at(paid, carry_out, payment, covered)
    return payment


def _fits(e: Enterprise, contract: Contract, form: Form) -> bool:
    """Whether a form may be paid under a contract: of its kind and currency, within its amount."""
    right = contract.type == BUY and contract.currency == CURRENCIES[form.currency]
    return right and charged(e, contract.id) + form.amount <= contract.total


def plan(e: Enterprise, moment: int, order: Order) -> Payment:
    """Enter a payment that is to be made."""
    day = moment // DAY
    return e.book.add(
        Payment(id=e.book.id(Payment), number=e.book.number(Payment, f"FKD{month_of(moment)}"),
                type=order.type, company=order.company, department=order.department,
                operator=order.operator, supplier=order.supplier.id, contract=order.contract,
                bank=cash.bank(e, order.company, order.currency), planned=day + 2, day=None,
                currency=CURRENCIES[order.currency], rate=e.rate(order.currency, day),
                amount=order.amount, open=order.amount, status=APPROVED, cancelled=NO,
                approval=order.approval, created=moment, modified=moment)
    )  # fmt: skip


def carry_out(e: Enterprise, moment: int, payment: Payment, invoices: Sequence[Invoice]) -> Payment:
    """The bank pays: invoices are covered as far as the money reaches, the rest is prepaid."""
    if payment.cancelled == YES or payment.day is not None:
        return payment
    payment.day = moment // DAY
    e.book.changed(payment, moment)
    flow = cash.Flow(company=payment.company, bank=payment.bank, type=cash.SPENT,
                     amount=-payment.amount, source=PAYMENT, source_id=payment.id)  # fmt: skip
    cash.move(e, moment, flow)
    credits = [one for one in invoices if one.total < 0]
    for invoice in (*credits, *(one for one in invoices if one.total > 0)):
        allocate(e, moment, payment, invoice)
    covered = payment.amount - payment.open
    if payment.open and e.diary.kept:
        e.memory.setdefault(("advances", payment.company), []).append(payment)
    voucher = ledger.Voucher(
        company=payment.company, text=f"付款 {payment.number}", source=PAYMENT,
        source_id=payment.id, currency=payment.currency, rate=payment.rate,
        department=payment.department,
        counterparty=e.supplier[payment.supplier].related_company,
    )  # fmt: skip
    ledger.post(e, moment, voucher, (ledger.PAYABLE, covered), (ledger.PREPAID, payment.open),
                (ledger.BANK, -payment.amount))  # fmt: skip
    return payment


def allocate(e: Enterprise, moment: int, payment: Payment, invoice: Invoice) -> int:
    """Cover an invoice with what is left of a payment; how much that was, in cents."""
    missing = invoice.total - invoice.settled
    amount = min(missing, payment.open) if missing > 0 else missing
    if amount == 0 or invoice.cancelled == YES:
        return 0
    e.book.add(
        Allocation(id=e.book.id(Allocation), payment=payment.id, invoice=invoice.id,
                   day=moment // DAY, amount=amount, modified=moment)
    )  # fmt: skip
    payment.open -= amount
    invoice.settled += amount
    e.book.changed(payment, moment)
    e.book.changed(invoice, moment)
    if invoice.settled == invoice.total:
        cash.fulfil(e, moment, PAYABLE, invoice.id)
    spent = [one for one in budget.used_by(e, ACTUAL, PAYABLE, invoice.id) if one.amount]
    for entry in spent:
        use = Use(company=entry.company, department=entry.department, account=entry.account,
                  source=PAYMENT, source_id=payment.id, source_no=payment.number,
                  owner=payment.operator)  # fmt: skip
        budget.book(e, moment, PAID, use, round(entry.amount * amount / invoice.total))
    return amount


def apply_advances(e: Enterprise, moment: int, company: int, *, most: int = 10_000) -> int:
    """Name invoices for money that was paid before they came; how many that made."""
    ahead: list[Payment] = e.memory.get(("advances", company), [])
    if not e.diary.kept:
        ahead = e.book.load(
            Payment, "FPAYORGID = ? AND FUNSETTLED_F > 0 AND FPAYDATE IS NOT NULL"
            " AND FCANCELSTATUS = 'A' ORDER BY FID DESC LIMIT 200", company,
        )  # fmt: skip
    waiting: dict[tuple[int, int], list[Invoice]] = defaultdict(list)
    for invoice in unpaid(e, company):
        waiting[invoice.supplier, invoice.currency].append(invoice)
    made = 0
    for payment in ahead:
        for invoice in waiting[payment.supplier, payment.currency]:
            if made < most and payment.open > 0 and invoice.total > invoice.settled:
                amount = allocate(e, moment, payment, invoice)
                _clear(e, moment, payment, amount)
                made += 1
    return made


def _clear(e: Enterprise, moment: int, payment: Payment, amount: int) -> None:
    voucher = ledger.Voucher(company=payment.company, text=f"核销预付 {payment.number}",
                             source=PAYMENT, source_id=payment.id, currency=payment.currency,
                             rate=payment.rate, department=payment.department)  # fmt: skip
    ledger.post(e, moment, voucher, (ledger.PAYABLE, amount), (ledger.PREPAID, -amount))


def _payee(e: Enterprise, form: Form, bound: int | None) -> Supplier:
    """The contract's supplier; for goods one whom we owe at least as much; else anyone of the
    currency."""
    if bound is not None:
        return e.supplier[bound]
    if form.subject in {*GOODS, ADVANCE}:
        owed = _owed(e, form)
        enough = [supplier for supplier, total in owed.items() if total >= form.amount]
        if enough:
            return e.supplier[min(enough, key=lambda s: (owed[s], s))]
        if owed and form.subject == ADVANCE:
            return e.supplier[max(owed, key=lambda s: (owed[s], s))]
    sellers = [s for s in e.trade.suppliers if s.currency == form.currency
               and s.related_company is None]  # fmt: skip
    return e.rng.choice(sellers)


def _owed(e: Enterprise, form: Form) -> dict[int, int]:
    """What the form's company owes to outsiders in the form's currency, by supplier."""
    owed: dict[int, int] = defaultdict(int)
    for one in unpaid(e, form.company):
        if CODES[one.currency] == form.currency and not e.supplier[one.supplier].related_company:
            owed[one.supplier] += one.total - one.settled
    return owed


def _service(e: Enterprise, moment: int, form: Form, order: Order) -> Invoice:
    """The invoice over a service, or over a stage of a contract, that a form asks to pay."""
    account = ACCOUNTS.get(form.subject, "660205" if form.subject in GOODS else "660203")
    department = form.department
    for entry in budget.used_by(e, COMMIT, CONTRACT, order.contract) if order.contract else ():
        account, department = entry.account, entry.department  # the contract has bound the money
    tax = 6 if form.currency == "CNY" else 0
    sender = Sender(
        company=form.company, department=department, buyer=form.applicant,
        supplier=order.supplier, currency=form.currency, contract=order.contract,
        approval=form.number, due=moment // DAY + 7,
    )  # fmt: skip
    charge = Charge(account=account, net=net_of(form.amount, tax), total=form.amount)
    invoice = enter(e, moment, sender, [charge])
    invoice.status = APPROVED
    return invoice
