"""A real HTTP API for tests: a Starlette application served by uvicorn on a free port.

`Api` holds rows and everything that goes wrong with real ones; a test sets its dials.
"""

import json
import socket
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

Handler = Callable[["Asked"], Response]


def answer(body: Any, status: int = 200, **headers: str) -> Response:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    kind = {"content-type": "application/json"} | headers
    return Response(data, status_code=status, headers=kind)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a client sent."""

    method: str
    path: str
    raw_path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes
    at: float

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Server:
    """Answers with `handle`; what `faults` holds comes first, once each. `asked` is the log."""

    handle: Handler
    base_url: str = ""
    faults: deque[Handler | Response | None] = field(default_factory=deque)
    asked: list[Asked] = field(default_factory=list)

    def times(self, path: str) -> int:
        return sum(each.path == path for each in self.asked)

    async def endpoint(self, request: Request) -> Response:
        asked = Asked(
            method=request.method,
            path=request.url.path,
            raw_path=request.scope["raw_path"].decode() + _query(request),
            query=dict(request.query_params),
            headers=dict(request.headers),
            body=await request.body(),
            at=time.monotonic(),
        )
        self.asked.append(asked)
        fault = self.faults.popleft() if self.faults else None
        if isinstance(fault, Response):
            return fault
        return await run_in_threadpool(fault or self.handle, asked)


def _query(request: Request) -> str:
    text = request.scope["query_string"].decode()
    return f"?{text}" if text else ""


@contextmanager
def serving(handle: Handler) -> Iterator[Server]:
    """A running server; it is stopped when the block ends."""
    server = Server(handle=handle)
    app = Starlette(routes=[Route("/{path:path}", server.endpoint, methods=["GET", "POST", "PUT"])])
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
        settings = uvicorn.Config(app, log_level="error", lifespan="off", access_log=False)
        running = uvicorn.Server(settings)
        thread = threading.Thread(target=running.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        deadline = time.monotonic() + 30
        while not running.started:
            if time.monotonic() > deadline:
                raise RuntimeError("The test server did not start.")
            time.sleep(0.01)
        server.base_url = f"http://127.0.0.1:{port}"
        try:
            yield server
        finally:
            running.should_exit = True
            thread.join(10)
