"""The CRM's API on a real port."""

import datetime as dt
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
import uvicorn

from samples.demo.crm.api import Crm, application
from samples.demo.crm.generate import build
from samples.demo.crm.home import APP_ID
from samples.demo.crm.throttle import Throttle
from samples.demo.crm.tokens import Tokens

TODAY = dt.date(2026, 11, 19)
SECRET = "only-this-test-knows-this-secret-of-43-chars"


@dataclass(frozen=True, kw_only=True)
class Served:
    """A running API: a client of it, and the database behind."""

    client: httpx.Client
    database: Path

    def token(self, **said: str):
        body = {"app_id": APP_ID, "app_secret": SECRET} | said
        return self.client.post("/oauth2/token", json=body).json()

    def sign_in(self) -> "Served":
        token = self.token()["data"]["access_token"]
        self.client.headers["Authorization"] = f"Bearer {token}"
        return self

    def get(self, name: str, **parameters: object) -> httpx.Response:
        return self.client.get(f"/api/v1/{name}", params=parameters)

    def walk(self, name: str, *, between: Callable[[], object] | None = None, **asked: object):
        """All items of a list, page by page; `between` is called after each page."""
        items, cursor = [], asked.pop("cursor", "")
        while True:
            body = self.get(name, **asked, **({"cursor": cursor} if cursor else {})).json()
            assert body["errcode"] == 0, body
            items += body["data"]["items"]
            cursor = body["data"]["next_cursor"]
            if not body["data"]["has_more"]:
                return items, cursor
            if between is not None:
                between()


@contextmanager
def serving(database: Path, **more) -> Iterator[Served]:
    crm = Crm(
        database=database,
        instance="test",
        tokens=more.pop("tokens", Tokens(SECRET)),
        **({"calls": Throttle(per_second=1_000, burst=10_000)} | more),
    )
    config = uvicorn.Config(application(crm), log_level="critical", access_log=False)
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            url = f"http://127.0.0.1:{listening.getsockname()[1]}"
            with httpx.Client(base_url=url, timeout=30, trust_env=False) as client:
                while not server.started:
                    time.sleep(0.01)
                yield Served(client=client, database=database)
        finally:
            server.should_exit = True
            thread.join()


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    path = tmp_path_factory.mktemp("crm") / "crm.db"
    build(path, 3, TODAY, days=20)
    return path


@pytest.fixture
def database(built, tmp_path):
    path = tmp_path / "crm.db"
    shutil.copyfile(built, path)
    return path


@pytest.fixture
def serve(database):
    """Starts the API, with its defaults changed as asked."""
    with ExitStack() as stack:
        yield lambda **more: stack.enter_context(serving(database, **more))


@pytest.fixture
def api(serve):
    return serve().sign_in()
