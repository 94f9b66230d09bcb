"""The first administrator: made once, with a password for one use."""

from state import State
from state.errors import InvalidUser

NAME = "admin"


def create_first_administrator(state: State, *, username: str = NAME, origin: str) -> str:
    """Create the first user, give the administrator role, return the one-time password.

    Raises InvalidUser when there is any user already: then an administrator adds the next one.
    """
    if state.users.count():
        raise InvalidUser("there are users already; an administrator can add more")
    issued = state.users.add(username, name="管理员 Administrator")
    if issued is None:
        raise AssertionError("a user added without a password gets a one-time password")
    state.rights.grant(username, "administrator", by="init")
    state.audit.add("init", "first_administrator", origin=origin, user=username)
    return issued
