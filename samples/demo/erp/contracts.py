"""Contracts that OA forms stand for, what they say is due when, and whom they bind."""

from samples.demo.erp.buying_records import APPROVED, Order
from samples.demo.erp.enterprise import Enterprise, month_of, net_of
from samples.demo.erp.forms import Form
from samples.demo.erp.master_records import CURRENCIES
from samples.demo.erp.money_records import Contract, Term
from samples.demo.moments import DAY

BUY, SELL = "CG", "XS"
RUNNING, FULFILLED, TERMINATED = 0, 1, 2
FRAME = "年度框架采购合同"
# subject -> (name of the term, days after signing, share in per cent)
_TERMS: dict[str, tuple[tuple[str, int, int], ...]] = {
    FRAME: (("一季度货款", 90, 25), ("二季度货款", 180, 25), ("三季度货款", 270, 25),
            ("四季度货款", 360, 25)),
    "设备购置合同": (("预付款", 10, 30), ("到货款", 60, 60), ("质保金", 360, 10)),
    "销售合同": (("预收款", 10, 30), ("发货款", 45, 60), ("质保金", 360, 10)),
    "技术服务合同": (("首期款", 15, 50), ("验收款", 120, 50)),
    "房屋租赁合同": (("一季度租金", 10, 25), ("二季度租金", 100, 25), ("三季度租金", 190, 25),
                 ("四季度租金", 280, 25)),
}  # fmt: skip


def sign(e: Enterprise, moment: int, form: Form) -> Contract:
    """Enter the contract that an approved form stands for, with its terms."""
    sells = form.subject == "销售合同"
    orders = [] if sells else _orders_behind(e, form)
    supplier = None if sells else orders[0].supplier if orders else _supplier(e, form)
    customer = _customer(e, form) if sells else None
    day = moment // DAY
    starts = day + e.rng.randint(0, 10)
    tax = 13 if form.currency == "CNY" else 0
    contract = e.book.add(
        Contract(id=e.book.id(Contract), number=e.book.number(Contract, f"HT{month_of(moment)}"),
                 name=f"{form.subject}-{form.number[-5:]}", type=SELL if sells else BUY,
                 company=form.company, department=form.department, manager=form.applicant,
                 supplier=supplier, customer=customer,
                 project=orders[0].project if orders else None, signed=day, starts=starts,
                 ends=starts + 364, currency=CURRENCIES[form.currency],
                 rate=e.rate(form.currency, day), net=net_of(form.amount, tax), total=form.amount,
                 status=APPROVED, state=RUNNING, approval=form.number, created=moment,
                 modified=moment)
    )  # fmt: skip
    _terms(e, moment, contract, _TERMS.get(form.subject, (("全款", 30, 100),)))
    room = contract.total
    for order in orders:
        if (order.supplier, order.currency) == (supplier, contract.currency):
            order.contract = contract.id
            room -= order.total
            e.book.changed(order, moment)
    e.memory["room", contract.id] = room
    if e.diary.kept:
        e.memory["contract", form.number] = contract
        if form.subject == FRAME:
            e.memory.setdefault(("binding", contract.company, supplier), []).append(contract)
        if sells:
            e.memory.setdefault(("binding", contract.company, customer), []).append(contract)
    early = e.chance(0.015)
    ended = e.morning(contract.ends if not early else starts + e.rng.randint(60, 300), hour=1)
    e.diary.at(ended, end, contract, TERMINATED if early else FULFILLED)
    return contract


def end(e: Enterprise, moment: int, contract: Contract, state: int) -> None:
    """A contract is fulfilled, or terminated early."""
    contract.state = state
    e.book.changed(contract, moment)


def of_form(e: Enterprise, number: str | None) -> Contract | None:
    """The contract that a form's number stands for."""
    if number is None:
        return None
    if e.diary.kept:
        return e.memory.get(("contract", number))
    found = e.book.load(Contract, "FOANO = ?", number)
    return found[0] if found else None


def _terms(
    e: Enterprise, moment: int, contract: Contract, plan: tuple[tuple[str, int, int], ...]
) -> None:
    rest = contract.total
    for seq, (name, days, share) in enumerate(plan, start=1):
        amount = rest if seq == len(plan) else round(contract.total * share / 100)
        rest -= amount
        e.book.add(
            Term(id=e.book.id(Term), contract=contract.id, seq=seq, name=name,
                 due=contract.signed + days, amount=amount, modified=moment)
        )  # fmt: skip


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


def _customer(e: Enterprise, form: Form) -> int:
    buyers = [
        c
        for c in e.trade.customers
        if c.company == form.company and c.currency == form.currency and not c.related_company
    ]
    return e.rng.choices(buyers, weights=[c.weight for c in buyers])[0].id
