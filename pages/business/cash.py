"""The cash desk: what is in the bank, and what is expected to come and go."""

from ui import cash_weeks, subject_desk
from ui.desk import Desk
from ui.subject import Subject

SUBJECT = Subject(
    url="cash",
    metrics=(
        "cash.balance",
        "cash.inflow",
        "cash.outflow",
        "cash.net_flow",
        "cash.planned_inflow",
        "cash.planned_outflow",
        "cash.plan_overdue",
    ),
    counted="cash.inflow",
    filters=("company", "bank_account"),
    breakdowns=("company", "bank_account", "move_kind"),
    led_here=("cash.planned_net",),
)


def render(desk: Desk) -> None:
    """Draw the desk for one viewer."""
    subject_desk.draw(desk, SUBJECT, above=cash_weeks.draw)
