"""Where sales are stuck: order lines by the station they wait at, from the order to the money."""

from functools import partial

from ui import stations, subject_desk
from ui.desk import Desk
from ui.subject import Subject

SUBJECT = Subject(
    url="order_to_cash",
    metrics=(
        "sales.stuck",
        "sales.stuck_value",
        "sales.station_wait_p90",
        "sales.on_time_to_customer",
        "sales.backlog_overdue",
        "receivable.overdue",
        "receivable.unapplied",
    ),
    counted="sales.orders",
    filters=("company", "department", "station", "customer", "owner"),
    breakdowns=("customer", "owner", "department", "age_bucket"),
    led_here=(
        "sales.stuck_age",
        "sales.station_wait",
        "sales.shipment_to_invoice",
        "sales.invoice_to_collection",
    ),
)


def render(desk: Desk) -> None:
    """Draw the desk for one viewer."""
    subject_desk.draw(desk, SUBJECT, above=partial(stations.strip, stations.SALES))
