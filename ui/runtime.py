"""What the launcher hands to the script threads: one opened installation for the whole process."""

from dataclasses import dataclass

from access.definition import Viewer
from queries.door import Door
from queries.installation import Installation
from queries.viewer import Owner, Reception
from state.rows import Lang

ORIGIN = "screens"


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """An installation and the one door to its data."""

    installation: Installation
    door: Door
    reception: Reception

    def viewer(self, user: str) -> Viewer:
        """Today's rights of a signed-in user; raises NotAllowed when there are none left."""
        known = self.reception.receive(user)
        if isinstance(known, Owner):
            raise TypeError("a signed-in user is never the owner of the files")
        return known

    def speak(self, user: str, lang: Lang) -> None:
        """Make `lang` the language of a signed-in user; raises NotAllowed like `viewer`."""
        if self.viewer(user).lang == lang:
            return
        state = self.installation.state
        state.users.change(user, lang=lang)
        state.audit.add(user, "language", origin=ORIGIN, lang=lang)


_held: list[Opened] = []


def provide(installation: Installation) -> None:
    """Called once by the launcher (and by tests) before the first script runs."""
    _held[:] = [
        Opened(
            installation=installation,
            door=Door(installation),
            reception=Reception(installation.state),
        )
    ]


def opened() -> Opened:
    """The process's installation; raises when the launcher has not provided one."""
    if not _held:
        raise RuntimeError("the launcher has not opened an installation; start with cockpit.py run")
    return _held[0]
