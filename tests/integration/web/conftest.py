"""A small application behind the real gate: it tells which headers reached it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import bcrypt
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from state import Policy, State
from tests.integration.state.template import place
from web.routes import middleware, routes
from web.setting import Web

GOOD = "Blue-Horse-77"
BETTER = "Green-Camel-88"


async def told(request: Request) -> Response:
    return JSONResponse({k: v for k, v in request.headers.items() if "ckp" in k})


async def echo(socket: WebSocket) -> None:
    await socket.accept()
    await socket.send_json({k: v for k, v in socket.headers.items() if "ckp" in k})
    try:
        while True:
            await socket.send_text(await socket.receive_text())
    except WebSocketDisconnect:
        return


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    state: State
    web: Web
    app: Starlette

    def client(self, **more: Any) -> TestClient:
        scheme = "https" if self.web.https else "http"
        base = f"{scheme}://testserver"
        return TestClient(self.app, base_url=base, follow_redirects=False, **more)

    def form(self, client: TestClient, path: str = "/login") -> dict[str, str]:
        page = client.get(self.web.base + path)
        assert page.status_code == 200
        found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.text)
        return dict(found)

    def sign_in(self, client: TestClient, password: str = GOOD, **fields: str) -> Response:
        form = self.form(client) | {"username": "zhang", "password": password} | fields
        return client.post(self.web.base + "/login", data=form)  # type: ignore[return-value]


def build(tmp_path: Path, **more: Any) -> House:
    state = State.open(place(tmp_path / "state.db"), policy=Policy(failures_before_lock=3))
    web = Web(state=state, secret="k" * 40, check_every=0.05, touch_every=0.0, **more)
    inner = [
        Route(f"{web.base}/{{path:path}}", told),
        WebSocketRoute(f"{web.base}/_stcore/stream", echo),
    ]
    app = Starlette(routes=[*routes(web), *inner], middleware=middleware(web))
    state.users.add("zhang", name="张三", password=GOOD)
    return House(state=state, web=web, app=app)


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Real bcrypt with few rounds; the real number is tested where passwords are."""
    monkeypatch.setattr(bcrypt, "gensalt", partial(bcrypt.gensalt, 4))


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = build(tmp_path)
    yield made
    made.state.close()
