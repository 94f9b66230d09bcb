"""The service desk: complaints, how fast they are answered and solved, and how content customers
are.
"""

from ui import subject_desk
from ui.desk import Desk
from ui.subject import Subject

SUBJECT = Subject(
    url="service",
    metrics=(
        "service.complaints",
        "service.complaint_rate",
        "service.first_response",
        "service.resolution",
        "service.open_complaints",
        "service.satisfaction",
        "service.top_box",
    ),
    counted="service.complaints",
    filters=("company", "region", "customer"),
    breakdowns=("region", "customer", "complaint_kind", "severity"),
    led_here=("service.answers", "service.response_rate"),
)


def render(desk: Desk) -> None:
    """Draw the desk for one viewer."""
    subject_desk.draw(desk, SUBJECT)
