"""The inventory desk: whether the books are right, how stock turns, what lacks or lies dead."""

from ui import subject_desk
from ui.desk import Desk
from ui.subject import Subject

SUBJECT = Subject(
    url="inventory",
    metrics=(
        "inventory.ira",
        "inventory.exact_rate",
        "inventory.value_accuracy",
        "inventory.coverage",
        "inventory.stock_value",
        "inventory.turnover_days",
        "inventory.below_safety",
        "inventory.dead_stock_value",
    ),
    counted="inventory.issue_cost",
    filters=("company", "region", "warehouse", "category"),
    breakdowns=("warehouse", "category", "abc"),
    led_here=("inventory.gross_difference", "inventory.net_difference", "inventory.issue_cost"),
)


def render(desk: Desk) -> None:
    """Draw the desk for one viewer."""
    subject_desk.draw(desk, SUBJECT)
