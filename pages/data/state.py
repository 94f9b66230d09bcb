"""How fresh and how clean the data is: sources, and the rows that wait outside."""

from ui import data_parts, headline
from ui.desk import Desk


def render(desk: Desk) -> None:
    """Draw the sources and the quarantine for one viewer."""
    headline.draw(desk, desk.say("data_state"))
    data_parts.sources(desk)
    data_parts.quarantine(desk)
    data_parts.runs(desk)
