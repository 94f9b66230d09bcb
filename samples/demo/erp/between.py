"""Sales inside the group: one company's sale is the other's purchase, to the cent."""

from collections.abc import Sequence

from samples.demo.erp import payables, paying, receivables
from samples.demo.erp.buying import WITHIN_GROUP as BOUGHT
from samples.demo.erp.buying import Head, Wanted, place
from samples.demo.erp.buying_records import APPROVED, NO, YES, Invoice, OrderLine
from samples.demo.erp.buying_records import Order as Purchase
from samples.demo.erp.enterprise import STORES, Enterprise, net_of
from samples.demo.erp.master_records import CODES
from samples.demo.erp.payables import Charge, Sender
from samples.demo.erp.receiving import Came, enter
from samples.demo.erp.sales_records import Bill, Sale, SaleLine, Shipment, ShipmentLine
from samples.demo.erp.selling import WITHIN_GROUP as SOLD
from samples.demo.erp.shelves import Because
from samples.demo.erp.stock_records import OUT_GROUP
from samples.demo.moments import DAY
from samples.demo.trade import GROUP, TRADING, Sku

TAX, MARKUP = 13, 1.12
FROM = "CK03"
LINES = 40


def supply(
    e: Enterprise, moment: int, goods: Sequence[tuple[Sku, int]], to: str
) -> tuple[Sale, Purchase] | None:
    """Sell what the maker has to the trading company's warehouse `to`, on both companies' books."""
    ready = [(sku, min(q, e.shelves.on_hand(FROM, sku.id))) for sku, q in goods]
    ready = [(sku, quantity) for sku, quantity in ready if quantity > 0][:LINES]
    if not ready:
        return None
    buyer, seller = e.trade.customers[0], e.trade.suppliers[0]
    totals = [quantity * round(sku.cost * MARKUP * (100 + TAX) / 100) for sku, quantity in ready]
    head = Head(type=BOUGHT, company=TRADING, department=203, supplier=seller)
    wanted = [
        Wanted(sku=sku, note=sku.name, quantity=quantity, unit=sku.unit, total=total,
               account="1405", warehouse=to)
        for (sku, quantity), total in zip(ready, totals, strict=True)
    ]  # fmt: skip
    bought = place(e, moment, head, wanted)
    nets = [net_of(total, TAX) for total in totals]
    sold = e.book.add(
        Sale(id=e.book.id(Sale), number=f"NBXS{bought.number[4:]}", type=SOLD, company=GROUP,
             department=e.trade.organisation.people[buyer.owner].department, seller=buyer.owner,
             customer=buyer.id, day=moment // DAY, opportunity=None, contract=None, currency=1,
             rate=1.0, net=sum(nets), total=sum(totals), status=APPROVED, closed=NO, cancelled=NO,
             created=moment, modified=moment)
    )  # fmt: skip
    lines = [
        e.book.add(
            SaleLine(id=e.book.id(SaleLine), sale=sold.id, seq=seq, sku=sku.id, warehouse=FROM,
                     quantity=quantity, unit=sku.unit, tax_price=total / quantity / 100, tax=TAX,
                     net=net, total=total, promised=moment // DAY + 3, shipped=0, terminated=NO,
                     modified=moment)
        )
        for seq, ((sku, quantity), total, net) in enumerate(
            zip(ready, totals, nets, strict=True), start=1
        )
    ]  # fmt: skip
    hand_over(e, moment, sold, lines, bought)
    return sold, bought


def hand_over(
    e: Enterprise, moment: int, sold: Sale, lines: Sequence[SaleLine], bought: Purchase
) -> None:
    """The goods leave one company and reach the other the same day, invoice included."""
    day = moment // DAY
    shipment = e.book.add(
        Shipment(id=e.book.id(Shipment), number=f"NBCK{sold.number[4:]}", company=GROUP,
                 customer=sold.customer, sale=sold.id, day=day, arrived=day,
                 shipper=e.people(110)[0], status=APPROVED, cancelled=NO, created=moment,
                 modified=moment)
    )  # fmt: skip
    rows: list[tuple[ShipmentLine, SaleLine]] = []
    for seq, line in enumerate(lines, start=1):
        sku = e.sku[line.sku]
        row = e.book.add(
            ShipmentLine(id=e.book.id(ShipmentLine), shipment=shipment.id, seq=seq,
                         sale_line=line.id, sku=line.sku, warehouse=FROM, quantity=line.quantity,
                         unit=line.unit, cost=line.quantity * sku.cost, modified=moment)
        )  # fmt: skip
        because = Because(OUT_GROUP, "t_sal_outstockentry", row.id)
        e.shelves.take(STORES[FROM], sku, line.quantity, moment, because=because)
        line.shipped = line.quantity
        rows.append((row, line))
    sold.closed = YES
    receivables.cost_of_sales(e, moment, sold, sum(row.cost for row, _ in rows))
    came = [Came(line=line, quantity=line.quantity) for line in _lines(e, bought)]
    bought.closed = YES
    enter(e, moment, bought, came, charged=True)
    bill = receivables.bill(e, moment, sold, shipment, rows)
    mirror(e, moment, bill, bought)


def mirror(e: Enterprise, moment: int, bill: Bill, bought: Purchase) -> Invoice:
    """The buyer books the seller's invoice as it is: number, day and amounts."""
    sender = Sender(company=TRADING, department=bought.department, buyer=bought.buyer,
                    supplier=e.supplier[bought.supplier],
                    currency=CODES[bill.currency])  # fmt: skip
    charges = [
        Charge(account="1405", net=line.net, total=line.total, order=bought, line=line,
               receipt_line=row, quantity=line.quantity)
        for line, row in zip(_lines(e, bought), e.memory.pop(("came", bought.id)), strict=True)
    ]  # fmt: skip
    invoice = payables.enter(e, moment, sender, charges)
    invoice.invoice_no, invoice.invoiced, invoice.due = bill.invoice_no, bill.day, bill.due
    invoice.status = APPROVED
    return invoice


def settle_up(e: Enterprise, moment: int) -> int:
    """What is due inside the group is paid and received the same day; how many invoices."""
    buyer = e.trade.customers[0]
    today = moment // DAY
    due = [b for b in receivables.owing(e, buyer.id) if b.due <= today]
    numbers = {one.invoice_no for one in due}
    owed = [i for i in paying.unpaid(e, TRADING) if i.invoice_no in numbers
            and e.supplier[i.supplier].related_company]  # fmt: skip
    if not due:
        return 0
    paying.pay_due(e, moment, TRADING, (e.trade.suppliers[0].id, "CNY"), owed)
    takings = receivables.take_in(e, moment, buyer, sum(one.total - one.settled for one in due))
    for one in due:
        receivables.settle(e, moment, takings, one)
    return len(due)


def _lines(e: Enterprise, bought: Purchase) -> list[OrderLine]:
    return e.memory["placed", bought.id]
