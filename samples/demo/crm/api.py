"""The HTTP API of the CRM: a token endpoint and one list a kind of object."""

import logging
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, closing
from dataclasses import dataclass, field
from pathlib import Path

import orjson
from anyio import to_thread
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from samples.demo.crm.answers import Code, Refusal, answered, refused
from samples.demo.crm.objects import OBJECTS
from samples.demo.crm.paging import page_of
from samples.demo.crm.shapes import Json
from samples.demo.crm.throttle import Throttle
from samples.demo.crm.tokens import Tokens

log = logging.getLogger(__name__)
LARGEST_BODY = 4_096  # bytes of a token request
Lifespan = Callable[[Starlette], AbstractAsyncContextManager[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Crm:
    """What the API answers from; `instance` tells this installation from others."""

    database: Path
    instance: str
    tokens: Tokens
    calls: Throttle = field(default_factory=lambda: Throttle(per_second=20, burst=40))
    logins: Throttle = field(default_factory=lambda: Throttle(per_second=2, burst=30))


def application(crm: Crm, *, lifespan: Lifespan | None = None) -> Starlette:
    """The API of one CRM."""

    async def token(request: Request) -> Response:
        crm.logins.take()
        app_id, app_secret = await _credentials(request)
        issued = crm.tokens.issue(app_id, app_secret)
        return answered({"access_token": issued, "expires_in": crm.tokens.lifetime})

    async def listing(request: Request) -> Response:
        crm.tokens.check(request.headers.get("authorization"))
        crm.calls.take()
        try:
            return answered(await to_thread.run_sync(_page, crm.database, request))
        except sqlite3.Error as error:
            raise _failed(error) from error

    async def health(_: Request) -> Response:
        return answered({"instance": crm.instance})

    return Starlette(
        routes=[
            Route("/oauth2/token", token, methods=["POST"]),
            Route("/api/v1/{name}", listing, methods=["GET"]),
            Route("/health", health, methods=["GET"]),
        ],
        exception_handlers={Refusal: _refuse, HTTPException: _unknown, Exception: _broken},
        lifespan=lifespan,
    )


def _page(database: Path, request: Request) -> Json:
    name = request.path_params["name"]
    kind = OBJECTS.get(name)
    if kind is None:
        raise Refusal(Code.NOT_FOUND, f"The objects are {', '.join(OBJECTS)}.")
    query = request.query_params
    asked = page_of(name, dict(query), len(query.multi_items()))
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=10)) as connection:
        connection.row_factory = sqlite3.Row
        connection.execute("BEGIN")  # a page and what belongs to its rows are of one moment
        return kind.page(connection, asked)


async def _credentials(request: Request) -> tuple[str, str]:
    try:
        said = orjson.loads(await _body(request))
    except orjson.JSONDecodeError:
        said = None
    if isinstance(said, dict):
        pair = said.get("app_id"), said.get("app_secret")
        if isinstance(pair[0], str) and isinstance(pair[1], str):
            return pair[0], pair[1]
    raise Refusal(Code.BAD_PARAMETER, 'Send JSON: {"app_id": "…", "app_secret": "…"}.')


async def _body(request: Request) -> bytes:
    read = b""
    chunks: AsyncIterator[bytes] = request.stream()
    async for chunk in chunks:
        read += chunk
        if len(read) > LARGEST_BODY:
            raise Refusal(Code.TOO_LARGE, f"The body may have {LARGEST_BODY} bytes.")
    return read


async def _refuse(_: Request, error: Exception) -> Response:
    assert isinstance(error, Refusal)
    return refused(error)


async def _unknown(_: Request, error: Exception) -> Response:
    if isinstance(error, HTTPException) and error.status_code == 405:
        return refused(Refusal(Code.NOT_ALLOWED, "Lists are read with GET, tokens with POST."))
    return refused(Refusal(Code.NOT_FOUND, "Ask /oauth2/token or /api/v1/{object}."))


async def _broken(_: Request, error: Exception) -> Response:
    return refused(_failed(error))


def _failed(error: Exception) -> Refusal:
    log.error("A call failed: %s", type(error).__name__)
    return Refusal(Code.BROKEN, "The CRM could not answer; try again later.")
