"""Where purchasing is stuck: order lines by the station they wait at, and what has slipped past a
gate."""

from functools import partial

from ui import stations, subject_desk
from ui.desk import Desk
from ui.subject import Subject

SUBJECT = Subject(
    url="chain",
    metrics=(
        "purchase.stuck",
        "purchase.stuck_value",
        "purchase.station_wait_p90",
        "purchase.approved_not_ordered_value",
        "purchase.ordered_not_approved_value",
        "purchase.received_not_invoiced_value",
        "purchase.paid_over_approved_value",
    ),
    counted="purchase.orders",
    filters=("company", "department", "station", "supplier", "buyer"),
    breakdowns=("buyer", "supplier", "department", "age_bucket"),
    led_here=(
        "purchase.stuck_age",
        "purchase.station_wait",
        "purchase.approved_not_ordered",
        "purchase.ordered_not_approved",
        "purchase.received_not_invoiced",
        "purchase.paid_over_approved",
    ),
)


def render(desk: Desk) -> None:
    """Draw the desk for one viewer."""
    subject_desk.draw(desk, SUBJECT, above=partial(stations.strip, stations.PURCHASES))
