"""What the installation remembers about itself: people, rights, sessions, cursors, pins, runs."""

from state.store import Policy, State

__all__ = ["Policy", "State"]
