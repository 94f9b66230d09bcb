"""What the first page opens with: the figures of every subject, and the desk each leads to."""

HEADLINES: dict[str, str] = {
    "approval.on_time_rate": "approvals",
    "approval.overdue": "approvals",
    "sales.revenue": "sales",
    "sales.on_time_to_customer": "sales",
    "pipeline.win_rate": "pipeline",
    "receivable.overdue": "receivables",
    "cash.balance": "cash",
    "budget.execution_rate": "budget",
    "purchase.on_time_delivery": "purchasing",
    "purchase.stuck_value": "chain",
    "inventory.ira": "inventory",
    "inventory.turnover_days": "inventory",
    "payable.three_way_match_rate": "payables",
    "service.complaint_rate": "service",
    "people.headcount": "workforce",
    "agreement.consistency_rate": "agreement",
    "approval.cycle_time": "approvals",
    "approval.submitted": "approvals",
    "approval.return_rate": "approvals",
    "people.turnover_rate": "workforce",
    "people.joins": "workforce",
    "inventory.value_accuracy": "inventory",
    "inventory.below_safety": "inventory",
    "purchase.overdue_receipts": "purchasing",
    "sales.stuck_value": "order_to_cash",
    "pipeline.value": "pipeline",
}
"""The figures of the first page and the desk each leads to."""
MOST = 12
TRENDS = {
    "sales.revenue": "sales",
    "purchase.spend": "purchasing",
    "inventory.ira": "inventory",
    "people.headcount": "workforce",
    "approval.cycle_time": "approvals",
}
SIDES: tuple[tuple[str, str, str], ...] = (
    ("approval.overdue", "department", "approvals"),
    ("budget.utilisation_rate", "department", "budget"),
    ("purchase.stuck_value", "station", "chain"),
    ("inventory.ira", "warehouse", "inventory"),
    ("receivable.overdue", "customer", "receivables"),
    ("sales.stuck_value", "station", "order_to_cash"),
    ("people.headcount", "department", "workforce"),
)
"""Metrics side by side: by what, and the desk a click leads to."""
