import time
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from tests.integration.web.conftest import House, build

STREAM = "/_stcore/stream"
GATED = [
    "/",
    "/overview",
    "/secret?x=1",
    "/_stcore/health",
    "/_stcore/host-config",
    "/_stcore/metrics",
    "/media/abc.png",
    "/component/x/index.html",
    "/static/js/main.js",
    "/app/static/x.json",
    "/login/",
    "/login/../overview",
    "//login",
    "/LOGIN",
    "/healthz/x",
    "/signin/",
    "/signin/../../settings.py",
    "/signin/signin.css/x",
    "/password",
    "/logout",
]


def live(client: TestClient, **more: object) -> dict[str, str]:
    with client.websocket_connect(STREAM, **more) as socket:  # type: ignore[arg-type]
        return socket.receive_json()


@pytest.mark.parametrize("method", ["GET", "POST", "HEAD", "PUT"])
def test_without_a_session_everything_ends_at_sign_in(house: House, method: str) -> None:
    client = house.client()
    for path in GATED:
        answer = client.request(method, path)
        assert answer.status_code == 303, path
        assert answer.headers["location"].startswith("/login"), path


@pytest.mark.parametrize("path", ["/login", "/healthz", "/readyz", "/signin/logo.svg"])
def test_public_paths_answer(house: House, path: str) -> None:
    assert house.client().get(path).status_code == 200


def test_without_a_session_the_websocket_is_refused(house: House) -> None:
    for cookie in ({}, {"yiping_sid": "nonsense"}):
        client = house.client(cookies=cookie)
        with pytest.raises(WebSocketDisconnect) as refused:
            live(client)
        assert refused.value.code == 4401


def test_the_gate_says_who_is_there_and_nobody_else_can(house: House) -> None:
    client = house.client()
    house.sign_in(client)
    forged = {"x-ckp-user": "boss", "X-CKP-Roles": "executive", "x_ckp_user": "boss"}
    (session,) = house.state.sessions.list()
    honest = {"x-ckp-user": "zhang", "x-ckp-session": session.handle}
    assert client.get("/overview", headers=forged).json() == honest
    assert live(client, headers=forged) == honest


def test_forged_headers_do_not_open_the_gate(house: House) -> None:
    forged = {"x-ckp-user": "zhang", "x-ckp-session": "x"}
    assert house.client().get("/overview", headers=forged).status_code == 303
    with pytest.raises(WebSocketDisconnect):
        live(house.client(), headers=forged)


def test_another_sites_page_gets_no_websocket(house: House) -> None:
    client = house.client()
    house.sign_in(client)
    assert live(client, headers={"origin": "http://testserver"})
    for origin in ("https://evil.example", "null", "http://testserver.evil.example"):
        with pytest.raises(WebSocketDisconnect) as refused:
            live(client, headers={"origin": origin})
        assert refused.value.code == 4403


@pytest.mark.parametrize("how", ["disable", "revoke", "revoke_user", "elsewhere"])
def test_an_ended_session_closes_its_live_socket(house: House, how: str, tmp_path: Path) -> None:
    client = house.client()
    house.sign_in(client)
    with client.websocket_connect(STREAM) as socket:
        socket.receive_json()
        socket.send_text("hello")
        assert socket.receive_text() == "hello"
        (session,) = house.state.sessions.list()
        if how == "disable":
            house.state.users.disable("zhang")
        elif how == "revoke":
            house.state.sessions.revoke(session.handle)
        elif how == "revoke_user":
            house.state.sessions.revoke_user("zhang")
        else:  # another process on the same database
            other = type(house.state).open(f"sqlite:///{tmp_path}/state.db")
            other.users.disable("zhang")
            other.close()
        started = time.monotonic()
        with pytest.raises(WebSocketDisconnect) as ended:
            socket.receive_text()
        assert ended.value.code == 4401
        assert time.monotonic() - started < 3
    assert client.get("/overview").status_code == 303


def test_one_persons_end_leaves_others_alone(house: House) -> None:
    house.state.users.add("li", name="李四", password="Blue-Horse-77")
    first, second = house.client(), house.client()
    house.sign_in(first)
    house.sign_in(second, username="li")
    with second.websocket_connect(STREAM) as socket:
        socket.receive_json()
        house.state.users.disable("zhang")
        time.sleep(0.3)
        socket.send_text("still here")
        assert socket.receive_text() == "still here"


def test_only_acts_of_a_person_keep_a_session_awake(tmp_path: Path) -> None:
    house = build(tmp_path, active=lambda message: message == "click")
    client = house.client()
    house.sign_in(client)
    with client.websocket_connect(STREAM) as socket:
        socket.receive_json()
        (before,) = house.state.sessions.list()
        for text, moved in (("timer", False), ("click", True)):
            socket.send_text(text)
            socket.receive_text()
            (after,) = house.state.sessions.list()
            assert (after.last_seen_at > before.last_seen_at) is moved


def test_somebody_with_a_one_time_password_gets_no_further(house: House) -> None:
    client = house.client()
    issued = house.state.users.reset_password("zhang")
    assert house.sign_in(client, issued).headers["location"] == "/password"
    answer = client.get("/overview")
    assert (answer.status_code, answer.headers["location"]) == (303, "/password?next=/overview")
    assert client.get("/_stcore/stream").headers["location"] == "/password"
    with pytest.raises(WebSocketDisconnect):
        live(client)
    assert client.get("/password").status_code == 200


def test_every_answer_carries_security_headers(tmp_path: Path) -> None:
    house = build(tmp_path, https=True)
    client = house.client()
    house.sign_in(client)
    for path in ("/login", "/overview", "/healthz", "/signin/signin.css"):
        headers = client.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "SAMEORIGIN"
        assert headers["referrer-policy"] == "same-origin"
        assert "frame-ancestors" in headers["content-security-policy"]
        assert headers["strict-transport-security"].startswith("max-age=")
    assert "unsafe-inline" not in client.get("/password").headers["content-security-policy"]


def test_not_ready_without_state(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise OSError("gone: secret detail")

    monkeypatch.setattr(house.state, "ping", broken)
    answer = house.client().get("/readyz")
    assert (answer.status_code, answer.json()) == (503, {"ready": False})


def test_under_a_base_path_nothing_is_open_outside_it(tmp_path: Path) -> None:
    house = build(tmp_path, base="/cockpit")
    client = house.client()
    for path in ("/login", "/healthz", "/", "/cockpit", "/cockpit/overview"):
        assert client.get(path).headers["location"].startswith("/cockpit/login")
    assert house.sign_in(client, next="/cockpit/overview").headers["location"] == (
        "/cockpit/overview"
    )


def test_an_address_without_a_page_is_told_in_the_viewers_language(tmp_path: Path) -> None:
    house = build(tmp_path, pages=frozenset({"overview"}))
    client = house.client()
    opens = {"accept": "text/html,application/xhtml+xml"}
    assert client.get("/nowhere", headers=opens).status_code == 303
    house.sign_in(client)
    for path in ("/nowhere", "/overview/deeper", "/index.html", '/"><script>'):
        answer = client.get(path, headers=opens)
        assert answer.status_code == 404, path
        assert "找不到这个页面" in answer.text
        assert "<script" not in answer.text
    house.state.users.change("zhang", lang="en")
    assert "Page not found" in client.get("/nowhere", headers=opens).text
    for path in ("/", "/overview", "/overview/", "/logout", "/static/js/x.js", "/media/x"):
        assert client.get(path, headers=opens).status_code == 200, path
    assert client.get("/nowhere").status_code == 200  # what Streamlit fetches is Streamlit's


def test_under_a_base_path_only_pages_below_it_are_pages(tmp_path: Path) -> None:
    house = build(tmp_path, base="/cockpit", pages=frozenset({"overview"}))
    client, opens = house.client(), {"accept": "text/html"}
    house.sign_in(client)
    for path in ("/cockpit/", "/cockpit/overview"):
        assert client.get(path, headers=opens).status_code == 200, path
    for path in ("/overview", "/", "/cockpit/x", "/cockpitoverview"):
        answer = client.get(path, headers=opens)
        assert answer.status_code == 404, path
        assert 'href="/cockpit/"' in answer.text
