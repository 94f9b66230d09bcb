"""Purchasing documents for fact tests: an order, what came of it, what was charged and paid."""

from typing import Any

from tables.approvals import APPROVALS
from tables.definition import Table
from tables.purchasing import (
    GOODS_RECEIPTS,
    PAYMENT_ALLOCATIONS,
    PURCHASE_ORDER_LINES,
    PURCHASE_ORDERS,
    PURCHASE_REQUESTS,
    SUPPLIER_INVOICE_LINES,
    SUPPLIER_INVOICES,
    SUPPLIER_PAYMENTS,
)
from tests.unit.facts.erp import Row, row
from tests.unit.facts.world import at

Said = tuple[Table, Row]


def order(po_id: str = "P", **said: Any) -> Said:
    """An order of Monday 2 November over 1,130 with tax."""
    base: Row = {"supplier_id": "S1", "status": "open", "currency": "CNY", "po_no": po_id}
    base |= {"created_on": "11-02", "ordered_on": "11-02", "department_id": "d1"}
    base |= {"amount_net": 1000, "amount_gross": 1130, "approval_no": "OA-1", "buyer_id": "p1"}
    return PURCHASE_ORDERS, row(PURCHASE_ORDERS, **(base | {"po_id": po_id} | said))


def line(po_line_id: str = "L", **said: Any) -> Said:
    """Ten pieces at 100, promised for Friday 13 November."""
    base: Row = {"po_id": "P", "line_no": 1, "sku_id": "K1", "quantity": 10, "unit": "EA"}
    base |= {"price_net": 100, "amount_net": 1000, "amount_gross": 1130, "created_on": "11-02"}
    base |= {"promised_on": "11-13", "po_line_id": po_line_id}
    return PURCHASE_ORDER_LINES, row(PURCHASE_ORDER_LINES, **(base | said))


def request(request_line_id: str = "Q", **said: Any) -> Said:
    """What was asked for on Monday 26 October."""
    base: Row = {"request_id": "RQ", "quantity": 10, "unit": "EA", "amount_net": 1000}
    base |= {"created_on": "10-26", "requested_on": "10-26", "status": "open", "currency": "CNY"}
    base |= {"applicant_id": "p7", "request_line_id": request_line_id}
    return PURCHASE_REQUESTS, row(PURCHASE_REQUESTS, **(base | said))


def approval(approval_id: str = "A", **said: Any) -> Said:
    """A form OA-1 over 1,130, approved on Friday 30 October."""
    base: Row = {"source": "oa", "process": "purchase", "status": "approved", "amount": 1130}
    base |= {"business_no": "OA-1", "currency": "CNY", "created_at": at("2026-10-26 09:00")}
    base |= {"submitted_at": at("2026-10-26 09:00"), "decided_at": at("2026-10-30 15:00")}
    return APPROVALS, row(APPROVALS, **(base | {"approval_id": approval_id} | said))


def receipt(quantity: Any, on: str, *, rejected: Any = 0, of: str = "L", **said: Any) -> Said:
    """Goods of a line."""
    name = said.pop("receipt_line_id", f"R-{of}-{on}-{quantity}")
    base: Row = {"receipt_id": name, "receipt_line_id": name, "po_line_id": of, "unit": "EA"}
    base |= {"quantity": quantity, "rejected_quantity": rejected, "received_on": on}
    return GOODS_RECEIPTS, row(GOODS_RECEIPTS, **(base | {"created_on": on} | said))


def invoice(invoice_id: str, on: str, gross: Any = 1130, **said: Any) -> Said:
    """An invoice (a credit note when it is negative), due 30 days later if nothing else is said."""
    kind = "credit_note" if gross < 0 else "invoice"
    base: Row = {"invoice_id": invoice_id, "invoice_no": invoice_id, "kind": kind}
    base |= {"supplier_id": "S1", "status": "open", "currency": "CNY", "amount_gross": gross}
    base |= {"created_on": on, "invoiced_on": on}
    return SUPPLIER_INVOICES, row(SUPPLIER_INVOICES, **(base | said))


def charge(invoice_id: str, quantity: Any, net: Any, *, of: str | None = "L", **said: Any) -> Said:
    """A line of an invoice, with 13 % tax."""
    name = said.pop("invoice_line_id", f"{invoice_id}-{of}")
    base: Row = {"invoice_line_id": name, "invoice_id": invoice_id, "po_line_id": of}
    base |= {"quantity": quantity, "unit": "EA", "amount_net": net, "created_on": "11-02"}
    base |= {"amount_gross": round(net * 1.13, 2)}
    if quantity:
        base |= {"price_net": round(net / quantity, 6)}
    return SUPPLIER_INVOICE_LINES, row(SUPPLIER_INVOICE_LINES, **(base | said))


def payment(payment_id: str, on: str | None, amount: Any, **said: Any) -> Said:
    """Money that went out."""
    base: Row = {"payment_id": payment_id, "supplier_id": "S1", "currency": "CNY"}
    base |= {"amount": amount, "paid_on": on, "created_on": on or "11-02"}
    base |= {"status": "paid" if on else "planned"}
    return SUPPLIER_PAYMENTS, row(SUPPLIER_PAYMENTS, **(base | said))


def allocation(payment_id: str, invoice_id: str, amount: Any, on: str, **said: Any) -> Said:
    """What of a payment goes to an invoice."""
    base: Row = {"payment_id": payment_id, "invoice_id": invoice_id, "amount": amount}
    base |= {"currency": "CNY", "created_on": on, "allocated_on": on}
    base |= {"allocation_id": f"{payment_id}-{invoice_id}"}
    return PAYMENT_ALLOCATIONS, row(PAYMENT_ALLOCATIONS, **(base | said))
