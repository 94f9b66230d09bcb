"""Settings of one installation: read once from the environment, then passed down, never changed."""

import os
import re
import secrets
from contextlib import suppress
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Self

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

KEY_FILE = "secret.key"
SECRET_BYTES = 32
MIN_SECRET = 32


class Settings(BaseSettings):
    """Everything that differs between installations; environment variables begin with COCKPIT_.

    `secret_key` has no default: `initialise` generates it into the home, for the owner only.
    """

    model_config = SettingsConfigDict(env_prefix="COCKPIT_", frozen=True, extra="ignore")

    home: Path = Path(".yiping")
    state_url: SecretStr = SecretStr("")  # may hold a password; default: SQLite in home
    work_url: SecretStr = SecretStr("")  # DBOS; default: SQLite in home
    secret_key: SecretStr = SecretStr("")

    host: str = "127.0.0.1"
    port: int = Field(default=8501, ge=1, le=65535)
    base_path: str = ""
    public_url: str = ""  # as people type it; https makes cookies Secure
    trusted_proxies: tuple[str, ...] = ()

    idle_minutes: int = Field(default=30, ge=1, le=24 * 60)
    session_hours: int = Field(default=12, ge=1, le=24 * 30)
    failures_before_lock: int = Field(default=5, ge=1, le=100)
    lock_minutes: int = Field(default=15, ge=1, le=24 * 60)
    revoke_seconds: float = Field(default=3.0, gt=0, le=60)

    executor: str = "worker-1"  # stable and distinct per worker process
    company_name: str = ""
    demo_tick: float = Field(default=3.0, ge=0.1, le=3600)  # seconds between two of its changes

    @field_validator("base_path")
    @classmethod
    def _one_slash(cls, value: str) -> str:
        path = value.strip("/")
        if path and not re.fullmatch(r"[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*", path):
            raise ValueError("base_path has letters, digits, - and _ between slashes")
        return f"/{path}" if path else ""

    @field_validator("public_url")
    @classmethod
    def _whole_url(cls, value: str) -> str:
        if value and not value.startswith(("http://", "https://")):
            raise ValueError("public_url begins with http:// or https://")
        return value.rstrip("/")

    @field_validator("trusted_proxies")
    @classmethod
    def _networks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(str(ip_network(each, strict=False)) for each in value)

    @model_validator(mode="after")
    def _in_home(self) -> Self:
        home = self.home.expanduser().absolute()
        # The model is frozen for everybody else.
        object.__setattr__(self, "home", home)
        for name, file in (("state_url", "state.db"), ("work_url", "work.db")):
            if not getattr(self, name).get_secret_value():
                object.__setattr__(self, name, SecretStr(f"sqlite:///{home / file}"))
        return self

    @property
    def https(self) -> bool:
        """Whether people reach the cockpit through TLS."""
        return self.public_url.startswith("https://")

    @property
    def lake(self) -> Path:
        """Where the Delta tables live."""
        return self.home / "lake"

    @property
    def sources(self) -> Path:
        """The file that says which systems are connected."""
        return self.home / "sources.yaml"

    @property
    def idle(self) -> timedelta:
        """How long a session lives without a word from its browser."""
        return timedelta(minutes=self.idle_minutes)

    @property
    def lifetime(self) -> timedelta:
        """How long a session lives at most."""
        return timedelta(hours=self.session_hours)

    @property
    def locked_for(self) -> timedelta:
        """How long too many wrong passwords lock a name for one address."""
        return timedelta(minutes=self.lock_minutes)

    def secret(self) -> str:
        """The installation's secret key; raises RuntimeError when it was never initialised."""
        given = self.secret_key.get_secret_value()
        file = self.home / KEY_FILE
        if not given and file.is_file():
            given = file.read_text(encoding="ascii").strip()
        if len(given) < MIN_SECRET:
            raise RuntimeError(
                f"no secret key of at least {MIN_SECRET} characters: run cockpit.py init, "
                "or set COCKPIT_SECRET_KEY"
            )
        return given


def initialise(settings: Settings) -> None:
    """Create the home (owner only) and a random secret key in it, unless they exist already."""
    settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = settings.home / KEY_FILE
    if file.exists() or settings.secret_key.get_secret_value():
        return
    # Written beside and linked, so that two processes can't each keep half a key.
    beside = settings.home / f".{KEY_FILE}.{secrets.token_hex(8)}"
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as out:
        out.write(secrets.token_urlsafe(SECRET_BYTES))
        out.flush()
        os.fsync(out.fileno())
    with suppress(FileExistsError):
        os.link(beside, file)
    beside.unlink()
