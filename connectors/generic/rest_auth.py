"""Who asks: values and headers for each request, and tokens kept until shortly before they end.

Tokens are kept by what they were fetched with, for all threads and pulls of this process: sources
count how often one is asked for.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from secrets import token_hex
from threading import Lock
from typing import Any

import orjson
from pydantic import BaseModel, SecretStr

from connectors.errors import Fatal
from connectors.generic.moment_formats import written
from connectors.generic.rest_auth_config import Basic, Bearer, Signing, TokenEndpoint
from connectors.generic.rest_template import names

LONGEST_SECRET = 65_536
SHORTEST_HIDDEN = 6  # characters; shorter words are no secrets and occur in sentences


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A token and until when (monotonic seconds) it is used."""

    text: str = field(repr=False)
    until: float


class TokenStore:
    """The newest token of one credential; fetched by one thread at a time."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._token: Token | None = None

    def get(self, fetch: Callable[[], Token], *, stale: str | None = None) -> str:
        """The token, fetched when there is none, it is about to end, or it is the `stale` one."""
        with self._lock:
            token = self._token
            if token is None or token.text == stale or time.monotonic() >= token.until:
                token = self._token = fetch()
            return token.text


_stores: dict[str, TokenStore] = {}
_lock = Lock()


def store_of(source: str, base_url: str, auth: TokenEndpoint, folder: Path) -> TokenStore:
    """Where the tokens of these credentials are kept."""
    said = [source, base_url, str(folder), list(_leaves(auth))]
    name = sha256(orjson.dumps(said, default=str)).hexdigest()
    with _lock:
        return _stores.setdefault(name, TokenStore())


def file_text(folder: Path, name: str) -> str:
    """A secret kept in a file, without surrounding blanks. Raises Fatal."""
    path = folder / name
    try:
        with path.open("rb") as stream:
            text = stream.read(LONGEST_SECRET).decode("utf-8").strip()
    except (OSError, ValueError):
        raise Fatal(f"The file {path.name} can't be read; auth needs it.", code="auth") from None
    if not text or not text.isprintable():
        raise Fatal(f"The file {path.name} must hold one line of text for auth.", code="auth")
    return text


def values_of(auth: Signing, folder: Path, zone: str | None) -> dict[str, Any]:
    """The placeholders every request of a source has, but for tokens and signatures."""
    files = {name: file_text(folder, path) for name, path in auth.files.items()}
    moment = written(datetime.now(UTC), auth.timestamp, zone)
    return {"timestamp": moment, "nonce": token_hex(16), **files}


def bearer(auth: Bearer, folder: Path) -> str:
    """The Authorization of a token known beforehand. Raises Fatal."""
    known = auth.token.get_secret_value() if auth.token else None
    return f"Bearer {known or file_text(folder, auth.token_file or '')}"


def basic(auth: Basic, folder: Path) -> tuple[str, str]:
    """User and password. Raises Fatal."""
    known = auth.password.get_secret_value() if auth.password else None
    return auth.username, known or file_text(folder, auth.password_file or "")


def hidden(*settings: Any) -> frozenset[str]:
    """Every value in some settings that may be a secret; names of members are none."""
    found = (text for each in settings for text in _leaves(each))
    return frozenset(t for t in found if len(t) >= SHORTEST_HIDDEN and not names(t))


def secrets_of(auth: BaseModel | None) -> frozenset[str]:
    """What nobody may read about who asks."""
    if not isinstance(auth, Signing):
        return hidden(*([] if auth is None else _secret_fields(auth)))
    asked = auth.request if isinstance(auth, TokenEndpoint) else None
    parts = [] if asked is None else [asked.query, asked.headers, asked.body, asked.form]
    signed = [field for each in auth.signatures.values() for field in _secret_fields(each)]
    return hidden(auth.headers, auth.query, *parts, *signed)


def _secret_fields(settings: BaseModel) -> list[SecretStr]:
    return [value for _, value in settings if isinstance(value, SecretStr)]


def _leaves(value: Any) -> list[str]:
    if isinstance(value, SecretStr):
        return [value.get_secret_value()]
    if isinstance(value, BaseModel):
        return [leaf for _, each in value for leaf in _leaves(each)]
    if isinstance(value, Mapping):
        return [leaf for each in value.values() for leaf in _leaves(each)]
    if isinstance(value, (list, tuple)):
        return [leaf for each in value for leaf in _leaves(each)]
    return [value] if isinstance(value, str) else []
