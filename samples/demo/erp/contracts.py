"""Contracts that OA forms stand for, what they say is due when, and whom they bind."""

from datetime import date

from samples.demo.erp import budget
from samples.demo.erp.budget import Use
from samples.demo.erp.buying_records import APPROVED, NO, Invoice, Order
from samples.demo.erp.ending import FULFILLED, RUNNING, TERMINATED, end
from samples.demo.erp.enterprise import Enterprise, month_of, net_of
from samples.demo.erp.forms import Form
from samples.demo.erp.master_records import CODES, CURRENCIES
from samples.demo.erp.money_records import COMMIT, Contract, Term
from samples.demo.erp.payables import CONTRACT, Charge, Sender, enter
from samples.demo.erp.sales_records import Sale
from samples.demo.erp.sheet import iso
from samples.demo.erp.terms import open_until, terms_of
from samples.demo.moments import DAY, EPOCH, day_of

BUY, SELL, TAX = "CG", "XS", 13
LASTS, LASTS_SOLD = 364, 210  # days
FRAME = "年度框架采购合同"
# subject -> the account that a contract without orders behind it commits
_ACCOUNTS = {"设备购置合同": "660205", "技术服务合同": "660203", "房屋租赁合同": "660204"}
LATE = 0.1  # share of the terms that are charged only weeks after they are due
# subject -> (name of the term, days after signing, share in per cent)
_TERMS: dict[str, tuple[tuple[str, int, int], ...]] = {
    FRAME: (("上半年结算", 200, 40), ("年度结算", 360, 60)),
    "设备购置合同": (("预付款", 10, 30), ("到货款", 60, 60), ("质保金", 360, 10)),
    "销售合同": (("发货款", 75, 60), ("验收款", 110, 30), ("质保金", 150, 10)),
    "技术服务合同": (("首期款", 15, 50), ("验收款", 120, 50)),
    "房屋租赁合同": (("一季度租金", 10, 25), ("二季度租金", 100, 25), ("三季度租金", 190, 25),
                 ("四季度租金", 280, 25)),
}  # fmt: skip


def sign(e: Enterprise, moment: int, form: Form) -> Contract:
    """Enter the contract that an approved form stands for, with its terms."""
    sells = form.subject == "销售合同"
    orders = [] if sells else _orders_behind(e, form)
    supplier = None if sells else orders[0].supplier if orders else _supplier(e, form)
    sale = _sale(e, moment, form) if sells else None
    customer = (sale.customer if sale else _customer(e, form)) if sells else None
    day = moment // DAY
    starts = day + e.rng.randint(0, 10)
    tax = TAX if form.currency == "CNY" else 0
    contract = e.book.add(
        Contract(id=e.book.id(Contract), number=e.book.number(Contract, f"HT{month_of(moment)}"),
                 name=f"{form.subject}-{form.number[-5:]}", type=SELL if sells else BUY,
                 company=form.company, department=form.department, manager=form.applicant,
                 supplier=supplier, customer=customer,
                 project=orders[0].project if orders else None, signed=day, starts=starts,
                 ends=starts + (LASTS_SOLD if sells else LASTS), closed=None,
                 currency=CURRENCIES[form.currency],
                 rate=e.rate(form.currency, day), net=net_of(form.amount, tax), total=form.amount,
                 status=APPROVED, state=RUNNING, approval=form.number, created=moment,
                 modified=moment)
    )  # fmt: skip
    terms = _terms(e, moment, contract, _TERMS.get(form.subject, (("全款", 30, 100),)))
    if not orders and form.subject in _ACCOUNTS:
        _commit(e, moment, contract, terms, _ACCOUNTS[form.subject])
    room = contract.total
    for order in orders:
        if (order.supplier, order.currency) == (supplier, contract.currency):
            order.contract = contract.id
            room -= order.total
            e.book.changed(order, moment)
    if sale:
        sale.contract = contract.id
        room -= sale.total
        e.book.changed(sale, moment)
    e.memory["room", contract.id] = room
    if e.diary.kept:
        e.memory["contract", form.number] = contract
        if form.subject == FRAME:
            e.memory.setdefault(("binding", contract.company, supplier), []).append(contract)
        if sells:
            e.memory.setdefault(("binding", contract.company, customer), []).append(contract)
    early = e.chance(0.015)
    ended = e.morning(contract.ends if not early else starts + e.rng.randint(60, 200), hour=1)
    e.diary.at(ended, end, contract, TERMINATED if early else FULFILLED)
    return contract


def charge_due(e: Enterprise, moment: int, contract: Contract, term: Term) -> Invoice | None:
    """The supplier charges for a term, as far as nothing was charged for it before."""
    account = _ACCOUNTS.get(contract.name.split("-")[0])
    amount = open_until(e, term)
    if contract.state != RUNNING or contract.supplier is None or amount <= 0 or not account:
        return None
    currency = CODES[contract.currency]
    sender = Sender(
        company=contract.company, department=contract.department, buyer=contract.manager,
        supplier=e.supplier[contract.supplier], currency=currency, contract=contract.id,
        due=term.due,
    )  # fmt: skip
    tax = TAX if currency == "CNY" else 0
    charge = Charge(account=account, net=net_of(amount, tax), total=amount)
    return enter(e, moment, sender, [charge])


def of_form(e: Enterprise, number: str | None) -> Contract | None:
    """The contract that a form's number stands for."""
    if number is None:
        return None
    if e.diary.kept:
        return e.memory.get(("contract", number))
    found = e.book.load(Contract, "FOANO = ?", number)
    return found[0] if found else None


def _commit(
    e: Enterprise, moment: int, contract: Contract, terms: list[Term], account: str
) -> None:
    """Bind the money of every term in the month it is due, next year's when that year's budget
    opens; each will be charged for."""
    use = Use(company=contract.company, department=contract.department, account=account,
              source=CONTRACT, source_id=contract.id, source_no=contract.number,
              owner=contract.manager)  # fmt: skip
    for term in terms:
        year = day_of(term.due * DAY).year
        if year == day_of(moment).year:
            _bind(e, moment, contract, term, use)
        else:
            opened = e.morning((date(year, 1, 4) - EPOCH).days, hour=1)
            e.diary.at(opened, _bind, contract, term, use)
        late = e.rng.randint(15, 60) if e.chance(LATE) else e.rng.randint(-12, -2)
        e.diary.at(max(e.morning(term.due + late), moment), charge_due, contract, term)


def _bind(e: Enterprise, moment: int, contract: Contract, term: Term, use: Use) -> None:
    if contract.state == RUNNING:
        amount = round(term.amount * contract.net / contract.total * contract.rate)
        budget.book(e, moment, COMMIT, use, amount, planned=term.due)


def _terms(
    e: Enterprise, moment: int, contract: Contract, plan: tuple[tuple[str, int, int], ...]
) -> list[Term]:
    rest = contract.total
    found = terms_of(e, contract.id)
    for seq, (name, days, share) in enumerate(plan, start=1):
        amount = rest if seq == len(plan) else round(contract.total * share / 100)
        rest -= amount
        term = e.book.add(
            Term(id=e.book.id(Term), contract=contract.id, seq=seq, name=name,
                 due=contract.signed + days, amount=amount, modified=moment)
        )  # fmt: skip
        found.append(term)
    return found


def _orders_behind(e: Enterprise, form: Form) -> list[Order]:
    """The orders of the request that the contract's form follows from, not bound by another."""
    if form.related is None:
        return []
    found: list[Order] = e.memory.get(("ordered", form.related), [])
    if not e.diary.kept:
        found = e.book.load(Order, "FOANO = ? AND FCANCELSTATUS = 'A'", form.related)
    return [one for one in found if one.contract is None and one.company == form.company]


def _supplier(e: Enterprise, form: Form) -> int:
    sellers = [
        s.id for s in e.trade.suppliers if s.currency == form.currency and s.related_company is None
    ]
    return e.rng.choice(sellers)


def _sale(e: Enterprise, moment: int, form: Form) -> Sale | None:
    """The order that a sales contract is about: the largest of these weeks that it can hold, of
    those that nothing was shipped of."""
    key = CURRENCIES[form.currency]
    if e.diary.kept:
        since = moment // DAY - 20
        known: list[Sale] = e.memory.get(("taken", form.company, key), [])
        e.memory["taken", form.company, key] = known = [s for s in known if s.day >= since]
        found = [
            sale for sale in known
            if sale.contract is None and sale.cancelled == NO and sale.total <= form.amount
            and ("sent", "XSCK", sale.id) not in e.memory
        ]  # fmt: skip
    else:
        found = e.book.load(
            Sale, "FSALEORGID = ? AND FSETTLECURRID = ? AND FCONTRACTID IS NULL AND FBILLTYPEID ="
            " 'XSDD' AND FCANCELSTATUS = 'A' AND FDATE >= ? AND typeof(FALLAMOUNT) = 'real' AND"
            " FALLAMOUNT <= ? AND FID NOT IN (SELECT FSALEID FROM t_sal_outstock)",
            form.company, key, iso(moment // DAY - 20), form.amount / 100,
        )  # fmt: skip
    return max(found, key=lambda sale: (sale.total, sale.id), default=None)


def _customer(e: Enterprise, form: Form) -> int:
    buyers = [
        c
        for c in e.trade.customers
        if c.company == form.company and c.currency == form.currency and not c.related_company
    ]
    return e.rng.choices(buyers, weights=[c.weight for c in buyers])[0].id
