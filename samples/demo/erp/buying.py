"""What is asked for and ordered: requests behind OA forms, single orders, call-offs."""

from collections.abc import Sequence
from dataclasses import dataclass

from samples.demo.erp import budget
from samples.demo.erp.binding import bind
from samples.demo.erp.budget import Use
from samples.demo.erp.buying_records import (
    APPROVED,
    NO,
    YES,
    Order,
    OrderLine,
    Request,
    RequestLine,
)
from samples.demo.erp.enterprise import STORES, Enterprise, month_of, net_of, split
from samples.demo.erp.forms import Form
from samples.demo.erp.master_records import CURRENCIES
from samples.demo.erp.money_records import COMMIT, RESERVE
from samples.demo.erp.receiving import expect_delivery
from samples.demo.moments import DAY
from samples.demo.trade import GROUP, Sku, Supplier

REQUEST, ORDER = "t_pur_req", "t_pur_order"
SINGLE, CALL_OFF, WITHIN_GROUP = "CGDD01", "CGDD03", "NBCG"
TAX = 13
CANCELLED, TWO_ORDERS = 0.012, 0.15
PRICES, PRICE_WEIGHTS = (1.0, 0.97, 1.02, 1.05), (85, 6, 6, 3)  # what is paid of what was agreed
SUBJECTS: dict[str, tuple[str, str, int]] = {  # subject -> account, unit, usual price in cents
    "轴承及紧固件": ("500102", "件", 4_500),
    "刀具耗材": ("500102", "件", 6_800),
    "包装材料": ("500102", "件", 1_200),
    "劳保用品": ("660201", "套", 3_500),
    "网络设备": ("660205", "台", 280_000),
    "检测仪器": ("660205", "台", 650_000),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What an order is decided on before its lines; one that `stays` is never called off."""

    type: str
    company: int
    department: int
    supplier: Supplier
    project: int | None = None
    contract: int | None = None
    approval: str | None = None
    stays: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One line to order: `total` in cents of the supplier's currency, tax included."""

    sku: Sku | None
    note: str
    quantity: int
    unit: str
    total: int
    account: str
    warehouse: str | None
    request_line: int | None = None
    contract_price: float | None = None


def ask(e: Enterprise, moment: int, form: Form) -> Request:
    """Enter the request an approved form stands for, and reserve the money."""
    account, unit, price = SUBJECTS.get(form.subject, ("660203", "项", 500_000))
    day = moment // DAY
    project = _project(e, form.department)
    request = e.book.add(
        Request(id=e.book.id(Request), number=e.book.number(Request, f"CGSQD{month_of(moment)}"),
                company=form.company, department=form.department, applicant=form.applicant,
                project=project, day=form.submitted // DAY, needed=day + e.rng.randint(10, 45),
                total=form.amount, currency=CURRENCIES[form.currency], status=APPROVED, closed=NO,
                cancelled=NO, approval=form.number, created=moment, modified=moment)
    )  # fmt: skip
    totals = split(e.rng, form.amount, e.rng.choices((1, 2, 3, 4, 6), (40, 25, 18, 11, 6))[0])
    lines = [
        e.book.add(
            RequestLine(id=e.book.id(RequestLine), request=request.id, seq=seq, sku=None,
                        note=f"{form.subject} {seq}", quantity=max(1, round(total / price)),
                        unit=unit, net=net_of(total, TAX), total=total, modified=moment)
        )
        for seq, total in enumerate(totals, start=1)
    ]  # fmt: skip
    if e.diary.kept:
        e.memory["lines", request.id] = lines
    use = Use(company=form.company, department=form.department, account=account, source=REQUEST,
              source_id=request.id, source_no=request.number, owner=form.applicant)  # fmt: skip
    budget.book(e, moment, RESERVE, use, net_of(form.amount, TAX))
    return request


def lines_of(e: Enterprise, request: Request) -> list[RequestLine]:
    """What a request asks for."""
    if e.diary.kept:
        return e.memory["lines", request.id]
    return e.book.load(RequestLine, "FID = ? ORDER BY FSEQ", request.id)


def order_requested(e: Enterprise, moment: int, request: Request) -> list[Order]:
    """Order what a request asks for, from one supplier or two; the request is done then."""
    lines = lines_of(e, request)
    half = len(lines) // 2 if len(lines) > 1 and e.chance(TWO_ORDERS) else 0
    orders: list[Order] = []
    for part in filter(None, (lines[:half], lines[half:])):
        account = SUBJECTS.get(part[0].note.split(" ")[0], ("660203", "", 0))[0]
        head = Head(
            type=SINGLE, company=request.company, department=request.department,
            supplier=_seller(e), project=request.project, approval=request.approval,
        )  # fmt: skip
        wanted = [
            Wanted(sku=None, note=line.note, quantity=line.quantity, unit=line.unit,
                   total=line.total, account=account, warehouse=None, request_line=line.id)
            for line in part
        ]  # fmt: skip
        order = place(e, moment, head, wanted)
        _commit(e, moment, order, request, account)
        orders.append(order)
    budget.release_all(e, moment, RESERVE, REQUEST, request.id)  # cents lost to rounding
    request.closed = YES
    e.book.changed(request, moment)
    return orders


def call_off(
    e: Enterprise, moment: int, supplier: Supplier, goods: Sequence[tuple[Sku, int, str]]
) -> Order:
    """Order stock from its usual supplier: (item, quantity, warehouse) a line, no form needed."""
    company = STORES[goods[0][2]].company
    price = e.rate(supplier.currency, moment // DAY)
    tax = 0 if supplier.currency != "CNY" else TAX
    about = sum(sku.cost * quantity for sku, quantity, _ in goods) * (106 + tax) / 100 / price
    contract = bind(e, company, supplier.id, moment, round(about))
    head = Head(type=CALL_OFF, company=company, department=109 if company == GROUP else 203,
                supplier=supplier, contract=contract)  # fmt: skip
    wanted: list[Wanted] = []
    for sku, quantity, warehouse in goods:
        agreed = round(sku.cost / price)
        paid = agreed * e.rng.choices(PRICES, PRICE_WEIGHTS)[0]
        wanted.append(
            Wanted(sku=sku, note=sku.name, quantity=quantity, unit=sku.unit,
                   total=max(1, round(paid * quantity * (100 + tax) / 100)), account="1403",
                   warehouse=warehouse, contract_price=agreed / 100 if contract else None)
        )  # fmt: skip
    return place(e, moment, head, wanted)


def place(e: Enterprise, moment: int, head: Head, wanted: Sequence[Wanted]) -> Order:
    """Enter an order with its lines; its deliveries are to be expected."""
    currency = head.supplier.currency
    tax = 0 if currency != "CNY" else TAX
    day = moment // DAY
    nets = [net_of(line.total, tax) for line in wanted]
    buyers = e.trade.organisation.desks["buyer", head.company]
    order = e.book.add(
        Order(id=e.book.id(Order), number=e.book.number(Order, f"CGDD{month_of(moment)}"),
              type=head.type, company=head.company, department=head.department,
              buyer=e.rng.choice(buyers), supplier=head.supplier.id, project=head.project,
              contract=head.contract, day=day, currency=CURRENCIES[currency],
              rate=e.rate(currency, day), net=sum(nets), total=sum(w.total for w in wanted),
              status=APPROVED, closed=NO, cancelled=NO, approval=head.approval, created=moment,
              modified=moment)
    )  # fmt: skip
    promised = day + head.supplier.lead + e.rng.randint(-2, 4)
    lines = [
        e.book.add(
            OrderLine(id=e.book.id(OrderLine), order=order.id, seq=seq,
                      request_line=line.request_line, sku=line.sku.id if line.sku else None,
                      note=line.note, quantity=line.quantity, unit=line.unit,
                      price=round(net / line.quantity / 100, 6),
                      tax_price=round(line.total / line.quantity / 100, 6),
                      contract_price=line.contract_price, tax=tax, net=net, total=line.total,
                      account=line.account, warehouse=line.warehouse,
                      promised=max(promised, day), received=0, invoiced=0, terminated=NO,
                      modified=moment)
        )
        for seq, (line, net) in enumerate(zip(wanted, nets, strict=True), start=1)
    ]  # fmt: skip
    if e.diary.kept and head.approval:
        e.memory.setdefault(("ordered", head.approval), []).append(order)
    if head.type == WITHIN_GROUP:
        e.memory["placed", order.id] = lines
    elif e.chance(CANCELLED) and not head.stays:
        e.diary.at(e.later(moment, 0.5, 6), cancel, order, lines)
    else:
        expect_delivery(e, moment, order, lines)
    return order


def cancel(e: Enterprise, moment: int, order: Order, lines: Sequence[OrderLine]) -> None:
    """Call an order off before anything came; what it committed is free again."""
    order.cancelled, order.closed = YES, YES
    e.book.changed(order, moment)
    for line in lines:
        line.terminated = YES
        e.book.changed(line, moment)
    budget.release_all(e, moment, COMMIT, ORDER, order.id)


def _commit(e: Enterprise, moment: int, order: Order, request: Request, account: str) -> None:
    use = Use(company=order.company, department=order.department, account=account, source=ORDER,
              source_id=order.id, source_no=order.number, owner=order.buyer)  # fmt: skip
    budget.book(e, moment, COMMIT, use, order.net)
    reserved = budget.used_by(e, RESERVE, REQUEST, request.id)
    budget.take_over(e, moment, reserved, order.net, use)


def _seller(e: Enterprise) -> Supplier:
    """A supplier for a single purchase: anyone nearby who is not of the group."""
    local = e.memory.get(("local",))
    if local is None:
        local = [s for s in e.trade.suppliers if s.currency == "CNY" and not s.related_company]
        e.memory["local",] = local
    return e.rng.choice(local)


def _project(e: Enterprise, department: int) -> int | None:
    mine = [p.id for p in e.trade.projects if p.department == department]
    return e.rng.choice(mine) if mine and e.chance(0.3) else None
