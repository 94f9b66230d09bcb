"""Sales documents for contract tests."""

from typing import Any

from tables.contracts import CONTRACT_TERMS, CONTRACTS
from tables.sales import (
    CUSTOMER_INVOICE_LINES,
    CUSTOMER_INVOICES,
    CUSTOMER_RECEIPTS,
    RECEIPT_ALLOCATIONS,
    SALES_ORDER_LINES,
    SALES_ORDERS,
    SHIPMENTS,
)
from tests.unit.facts.erp import Row, row
from tests.unit.facts.purchasing import Said


def contract(contract_id: str = "C", **said: Any) -> Said:
    """A purchase contract of 2 November over 1,130, in force until the end of November."""
    base: Row = {"kind": "purchase", "supplier_id": "S1", "status": "signed", "currency": "CNY"}
    base |= {"amount_net": 1000, "amount_gross": 1130, "created_on": "11-02", "signed_on": "11-02"}
    base |= {"starts_on": "11-03", "ends_on": "11-30", "approval_no": "OA-1"}
    return CONTRACTS, row(CONTRACTS, **(base | {"contract_id": contract_id} | said))


def term(seq: int, due: str, amount: Any, **said: Any) -> Said:
    """What is due when."""
    base: Row = {"contract_term_id": f"T{seq}", "contract_id": "C", "seq": seq, "due_on": due}
    base |= {"amount_gross": amount, "currency": "CNY"}
    return CONTRACT_TERMS, row(CONTRACT_TERMS, **(base | said))


def sale(order_id: str = "SO", **said: Any) -> Said:
    """A sales order under the contract."""
    base: Row = {"customer_id": "K1", "status": "open", "currency": "CNY", "contract_id": "C"}
    base |= {"created_on": "11-02", "ordered_on": "11-02", "order_id": order_id}
    return SALES_ORDERS, row(SALES_ORDERS, **(base | said))


def sold(order_line_id: str = "SL", **said: Any) -> Said:
    """Ten pieces at 100."""
    base: Row = {"order_id": "SO", "quantity": 10, "unit": "EA", "price_net": 100}
    base |= {"amount_net": 1000, "created_on": "11-02", "order_line_id": order_line_id}
    return SALES_ORDER_LINES, row(SALES_ORDER_LINES, **(base | said))


def shipment(quantity: Any, on: str, **said: Any) -> Said:
    """Goods that went out."""
    base: Row = {"shipment_line_id": f"H{on}{quantity}", "shipment_id": "H", "unit": "EA"}
    base |= {"order_line_id": "SL", "quantity": quantity, "created_on": on, "shipped_on": on}
    return SHIPMENTS, row(SHIPMENTS, **(base | said))


def bill(invoice_id: str, on: str, gross: Any, **said: Any) -> Said:
    """An invoice to a customer."""
    base: Row = {"invoice_id": invoice_id, "kind": "invoice", "customer_id": "K1"}
    base |= {"status": "open", "currency": "CNY", "amount_gross": gross}
    base |= {"created_on": on, "invoiced_on": on}
    return CUSTOMER_INVOICES, row(CUSTOMER_INVOICES, **(base | said))


def billed_line(invoice_id: str, net: Any, gross: Any, **said: Any) -> Said:
    """A line of it."""
    base: Row = {"invoice_line_id": f"{invoice_id}-1", "invoice_id": invoice_id}
    base |= {"order_line_id": "SL", "amount_net": net, "amount_gross": gross, "created_on": "11-02"}
    return CUSTOMER_INVOICE_LINES, row(CUSTOMER_INVOICE_LINES, **(base | said))


def money(receipt_id: str, on: str, amount: Any, **said: Any) -> Said:
    """Money a customer paid."""
    base: Row = {"receipt_id": receipt_id, "customer_id": "K1", "currency": "CNY"}
    base |= {"amount": amount, "created_on": on, "received_on": on}
    return CUSTOMER_RECEIPTS, row(CUSTOMER_RECEIPTS, **(base | said))


def applied(receipt_id: str, invoice_id: str, amount: Any, on: str) -> Said:
    """What of it goes to an invoice."""
    base: Row = {"receipt_id": receipt_id, "invoice_id": invoice_id, "amount": amount}
    base |= {"currency": "CNY", "created_on": on, "allocated_on": on}
    base |= {"allocation_id": f"{receipt_id}-{invoice_id}"}
    return RECEIPT_ALLOCATIONS, row(RECEIPT_ALLOCATIONS, **base)
