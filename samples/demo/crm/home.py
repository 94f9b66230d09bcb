"""What the CRM keeps in the home: its database, its port, and the secret to read it with."""

import json
import os
import random
import re
import secrets
import socket
from dataclasses import asdict, dataclass
from pathlib import Path

HOST = "127.0.0.1"
APP_ID = "yiping-cockpit"
DATABASE = Path("sources") / "crm.db"
ERP = Path("sources") / "erp.db"
PLACE = Path("sources") / "crm.json"
SECRET = Path("sources") / "crm.secret"
SOURCES = Path("sources.yaml")
# Below the range systems take for outgoing connections, so nobody gets our port by chance.
PORTS = range(21_000, 32_000)
TRIES = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a CRM answers; `instance` tells it from any other server on that port."""

    instance: str
    port: int

    @property
    def url(self) -> str:
        """The address its API begins with."""
        return f"http://{HOST}:{self.port}"


def found(home: Path) -> Place:
    """Where the CRM of this home answers; FileNotFoundError where no demo CRM is installed."""
    file = home / PLACE
    if not file.is_file():
        message = f"There is no demo CRM in {home}; run cockpit.py init --profile demo."
        raise FileNotFoundError(message)
    said = json.loads(file.read_text(encoding="utf-8"))
    return Place(instance=str(said["instance"]), port=int(said["port"]))


def create(home: Path) -> Place:
    """A new place with a free port and a new secret, both kept in the home for its owner only."""
    place = Place(instance=secrets.token_hex(8), port=free_port())
    _keep(home / SECRET, secrets.token_urlsafe(32))
    _keep(home / PLACE, json.dumps(asdict(place)))
    return place


def secret(home: Path) -> str:
    """The secret of the app that may read this CRM."""
    return (home / SECRET).read_text(encoding="ascii").strip()


def listen(home: Path) -> socket.socket:
    """The socket of this home's CRM.

    When somebody else has taken its port it moves to a free one, and `sources.yaml` with it.
    Raises OSError when no port can be had.
    """
    place = found(home)
    try:
        return socket.create_server((HOST, place.port))
    except OSError:
        moved = Place(instance=place.instance, port=free_port())
        listening = socket.create_server((HOST, moved.port))
        _keep(home / PLACE, json.dumps(asdict(moved)))
        _repoint(home / SOURCES, place, moved)
        return listening


def free_port() -> int:
    """A port nobody listens on at this moment."""
    for port in random.SystemRandom().sample(PORTS, TRIES):
        with socket.socket() as probe:
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
            return port
    message = f"No port between {PORTS.start} and {PORTS.stop - 1} is free on {HOST}."
    raise OSError(message)


def pointed(sources: str, before: str, after: str) -> str:
    """The text of `sources.yaml` with one `base_url` for another; nothing else changes."""
    return re.sub(rf"(?m)(\bbase_url:\s*){re.escape(before)}[ \t]*$", rf"\g<1>{after}", sources)


def _repoint(sources: Path, before: Place, after: Place) -> None:
    if not sources.is_file():
        return
    text = sources.read_text(encoding="utf-8")
    moved = pointed(text, before.url, after.url)
    if moved != text:
        _keep(sources, moved)


def _keep(file: Path, text: str) -> None:
    """Write for the owner only, whole or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    beside.replace(file)
