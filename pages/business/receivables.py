"""The receivables desk: what customers owe, since when, and what came in of what was due."""

from ui import subject_desk
from ui.desk import Desk
from ui.subject import Subject

SUBJECT = Subject(
    url="receivables",
    metrics=(
        "receivable.balance",
        "receivable.overdue",
        "receivable.overdue_rate",
        "receivable.collection_rate",
        "receivable.dso",
        "receivable.unapplied",
        "receivable.days_late",
    ),
    counted="receivable.received",
    filters=("company", "region", "customer"),
    breakdowns=("age_bucket", "customer", "region", "customer_owner"),
    led_here=(
        "receivable.ageing",
        "receivable.received",
        "receivable.due",
        "receivable.oldest_age",
    ),
)


def render(desk: Desk) -> None:
    """Draw the desk for one viewer."""
    subject_desk.draw(desk, SUBJECT)
