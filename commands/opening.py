"""Opens the installation for one command, and says who is asking.

The command line belongs to the operating-system user who owns the home directory: that user can
read the files anyway, so without `--as` the command asks as the owner and sees everything; with
`--as` it sees what that user sees today. Both are written to the audit.
"""

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

from pydantic import ValidationError

from commands.shell import Refused, one_line, wrong
from lake.lake import Lake
from queries.door import Door
from queries.installation import Installation
from queries.viewer import Owner, Who, owner_of
from settings import Settings
from state import Policy, State

ORIGIN = "command line"
Lang = Literal["zh", "en"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """An installation, its door, and who asks through it."""

    settings: Settings
    installation: Installation
    door: Door
    who: Who
    owner: Owner

    @property
    def state(self) -> State:
        """What the installation remembers."""
        return self.installation.state

    def note(self, what: str, **detail: str) -> None:
        """Write an act to the audit."""
        asked_as = self.who if isinstance(self.who, str) else "owner"
        self.state.audit.add(self.owner.name, what, origin=ORIGIN, asked_as=asked_as, **detail)


def settings() -> Settings:
    """The settings of the environment; a wrong one is told by its name, never its value."""
    try:
        return Settings()
    except ValidationError as error:
        names = ", ".join(f"COCKPIT_{'_'.join(map(str, e['loc'])).upper()}" for e in error.errors())
        said = "; ".join(one_line(e["msg"]) for e in error.errors())
        raise wrong(f"环境变量 {names} 不对。", f"{names}: {said}.") from None


def installed(of: Settings) -> None:
    """Refuse when nothing was installed in the home yet, or somebody else owns it."""
    if not of.home.is_dir() or not has_key(of):
        raise Refused(
            f"{of.home} 里还没有安装，请先运行 python cockpit.py init --profile demo。",
            f"nothing is installed in {of.home}: run python cockpit.py init --profile demo first.",
        )
    owner_of(of.home)


def has_key(of: Settings) -> bool:
    """Whether the installation was initialised."""
    try:
        return bool(of.secret())
    except RuntimeError:
        return False


def open_installation(of: Settings) -> Installation:
    """Lake and state of an installation."""
    policy = Policy(idle=of.idle, lifetime=of.lifetime)
    state = State.open(of.state_url.get_secret_value(), policy=policy)
    return Installation(home=of.home, lake=Lake(of.lake), state=state)


@contextmanager
def opened(
    command: str,
    *,
    as_user: str | None = None,
    lang: Lang = "zh",
    detail: Mapping[str, str] | None = None,
) -> Generator[Opened]:
    """The installation for one command, audited; closed afterwards."""
    configured = settings()
    installed(configured)
    installation = open_installation(configured)
    try:
        owner = owner_of(configured.home, lang=lang)
        found = Opened(
            settings=configured,
            installation=installation,
            door=Door(installation),
            who=owner if as_user is None else as_user,
            owner=owner,
        )
        found.note(command, **(detail or {}))
        yield found
    finally:
        installation.state.close()
