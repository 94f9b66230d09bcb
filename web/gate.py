"""The gate: no session, no page, no websocket. Covers everything but a few exact public paths."""

import asyncio
import time
from contextlib import suppress

from anyio import to_thread
from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from state.rows import SessionRow
from web.address import same_origin
from web.live import Live
from web.paths import CHANNELS, login_url, password_url, public_paths, unfinished_paths, wanted_of
from web.setting import Web

USER_HEADER, SESSION_HEADER = b"x-ckp-user", b"x-ckp-session"
PREFIXES = (b"x-ckp-", b"x_ckp_")
NO_SESSION, ENDED, FOREIGN = 4401, 4401, 4403
SESSION_KEY = "yiping.session"


class Gate:
    """ASGI middleware; what it lets through carries the user in headers only it can set."""

    def __init__(self, app: ASGIApp, *, web: Web, live: Live | None = None) -> None:
        self._app = app
        self._web = web
        self._live = live or Live(web.state, web.check_every)
        self._public = public_paths(web.base)
        self._unfinished = unfinished_paths(web.base)
        self._channels = tuple(web.base + channel for channel in CHANNELS)
        self._touched: dict[str, float] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, refuse or pass on one connection."""
        if scope["type"] == "lifespan":
            return await self._app(scope, receive, send)
        if scope["type"] not in {"http", "websocket"}:
            raise RuntimeError(f"the gate does not know {scope['type']} connections")
        scope = _without_forgeries(scope)
        token = cookie_of(Headers(scope=scope), self._web.cookie)
        session = await to_thread.run_sync(self._web.state.sessions.find, token)
        if session is not None:
            scope = _with_user(scope, session)
        if scope["type"] == "http":
            return await self._http(scope, receive, send, session)
        return await self._websocket(scope, receive, send, session)

    async def _http(
        self, scope: Scope, receive: Receive, send: Send, session: SessionRow | None
    ) -> None:
        web, path = self._web, scope["path"]
        if session is not None and (not session.user.must_change or path in self._unfinished):
            if path not in self._public and not path.startswith(self._channels):
                await self._touch(session.handle)
            return await self._app(scope, receive, send)
        if path in self._public:
            return await self._app(scope, receive, send)
        query = scope.get("query_string", b"")
        where = login_url(web.base, path, query)
        if session is not None:
            where = password_url(web.base, wanted_of(web.base, path, query))
        return await RedirectResponse(where, status_code=303)(scope, receive, send)

    async def _websocket(
        self, scope: Scope, receive: Receive, send: Send, session: SessionRow | None
    ) -> None:
        foreign = not same_origin(Headers(scope=scope), self._web.origin)
        if session is None or session.user.must_change or foreign:
            await receive()
            code = FOREIGN if foreign else NO_SESSION
            await send({"type": "websocket.close", "code": code})
            return
        with self._live.opened(session.handle) as end:
            pipe = _Watched(receive, send, end)

            async def attentive() -> Message:
                message = await pipe.receive()
                if message["type"] == "websocket.receive" and self._is_act(message):
                    await self._touch(session.handle)
                return message

            await self._app(scope, attentive, pipe.send)

    def _is_act(self, message: Message) -> bool:
        content = message.get("bytes") or message.get("text") or b""
        return self._web.active(content)

    async def _touch(self, handle: str) -> None:
        now = time.monotonic()
        if now - self._touched.get(handle, float("-inf")) < self._web.touch_every:
            return
        if len(self._touched) > 10_000:
            self._touched.clear()
        self._touched[handle] = now
        await to_thread.run_sync(self._web.state.sessions.touch, handle)


class _Watched:
    """A websocket that reports its own end as soon as the session is over."""

    def __init__(self, receive: Receive, send: Send, end: asyncio.Event) -> None:
        self._receive = receive
        self._send = send
        self._end = end
        self._closed = False

    async def receive(self) -> Message:
        """The next message, or a disconnect once the session has ended."""
        message = asyncio.ensure_future(self._receive())
        ended = asyncio.ensure_future(self._end.wait())
        try:
            await asyncio.wait({message, ended}, return_when=asyncio.FIRST_COMPLETED)
            if not self._end.is_set():
                return message.result()
        finally:
            for task in (message, ended):
                if not task.done():
                    task.cancel()
                    with suppress(asyncio.CancelledError):
                        await task
        await self._close()
        return {"type": "websocket.disconnect", "code": ENDED}

    async def send(self, message: Message) -> None:
        """Pass a message on; nothing more is shown once the session has ended."""
        if self._end.is_set() and message["type"] == "websocket.send":
            await self._close()
            return
        if self._closed:
            return
        self._closed = message["type"] == "websocket.close"
        await self._send(message)

    async def _close(self) -> None:
        if not self._closed:
            self._closed = True
            await self._send({"type": "websocket.close", "code": ENDED})


def cookie_of(headers: Headers, name: str) -> str | None:
    """One cookie's value, or None."""
    return cookie_parser("; ".join(headers.getlist("cookie"))).get(name)


def _without_forgeries(scope: Scope) -> Scope:
    headers = [pair for pair in scope["headers"] if not pair[0].lower().startswith(PREFIXES)]
    return {**scope, "headers": headers}


def _with_user(scope: Scope, session: SessionRow) -> Scope:
    said = [
        (USER_HEADER, session.user.username.encode("ascii")),
        (SESSION_HEADER, session.handle.encode("ascii")),
    ]
    return {**scope, "headers": [*scope["headers"], *said], SESSION_KEY: session}
