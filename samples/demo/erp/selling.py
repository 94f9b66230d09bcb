"""Orders of customers and how they are shipped: as stock allows, mostly in time."""

from collections.abc import Sequence

from samples.demo.erp.binding import bind
from samples.demo.erp.buying_records import APPROVED, NO, YES
from samples.demo.erp.enterprise import STORES, Enterprise, net_of
from samples.demo.erp.master_records import CURRENCIES
from samples.demo.erp.receivables import bill, cost_of_sales
from samples.demo.erp.sales_records import Sale, SaleLine, Shipment, ShipmentLine
from samples.demo.erp.shelves import Because
from samples.demo.erp.stock_records import BACK, OUT
from samples.demo.moments import DAY
from samples.demo.trade import GROUP, SalesOrder, Sku

SHIPMENT_LINE = "t_sal_outstockentry"
ORDERED, WITHIN_GROUP = "XSDD", "NBXS"
CANCELLED, SENT_BACK, PATIENCE = 0.015, 0.01, 8
EARLY = (3, 4, 5, 5, 6, 7, 8)  # days before the promised one on which an order should leave
SOUTH = ("HN", "HW")


def take_order(e: Enterprise, moment: int, order: SalesOrder) -> tuple[Sale, list[SaleLine]]:
    """Enter a customer's order; it will be shipped around the promised day."""
    customer = order.customer
    nets = [net_of(line.total, order.tax) for line in order.lines]
    day = moment // DAY
    sale = e.book.add(
        Sale(id=e.book.id(Sale), number=order.number, type=ORDERED, company=customer.company,
             department=e.trade.organisation.people[customer.owner].department,
             seller=customer.owner, customer=customer.id, day=day, opportunity=order.opportunity,
             contract=bind(e, customer.company, customer.id, moment, order.total),
             currency=CURRENCIES[customer.currency], rate=order.rate, net=sum(nets),
             total=order.total, status=APPROVED, closed=NO, cancelled=NO, created=moment,
             modified=moment)
    )  # fmt: skip
    store = "CK03" if customer.company == GROUP else "CK06" if customer.region in SOUTH else "CK05"
    promised = order.promised.toordinal() - 719_163
    lines = [
        e.book.add(
            SaleLine(id=e.book.id(SaleLine), sale=sale.id, seq=seq, sku=line.sku.id,
                     warehouse=store, quantity=line.quantity, unit=line.sku.unit,
                     tax_price=line.tax_price / 100, tax=order.tax, net=net, total=line.total,
                     promised=promised, shipped=0, terminated=NO, modified=moment)
        )
        for seq, (line, net) in enumerate(zip(order.lines, nets, strict=True), start=1)
    ]  # fmt: skip
    if e.diary.kept:
        e.memory.setdefault(("taken", sale.company, sale.currency), []).append(sale)
    if e.chance(CANCELLED):
        e.diary.at(e.later(moment, 0.2, 4), call_off, sale, lines)
    else:
        day = promised - e.rng.choice(EARLY) + _waits(e, order)
        wish = e.morning(day, hour=e.rng.uniform(2, 7))
        e.diary.at(max(wish, e.later(moment, 0.3, 1)), ship, sale, lines, 1)
    return sale, lines


def _waits(e: Enterprise, order: SalesOrder) -> int:
    """How many days later than usual an order leaves: those of the slipping customer do."""
    story = e.trade.stories.slipping
    slips = order.customer.code == story.customer
    return round(story.waits * story.progress(order.promised)) if slips else 0


def call_off(e: Enterprise, moment: int, sale: Sale, lines: Sequence[SaleLine]) -> None:
    """The customer takes an order back before anything was shipped."""
    sale.cancelled, sale.closed = YES, YES
    e.book.changed(sale, moment)
    for line in lines:
        line.terminated = YES
        e.book.changed(line, moment)


def ship(
    e: Enterprise, moment: int, sale: Sale, lines: Sequence[SaleLine], attempt: int
) -> Shipment | None:
    """Ship what the warehouse has of an order; the rest waits for goods."""
    if sale.cancelled == YES:
        return None
    open_lines = [one for one in lines if one.terminated == NO and one.shipped < one.quantity]
    leaving = _in_stock(e, open_lines)
    shipment = send(e, moment, sale, leaving) if leaving else None
    if all(one.terminated == YES or one.shipped >= one.quantity for one in lines):
        sale.closed = YES
        e.book.changed(sale, moment)
    elif attempt < PATIENCE:
        e.diary.at(e.later(moment, 2, 6), ship, sale, lines, attempt + 1)
    return shipment


def _in_stock(e: Enterprise, lines: Sequence[SaleLine]) -> list[tuple[SaleLine, int]]:
    """What of some lines can leave now; two lines may want the same item."""
    promised: dict[tuple[str, int], int] = {}
    found: list[tuple[SaleLine, int]] = []
    for line in lines:
        key = line.warehouse, line.sku
        free = e.shelves.on_hand(*key) - promised.get(key, 0)
        quantity = min(line.quantity - line.shipped, free)
        if quantity > 0:
            promised[key] = promised.get(key, 0) + quantity
            found.append((line, quantity))
    return found


def send(
    e: Enterprise, moment: int, sale: Sale, leaving: Sequence[tuple[SaleLine, int]]
) -> Shipment:
    """Book a shipment: goods leave the shelf at their cost, the invoice follows."""
    day = moment // DAY
    shipment = e.book.add(
        Shipment(id=e.book.id(Shipment), number=_number(e, sale), company=sale.company,
                 customer=sale.customer, sale=sale.id, day=day,
                 arrived=None, shipper=e.rng.choice(e.people(110 if sale.company == 1 else 205)),
                 status=APPROVED, cancelled=NO, created=moment, modified=moment)
    )  # fmt: skip
    rows: list[tuple[ShipmentLine, SaleLine]] = []
    for seq, (line, quantity) in enumerate(leaving, start=1):
        sku = e.sku[line.sku]
        row = e.book.add(
            ShipmentLine(id=e.book.id(ShipmentLine), shipment=shipment.id, seq=seq,
                         sale_line=line.id, sku=line.sku, warehouse=line.warehouse,
                         quantity=quantity, unit=line.unit, cost=quantity * sku.cost,
                         modified=moment)
        )  # fmt: skip
        because = Because(OUT, SHIPMENT_LINE, row.id)
        e.shelves.take(STORES[line.warehouse], sku, quantity, moment, because=because)
        line.shipped += quantity
        e.book.changed(line, moment)
        rows.append((row, line))
    cost_of_sales(e, moment, sale, sum(row.cost for row, _ in rows))
    e.diary.at(e.later(moment, 0.3, 2.5), arrive, shipment)
    e.diary.at(e.later(moment, 0.2, 3), bill, sale, shipment, rows)
    if e.chance(SENT_BACK):
        e.diary.at(e.later(moment, 4, 15), take_back, sale, *rows[0])
    return shipment


def arrive(e: Enterprise, moment: int, shipment: Shipment) -> None:
    """The customer has the goods; the lines' cursors move with their bill."""
    shipment.arrived = moment // DAY
    e.book.changed(shipment, moment)
    for row in e.book.load(ShipmentLine, "FID = ?", shipment.id):
        e.book.changed(row, moment)


def take_back(
    e: Enterprise, moment: int, sale: Sale, row: ShipmentLine, line: SaleLine
) -> Shipment:
    """Some goods come back: a bill of its own with a negative line, and a credit note."""
    quantity = max(1, row.quantity // 3)
    sku: Sku = e.sku[row.sku]
    day = moment // DAY
    back = e.book.add(
        Shipment(id=e.book.id(Shipment), number=_number(e, sale, "XSTH"), company=sale.company,
                 customer=sale.customer, sale=sale.id, day=day, arrived=day,
                 shipper=e.rng.choice(e.people(110 if sale.company == 1 else 205)),
                 status=APPROVED, cancelled=NO, created=moment, modified=moment)
    )  # fmt: skip
    entry = e.book.add(
        ShipmentLine(id=e.book.id(ShipmentLine), shipment=back.id, seq=1, sale_line=line.id,
                     sku=row.sku, warehouse=row.warehouse, quantity=-quantity, unit=row.unit,
                     cost=-quantity * sku.cost, modified=moment)
    )  # fmt: skip
    because = Because(BACK, SHIPMENT_LINE, entry.id)
    e.shelves.put(STORES[row.warehouse], sku, quantity, moment, because=because)
    cost_of_sales(e, moment, sale, entry.cost)
    bill(e, moment, sale, back, [(entry, line)])
    return back


def _number(e: Enterprise, sale: Sale, prefix: str = "XSCK") -> str:
    """The order's number with what number of its shipments (or returns) this is."""
    key = "sent", prefix, sale.id
    before = e.memory.get(key)
    if before is None:
        before = len(e.book.load(Shipment, "FSALEID = ? AND FBILLNO LIKE ?", sale.id, f"{prefix}%"))
    if e.diary.kept:
        e.memory[key] = before + 1
    return f"{prefix}{sale.number[4:]}-{before + 1}"
