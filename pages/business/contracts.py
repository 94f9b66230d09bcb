"""The contracts desk: what was signed, how far it is fulfilled, what falls due."""

from ui import subject_desk
from ui.desk import Desk
from ui.subject import Subject

SUBJECT = Subject(
    url="contracts",
    metrics=(
        "contract.in_force",
        "contract.signed_value",
        "contract.fulfilment",
        "contract.received_by_plan",
        "contract.paid_by_plan",
        "contract.expiring_90",
        "contract.terms_overdue",
        "contract.amount_differs_rate",
    ),
    counted="contract.signed",
    filters=("company", "department", "kind"),
    breakdowns=("department", "kind", "supplier", "customer"),
    led_here=("contract.signed", "contract.expiring_30", "contract.expiring_60"),
)


def render(desk: Desk) -> None:
    """Draw the desk for one viewer."""
    subject_desk.draw(desk, SUBJECT)
