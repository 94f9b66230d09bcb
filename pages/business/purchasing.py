"""The purchasing desk: what is ordered, whether it comes in time and at what price."""

from ui import subject_desk
from ui.desk import Desk
from ui.subject import Subject

SUBJECT = Subject(
    url="purchasing",
    metrics=(
        "purchase.on_time_delivery",
        "purchase.ordered",
        "purchase.spend",
        "purchase.order_to_complete_receipt",
        "purchase.reject_rate",
        "purchase.price_variance_to_last",
        "purchase.overdue_receipts",
    ),
    counted="purchase.orders",
    filters=("company", "department", "supplier", "category"),
    breakdowns=("supplier", "category", "department", "buyer"),
    led_here=(
        "purchase.orders",
        "purchase.received",
        "purchase.price_variance_to_contract",
        "purchase.request_to_order",
    ),
)


def render(desk: Desk) -> None:
    """Draw the desk for one viewer."""
    subject_desk.draw(desk, SUBJECT)
