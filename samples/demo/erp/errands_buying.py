"""What buyers, suppliers and payers do at one moment: found in the database, done as in a build."""

from samples.demo.erp import buying, payables, paying
from samples.demo.erp.buying_records import (
    AGAIN,
    Invoice,
    InvoiceLine,
    Order,
    OrderLine,
    Payment,
    ReceiptLine,
    Request,
)
from samples.demo.erp.contracts import charge_due
from samples.demo.erp.enterprise import STORES, Enterprise
from samples.demo.erp.money_records import Contract, Term
from samples.demo.erp.payables import Charge, Delivered
from samples.demo.erp.picking import pick, pick_open, rows
from samples.demo.erp.planted import NO_ORDER
from samples.demo.erp.receiving import deliver
from samples.demo.erp.sheet import iso
from samples.demo.moments import DAY, day_of, stamp
from samples.demo.trade import GROUP_SUPPLIER, Sku

_DELIVERED = (
    "SELECT h.FSTOCKORGID, h.FSUPPLIERID FROM t_stk_instockentry l JOIN t_stk_instock h"
    " ON h.FID = l.FID WHERE l.FINVOICEQTY < l.FREALQTY - l.FREFUSEQTY AND l.FDELETED = 0"
    " AND h.FMODIFYDATE < ? ORDER BY l.FENTRYID DESC LIMIT 300"
)
_UNCHARGED = (
    "FINVOICEQTY < FREALQTY - FREFUSEQTY AND FDELETED = 0 AND FID IN (SELECT FID FROM t_stk_instock"
    " WHERE FSTOCKORGID = ? AND FSUPPLIERID = ?) ORDER BY FENTRYID LIMIT 12"
)
_DUE = (
    "FPLANDATE BETWEEN ? AND ? AND FID IN (SELECT FSRCID FROM t_bm_execute WHERE FKIND = 'ZY'"
    " AND FSRCTYPE = 't_con_contract') AND FID IN (SELECT FID FROM t_con_contract WHERE FSTATE = 0)"
    " AND FENTRYID NOT IN (SELECT FTERMID FROM t_ap_payable WHERE FTERMID IS NOT NULL)"
)


def lines_of(e: Enterprise, order: Order) -> list[OrderLine]:
    """The lines of an order."""
    return e.book.load(OrderLine, "FID = ? ORDER BY FSEQ", order.id)


def order(e: Enterprise, now: int) -> int:
    """A buyer orders what an approved request asks for."""
    request = pick_open(
        e, Request, "FCREATEDATE < ? AND FOANO NOT IN"
        " (SELECT FSUBJECT FROM erp_story WHERE FNAME = ?)", stamp(now), NO_ORDER,
    )  # fmt: skip
    return len(buying.order_requested(e, now, request)) if request else 0


def replenish(e: Enterprise, now: int) -> int:
    """A buyer looks at one supplier's items and calls off what runs low."""
    supplier = e.rng.choice([s for s in e.trade.suppliers if s.code != GROUP_SUPPLIER])
    goods = [
        (sku, max(2, round(sku.use * (e.rng.uniform(6, 11) + supplier.lead * 0.2))), code)
        for sku in e.trade.skus
        if sku.supplier == supplier.code
        for code in sku.warehouses
        if e.shelves.on_hand(code, sku.id) < sku.safety + sku.use * (supplier.lead + 5)
        and not _coming(e, sku, code)
    ]
    company = STORES[goods[0][2]].company if goods else 0
    goods = [one for one in goods if STORES[one[2]].company == company][:6]
    if goods:
        buying.call_off(e, now, supplier, goods)
    return bool(goods)


def _coming(e: Enterprise, sku: Sku, warehouse: str) -> bool:
    found = e.book.load(
        OrderLine, "FMATERIALID = ? AND FSTOCKID = ? AND FRECEIVEQTY < FQTY"
        " AND FMRPTERMINATESTATUS = 'A' LIMIT 1", sku.id, warehouse,
    )  # fmt: skip
    return bool(found)


def deliver_one(e: Enterprise, now: int) -> int:
    """A truck comes with what an order promised for about now; a ninth of them are late, and
    those of the slipping supplier are later."""
    today = now // DAY
    story = e.trade.stories.supplier
    slipping = next(s.id for s in e.trade.suppliers if s.code == story.supplier)
    slips = round(story.delay(story.supplier, day_of(now)))
    found = pick_open(
        e, Order, "FBILLTYPEID <> 'NBCG' AND FCREATEDATE < ? AND EXISTS (SELECT 1"
        " FROM t_pur_orderentry l WHERE l.FID = t_pur_order.FID AND l.FDELIVERYDATE <="
        " CASE WHEN FSUPPLIERID = ? THEN ? WHEN t_pur_order.FID % 9 = 0 THEN ? ELSE ? END)",
        stamp(now), slipping, iso(today + 1 - slips), iso(today - 4), iso(today + 1),
    )  # fmt: skip
    return bool(found and deliver(e, now, found, lines_of(e, found)))


def charge_one(e: Enterprise, now: int) -> int:
    """A supplier charges for what it delivered: all that is open, of one supplier."""
    waiting = rows(e, _DELIVERED, stamp(now))
    if not waiting:
        return 0
    found = e.book.load(ReceiptLine, _UNCHARGED, *e.rng.choice(waiting))
    return payables.charge(e, now, [_with_order(e, row) for row in found]) is not None


def _with_order(e: Enterprise, row: ReceiptLine) -> Delivered:
    (line,) = e.book.load(OrderLine, "FENTRYID = ?", row.order_line)
    (order,) = e.book.load(Order, "FID = ?", line.order)
    return row, line, order


def charge_term_one(e: Enterprise, now: int) -> int:
    """A supplier charges for a term of a contract that falls due these weeks."""
    term = pick(e, Term, _DUE, iso(now // DAY - 40), iso(now // DAY + 6))
    if term is None:
        return 0
    (contract,) = e.book.load(Contract, "FID = ?", term.contract)
    return charge_due(e, now, contract, term) is not None


def agree_one(e: Enterprise, now: int) -> int:
    """A disputed invoice is accepted."""
    invoice = pick(e, Invoice, "FDOCUMENTSTATUS = ? AND FCREATEDATE < ?", AGAIN, stamp(now - DAY))
    if invoice:
        payables.agree(e, now, invoice)
    return invoice is not None


def credit_one(e: Enterprise, now: int) -> int:
    """A supplier gives a credit note over part of what it charged."""
    invoice = pick(
        e, Invoice, "FBILLTYPEID = 'YF01' AND FDOCUMENTSTATUS = 'C' AND FWRITTENOFF = 0"
        " AND FCREATEDATE < ? AND typeof(FALLAMOUNT) = 'real'", stamp(now),
    )  # fmt: skip
    if invoice is None or e.supplier[invoice.supplier].related_company:
        return 0
    (line, *_) = e.book.load(InvoiceLine, "FID = ? ORDER BY FSEQ", invoice.id)
    payables.credit(e, now, invoice, Charge(account=line.account, net=line.net, total=line.total))
    return 1


def postpone(e: Enterprise, now: int) -> int:
    """A late correction: a supplier names another day for what is still missing."""
    found = pick_open(e, Order, "FBILLTYPEID <> 'NBCG' AND FCREATEDATE < ?", stamp(now))
    for line in lines_of(e, found) if found else ():
        if line.received < line.quantity:
            line.promised += e.rng.choice((-2, 3, 5, 10))
            line.promised = max(line.promised, found.day if found else 0)
            e.book.changed(line, now)
    return found is not None


def cancel_one(e: Enterprise, now: int) -> int:
    """An order is called off before anything came."""
    found = pick_open(
        e, Order, "FBILLTYPEID <> 'NBCG' AND FCREATEDATE < ? AND NOT EXISTS (SELECT 1"
        " FROM t_pur_orderentry l WHERE l.FID = t_pur_order.FID AND l.FRECEIVEQTY > 0)",
        stamp(now),
    )  # fmt: skip
    if found:
        buying.cancel(e, now, found, lines_of(e, found))
    return found is not None


def pay_planned(e: Enterprise, now: int) -> int:
    """The bank carries out a payment that a form allowed."""
    payment = pick(
        e, Payment, "FPAYDATE IS NULL AND FCANCELSTATUS = 'A' AND FCREATEDATE < ?",
        stamp(now - 1200),
    )  # fmt: skip
    if payment is None:
        return 0
    covered = e.book.load(Invoice, "FOANO = ?", payment.approval)
    if not covered and payment.contract is None:
        whom = payment.supplier, payment.currency
        owed = paying.unpaid(e, payment.company)
        covered = [one for one in owed if (one.supplier, one.currency) == whom]
    paying.carry_out(e, now, payment, covered)
    return 1


def pay_due_one(e: Enterprise, now: int) -> int:
    """The weekly run pays one supplier what is due."""
    return paying.weekly_run(e, now, e.rng.choice((1, 2)), most=1)


def apply_one(e: Enterprise, now: int) -> int:
    """An invoice is named for money that was paid before it came."""
    return paying.apply_advances(e, now, e.rng.choice((1, 2)), most=1)
