"""The sales desk: revenue and margin, orders on hand, whether customers get them in time."""

from ui import subject_desk
from ui.desk import Desk
from ui.subject import Subject

SUBJECT = Subject(
    url="sales",
    metrics=(
        "sales.revenue",
        "sales.gross_margin_rate",
        "sales.order_value",
        "sales.backlog",
        "sales.on_time_to_customer",
        "sales.order_cycle",
        "sales.credited",
    ),
    counted="sales.orders",
    filters=("company", "region", "customer", "category"),
    breakdowns=("region", "customer", "category", "customer_owner"),
    led_here=("sales.orders", "sales.gross_margin", "sales.backlog_overdue", "sales.invoices"),
)


def render(desk: Desk) -> None:
    """Draw the desk for one viewer."""
    subject_desk.draw(desk, SUBJECT)
