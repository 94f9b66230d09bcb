"""Subjects no source has ever told anything of: their figures are unknown, not zero."""

import importlib
from collections.abc import Sequence
from datetime import timedelta

from metrics.definition import Cut
from queries.definition import Answer, Compare
from queries.errors import DoorError
from ui.desk import Desk
from ui.registry import PAGES
from ui.subject import Subject

FIRST = "1990-01-01"


def is_bare(desk: Desk, subject: Subject) -> bool:
    """Whether nothing that a desk is about ever came from any source, as far as this viewer sees.

    All its figures together tell: one of them alone may rightly be zero for ever.
    """
    return not any(_ever(desk, name) for name in subject.metrics)


def leads_nowhere(desk: Desk, url: str) -> bool:
    """Whether the desk at an address is bare."""
    module = next(page.module for page in PAGES if page.url == url)
    subject = getattr(importlib.import_module(module), "SUBJECT", None)
    return isinstance(subject, Subject) and is_bare(desk, subject)


def first_told(desk: Desk, metrics: Sequence[str]) -> str:
    """The first metric that anything was ever counted of, else the first."""
    return next((name for name in metrics if _ever(desk, name)), metrics[0])


def counts_nothing(desk: Desk, metric: str, cut: Cut, compare: Compare) -> bool:
    """Whether a question is answered, with a figure of no rows."""
    try:
        return counted(desk.ask(metric, cut, compare=compare)) == 0
    except DoorError:
        return False


def counted(answer: Answer) -> int:
    """How many rows an answer is made of."""
    return int(answer.rows.get_column("rows").sum())


def _ever(desk: Desk, metric: str) -> bool:
    after = (desk.today + timedelta(days=1)).isoformat()
    try:
        return counted(desk.ask(metric, Cut(start=FIRST, end=after, grain="year"))) > 0
    except DoorError:
        return True  # there is something, though not in one sum, or not for this viewer
