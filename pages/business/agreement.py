"""The agreement desk: where systems tell the same thing, where they differ, what one side lacks,
and how long it takes to put it right."""

from ui import pairs, subject_desk
from ui.desk import Desk
from ui.subject import Subject

SUBJECT = Subject(
    url="agreement",
    metrics=(
        "agreement.consistency_rate",
        "agreement.differing",
        "agreement.differing_value",
        "agreement.unmatched",
        "agreement.unmatched_value",
        "agreement.ambiguous",
        "agreement.reconciliation_time",
        "agreement.reconciled",
    ),
    counted="approval.submitted",
    filters=("company", "subject", "systems"),
    breakdowns=("field", "disagreement_kind", "missing_side", "age_bucket", "subject", "company"),
    led_here=(
        *("agreement.compared", "agreement.difference", "agreement.differing_age"),
        *("agreement.unmatched_age", "agreement.reconciliation_time_p90"),
        "agreement.open_episodes",
    ),
)


def render(desk: Desk) -> None:
    """Draw the desk for one viewer."""
    subject_desk.draw(desk, SUBJECT, above=pairs.matrix)
