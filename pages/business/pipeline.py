"""The pipeline desk: what may be won, what was, and how long it takes."""

from ui import subject_desk
from ui.desk import Desk
from ui.subject import Subject

SUBJECT = Subject(
    url="pipeline",
    metrics=(
        "pipeline.value",
        "pipeline.weighted",
        "pipeline.open",
        "pipeline.win_rate",
        "pipeline.average_deal",
        "pipeline.sales_cycle",
        "pipeline.slipped",
    ),
    counted="pipeline.created",
    filters=("company", "region", "customer", "stage"),
    breakdowns=("stage", "region", "customer_owner", "customer"),
    led_here=(
        "pipeline.won_value",
        "pipeline.won",
        "pipeline.lost",
        "pipeline.created",
        "pipeline.win_rate_value",
    ),
)


def render(desk: Desk) -> None:
    """Draw the desk for one viewer."""
    subject_desk.draw(desk, SUBJECT)
