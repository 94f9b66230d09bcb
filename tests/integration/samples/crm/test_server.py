"""The CRM as a process of its own: it comes up, lives, stays single, comes back and goes."""

import shutil
import signal
import sqlite3
import subprocess
import time
from contextlib import closing

import httpx
import pytest

from commands.running import parts_of
from samples.demo.crm import home
from samples.demo.crm.running import command, running
from settings import Settings


@pytest.fixture
def folder(built, tmp_path):
    """A home with a CRM in it."""
    (tmp_path / "sources").mkdir()
    shutil.copyfile(built, tmp_path / home.DATABASE)
    home.create(tmp_path)
    return tmp_path


def token(folder, place):
    said = {"app_id": home.APP_ID, "app_secret": home.secret(folder)}
    answer = httpx.post(f"{place.url}/oauth2/token", json=said, trust_env=False)
    return {"Authorization": f"Bearer {answer.json()['data']['access_token']}"}


def surveys(place, headers):
    answer = httpx.get(f"{place.url}/api/v1/surveys", headers=headers, trust_env=False)
    return answer.json()["errcode"]


def acted(folder):
    with closing(sqlite3.connect(folder / home.DATABASE)) as connection:
        query = "SELECT value FROM crm_system WHERE name = 'acted'"
        return int(connection.execute(query).fetchone()[0])


def test_a_token_and_the_port_outlive_a_restart(folder):
    with running(folder) as place:
        headers = token(folder, place)
        assert surveys(place, headers) == 0
    with pytest.raises(httpx.ConnectError):
        surveys(place, headers)
    with running(folder) as again:
        assert again == place
        assert surveys(again, headers) == 0


def test_it_ticks_while_it_answers(folder):
    before = acted(folder)
    with running(folder, every=0.2) as place:
        headers = token(folder, place)
        deadline = time.monotonic() + 60
        first = None
        while time.monotonic() < deadline:
            first = first or (acted(folder) if acted(folder) > before else None)
            if first is not None and acted(folder) > first:
                break
            time.sleep(0.2)
        assert first is not None
        assert acted(folder) > first
        assert surveys(place, headers) == 0


def test_a_home_has_one_crm(folder):
    with running(folder) as place, running(folder) as same:
        assert same == place
        second = subprocess.run(
            command(folder, every=0), capture_output=True, text=True, timeout=60, check=False
        )
        assert second.returncode == 3
        assert "runs already" in second.stderr
        assert home.found(folder) == place
        assert surveys(place, token(folder, place)) == 0


def test_a_killed_one_is_started_again_by_whoever_runs_it(folder):
    process = subprocess.Popen(command(folder, every=0))
    with running(folder) as place:
        assert surveys(place, token(folder, place)) == 0
    process.send_signal(signal.SIGKILL)
    process.wait(30)
    with running(folder) as place:
        assert surveys(place, token(folder, place)) == 0


def test_a_home_without_one_is_told(tmp_path):
    ended = subprocess.run(
        command(tmp_path, every=0), capture_output=True, text=True, timeout=60, check=False
    )
    assert ended.returncode == 1
    assert "init --profile demo" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_the_cockpit_runs_it_where_it_is_installed(folder, tmp_path_factory):
    parts = {part.name: part for part in parts_of(Settings(home=folder))}
    assert parts["crm"].command[1:3] == ["-m", "samples.demo.crm"]
    assert not parts["crm"].needed
    elsewhere = Settings(home=tmp_path_factory.mktemp("empty"))
    assert "crm" not in {part.name for part in parts_of(elsewhere)}
