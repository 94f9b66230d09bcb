"""Plants the stories of the trade in the ERP's documents and keeps the truth about them."""

from dataclasses import dataclass, replace

from samples.demo.erp import cash, ledger
from samples.demo.erp.budget import Use, book
from samples.demo.erp.buying import ORDER, SINGLE, SUBJECTS, Head, Wanted, place
from samples.demo.erp.buying_records import (
    REVIEWING,
    Allocation,
    Invoice,
    InvoiceLine,
    Payment,
)
from samples.demo.erp.enterprise import Enterprise, month_of
from samples.demo.erp.forms import REQUEST, Form
from samples.demo.erp.money_records import COMMIT
from samples.demo.erp.payables import STANDARD
from samples.demo.erp.paying import BY_RUN, PAYMENT
from samples.demo.erp.sheet import Number, Record, Text, sheet
from samples.demo.moments import DAY
from samples.demo.organisation import NEW_DEPARTMENT, OLD_DEPARTMENTS

NO_APPROVAL, NO_ORDER, DUPLICATE, TWICE = (
    "order_without_approval", "approval_without_order", "duplicate_invoice", "paid_twice",
)  # fmt: skip
_NOT_BUYING = frozenset({*OLD_DEPARTMENTS, NEW_DEPARTMENT, 901})


@sheet("erp_story", "FID FNAME FSUBJECT FOTHER")
@dataclass(slots=True, kw_only=True)
class Planted(Record):
    """A document that carries a story: its number and what it belongs to."""

    id: Number
    name: Text
    subject: Text
    other: Text | None


def tell(e: Enterprise, name: str, subject: str, other: str | None = None) -> None:
    """Keep the truth about a planted document."""
    e.book.add(Planted(id=e.book.id(Planted), name=name, subject=subject, other=other))


def forgotten_forms(e: Enterprise, forms: list[Form], now: int) -> set[str]:
    """The numbers of approved requests that nobody will ever order."""
    first, last = now - 240 * DAY, now - 25 * DAY
    known = [f.number for f in forms if f.code == REQUEST and first < f.decided < last]
    chosen = e.rng.sample(known, min(e.trade.stories.approvals_without_order, len(known)))
    for number in chosen:
        tell(e, NO_ORDER, number)
    return set(chosen)


def plan_orders_without_approval(e: Enterprise, now: int) -> None:
    """Somebody will order without asking, now and then over the last eight months."""
    for _ in range(e.trade.stories.orders_without_approval):
        e.diary.at(e.clock.after(now - e.rng.randint(5, 240) * DAY, 0), _order_unasked)


def _order_unasked(e: Enterprise, moment: int) -> None:
    subject = e.rng.choice(list(SUBJECTS))
    account, unit, price = SUBJECTS[subject]
    departments = e.trade.organisation.departments.values()
    open_ones = [d for d in departments if d.until is None and d.id not in _NOT_BUYING]
    department = e.rng.choice(open_ones)
    sellers = [s for s in e.trade.suppliers if s.currency == "CNY" and not s.related_company]
    head = Head(type=SINGLE, company=department.company, department=department.id,
                supplier=e.rng.choice(sellers), stays=True)  # fmt: skip
    total = e.rng.randint(600_000, 9_000_000)
    wanted = Wanted(sku=None, note=f"{subject} 1", quantity=max(1, total // price), unit=unit,
                    total=total, account=account, warehouse=None)  # fmt: skip
    order = place(e, moment, head, [wanted])
    use = Use(company=order.company, department=order.department, account=account, source=ORDER,
              source_id=order.id, source_no=order.number, owner=order.buyer)  # fmt: skip
    book(e, moment, COMMIT, use, order.net)
    tell(e, NO_APPROVAL, order.number)


def duplicate_invoices(e: Enterprise, now: int) -> None:
    """Some invoices of the last months were entered twice, with a digit typed wrong."""
    lines: dict[int, list[InvoiceLine]] = {}
    for line in e.book.records[InvoiceLine]:
        assert isinstance(line, InvoiceLine)
        lines.setdefault(line.invoice, []).append(line)
    known = [
        one
        for one in e.book.records[Invoice]
        if isinstance(one, Invoice)
        and one.type == STANDARD
        and now - 150 * DAY < one.created < now - 8 * DAY
        and one.total > 800_000
        and not e.supplier[one.supplier].related_company
    ]
    chosen = e.rng.sample(known, min(e.trade.stories.duplicate_invoices, len(known)))
    for one in chosen:
        tell(e, DUPLICATE, _enter_again(e, one, lines[one.id]).number, one.number)


def _enter_again(e: Enterprise, one: Invoice, lines: list[InvoiceLine]) -> Invoice:
    moment = e.later(one.created, 1, 4)
    dated = one.invoiced + e.rng.choice((0, 0, 1, 2))
    twin = e.book.add(
        replace(one, id=e.book.id(Invoice), number=e.book.number(Invoice, f"YFD{month_of(moment)}"),
                invoice_no=typo(e, one.invoice_no), invoiced=dated, day=moment // DAY,
                due=max(one.due, dated), settled=0, status=REVIEWING, created=moment,
                modified=moment)
    )  # fmt: skip
    for line in lines:
        e.book.add(replace(line, id=e.book.id(InvoiceLine), invoice=twin.id, modified=moment))
    return twin


def typo(e: Enterprise, number: str) -> str:
    """A number with one digit wrong, or two digits in the wrong order."""
    place = e.rng.randrange(len(number) - 1)
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    if swapped != number:
        return swapped
    return f"{number[:place]}{(int(number[place]) + 1) % 10}{number[place + 1 :]}"


def pay_twice(e: Enterprise, now: int) -> None:
    """One payment of the last months was carried out a second time days later."""
    covered: dict[int, list[Allocation]] = {}
    for row in e.book.records[Allocation]:
        assert isinstance(row, Allocation)
        covered.setdefault(row.payment, []).append(row)
    known = [
        one
        for one in e.book.records[Payment]
        if isinstance(one, Payment)
        and one.type == BY_RUN
        and one.open == 0
        and len(covered.get(one.id, ())) == 1
        and now - 120 * DAY < one.created < now - 20 * DAY
        and one.amount > 1_000_000
    ]
    chosen = e.rng.sample(known, min(e.trade.stories.payments_made_twice, len(known)))
    for one in chosen:
        again = _pay_again(e, one, covered[one.id][0])
        tell(e, TWICE, again.number, one.number)


def _pay_again(e: Enterprise, one: Payment, covered: Allocation) -> Payment:
    moment = e.later(one.created, 2, 5)
    day = moment // DAY
    again = e.book.add(
        replace(one, id=e.book.id(Payment), number=e.book.number(Payment, f"FKD{month_of(moment)}"),
                planned=day, day=day, created=moment, modified=moment)
    )  # fmt: skip
    e.book.add(
        replace(covered, id=e.book.id(Allocation), payment=again.id, day=day, modified=moment)
    )
    flow = cash.Flow(company=again.company, bank=again.bank, type=cash.SPENT,
                     amount=-again.amount, source=PAYMENT, source_id=again.id)  # fmt: skip
    cash.move(e, moment, flow)
    voucher = ledger.Voucher(company=again.company, text=f"付款 {again.number}", source=PAYMENT,
                             source_id=again.id, currency=again.currency, rate=again.rate,
                             department=again.department)  # fmt: skip
    ledger.post(e, moment, voucher, (ledger.PAYABLE, again.amount), (ledger.BANK, -again.amount))
    return again
