"""The agreement desk: where systems tell the same thing, where they differ, what one side lacks."""

from ui import pairs, subject_desk
from ui.desk import Desk
from ui.subject import Subject

SUBJECT = Subject(
    url="agreement",
    metrics=(
        "agreement.consistency_rate",
        "agreement.compared",
        "agreement.differing",
        "agreement.differing_value",
        "agreement.unmatched",
        "agreement.unmatched_value",
        "agreement.ambiguous",
    ),
    counted="approval.submitted",
    filters=("company", "subject", "systems"),
    breakdowns=("field", "missing_side", "age_bucket", "subject", "company"),
    led_here=("agreement.difference", "agreement.differing_age", "agreement.unmatched_age"),
)


def render(desk: Desk) -> None:
    """Draw the desk for one viewer."""
    subject_desk.draw(desk, SUBJECT, above=pairs.matrix)
