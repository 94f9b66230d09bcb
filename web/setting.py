"""What every part of the web room needs: state, secrets and the ways people reach us."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_network

from settings import Settings
from state import State
from web.address import Network


def always_active(_message: bytes | str) -> bool:
    """Count every message as a sign of life."""
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Web:
    """The web room's surroundings, built once by the launcher.

    `active` says whether a websocket message is an act of a person (a timer's is not).
    """

    state: State
    secret: str
    pages: frozenset[str] | None = None  # the cockpit's pages; None: any address may be one
    base: str = ""
    origin: str = ""  # of the public address; empty: whatever host the browser names
    https: bool = False
    proxies: tuple[Network, ...] = ()
    check_every: float = 3.0
    touch_every: float = 30.0
    active: Callable[[bytes | str], bool] = always_active

    @property
    def cookie(self) -> str:
        """The session cookie's name; with `__Host-` no other host can plant it."""
        return "__Host-yiping_sid" if self.https else "yiping_sid"

    @property
    def form_cookie(self) -> str:
        """The name of the cookie that ties a sign-in form to its browser."""
        return "__Host-yiping_form" if self.https else "yiping_form"


def web_of(
    settings: Settings,
    state: State,
    *,
    pages: frozenset[str] | None = None,
    active: Callable[[bytes | str], bool] = always_active,
) -> Web:
    """The surroundings that the settings describe; raises RuntimeError without a secret key."""
    return Web(
        state=state,
        secret=settings.secret(),
        pages=pages,
        base=settings.base_path,
        origin=settings.public_url,
        https=settings.https,
        proxies=tuple(ip_network(each) for each in settings.trusted_proxies),
        check_every=settings.revoke_seconds,
        touch_every=min(30.0, settings.idle / timedelta(seconds=10)),
        active=active,
    )
