"""The budget desk: what was planned, what is spoken for, what is left."""

from ui import subject_desk
from ui.desk import Desk
from ui.subject import Subject

SUBJECT = Subject(
    url="budget",
    metrics=(
        "budget.execution_rate",
        "budget.utilisation_rate",
        "budget.pace",
        "budget.available",
        "budget.overspent_lines",
        "budget.overspend",
        "budget.unbudgeted",
    ),
    counted="budget.actual",
    filters=("company", "department", "account", "project"),
    breakdowns=("department", "account"),
    led_here=("budget.revised", "budget.actual", "budget.committed", "budget.reserved"),
)


def render(desk: Desk) -> None:
    """Draw the desk for one viewer."""
    subject_desk.draw(desk, SUBJECT)
