"""The people desk: how many there are, who comes and goes, what they cost."""

from ui import subject_desk
from ui.desk import Desk
from ui.subject import Subject

SUBJECT = Subject(
    url="workforce",
    metrics=(
        "people.headcount",
        "people.joins",
        "people.leaves",
        "people.turnover_rate",
        "people.payroll",
        "people.pay_per_person",
    ),
    counted="people.joins",
    filters=("company", "department", "level"),
    breakdowns=("department", "level", "tenure_band"),
    led_here=("people.resignations",),
)


def render(desk: Desk) -> None:
    """Draw the desk for one viewer."""
    subject_desk.draw(desk, SUBJECT)
