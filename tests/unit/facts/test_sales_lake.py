"""Facts of sales, cash and service through the lake: a refresh equals building them anew."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from facts.backlog import RECIPE as BACKLOG
from facts.cash import RECIPE as CASH
from facts.collection import RECIPE as COLLECTION
from facts.complaint import RECIPE as COMPLAINT
from facts.opportunity import RECIPE as OPPORTUNITY
from facts.opportunity_stage import RECIPE as OPPORTUNITY_STAGE
from facts.receivable import RECIPE as RECEIVABLE
from facts.revenue import RECIPE as REVENUE
from facts.sales_order import RECIPE as SALES_ORDER
from facts.sales_stage import RECIPE as SALES_STAGE
from facts.shipment import RECIPE as SHIPMENT
from facts.survey import RECIPE as SURVEY
from facts.unapplied_receipt import RECIPE as UNAPPLIED_RECEIPT
from tables.crm import COMPLAINTS, OPPORTUNITIES, OPPORTUNITY_STAGES, SURVEYS
from tables.finance import CASH_MOVES
from tables.masters import BANK_ACCOUNTS
from tables.sales import (
    CUSTOMER_INVOICE_LINES,
    CUSTOMER_INVOICES,
    CUSTOMER_RECEIPTS,
    RECEIPT_ALLOCATIONS,
    SALES_ORDER_LINES,
    SALES_ORDERS,
    SHIPMENTS,
)
from tests.unit.facts.subject_lake import Subject
from tests.unit.facts.world import at

SALES = (
    *(SALES_ORDER, SALES_STAGE, BACKLOG, REVENUE, RECEIVABLE, UNAPPLIED_RECEIPT),
    *(SHIPMENT, COLLECTION),
)
CUSTOMER = (OPPORTUNITY, OPPORTUNITY_STAGE, COMPLAINT, SURVEY, CASH)
MONEY_ACTS = ("order", "line", "shipment", "invoice", "charge", "receipt", "payment")
OTHER_ACTS = ("deal", "stage", "complaint", "survey", "bank", "move")
STATES = ("open", "closed", "cancelled")


def steps(acts: tuple[str, ...]) -> st.SearchStrategy[list[list[tuple[str, int, int, bool]]]]:
    one = st.tuples(st.sampled_from(acts), st.integers(0, 2), st.integers(0, 2), st.booleans())
    return st.lists(st.lists(one, min_size=1, max_size=8), min_size=1, max_size=3)


def trade(world: Subject, what: str, one: int, other: int, dead: bool) -> None:
    """Something of an order `one`, an invoice `one` or a receipt `other`."""
    born, later = "03-02", f"03-{10 + other}"
    company = "c9" if (one, other) == (2, 2) else "c1"
    amounts = {"amount_net": Decimal(other * 10 + 5), "amount_gross": Decimal(other * 10 + 7)}
    match what:
        case "order":
            row = {"order_id": f"O{one}", "customer_id": "K", "status": STATES[other]}
            row |= {"created_on": born, "ordered_on": born, "company_id": company}
            world.write(SALES_ORDERS, row | amounts, dead=dead and other > 0)
        case "line":
            row = {"order_line_id": f"L{one}{other}", "order_id": f"O{one}", "unit": "EA"}
            row |= {"quantity": Decimal(5), "created_on": born, "line_no": other}
            world.write(SALES_ORDER_LINES, row | amounts, dead=dead)
        case "shipment":
            row = {"shipment_line_id": f"S{one}{other}", "shipment_id": "S", "created_on": born}
            row |= {"order_line_id": f"L{one}{other % 2}", "quantity": Decimal(3), "unit": "EA"}
            row |= {"shipped_on": later, "delivered_on": None if other == 1 else later}
            world.write(SHIPMENTS, row | {"cost": Decimal(4)}, dead=dead)
        case "invoice":
            row = {"invoice_id": f"I{one}", "customer_id": "K", "kind": "invoice"}
            row |= {"status": ("open", "paid", "draft")[other], "created_on": born}
            row |= {"invoiced_on": born, "due_on": later}
            world.write(CUSTOMER_INVOICES, row | amounts, dead=dead)
        case "charge":
            row = {"invoice_line_id": f"C{one}{other}", "invoice_id": f"I{one}", "unit": "EA"}
            row |= {"order_line_id": f"L{other}{one}", "quantity": Decimal(2), "created_on": born}
            world.write(CUSTOMER_INVOICE_LINES, row | amounts, dead=dead)
        case "receipt":
            row = {"receipt_id": f"R{other}", "customer_id": "K", "amount": Decimal(20)}
            row |= {"created_on": born, "received_on": later, "is_cancelled": one == 2}
            world.write(CUSTOMER_RECEIPTS, row | {"company_id": company}, dead=dead)
        case _:
            row = {"allocation_id": f"A{one}{other}", "invoice_id": f"I{one}"}
            row |= {"receipt_id": f"R{other}", "amount": Decimal(7), "created_on": born}
            world.write(RECEIPT_ALLOCATIONS, row | {"allocated_on": later}, dead=dead)


def customer(world: Subject, what: str, one: int, other: int, dead: bool) -> None:
    """Something of an opportunity, a complaint, a survey or a bank account `one`."""
    born = at("2026-03-02 09:00")
    then = at("2031-01-01 09:00") if (one, other) == (2, 2) else born + timedelta(days=other)
    match what:
        case "deal":
            row = {"opportunity_id": f"D{one}", "customer_id": "K", "stage": "方案"}
            row |= {"status": ("open", "won", "lost")[other], "created_at": born}
            world.write(OPPORTUNITIES, row | {"closed_at": then}, dead=dead)
        case "stage":
            row = {"opportunity_id": f"D{one}", "seq": other, "stage": "报价", "entered_at": then}
            world.write(OPPORTUNITY_STAGES, row | {"amount": Decimal(other)}, dead=dead)
        case "complaint":
            row = {"complaint_id": f"P{one}", "customer_id": "K", "created_at": born}
            row |= {"status": ("open", "resolved", "cancelled")[other], "resolved_at": then}
            world.write(COMPLAINTS, row, dead=dead)
        case "survey":
            row = {"survey_id": f"V{one}", "customer_id": "K", "created_at": born}
            world.write(SURVEYS, row | {"answered_at": then, "score": 3 + other}, dead=dead)
        case "bank":
            row = {"bank_account_id": f"B{one}", "name": "b", "opened_on": "03-02"}
            known = Decimal(100) if other else None
            world.write(BANK_ACCOUNTS, row | {"opening_balance": known}, dead=dead)
        case _:
            row = {"cash_move_id": f"B{other}", "bank_account_id": f"B{one}", "kind": "other"}
            row |= {"created_on": "03-01", "moved_on": f"03-0{1 + other}", "amount": Decimal(3)}
            world.write(CASH_MOVES, row | {"is_planned": one == 1}, dead=dead)


@settings(max_examples=6, deadline=None)
@given(rounds=steps(MONEY_ACTS))
def test_sales_facts_refreshed_equal_those_built_anew(
    tmp_path_factory: pytest.TempPathFactory, rounds: list[list[tuple[str, int, int, bool]]]
) -> None:
    world = Subject(tmp_path_factory.mktemp("lake"), *SALES)
    trade(world, "order", 0, 0, dead=False)
    trade(world, "line", 0, 0, dead=False)
    for acts in rounds:
        for what, one, other, dead in acts:
            trade(world, what, one, other, dead)
        world.check()


@settings(max_examples=6, deadline=None)
@given(rounds=steps(OTHER_ACTS))
def test_customer_facts_refreshed_equal_those_built_anew(
    tmp_path_factory: pytest.TempPathFactory, rounds: list[list[tuple[str, int, int, bool]]]
) -> None:
    world = Subject(tmp_path_factory.mktemp("lake"), *CUSTOMER)
    for acts in rounds:
        for what, one, other, dead in acts:
            customer(world, what, one, other, dead)
        world.check()


def test_a_payment_reaches_orders_receivables_and_collection(tmp_path: Path) -> None:
    world = Subject(tmp_path, *SALES)
    for what, one, other in (
        ("order", 0, 0), ("line", 0, 0), ("invoice", 0, 0), ("charge", 0, 0),
        ("receipt", 0, 1), ("payment", 0, 1),
    ):  # fmt: skip
        trade(world, what, one, other, dead=False)
    orders, stays, _, revenue, receivable, unapplied, sent, collection, aside = world.check()
    assert stays["station"].to_list() == ["ship"]
    assert orders["collected_gross"].to_list() == [Decimal(7)]
    assert revenue["booked_net"].to_list() == [Decimal(5)]
    assert receivable["booked_gross"].to_list() == [Decimal(7), Decimal(-7)]
    assert unapplied["booked_gross"].to_list() == [Decimal(20), Decimal(-7)]
    assert collection["kind"].to_list() == ["due", "received"]
    assert sent.is_empty()
    assert aside.is_empty()
    trade(world, "payment", 0, 1, dead=True)
    orders, *_ = world.check()
    assert orders["collected_gross"].to_list() == [Decimal(0)]


def test_a_receipt_of_an_unknown_company_stands_aside_alone(tmp_path: Path) -> None:
    world = Subject(tmp_path, *SALES)
    trade(world, "invoice", 0, 0, dead=False)
    trade(world, "receipt", 2, 2, dead=False)
    *_, collection, aside = world.check()
    assert collection["kind"].to_list() == ["due"]
    named = aside.filter(fact="collection").select("document_id", "table", "row_id", "reason")
    assert named.rows() == [("R2", "customer_receipts", "R2", "unknown_company")]


def test_a_complaint_resolved_on_an_unknown_day_stands_aside_alone(tmp_path: Path) -> None:
    world = Subject(tmp_path, *CUSTOMER)
    customer(world, "complaint", 0, 1, dead=False)
    world.write(
        COMPLAINTS,
        {"complaint_id": "X", "customer_id": "K", "created_at": at("2026-03-02 09:00")}
        | {"status": "resolved", "resolved_at": at("2031-01-01 09:00")},
    )
    _, _, complaints, *_, aside = world.check()
    assert complaints["complaint_id"].to_list() == ["P0"]
    assert aside.select("document_id", "reason").rows() == [("X", "unknown_day")]
