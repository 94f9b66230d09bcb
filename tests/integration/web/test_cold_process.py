"""The real application in a process of its own: nothing is warm, nobody has opened a page yet."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from settings import Settings, initialise
from state import State

ROOT = Path(__file__).parents[3]
DEEP = ["/overview", "/secret?x=1", "/document?id=1", "/_stcore/health", "/_stcore/host-config"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    port: int
    state: State

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def stream(self, cookie: str | None = None, **headers: str) -> ClientConnection:
        origin = headers.pop("origin", self.url)
        more = headers | ({"Cookie": f"yiping_sid={cookie}"} if cookie else {})
        address = f"ws://127.0.0.1:{self.port}/_stcore/stream"
        return connect(
            address, additional_headers=more, origin=origin, subprotocols=["streamlit"], proxy=None
        )  # type: ignore[arg-type]


def environment(home: Path) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("COCKPIT_")}
    return kept | {"COCKPIT_HOME": str(home), "COCKPIT_REVOKE_SECONDS": "0.2"}


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    home = tmp_path_factory.mktemp("cold") / "home"
    initialise(Settings(home=home))
    state = State.open(f"sqlite:///{home}/state.db")
    state.users.add("zhang", name="张三", password="Blue-Horse-77")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py"]
    command += ["--server.port", str(port), "--server.address", "127.0.0.1"]
    log = home / "log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment(home), stdout=out, stderr=subprocess.STDOUT
        )
    try:
        _wait(f"http://127.0.0.1:{port}/healthz", process, log)
        yield Running(port=port, state=state)
    finally:
        process.kill()
        process.wait()
        state.close()


def _wait(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + 90
    while time.monotonic() < until:
        if process.poll() is not None:
            raise AssertionError(f"the application ended: {log.read_text()[-3000:]}")
        try:
            if httpx.get(url, timeout=2).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.3)
    raise AssertionError(f"the application did not come up: {log.read_text()[-3000:]}")


def session(running: Running) -> str:
    return running.state.sessions.create("zhang", ip="127.0.0.1", user_agent="test")


def _read_on(stream: ClientConnection) -> None:
    while True:
        stream.recv(timeout=10)


def test_a_cold_deep_link_ends_at_sign_in(running: Running) -> None:
    for path in DEEP:
        answer = httpx.get(running.url + path)
        assert answer.status_code == 303, path
        assert answer.headers["location"].startswith("/login"), path
    assert "登录" in httpx.get(f"{running.url}/overview", follow_redirects=True).text


def test_a_cold_websocket_without_a_session_is_refused(running: Running) -> None:
    for cookie in (None, "nonsense"):
        with pytest.raises(InvalidStatus) as refused:
            running.stream(cookie, **{"x-ckp-user": "zhang"})
        assert refused.value.response.status_code == 403


def test_with_a_session_page_and_websocket_open(running: Running) -> None:
    token = session(running)
    page = httpx.get(f"{running.url}/overview", cookies={"yiping_sid": token})
    assert (page.status_code, "streamlit" in page.text.lower()) == (200, True)
    with running.stream(token) as stream:
        assert stream.response is not None
        assert stream.response.status_code == 101
    with pytest.raises(InvalidStatus):
        running.stream(token, origin="https://evil.example")


def test_a_disabled_user_loses_the_live_websocket(running: Running) -> None:
    with running.stream(session(running)) as stream:
        running.state.users.disable("zhang")
        started = time.monotonic()
        with pytest.raises(ConnectionClosed) as ended:
            _read_on(stream)
        assert ended.value.rcvd is not None
        assert ended.value.rcvd.code == 4401
        assert time.monotonic() - started < 8
    running.state.users.enable("zhang")


def test_timers_are_no_acts_and_without_a_secret_nothing_starts(tmp_path: Path) -> None:
    home = tmp_path / "home"
    initialise(Settings(home=home))
    code = """
import app
from streamlit.proto.BackMsg_pb2 import BackMsg
click, timer, beat = BackMsg(), BackMsg(), BackMsg()
click.rerun_script.query_string = "a=1"
timer.rerun_script.is_auto_rerun = True
beat.app_heartbeat = True
found = [app.is_act(each.SerializeToString()) for each in (click, timer, beat)]
assert found == [True, False, False], found
assert not app.is_act(b"\\xff\\xff")

from pathlib import Path
from settings import Settings
try:
    app.configure(Settings(home=Path("nowhere at all")))
except SystemExit as refused:
    assert "run cockpit.py init" in str(refused)
else:
    raise AssertionError("it started without a secret key")
"""
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment(home), check=True)
