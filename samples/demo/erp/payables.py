"""What suppliers charge: for deliveries (several at once, some wrongly), for services, and back."""

from collections.abc import Sequence
from dataclasses import dataclass

from samples.demo.erp import budget, cash, ledger
from samples.demo.erp.budget import Use
from samples.demo.erp.buying_records import (
    AGAIN,
    APPROVED,
    NO,
    Invoice,
    InvoiceLine,
    Order,
    OrderLine,
    ReceiptLine,
)
from samples.demo.erp.enterprise import Enterprise, month_of, net_of
from samples.demo.erp.master_records import CODES, CURRENCIES
from samples.demo.erp.money_records import ACTUAL, COMMIT
from samples.demo.erp.terms import fall_under
from samples.demo.moments import DAY
from samples.demo.trade import Supplier

PAYABLE, ORDER, CONTRACT = "t_ap_payable", "t_pur_order", "t_con_contract"
STANDARD, CREDIT = "YF01", "YF02"
WRONG_PRICE, DISPUTED, RETURNED, HALF = 0.01, 0.02, 0.008, 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """One line of an invoice, in cents of its currency; what it charges for when known."""

    account: str
    net: int
    total: int
    order: Order | None = None
    line: OrderLine | None = None
    receipt_line: ReceiptLine | None = None
    quantity: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Who charges whom, and on which ground; `due` is the day (a number) that a contract names."""

    company: int
    department: int
    buyer: int
    supplier: Supplier
    currency: str
    contract: int | None = None
    approval: str | None = None
    due: int | None = None


Delivered = tuple[ReceiptLine, OrderLine, Order]
Pending = list[Delivered]


def expect_invoice(
    e: Enterprise, moment: int, order: Order, rows: Sequence[tuple[ReceiptLine, OrderLine]],
    *, late: bool,
) -> None:  # fmt: skip
    """The supplier will charge for a delivery, with others or alone; some very late."""
    open_rows: Pending = [(row, line, order) for row, line in rows if row.quantity > row.refused]
    if not e.diary.kept or not open_rows:
        return
    if late:
        e.diary.at(e.later(moment, 35, 110), charge, open_rows)
        return
    key = "pending", order.company, order.supplier
    e.memory.setdefault(key, []).extend(open_rows)
    e.diary.at(e.later(moment, 0.5, 14), charge_all, order.company, order.supplier)


def charge_all(e: Enterprise, moment: int, company: int, supplier: int) -> None:
    """A supplier charges for everything it has delivered and not charged for yet."""
    pending: Pending = e.memory.pop(("pending", company, supplier), [])
    for start in range(0, len(pending), 12):
        charge(e, moment, pending[start : start + 12])


def charge(e: Enterprise, moment: int, pending: Pending) -> Invoice | None:
    """An invoice over deliveries of one supplier, as much of them as is still open."""
    charges = [_charge(e, *one) for one in pending]
    charges = [one for one in charges if one.quantity]
    if not charges or pending[0][2].cancelled != NO:
        return None
    order = pending[0][2]
    sender = Sender(
        company=order.company, department=order.department, buyer=order.buyer,
        supplier=e.supplier[order.supplier], currency=CODES[order.currency],
        contract=order.contract,
    )  # fmt: skip
    invoice = enter(e, moment, sender, charges)
    if e.chance(RETURNED):
        e.diary.at(e.later(moment, 3, 20), credit, invoice, charges[0])
    rest = [one for one in pending if one[0].invoiced < one[0].quantity - one[0].refused]
    if rest:
        e.diary.at(e.later(moment, 5, 20), charge, rest)
    return invoice


def enter(
    e: Enterprise, moment: int, sender: Sender, charges: Sequence[Charge], *, kind: str = STANDARD
) -> Invoice:
    """Book an invoice: the ledger knows it, budgets turn from committed to spent."""
    day = moment // DAY
    dated = day - e.rng.choice((0, 0, 1, 1, 2, 3, 5))
    rate = e.rate(sender.currency, day)
    number = "".join(e.rng.choices("0123456789", k=8))
    total = sum(one.total for one in charges)
    agreed = dated + sender.supplier.days if sender.due is None else max(sender.due, dated)
    invoice = e.book.add(
        Invoice(id=e.book.id(Invoice), number=e.book.number(Invoice, f"YFD{month_of(moment)}"),
                invoice_no=number, type=kind, company=sender.company,
                department=sender.department, buyer=sender.buyer, supplier=sender.supplier.id,
                contract=sender.contract, term=fall_under(e, sender.contract, total),
                invoiced=dated, day=day, due=agreed, currency=CURRENCIES[sender.currency],
                rate=rate, net=sum(c.net for c in charges), total=total, settled=0,
                status=AGAIN if kind == STANDARD and e.chance(DISPUTED) else APPROVED,
                cancelled=NO, approval=sender.approval, created=moment, modified=moment)
    )  # fmt: skip
    if invoice.status == AGAIN:
        e.diary.at(e.later(moment, 10, 60), agree, invoice)
    for seq, one in enumerate(charges, start=1):
        _enter_line(e, moment, invoice, seq, one)
    _spend(e, moment, invoice, charges)
    _post(e, moment, invoice, charges, sender.supplier.related_company)
    if e.diary.kept:
        e.memory.setdefault(("unpaid", invoice.company), {})[invoice.id] = invoice
    else:
        flow = cash.Flow(company=invoice.company,
                         bank=cash.bank(e, invoice.company, sender.currency, first=True),
                         type=cash.SPENT, amount=-invoice.total, source=PAYABLE,
                         source_id=invoice.id)  # fmt: skip
        cash.expect(e, moment, invoice.due, flow)
    return invoice


def agree(e: Enterprise, moment: int, invoice: Invoice) -> None:
    """A disputed invoice is accepted after all and may be paid."""
    invoice.status = APPROVED
    e.book.changed(invoice, moment)


def credit(e: Enterprise, moment: int, invoice: Invoice, charge: Charge) -> Invoice:
    """A credit note over part of a charge: the goods were not all as ordered."""
    share = e.rng.choice((0.05, 0.1, 0.2, 1.0))
    back = Charge(account=charge.account, net=-max(1, round(charge.net * share)),
                  total=-max(1, round(charge.total * share)), order=charge.order,
                  line=charge.line, receipt_line=charge.receipt_line)  # fmt: skip
    sender = Sender(
        company=invoice.company, department=invoice.department, buyer=invoice.buyer,
        supplier=e.supplier[invoice.supplier], currency=CODES[invoice.currency],
        contract=invoice.contract,
    )  # fmt: skip
    return enter(e, moment, sender, [back], kind=CREDIT)


def _charge(e: Enterprise, row: ReceiptLine, line: OrderLine, order: Order) -> Charge:
    accepted = row.quantity - row.refused - row.invoiced
    quantity = accepted
    if accepted >= 10 and row.invoiced == 0 and e.chance(HALF):
        quantity = accepted // 2
    factor = e.rng.choice((1.01, 1.03, 1.08)) if e.chance(WRONG_PRICE) else 1.0
    total = round(line.total * quantity / line.quantity * factor)
    if quantity == line.quantity and factor == 1.0:
        total = line.total
    return Charge(account=line.account, net=net_of(total, line.tax), total=total, order=order,
                  line=line, receipt_line=row, quantity=quantity)  # fmt: skip


def _enter_line(e: Enterprise, moment: int, invoice: Invoice, seq: int, one: Charge) -> None:
    price = round(one.net / one.quantity / 100, 6) if one.quantity else None
    e.book.add(
        InvoiceLine(id=e.book.id(InvoiceLine), invoice=invoice.id, seq=seq,
                    order_line=one.line.id if one.line else None,
                    receipt_line=one.receipt_line.id if one.receipt_line else None,
                    account=one.account, quantity=one.quantity,
                    unit=one.line.unit if one.line and one.quantity else None, price=price,
                    net=one.net, total=one.total, modified=moment)
    )  # fmt: skip
    if one.quantity and one.line and one.receipt_line:
        one.receipt_line.invoiced += one.quantity
        one.line.invoiced += one.quantity
        e.book.changed(one.receipt_line, moment)
        e.book.changed(one.line, moment)


def _spend(e: Enterprise, moment: int, invoice: Invoice, charges: Sequence[Charge]) -> None:
    """Spent: what a single order or a contract committed, or what nobody committed before."""
    spent: dict[tuple[int | None, str], int] = {}
    for one in charges:
        if one.order is None or one.order.type == "CGDD01":
            key = one.order.id if one.order else None, one.account
            spent[key] = spent.get(key, 0) + round(one.net * invoice.rate)
    for (order, account), amount in spent.items():
        use = Use(company=invoice.company, department=invoice.department, account=account,
                  source=PAYABLE, source_id=invoice.id, source_no=invoice.number,
                  owner=invoice.buyer)  # fmt: skip
        if amount > 0 and (order or invoice.contract):
            source = ORDER if order else CONTRACT
            bound = budget.used_by(e, COMMIT, source, order or invoice.contract or 0)
            budget.take_over(e, moment, bound, amount, use)
        budget.book(e, moment, ACTUAL, use, amount)


def _post(
    e: Enterprise, moment: int, invoice: Invoice, charges: Sequence[Charge], related: int | None
) -> None:
    spent: dict[str, int] = {}
    for one in charges:
        spent[one.account] = spent.get(one.account, 0) + one.net
    voucher = ledger.Voucher(
        company=invoice.company, text=f"采购发票 {invoice.number}", source=PAYABLE,
        source_id=invoice.id, currency=invoice.currency, rate=invoice.rate,
        department=invoice.department, counterparty=related,
    )  # fmt: skip
    tax = invoice.total - invoice.net
    ledger.post(e, moment, voucher, *spent.items(), (ledger.INPUT_TAX, tax),
                (ledger.PAYABLE, -invoice.total))  # fmt: skip
