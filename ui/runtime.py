"""What the launcher hands to the script threads: one opened door for the whole process."""

from queries.door import Door

_held: list[Door] = []


def provide(door: Door) -> None:
    """Called once by the launcher (and by tests) before the first script runs."""
    _held[:] = [door]


def door() -> Door:
    """The process's door to data; raises when the launcher has not provided one."""
    if not _held:
        raise RuntimeError("the launcher has not opened an installation; start with cockpit.py run")
    return _held[0]
