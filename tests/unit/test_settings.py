from pathlib import Path

import pytest
from pydantic import ValidationError

from settings import KEY_FILE, Settings, initialise


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COCKPIT_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def test_everything_lives_in_the_home(home: Path) -> None:
    settings = Settings()
    assert settings.home == home
    assert settings.state_url.get_secret_value() == f"sqlite:///{home}/state.db"
    assert settings.lake == home / "lake"


def test_there_is_no_default_secret(home: Path) -> None:
    with pytest.raises(RuntimeError, match=r"cockpit\.py init"):
        Settings().secret()


def test_a_secret_is_made_once_and_only_the_owner_reads_it(home: Path) -> None:
    initialise(Settings())
    secret = Settings().secret()
    initialise(Settings())
    assert Settings().secret() == secret
    assert len(secret) >= 43
    assert (home / KEY_FILE).stat().st_mode & 0o777 == 0o600
    assert home.stat().st_mode & 0o777 == 0o700
    assert sorted(path.name for path in home.iterdir()) == [KEY_FILE]


def test_a_short_secret_is_refused(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COCKPIT_SECRET_KEY", "short")
    with pytest.raises(RuntimeError, match="at least 32"):
        Settings().secret()


def test_secrets_do_not_show(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COCKPIT_STATE_URL", "postgresql://u:hunter2@db/state")
    monkeypatch.setenv("COCKPIT_SECRET_KEY", "s" * 40)
    assert "hunter2" not in repr(Settings())
    assert "ssss" not in repr(Settings())


def test_settings_do_not_change(home: Path) -> None:
    with pytest.raises(ValidationError):
        Settings().port = 1  # type: ignore[misc]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("COCKPIT_PORT", "0"),
        ("COCKPIT_BASE_PATH", "a b"),
        ("COCKPIT_BASE_PATH", "/a//b"),
        ("COCKPIT_PUBLIC_URL", "cockpit.corp"),
        ("COCKPIT_TRUSTED_PROXIES", '["nonsense"]'),
        ("COCKPIT_IDLE_MINUTES", "0"),
    ],
)
def test_wrong_settings_are_refused(
    home: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ValidationError):
        Settings()


def test_a_base_path_has_one_leading_slash(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COCKPIT_BASE_PATH", "cockpit/a/")
    monkeypatch.setenv("COCKPIT_PUBLIC_URL", "https://x.corp/")
    assert Settings().base_path == "/cockpit/a"
    assert Settings().https
