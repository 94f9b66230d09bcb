"""Which columns the rows behind a number are listed with, by fact: what people look for first."""

from facts.definition import APPROVAL, APPROVAL_STEP
from facts.registry import FACTS
from tables.definition import Table

LISTED: dict[str, tuple[str, ...]] = {
    "purchase": (
        *("po_no", "line_no", "supplier_id", "sku_id", "department_id", "buyer_id", "station"),
        *("station_since_on", "ordered_on", "promised_on", "received_complete_on"),
        *("ordered_quantity", "received_quantity", "unit", "ordered_net", "held_net", "currency"),
    ),
    "purchase_request": (
        *("request_no", "department_id", "applicant_id", "description", "requested_on"),
        *("approved_on", "open_net", "amount_net", "currency", "status"),
    ),
    "purchase_price": (
        *("po_no", "supplier_id", "sku_id", "ordered_on", "quantity", "unit", "price_net"),
        *("last_price_net", "contract_price_net", "amount_net", "currency"),
    ),
    "supplier_invoice": (
        *("invoice_no", "supplier_id", "department_id", "invoiced_on", "due_on", "settled_on"),
        *("mismatch", "amount_gross", "settled_gross", "currency", "status"),
    ),
    "duplicate_invoice": (
        *("invoice_no", "duplicate_of_no", "rule", "supplier_id", "invoiced_on", "amount_gross"),
        *("currency", "status"),
    ),
    "supplier_payment": (
        *("payment_no", "supplier_id", "department_id", "paid_on", "error", "amount"),
        *("overpaid_gross", "currency"),
    ),
    "payable": (
        *("invoice_no", "supplier_id", "department_id", "invoiced_on", "due_on", "age_days"),
        *("overdue_days", "open_gross", "currency"),
    ),
    "goods_receipt": (
        *("receipt_no", "supplier_id", "sku_id", "warehouse_id", "buyer_id", "received_on"),
        *("promised_on", "delivered_quantity", "rejected_quantity", "unit", "delivered_net"),
        "currency",
    ),
    "prepayment": (
        *("payment_no", "supplier_id", "department_id", "paid_on", "age_days", "open_gross"),
        "currency",
    ),
    "purchase_exception": (
        *("po_no", "supplier_id", "department_id", "buyer_id", "exception", "opens_on", "age_days"),
        *("ordered_net", "paid_over_approved_gross", "currency"),
    ),
    "purchase_stage": (
        *("po_no", "supplier_id", "sku_id", "buyer_id", "station", "opens_on", "age_days"),
        *("held_net", "currency"),
    ),
    "received_not_invoiced": (
        *("po_no", "supplier_id", "sku_id", "opens_on", "age_days", "open_net", "currency"),
    ),
    "contract": (
        *("contract_no", "name", "kind", "supplier_id", "customer_id", "department_id", "owner_id"),
        *("signed_on", "ends_on", "closed_on", "days_left", "amount_gross", "settled_gross"),
        "currency",
    ),
    "contract_cover": (
        *("contract_no", "kind", "supplier_id", "customer_id", "due_on", "covered_on"),
        *("covered_gross", "currency"),
    ),
    "contract_term": (
        *("contract_no", "name", "kind", "supplier_id", "customer_id", "due_on", "settled_on"),
        *("due_gross", "settled_gross", "currency"),
    ),
    "budget_cell": (
        *("department_id", "account_id", "period", "original", "revised", "reserve", "commit"),
        *("actual", "available", "currency"),
    ),
    "budget_entry": (
        *("document_no", "department_id", "account_id", "entry_kind", "booked_on", "period"),
        *("reserve", "commit", "actual", "paid", "currency"),
    ),
    "stock_count": (
        *("count_no", "warehouse_id", "sku_id", "location", "lot", "abc_class", "counted_on"),
        *("book_quantity", "counted_quantity", "difference", "unit", "difference_value"),
        "currency",
    ),
    "stock_balance": (
        *("warehouse_id", "sku_id", "location", "lot", "opens_on", "quantity", "available"),
        *("safety_stock", "unit", "amount", "currency"),
    ),
    "stock_move": (
        *("warehouse_id", "sku_id", "kind", "moved_on", "quantity", "unit", "amount", "currency"),
    ),
    "sales_order": (
        *("order_no", "line_no", "customer_id", "sku_id", "owner_id", "station", "ordered_on"),
        *("promised_on", "shipped_complete_on", "delivered_complete_on", "ordered_quantity"),
        *("shipped_quantity", "unit", "amount_net", "currency"),
    ),
    "sales_stage": (
        *("order_no", "customer_id", "sku_id", "owner_id", "station", "opens_on", "age_days"),
        *("held_net", "currency"),
    ),
    "shipment": (
        *("shipment_no", "order_no", "customer_id", "sku_id", "warehouse_id", "shipped_on"),
        *("delivered_on", "status", "quantity", "unit", "amount_net", "currency"),
    ),
    "backlog": (
        *("order_no", "customer_id", "sku_id", "opens_on", "promised_on", "age_days"),
        *("quantity", "unit", "amount_net", "currency"),
    ),
    "revenue": (
        *("invoice_no", "customer_id", "sku_id", "owner_id", "invoiced_on", "quantity", "unit"),
        *("amount_net", "cost", "margin_net", "currency"),
    ),
    "receivable": (
        *("invoice_no", "customer_id", "owner_id", "kind", "invoiced_on", "due_on", "age_days"),
        *("overdue_days", "amount_gross", "currency"),
    ),
    "unapplied_receipt": (
        *("receipt_no", "customer_id", "owner_id", "received_on", "amount_gross", "currency"),
    ),
    "collection": (
        *("document_no", "kind", "customer_id", "owner_id", "due_on", "settled_on", "due_gross"),
        *("collected_gross", "currency"),
    ),
    "cash": (
        *("bank_account_id", "company_id", "kind", "moved_on", "expected_on", "amount"),
        "currency",
    ),
    "opportunity": (
        *("opportunity_no", "name", "customer_id", "owner_id", "stage", "status", "created_on"),
        *("closed_on", "amount", "currency", "probability"),
    ),
    "opportunity_stage": (
        *("opportunity_no", "name", "customer_id", "owner_id", "stage", "opens_on", "expected_on"),
        *("amount", "currency", "probability"),
    ),
    "complaint": (
        *("complaint_no", "title", "customer_id", "owner_id", "category", "severity", "status"),
        *("created_on", "responded_on", "resolved_on"),
    ),
    "survey": ("customer_id", "order_no", "answered_on", "score"),
    "headcount": (*("person_id", "department_id", "level", "position", "joined_on", "left_on"),),
    "person_month": ("person_id", "department_id", "level", "position"),
    "payroll": ("person_id", "department_id", "period", "amount", "currency"),
    "disagreement": (
        *("number", "pair", "disagreement_kind", "field", "left_value", "right_value"),
        *("missing_side", "opened_on", "closed_on", "state", "amount_gross", "currency"),
    ),
    "agreement": (
        *("number", "pair", "state", "field", "left_value", "right_value", "missing_side"),
        *("opens_on", "age_days", "amount_gross", "difference_gross", "currency"),
    ),
}
NAMES = {
    "company_id": "company_name",
    "department_id": "department_name",
    "applicant_id": "applicant_name",
    "owner_id": "owner_name",
    "buyer_id": "buyer_name",
    "shipper_id": "shipper_name",
    "person_id": "person_name",
    "supplier_id": "supplier_name",
    "customer_id": "customer_name",
    "sku_id": "sku_name",
    "warehouse_id": "warehouse_name",
    "project_id": "project_name",
    "account_id": "account_name",
    "region_id": "region_name",
    "bank_account_id": "bank_account_name",
}
"""The column with the name beside an id."""


def read(fact: Table) -> tuple[str, ...]:
    """The columns of a fact to ask for."""
    return tuple(name for name in LISTED.get(fact.name, ()) if name in fact.schema)


def shown(fact: Table) -> tuple[str, ...]:
    """The columns to show, in order: names instead of ids, what is known only at an instant too."""
    return tuple(NAMES.get(name, name) for name in LISTED.get(fact.name, ()))


BUSINESS = tuple(name for name in FACTS if name not in {APPROVAL.name, APPROVAL_STEP.name})
