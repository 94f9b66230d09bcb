"""What customers are charged and how they pay: early, late, too much, or later and later."""

from collections.abc import Sequence

from samples.demo.erp import budget, cash, ledger
from samples.demo.erp.budget import Use
from samples.demo.erp.buying_records import APPROVED, NO
from samples.demo.erp.enterprise import Enterprise, month_of
from samples.demo.erp.master_records import CODES
from samples.demo.erp.money_records import ACTUAL
from samples.demo.erp.sales_records import (
    Application,
    Bill,
    BillLine,
    Sale,
    SaleLine,
    Shipment,
    ShipmentLine,
    Takings,
)
from samples.demo.erp.terms import fall_under
from samples.demo.moments import DAY, day_of
from samples.demo.trade import Customer

RECEIVABLE, MONEY, SHIPPED = "t_ar_receivable", "t_ar_receivebill", "t_sal_outstock"
STANDARD, CREDIT = "YS01", "YS02"
UNNAMED, BAD, PARTIAL = 0.05, 0.012, 0.06
MOST = 6  # invoices that one transfer of a customer covers


def bill(
    e: Enterprise, moment: int, sale: Sale, shipment: Shipment,
    rows: Sequence[tuple[ShipmentLine, SaleLine]],
) -> Bill:  # fmt: skip
    """Charge for a shipment; for goods that came back it is a credit note."""
    customer = e.customer[sale.customer]
    day = moment // DAY
    amounts = [_amounts(row, line) for row, line in rows]
    total = sum(amount for _, amount in amounts)
    one = e.book.add(
        Bill(id=e.book.id(Bill), number=e.book.number(Bill, f"YSD{month_of(moment)}"),
             invoice_no="".join(e.rng.choices("0123456789", k=8)),
             type=CREDIT if total < 0 else STANDARD, company=sale.company,
             department=sale.department, seller=sale.seller, customer=sale.customer,
             contract=sale.contract, term=fall_under(e, sale.contract, total),
             shipment=shipment.id, day=day, due=day + customer.days, currency=sale.currency,
             rate=e.rate(CODES[sale.currency], day), net=sum(net for net, _ in amounts),
             total=total, settled=0, status=APPROVED, cancelled=NO, created=moment,
             modified=moment)
    )  # fmt: skip
    for seq, ((row, line), (net, amount)) in enumerate(zip(rows, amounts, strict=True), start=1):
        e.book.add(
            BillLine(id=e.book.id(BillLine), bill=one.id, seq=seq, sale_line=line.id,
                     shipment_line=row.id, sku=row.sku, quantity=row.quantity, unit=row.unit,
                     net=net, total=amount, cost=round(row.cost / one.rate), modified=moment)
        )  # fmt: skip
    _post(e, moment, one, customer)
    _earn(e, moment, one, customer)
    if e.diary.kept:
        e.memory.setdefault(("owing", sale.customer), {})[one.id] = one
    elif not customer.related_company:
        flow = _flow(e, one, one.total)
        cash.expect(e, moment, one.due + lateness(e, one), flow)
    if total > 0 and not customer.related_company:
        payday = one.due + lateness(e, one)
        if e.diary.kept:
            e.memory["payday", one.id] = payday
        e.diary.at(e.morning(payday, hour=1), collect, customer)
    return one


def lateness(e: Enterprise, one: Bill) -> int:
    """How many days after it is due a customer pays: its habit, chance, and how it slips."""
    customer = e.customer[one.customer]
    days = customer.late + e.rng.gauss(0, 3)
    if e.chance(BAD):
        days += e.rng.randint(60, 150)
    story = e.trade.stories.slipping
    if customer.code == story.customer:
        # progress on the day it should have paid, so that it shows while the story runs
        days += story.late * story.progress(day_of(one.due * DAY))
    return max(round(days), -customer.days + 1)


def payday(e: Enterprise, one: Bill) -> int:
    """The day a customer means to pay: as planned in a build, by its habit in a tick."""
    planned: int | None = e.memory.get(("payday", one.id))
    if planned is not None:
        return planned
    if one.total < 0:
        return one.due
    customer = e.customer[one.customer]
    story = e.trade.stories.slipping
    slipped = story.late * story.progress(day_of(one.due * DAY))
    return one.due + customer.late + round(slipped if customer.code == story.customer else 0)


def owing(e: Enterprise, customer: int) -> list[Bill]:
    """What a customer owes, credit notes included, oldest first."""
    if e.diary.kept:
        known: dict[int, Bill] = e.memory.setdefault(("owing", customer), {})
        for done in [key for key, one in known.items() if one.settled == one.total]:
            del known[done]
        found = list(known.values())
    else:
        found = e.book.load(
            Bill, "FCUSTID = ? AND FWRITTENOFF <> FALLAMOUNT AND FCANCELSTATUS = 'A'", customer
        )
    return sorted(found, key=lambda one: (one.due, one.id))


def collect(e: Enterprise, moment: int, customer: Customer) -> Takings | None:
    """A customer pays what is due longest, now and then several invoices or only a part."""
    today = moment // DAY
    ready = [
        one
        for one in owing(e, customer.id)
        if payday(e, one) <= today + 2 and ("meant", one.id) not in e.memory
    ]
    credits = [one for one in ready if one.total < 0]
    bills = [one for one in ready if one.total > 0][:MOST]
    amount = sum(one.total - one.settled for one in (*bills, *credits))
    if not bills or amount <= 0:
        return None
    if e.chance(PARTIAL):
        amount = max(1, round(amount * 0.5))
        credits = []
        e.diary.at(e.later(moment, 8, 25), collect, customer)
    takings = take_in(e, moment, customer, amount)
    if e.chance(UNNAMED):
        if e.diary.kept:
            e.memory.update({("meant", one.id): True for one in (*credits, *bills)})
        e.diary.at(e.later(moment, 5, 60), apply, takings, customer, (*credits, *bills))
        return takings
    for one in (*credits, *bills):
        settle(e, moment, takings, one)
    return takings


def take_in(e: Enterprise, moment: int, customer: Customer, amount: int) -> Takings:
    """Money of a customer is in the bank."""
    day = moment // DAY
    organisation = e.trade.organisation
    account = cash.bank(e, customer.company, customer.currency)
    takings = e.book.add(
        Takings(id=e.book.id(Takings), number=e.book.number(Takings, f"SKD{month_of(moment)}"),
                company=customer.company,
                department=organisation.people[customer.owner].department, seller=customer.owner,
                customer=customer.id, bank=account, day=day, currency=_currency(customer),
                rate=e.rate(customer.currency, day), amount=amount, open=amount, cancelled=NO,
                created=moment, modified=moment)
    )  # fmt: skip
    flow = cash.Flow(company=customer.company, bank=account, type=cash.RECEIVED, amount=amount,
                     source=MONEY, source_id=takings.id)  # fmt: skip
    cash.move(e, moment, flow)
    voucher = ledger.Voucher(
        company=customer.company, text=f"收款 {takings.number}", source=MONEY,
        source_id=takings.id, currency=takings.currency, rate=takings.rate,
        counterparty=customer.related_company,
    )  # fmt: skip
    ledger.post(e, moment, voucher, (ledger.BANK, amount), (ledger.RECEIVABLE, -amount))
    return takings


def apply(
    e: Enterprise, moment: int, takings: Takings, customer: Customer, meant: Sequence[Bill] = ()
) -> None:
    """Somebody finds out which invoices money was meant for: those named, then the oldest."""
    for one in meant:
        settle(e, moment, takings, one)
        e.memory.pop(("meant", one.id), None)
    if any(one.settled != one.total for one in meant):
        e.diary.at(e.later(moment, 1, 8), collect, customer)
    for one in owing(e, customer.id):
        if takings.open > 0 and one.total > 0:
            settle(e, moment, takings, one)


def settle(e: Enterprise, moment: int, takings: Takings, one: Bill) -> None:
    """Cover an invoice with what is left of money received."""
    missing = one.total - one.settled
    amount = min(missing, takings.open) if missing > 0 else missing
    if amount == 0:
        return
    e.book.add(
        Application(id=e.book.id(Application), takings=takings.id, bill=one.id,
                    day=moment // DAY, amount=amount, modified=moment)
    )  # fmt: skip
    takings.open -= amount
    one.settled += amount
    e.book.changed(takings, moment)
    e.book.changed(one, moment)
    if one.settled == one.total:
        cash.fulfil(e, moment, RECEIVABLE, one.id)


def cost_of_sales(e: Enterprise, moment: int, sale: Sale, cost: int) -> None:
    """Goods that left cost what they cost."""
    voucher = ledger.Voucher(
        company=sale.company, text=f"结转成本 {sale.number}", source="t_sal_order",
        source_id=sale.id, department=sale.department,
        counterparty=e.customer[sale.customer].related_company,
    )  # fmt: skip
    ledger.post(e, moment, voucher, (ledger.COST, cost), (ledger.GOODS, -cost))


def _flow(e: Enterprise, one: Bill, amount: int) -> cash.Flow:
    account = cash.bank(e, one.company, CODES[one.currency], first=True)
    return cash.Flow(company=one.company, bank=account, type=cash.RECEIVED, amount=amount,
                     source=RECEIVABLE, source_id=one.id)  # fmt: skip


def _amounts(row: ShipmentLine, line: SaleLine) -> tuple[int, int]:
    """Net and gross of a shipped line: the order line's own amounts when it left in one piece."""
    if row.quantity == line.quantity:
        return line.net, line.total
    share = row.quantity / line.quantity
    return round(line.net * share), round(line.total * share)


def _currency(customer: Customer) -> int:
    return 1 if customer.currency == "CNY" else 7


def _earn(e: Enterprise, moment: int, one: Bill, customer: Customer) -> None:
    """What outsiders are charged counts for the revenue budget of who sold it."""
    if customer.related_company is None:
        use = Use(company=one.company, department=one.department, account=ledger.REVENUE,
                  source=RECEIVABLE, source_id=one.id, source_no=one.number,
                  owner=one.seller)  # fmt: skip
        budget.book(e, moment, ACTUAL, use, round(one.net * one.rate))


def _post(e: Enterprise, moment: int, one: Bill, customer: Customer) -> None:
    voucher = ledger.Voucher(
        company=one.company, text=f"销售发票 {one.number}", source=RECEIVABLE, source_id=one.id,
        currency=one.currency, rate=one.rate, department=one.department,
        counterparty=customer.related_company,
    )  # fmt: skip
    ledger.post(e, moment, voucher, (ledger.RECEIVABLE, one.total), (ledger.REVENUE, -one.net),
                (ledger.OUTPUT_TAX, one.net - one.total))  # fmt: skip
