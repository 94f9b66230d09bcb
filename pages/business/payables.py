"""The payables desk: what is owed and overdue, and whether invoices and payments are right."""

from ui import subject_desk
from ui.desk import Desk
from ui.subject import Subject

SUBJECT = Subject(
    url="payables",
    metrics=(
        "payable.balance",
        "payable.overdue",
        "payable.three_way_match_rate",
        "payable.paid_in_time_rate",
        "payable.duplicate_suspects_value",
        "payable.payment_error_rate",
        "payable.prepaid",
    ),
    counted="payable.paid",
    filters=("company", "department", "supplier"),
    breakdowns=("supplier", "age_bucket", "overdue_bucket", "department"),
    led_here=(
        "payable.ageing",
        "payable.duplicate_suspects",
        "payable.overpaid",
        "payable.oldest_age",
        "payable.open_invoices",
    ),
)


def render(desk: Desk) -> None:
    """Draw the desk for one viewer."""
    subject_desk.draw(desk, SUBJECT)
