"""What sellers, shippers and customers do at one moment."""

from samples.demo.erp import receivables, selling
from samples.demo.erp.enterprise import Enterprise
from samples.demo.erp.picking import pick, pick_open, rows
from samples.demo.erp.sales_records import Sale, SaleLine, Shipment, ShipmentLine, Takings
from samples.demo.erp.sheet import iso
from samples.demo.moments import DAY, day_of, stamp


def lines_of(e: Enterprise, sale: Sale) -> list[SaleLine]:
    """The lines of a sales order."""
    return e.book.load(SaleLine, "FID = ? ORDER BY FSEQ", sale.id)


def ship_one(e: Enterprise, now: int) -> int:
    """An order that is promised for about now leaves as far as there is stock; a twelfth leave
    too late, and those of the slipping customer later than it was used to."""
    today = now // DAY
    story = e.trade.stories.slipping
    slipping = next(c.id for c in e.trade.customers if c.code == story.customer)
    waits = round(story.waits * story.progress(day_of(now)))
    sale = pick_open(
        e, Sale, "FCREATEDATE < ? AND EXISTS (SELECT 1 FROM t_sal_orderentry l"
        " WHERE l.FID = t_sal_order.FID AND l.FDELIVERYDATE <="
        " CASE WHEN FCUSTID = ? THEN ? WHEN t_sal_order.FID % 12 = 0 THEN ? ELSE ? END)",
        stamp(now), slipping, iso(today + 6 - waits), iso(today - 1), iso(today + 6),
    )  # fmt: skip
    return bool(sale and selling.ship(e, now, sale, lines_of(e, sale), 1))


def arrive_one(e: Enterprise, now: int) -> int:
    """A customer has what was shipped the day before."""
    shipment = pick(
        e, Shipment, "FARRIVEDATE IS NULL AND FCANCELSTATUS = 'A' AND FDATE < ?", iso(now // DAY)
    )
    if shipment:
        selling.arrive(e, now, shipment)
    return shipment is not None


def bill_one(e: Enterprise, now: int) -> int:
    """A shipment is charged for."""
    shipment = pick(
        e, Shipment, "FCREATEDATE < ? AND FCANCELSTATUS = 'A' AND NOT EXISTS (SELECT 1"
        " FROM t_ar_receivable r WHERE r.FSHIPMENTID = t_sal_outstock.FID)", stamp(now),
    )  # fmt: skip
    if shipment is None:
        return 0
    (sale,) = e.book.load(Sale, "FID = ?", shipment.sale)
    known = {line.id: line for line in lines_of(e, sale)}
    rows = e.book.load(ShipmentLine, "FID = ? ORDER BY FSEQ", shipment.id)
    receivables.bill(e, now, sale, shipment, [(row, known[row.sale_line]) for row in rows])
    return 1


def collect_one(e: Enterprise, now: int) -> int:
    """A customer pays what it means to pay by now."""
    owing = rows(
        e, "SELECT DISTINCT FCUSTID FROM t_ar_receivable WHERE FWRITTENOFF <> FALLAMOUNT"
        " AND FCANCELSTATUS = 'A' AND FENDDATE <= ? ORDER BY FCUSTID", iso(now // DAY + 3),
    )  # fmt: skip
    e.rng.shuffle(owing)
    for (number,) in owing[:12]:
        customer = e.customer[number]
        if not customer.related_company and receivables.collect(e, now, customer):
            return 1
    return 0


def name_one(e: Enterprise, now: int) -> int:
    """Somebody finds out which invoices money was meant for."""
    takings = pick(e, Takings, "FUNSETTLED_F > 0 AND FCREATEDATE < ?", stamp(now - DAY))
    if takings:
        receivables.apply(e, now, takings, e.customer[takings.customer])
    return takings is not None


def take_back_one(e: Enterprise, now: int) -> int:
    """Some goods of the last weeks come back."""
    shipment = pick(
        e, Shipment, "FBILLNO LIKE 'XSCK%' AND FARRIVEDATE > ? AND NOT EXISTS (SELECT 1 FROM"
        " t_sal_outstock b WHERE b.FSALEID = t_sal_outstock.FSALEID AND b.FBILLNO LIKE 'XSTH%')",
        iso(now // DAY - 15),
    )  # fmt: skip
    if shipment is None:
        return 0
    (sale,) = e.book.load(Sale, "FID = ?", shipment.sale)
    (row, *_) = e.book.load(ShipmentLine, "FID = ? ORDER BY FSEQ", shipment.id)
    (line,) = e.book.load(SaleLine, "FENTRYID = ?", row.sale_line)
    selling.take_back(e, now, sale, row, line)
    return 1


def call_off_one(e: Enterprise, now: int) -> int:
    """A customer takes an order back before anything left."""
    sale = pick_open(
        e, Sale, "FBILLTYPEID = 'XSDD' AND FCREATEDATE < ? AND NOT EXISTS (SELECT 1"
        " FROM t_sal_orderentry l WHERE l.FID = t_sal_order.FID AND l.FSTOCKOUTQTY > 0)",
        stamp(now),
    )  # fmt: skip
    if sale:
        selling.call_off(e, now, sale, lines_of(e, sale))
    return sale is not None
