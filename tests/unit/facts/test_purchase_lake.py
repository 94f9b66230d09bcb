"""Facts of purchasing and contracts through the lake: a refresh equals building them anew."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from facts.contract import RECIPE as CONTRACT
from facts.contract_cover import RECIPE as CONTRACT_COVER
from facts.contract_term import RECIPE as CONTRACT_TERM
from facts.duplicate_invoice import RECIPE as DUPLICATE_INVOICE
from facts.goods_receipt import RECIPE as GOODS_RECEIPT
from facts.payable import RECIPE as PAYABLE
from facts.prepayment import RECIPE as PREPAYMENT
from facts.purchase import RECIPE as PURCHASE
from facts.purchase_price import RECIPE as PURCHASE_PRICE
from facts.purchase_request import RECIPE as PURCHASE_REQUEST
from facts.received_not_invoiced import RECIPE as RECEIVED_NOT_INVOICED
from facts.recipe import Recipe
from facts.supplier_invoice import RECIPE as SUPPLIER_INVOICE
from facts.supplier_payment import RECIPE as SUPPLIER_PAYMENT
from tests.unit.facts.purchasing import (
    Said,
    allocation,
    approval,
    charge,
    invoice,
    line,
    order,
    payment,
    receipt,
    request,
)
from tests.unit.facts.selling import (
    applied,
    bill,
    billed_line,
    contract,
    money,
    sale,
    shipment,
    sold,
    term,
)
from tests.unit.facts.subject_lake import Subject

GOODS = (PURCHASE, PURCHASE_REQUEST, RECEIVED_NOT_INVOICED, GOODS_RECEIPT, PURCHASE_PRICE)
MONEY = (SUPPLIER_INVOICE, PAYABLE, PREPAYMENT, SUPPLIER_PAYMENT, DUPLICATE_INVOICE)
CONTRACTS = (CONTRACT, CONTRACT_COVER, CONTRACT_TERM)

ORDERED = ("order", "line", "request", "approval")
CHARGED = ("receipt", "invoice", "charge", "payment", "allocation")
AGREED = ("contract", "term", "sale", "sold", "shipment", "bill", "billed", "money", "applied")
STATES = ("open", "closed", "cancelled")
POSTED = ("open", "paid", "draft")
CURRENCIES = ("CNY", "CNY", "USD")

Act = tuple[str, int, int, bool]


def write(world: Subject, said: Said, *, dead: bool = False) -> None:
    """The row as the world's clock dates it."""
    table, row = said
    told = {name: value for name, value in row.items() if name != "updated_at"}
    world.write(table, told, dead=dead)


def bought(what: str, one: int, other: int) -> Said | None:
    """Something ordered; keys and the days rows were entered on hang together."""
    contract_id, approval_no = f"C{other}" if other else None, f"OA-{other}"
    match what:
        case "order":
            company = "c9" if (one, other) == (2, 2) else "c1"
            return order(
                f"P{one}", approval_no=approval_no, status=STATES[other], company_id=company,
                contract_id=contract_id, currency=CURRENCIES[one], ordered_on=f"11-{3 + other:02}",
            )  # fmt: skip
        case "line":
            return line(
                f"L{one}{other}", po_id=f"P{one}", request_line_id=f"Q{other}", line_no=other,
                sku_id=None if other == 2 else f"K{one % 2}", is_cancelled=(one, other) == (1, 2),
            )  # fmt: skip
        case "request":
            return request(f"Q{one}", approval_no=approval_no, status=STATES[other])
        case "approval":
            status = ("approved", "running", "approved")[other]
            return approval(f"A{one}", business_no=f"OA-{other}", status=status)
        case _:
            return None


def charged(what: str, one: int, other: int) -> Said | None:
    """Something received, invoiced or paid."""
    on = f"11-{10 + other}"
    match what:
        case "receipt":
            name = f"R{one}{other}"
            unit = "BOX" if (one, other) == (2, 0) else "EA"
            quantity = (4, 6, -1)[other]
            return receipt(quantity, "11-09", of=f"L{one}0", receipt_line_id=name, unit=unit)
        case "invoice":
            return invoice(
                f"I{one}", "11-10", 500, invoiced_on=on, status=POSTED[other],
                invoice_no=f"FP10{one}0001", contract_id=f"C{one}" if other else None,
                currency=CURRENCIES[one],
            )  # fmt: skip
        case "charge":
            return charge(f"I{one}", other + 3, 400, of=f"L{other}0", invoice_line_id=f"X{one}")
        case "payment":
            contract_id = f"C{one}" if other == 1 else None
            day = None if other == 2 else on
            return payment(f"Y{one}", day, 600, created_on="11-10", contract_id=contract_id)
        case "allocation":
            return allocation(f"Y{one}", f"I{other}", 300, "11-12")
        case _:
            return None


def agreed(what: str, one: int, other: int) -> Said | None:
    """Something about a contract or a sale under it."""
    on, said = f"11-{10 + other}", {"contract_id": f"C{one}"}
    sales = {"kind": "sales", "supplier_id": None, "customer_id": "K1"} if one == 1 else {}
    found: dict[str, Said] = {
        "contract": contract(f"C{one}", approval_no=f"OA-{other}", **sales),
        "term": term(other, on, 300 + one, contract_id=f"C{one}"),
        "sale": sale(f"S{one}", status=STATES[other], **said),
        "sold": sold(f"SL{one}{other}", order_id=f"S{one}"),
        "shipment": shipment(
            other + 1, "11-09", order_line_id=f"SL{one}0", shipment_line_id=f"H{one}{other}"
        ),
        "bill": bill(f"B{one}", "11-10", 500, status=POSTED[other], **(said if other else {})),
        "billed": billed_line(f"B{one}", 400, 452, order_line_id=f"SL{other}0"),
        "money": money(f"M{one}", "11-10", 600, **(said if other else {})),
        "applied": applied(f"M{one}", f"B{other}", 300, "11-12"),
    }
    return found.get(what)


def do(world: Subject, act: Act) -> None:
    """Write or delete what an act says."""
    what, one, other, dead = act
    said = bought(what, one, other) or charged(what, one, other) or agreed(what, one, other)
    assert said is not None, what
    write(world, said, dead=dead)


def begin(root: Path, recipes: tuple[Recipe, ...]) -> Subject:
    """A small whole chain to change."""
    world = Subject(root, *recipes)
    first = [(what, 0, 0, False) for what in (*ORDERED, *CHARGED, "contract", "term")]
    for act in first:
        do(world, act)
    return world


def rounds(*acts: str) -> st.SearchStrategy[list[list[Act]]]:
    dead = st.sampled_from((False, False, False, True))
    one = st.tuples(st.sampled_from(acts), st.integers(0, 2), st.integers(0, 2), dead)
    return st.lists(st.lists(one, min_size=1, max_size=10), min_size=1, max_size=2)


def check(root: Path, recipes: tuple[Recipe, ...], changes: list[list[Act]]) -> None:
    world = begin(root, recipes)
    assert any(fact.height for fact in world.check())
    for acts in changes:
        for act in acts:
            do(world, act)
        world.check()


@settings(max_examples=4, deadline=None)
@given(changes=rounds(*ORDERED, *CHARGED))
def test_orders_and_goods(
    tmp_path_factory: pytest.TempPathFactory, changes: list[list[Act]]
) -> None:
    check(tmp_path_factory.mktemp("lake"), GOODS, changes)


@settings(max_examples=4, deadline=None)
@given(changes=rounds(*ORDERED[:2], *CHARGED))
def test_invoices_and_money(
    tmp_path_factory: pytest.TempPathFactory, changes: list[list[Act]]
) -> None:
    check(tmp_path_factory.mktemp("lake"), MONEY, changes)


@settings(max_examples=4, deadline=None)
@given(changes=rounds(*ORDERED[:2], *CHARGED, *AGREED))
def test_contracts(tmp_path_factory: pytest.TempPathFactory, changes: list[list[Act]]) -> None:
    check(tmp_path_factory.mktemp("lake"), CONTRACTS, changes)


def test_an_approval_of_another_system_reaches_the_order_it_allows(tmp_path: Path) -> None:
    world = begin(tmp_path, (PURCHASE,))
    assert world.check()[0]["is_ordered_unapproved"].to_list() == [False]
    write(world, approval("A0", business_no="OA-0", status="rejected"))
    assert world.check()[0]["is_ordered_unapproved"].to_list() == [True]


def test_another_order_of_the_same_form_changes_what_the_first_may_cost(tmp_path: Path) -> None:
    world = begin(tmp_path, (PURCHASE,))
    paid = world.check()[0]
    assert paid["is_paid_over_approved"].to_list() == [False]
    write(world, approval("A0", business_no="OA-0", amount=150))
    assert world.check()[0]["paid_over_approved_gross"].to_list() == [150]
    write(world, order("P1", approval_no="OA-0"))
    assert world.check()[0]["paid_over_approved_gross"].to_list() == [225]


def test_a_deleted_receipt_leaves_the_goods_uncharged_no_more(tmp_path: Path) -> None:
    world = begin(tmp_path, (RECEIVED_NOT_INVOICED,))
    assert world.check()[0].height == 2
    said = bought("x", 0, 0) or charged("receipt", 0, 0)
    assert said is not None
    write(world, said, dead=True)
    assert world.check()[0].is_empty()
