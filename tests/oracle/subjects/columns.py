"""What every column of text says, by hand: whom it names, what it tells, and what must be hidden.

A fact that gains a column of text fails `test_columns` until somebody says here what it holds.
"""

from collections.abc import Mapping

PERSONS = frozenset(
    {
        *("applicant_id", "current_actor_id", "actor_id", "owner_id", "buyer_id", "receiver_id"),
        *("counter_id", "person_id", "shipper_id"),
    }
)
"""Columns that hold the id of a person."""

TOLD = frozenset({"title", "name", "description", "left_value", "right_value"})
"""Columns of free text, or of what a system says of a field: either may hold a person's name."""

BADGES = frozenset({"employee_no"})
"""Other columns that tell one person."""

COSTS: Mapping[str, frozenset[str]] = {
    "revenue": frozenset({"cost", "margin_net", "booked_cost", "booked_margin_net"}),
    "sales_order": frozenset({"cost"}),
    "shipment": frozenset({"cost"}),
    "stock_count": frozenset({"unit_cost"}),
}
"""By fact the amounts that a sales person may not see."""

OF_COSTS: Mapping[str, frozenset[str]] = {
    "revenue": frozenset({"has_cost"}),
    "sales_order": frozenset({"cost_currency"}),
    "shipment": frozenset({"cost_currency"}),
}
"""What tells of a cost without being an amount."""

PRICES: Mapping[str, frozenset[str]] = {
    "shipment": frozenset({"amount_net", "booked_net", "cost", "cost_currency"}),
}
"""By fact what is hidden from who only moves the goods: amounts, and what tells of them."""

PAY: Mapping[str, frozenset[str]] = {"payroll": frozenset({"amount", "booked_amount"})}
"""By fact the amounts that tell what a person earns."""

THINGS = frozenset(
    {
        *("source", "company_id", "calendar_id", "department_id", "counterparty_company_id"),
        *("region_id", "warehouse_id", "customer_id", "supplier_id", "sku_id", "project_id"),
        *("account_id", "bank_account_id", "contract_id", "process", "node", "role", "action"),
        *("status", "order_status", "current_node", "variant", "kind", "invoice_kind", "stage"),
        *("entry_kind", "entry_of", "move_kind", "leave_kind", "category", "severity", "station"),
        *("exception", "rule", "mismatch", "error", "lost_reason", "subject", "pair", "state"),
        *("missing_side", "field", "fields", "level", "position", "age_band", "tenure_band"),
        *("unit", "currency", "booked_currency", "approved_currency", "cost_currency", "period"),
        *("location", "lot", "abc_class", "approval_confidence", "document_type"),
        *("left_source", "right_source", "approval_source", "disagreement_kind"),
        *("document_id", "latest_approval_id", "approval_id", "business_no", "number", "left_id"),
        *("right_id", "order_id", "order_line_id", "entry_id", "order_no", "cell_id"),
        *("releases_id", "document_no", "approval_no", "complaint_id", "complaint_no"),
        *("contract_no", "contract_term_id", "invoice_id", "invoice_no", "duplicate_of_id"),
        *("duplicate_of_no", "receipt_line_id", "receipt_id", "receipt_no", "po_line_id", "po_id"),
        *("po_no", "opportunity_id", "opportunity_no", "payroll_id", "payment_id", "payment_no"),
        *("request_line_id", "request_id", "request_no", "last_po_id", "invoice_line_id"),
        *("shipment_line_id", "shipment_id", "shipment_no"),
        *("balance_id", "count_line_id", "count_id", "count_no", "move_id", "survey_id"),
    }
)
"""Columns about things: ids and numbers of documents, places, states, kinds."""
