"""A March of selling, small enough to work every number out by hand."""

from typing import Any

from tests.unit.facts.recipes import Row
from tests.unit.facts.world import at

ROWS: dict[str, list[Row]] = {}


def add(table: str, **said: Any) -> None:
    ROWS.setdefault(table, []).append(said)


def order(name: str, on: str, net: int, promised: str, **more: Any) -> None:
    """Ten pieces of S in one line L<name>; 13 % tax."""
    add(
        "sales_orders", order_id=name, order_no=f"XS{name}", customer_id="K", created_on=on,
        department_id="d1", owner_id="p1", **({"status": "open", "ordered_on": on} | more),
    )  # fmt: skip
    add(
        "sales_order_lines", order_line_id=f"L{name}", order_id=name, line_no=1, sku_id="S",
        unit="EA", quantity=10, amount_net=net, amount_gross=f"{net * 1.13:.2f}", created_on=on,
        promised_on=promised,
    )  # fmt: skip


def shipped(name: str, quantity: int, left: str, arrived: str) -> None:
    add(
        "shipments", shipment_line_id=f"{name}{left}", shipment_id="Z", order_line_id=f"L{name}",
        unit="EA", quantity=quantity, created_on=left, shipped_on=left, delivered_on=arrived,
    )  # fmt: skip


def invoice(name: str, on: str, net: int, due: str, of: str | None, **more: Any) -> None:
    gross = f"{net * 1.13:.2f}"
    add(
        "customer_invoices", invoice_id=name, customer_id="K", created_on=on, invoiced_on=on,
        due_on=due, amount_net=net, amount_gross=gross,
        **({"kind": "invoice", "status": "open"} | {k: v for k, v in more.items() if k in HEAD}),
    )  # fmt: skip
    add(
        "customer_invoice_lines", invoice_line_id=f"{name}1", invoice_id=name, order_line_id=of,
        unit="EA", amount_net=net, amount_gross=gross,
        **{k: v for k, v in more.items() if k not in HEAD},
    )  # fmt: skip


HEAD = ("kind", "status")


def received(name: str, on: str, amount: int, to: str, applied: int) -> None:
    add(
        "customer_receipts", receipt_id=name, customer_id="K", created_on=on, received_on=on,
        amount=amount,
    )  # fmt: skip
    add(
        "receipt_allocations", allocation_id=f"{name}{to}", receipt_id=name, invoice_id=to,
        amount=applied, allocated_on=on,
    )  # fmt: skip


def deal(name: str, created: str, **said: Any) -> None:
    add(
        "opportunities", opportunity_id=name, opportunity_no=name, customer_id="K", owner_id="p1",
        created_at=at(f"2026-{created} 09:00"), **({"stage": "报价", "status": "open"} | said),
    )  # fmt: skip


def moved(name: str, kind: str, on: str, amount: int, *, planned: bool = False) -> None:
    add(
        "cash_moves", cash_move_id=name, bank_account_id="B", kind=kind, amount=amount,
        created_on="03-02", moved_on=on, is_planned=planned,
    )  # fmt: skip


def complaint(name: str, created: str, **said: Any) -> None:
    add(
        "complaints", complaint_id=name, customer_id="K", created_at=at(f"2026-{created}"),
        **({"status": "open"} | said),
    )  # fmt: skip


# O1 goes all the way; O2 is half shipped and late; O3 was cancelled; O5 still has time
order("O1", "03-02", 100, "03-13")
order("O2", "03-03", 200, "03-20")
order("O3", "03-04", 700, "03-10", status="cancelled")
order("O5", "03-20", 300, "04-10")
shipped("O1", 4, "03-09", "03-10")
shipped("O1", 6, "03-11", "03-13")
shipped("O2", 5, "03-16", "03-17")
invoice("I1", "03-12", 100, "03-20", "LO1", quantity=10, cost=60)
invoice("I2", "03-17", 100, "03-27", "LO2", quantity=5)  # nobody knows its cost
invoice("N", "03-25", -20, "04-05", None, quantity=-2, cost=-12, kind="credit_note")
invoice("E", "03-26", 900, "03-28", None, quantity=1, cost=1, status="draft")
received("R1", "03-18", 113, "I1", 113)
received("R2", "03-30", 60, "I2", 50)

# two open, one of them slipped; two won, one of them without an amount; one lost
deal("D1", "03-02", stage="方案", amount=900, probability="0.5", expected_on="03-20")
for seq, (stage, entered) in enumerate((("线索", "03-02"), ("方案", "03-16")), start=1):
    moment = at(f"2026-{entered} 09:00")
    add("opportunity_stages", opportunity_id="D1", seq=seq, stage=stage, entered_at=moment)
deal("D2", "03-02", amount=600, status="won", closed_at=at("2026-03-11 18:00"))
deal("D3", "03-09", amount=300, status="lost", lost_reason="价格", closed_at=at("2026-03-13 10:00"))
deal("D4", "03-16", currency=None, status="won", closed_at=at("2026-03-20 18:00"))
deal("D5", "03-23", amount=100)

add("bank_accounts", bank_account_id="B", opened_on="03-02", opening_balance=1000)
moved("M1", "receipt", "03-10", 200)
moved("M2", "payment", "03-11", -50)
moved("M3", "transfer", "03-12", -30)
moved("P1", "payment", "03-20", -100, planned=True)  # has not happened
moved("P2", "receipt", "03-31", 70, planned=True)
moved("P3", "receipt", "04-01", 300, planned=True)
moved("P4", "salary", "04-10", -1500, planned=True)
moved("P5", "receipt", "04-09", 40, planned=True)

complaint(
    "C1", "03-06 17:00", status="resolved",
    responded_at=at("2026-03-09 10:00"), resolved_at=at("2026-03-10 14:00"),
)  # fmt: skip
complaint("C2", "03-16 09:00", responded_at=at("2026-03-16 14:00"))
complaint("C3", "03-17 09:00", status="cancelled")
for name, score in (("S1", 5), ("S2", 4), ("S3", 4), ("S4", None)):
    answered = None if score is None else at("2026-03-12 10:00")
    asked = at("2026-03-11 10:00")
    add("surveys", survey_id=name, created_at=asked, answered_at=answered, score=score)

# XS1 agrees, XS2 differs by 7, XS3 only the ERP has, XS4 the CRM has twice
HELD: dict[str, list[Row]] = {"sales_orders": [], "crm_orders": []}
for number, on, ours, theirs in (
    ("XS1", "03-02", "113.00", ("113.00",)),
    ("XS2", "03-05", "113.00", ("120.00",)),
    ("XS3", "03-10", "50.00", ()),
    ("XS4", "03-11", "80.00", ("80.00", "80.00")),
):
    common: Row = {"order_no": number, "customer_id": "K", "created_on": on}
    HELD["sales_orders"].append(
        common | {"order_id": number, "status": "open", "ordered_on": on, "amount_gross": ours}
    )
    for place, amount in enumerate(theirs):
        copy: Row = {"source": "crm", "crm_order_id": f"{number}{place}", "order_no": number}
        copy |= {"kind": "order", "customer_id": "K", "signed_on": on, "amount_gross": amount}
        HELD["crm_orders"].append(copy)
