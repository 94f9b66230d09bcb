"""What a desk is about: the figures it opens with, and how they may be cut."""

from dataclasses import dataclass

from metrics.registry import METRICS


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One desk.

    `url` is the page's address and the word of its title. `metrics` are its cards, the first is
    what it is about at first; `led_here` others that links may ask for. `counted` is the flow that
    tells whether anything happened in a stretch of time. `filters` are the dimensions of the bar,
    `breakdowns` those shown side by side, in the order of their weight.
    """

    url: str
    metrics: tuple[str, ...]
    counted: str
    filters: tuple[str, ...]
    breakdowns: tuple[str, ...]
    led_here: tuple[str, ...] = ()

    def sides(self, metric: str, most: int = 3) -> tuple[str, ...]:
        """The dimensions a metric is broken down by on this desk."""
        known = METRICS[metric].by
        return tuple(name for name in self.breakdowns if name in known)[:most]
