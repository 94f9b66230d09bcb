"""An opened installation: where its data is, and what it remembers."""

from dataclasses import dataclass
from pathlib import Path

from lake.lake import Lake
from state import State


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """Lake, state and home directory; built by `app.py`, `cockpit.py` and tests."""

    home: Path
    lake: Lake
    state: State
