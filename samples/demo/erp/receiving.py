"""What suppliers deliver: in full or in part, late, and now and then not good enough."""

from collections.abc import Sequence
from dataclasses import dataclass

from samples.demo.erp.buying_records import (
    APPROVED,
    NO,
    YES,
    Order,
    OrderLine,
    Receipt,
    ReceiptLine,
)
from samples.demo.erp.enterprise import STORES, Enterprise, month_of
from samples.demo.erp.payables import expect_invoice
from samples.demo.erp.shelves import Because
from samples.demo.erp.stock_records import IN
from samples.demo.moments import DAY, day_of

RECEIPT_LINE = "t_stk_instockentry"
PARTIAL, FORGOTTEN, ENTERED_LATE, MORE = 0.08, 0.02, 0.02, 0.006
LONG_MISSING = 0.04  # share of the rests that come only after weeks


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """How much came for a line, and how much of it was refused at the door."""

    line: OrderLine
    quantity: int
    refused: int = 0


def expect_delivery(e: Enterprise, moment: int, order: Order, lines: Sequence[OrderLine]) -> None:
    """A supplier will deliver around the promised day; the slipping one ever later."""
    supplier = e.supplier[order.supplier]
    slips = e.trade.stories.supplier.delay(supplier.code, day_of(lines[0].promised * DAY))
    late = round(e.rng.gauss(supplier.delay + slips, 0.8 + supplier.lead / 20))
    day = max(lines[0].promised + late, order.day + 1)
    e.diary.at(e.morning(day, hour=e.rng.uniform(0, 7)), deliver, order, lines)


def deliver(e: Enterprise, moment: int, order: Order, lines: Sequence[OrderLine]) -> Receipt | None:
    """A truck comes with all that is missing of an order, or with part of it."""
    missing = [one for one in lines if one.terminated == NO and one.received < one.quantity]
    if order.cancelled == YES or not missing:
        return None
    part = e.chance(PARTIAL) and all(line.received == 0 for line in missing)
    came = [_came(e, order, line, part=part) for line in missing]
    receipt = enter(e, moment, order, came)
    if all(line.received >= line.quantity or line.terminated == YES for line in lines):
        order.closed = YES
        e.book.changed(order, moment)
    else:
        days = (20, 50) if e.chance(LONG_MISSING) else (1, 9)
        e.diary.at(e.later(moment, *days), deliver, order, lines)
    return receipt


def enter(
    e: Enterprise, moment: int, order: Order, came: Sequence[Came], *, charged: bool = False
) -> Receipt:
    """Book a delivery: what is accepted goes on the shelf; an invoice is to be expected, unless
    it is `charged` with the delivery itself."""
    day = moment // DAY
    if e.chance(ENTERED_LATE):
        day = max(order.day, day - e.rng.randint(1, 3))
    receipt = e.book.add(
        Receipt(id=e.book.id(Receipt), number=e.book.number(Receipt, f"CGRK{month_of(moment)}"),
                company=order.company, supplier=order.supplier, day=day,
                receiver=e.rng.choice(_receivers(e, order)), status=APPROVED, cancelled=NO,
                created=moment, modified=moment)
    )  # fmt: skip
    entered: list[tuple[ReceiptLine, OrderLine]] = []
    for seq, one in enumerate(came, start=1):
        line = one.line
        row = e.book.add(
            ReceiptLine(id=e.book.id(ReceiptLine), receipt=receipt.id, seq=seq, order_line=line.id,
                        sku=line.sku, warehouse=line.warehouse, lot=f"L{month_of(moment)}",
                        quantity=one.quantity, refused=one.refused, unit=line.unit, invoiced=0,
                        deleted=False, modified=moment)
        )  # fmt: skip
        accepted = one.quantity - one.refused
        line.received += accepted
        e.book.changed(line, moment)
        _store(e, moment, row, line, accepted)
        entered.append((row, line))
    if charged:
        e.memory["came", order.id] = [row for row, _ in entered]
    else:
        expect_invoice(e, moment, order, entered, late=e.chance(FORGOTTEN))
    return receipt


def _store(e: Enterprise, moment: int, row: ReceiptLine, line: OrderLine, accepted: int) -> None:
    if line.sku is None or line.warehouse is None or not accepted:
        row.lot = ""
        return
    sku = e.sku[line.sku]
    row.lot = row.lot if sku.lots else ""
    because = Because(IN, RECEIPT_LINE, row.id, row.lot)
    e.shelves.put(STORES[line.warehouse], sku, accepted, moment, because=because)


def _came(e: Enterprise, order: Order, line: OrderLine, *, part: bool) -> Came:
    quantity = line.quantity - line.received
    if part and quantity >= 4:
        quantity = max(1, round(quantity * e.rng.uniform(0.3, 0.8)))
    elif quantity >= 100 and e.chance(MORE):
        quantity += max(1, round(line.quantity * 0.02))  # within tolerance
    refused = 0
    if e.chance(2 * e.supplier[order.supplier].reject):
        refused = max(1, round(quantity * e.rng.uniform(0.03, 0.5)))
    return Came(line=line, quantity=quantity, refused=min(refused, quantity))


def _receivers(e: Enterprise, order: Order) -> list[int]:
    if order.type == "CGDD01":
        return e.people(order.department)
    return e.people(110 if order.company == 1 else 203)
