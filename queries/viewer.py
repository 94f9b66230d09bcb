"""Who is asking: a viewer from today's rights, read again at every call.

`Owner` is the person the installation's files belong to, asking on the command line: whoever owns
the files can read them anyway, so the owner sees everything, and every act is in the audit. It is
an object only code can make (never a name that arrives from outside).
"""

import os
import threading
from dataclasses import dataclass
from pathlib import Path

from access.definition import ROLES, Grant, Viewer
from metrics.definition import Lang
from queries.errors import NotAllowed
from state import State
from state.errors import UnknownUser
from state.rows import Heads, Rights

KEPT = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """The operating-system user the installation belongs to; make it with `owner_of`."""

    name: str
    lang: Lang = "zh"


Who = str | Viewer | Owner
Known = Viewer | Owner


def owner_of(home: Path, *, lang: Lang = "zh") -> Owner:
    """The owner, when this process runs as the user that owns `home`; raises `NotAllowed`."""
    if home.stat().st_uid != os.geteuid():
        raise NotAllowed(
            "只有安装目录的所有者可以这样做。", "Only the owner of the installation may do this."
        )
    return Owner(name=f"uid {os.geteuid()}", lang=lang)


class Reception:
    """Turns a name into a viewer with the rights of this moment."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._known: dict[str, Viewer] = {}
        self._lock = threading.Lock()

    def receive(self, who: Who, heads: Heads | None = None) -> Known:
        """The viewer as of now (`heads`, when they have just been read); one row tells whether what
        is known is current.

        Raises `NotAllowed` for a user that is unknown or disabled.
        """
        if isinstance(who, Owner):
            return who
        name = who.user if isinstance(who, Viewer) else who
        version = self._state.rights.version() if heads is None else heads.rights_version
        known = self._known.get(name)
        if known is not None and known.rights_version == version:
            return known
        return self._read(name)

    def _read(self, name: str) -> Viewer:
        try:
            viewer = as_viewer(self._state.rights.of(name))
        except UnknownUser:
            raise NotAllowed(
                "没有这个用户，或该用户已停用。", "There is no such user, or the user is disabled."
            ) from None
        with self._lock:
            if len(self._known) >= KEPT:
                self._known.clear()
            self._known[name] = viewer
        return viewer


def as_viewer(rights: Rights) -> Viewer:
    """Today's rights as the words of `access`; a role nobody knows allows nothing."""
    return Viewer(
        user=rights.user.username,
        name=rights.user.name,
        person_id=rights.user.person_id,
        grants=tuple(
            Grant(
                role=grant.role,
                company_id=grant.extent.company_id,
                department_id=grant.extent.department_id,
                region_id=grant.extent.region_id,
                warehouse_id=grant.extent.warehouse_id,
                project_id=grant.extent.project_id,
            )
            for grant in rights.grants
            if grant.role in ROLES
        ),
        rights_version=rights.version,
        lang=rights.user.lang,
    )
